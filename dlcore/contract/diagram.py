"""A living diagram: boxes and arrows in a grid, which the page fills with the running model's own numbers."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Box:
    """One part of the picture. `column` and `row` are places in a grid, from 0; fractions are allowed."""

    name: str
    title: str
    column: float
    row: float
    text: str = ""  # what this part does, shown on hover and focus and in the text version
    metric: str = ""  # the metric of the run whose latest value stands in the box
    shape: str = "box"  # box, funnel (narrowing), horn (widening), circle
    width: float = 1.0
    height: float = 1.0


@dataclass(frozen=True)
class Arrow:
    """From one box to another, with a word beside it."""

    start: str
    end: str
    label: str = ""
    dashed: bool = False  # the way back: gradients


@dataclass(frozen=True)
class Stage:
    """One moment in slow motion: the boxes that are at work and the sentence that says what they do."""

    boxes: tuple[str, ...]
    sentence: str
    phase: str = ""  # the phase of the run's metrics that this stage belongs to


@dataclass(frozen=True)
class Diagram:
    """The picture that a textbook prints."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    stages: tuple[Stage, ...] = ()
    alt: str = ""

    def to_json(self) -> dict[str, Any]:
        """The description as plain values."""
        return asdict(self)
