"""What a training run says while it runs: metrics at every step, now and then a sample or a note."""

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image


@dataclass(frozen=True)
class Text:
    """A text that the model wrote; `prompt` is the part that it was given."""

    text: str
    prompt: str = ""

    def to_json(self) -> dict[str, Any]:
        """The content as plain values for the wire."""
        return {"kind": "text", "text": self.text, "prompt": self.prompt}


@dataclass(frozen=True)
class Images:
    """Pictures side by side: uint8, (count, height, width) grey or (count, height, width, 3) colour."""

    images: NDArray[np.uint8]
    columns: int = 8
    captions: Sequence[str] = ()  # one a row where there are as many as rows, else one a picture
    alt: str = ""

    def to_json(self) -> dict[str, Any]:
        """The content as one PNG mosaic."""
        return {
            "kind": "images",
            "png": png_base64(mosaic(self.images, self.columns)),
            "count": len(self.images),
            "columns": min(self.columns, len(self.images)),
            "captions": list(self.captions),
            "alt": self.alt,
        }


@dataclass(frozen=True)
class Points:
    """Points in a plane, (count, 2); `group` picks one of the palette's colours and marker shapes."""

    positions: NDArray[np.floating[Any]]
    group: int = 0
    label: str = ""
    arrows: NDArray[np.floating[Any]] | None = None  # (count, 2): from each point, in data units

    def to_json(self) -> dict[str, Any]:
        """The points rounded to four digits."""
        return {
            "xy": np.round(np.asarray(self.positions, dtype=float), 4).tolist(),
            "group": self.group,
            "label": self.label,
            "arrows": None
            if self.arrows is None
            else np.round(np.asarray(self.arrows, dtype=float), 4).tolist(),
        }


@dataclass(frozen=True)
class Plane:
    """A picture of the plane: a surface of values under points, lines and arrows.

    `surface` is (rows, columns), first row at the bottom, values from `low` to `high`.
    """

    extent: tuple[float, float, float, float]  # left, right, bottom, top, in data units
    points: Sequence[Points] = ()
    lines: Sequence[Points] = ()  # each joined in its order
    surface: NDArray[np.floating[Any]] | None = None
    low: float = 0.0
    high: float = 1.0
    alt: str = ""

    def to_json(self) -> dict[str, Any]:
        """The surface as 8-bit values in base64, the rest as numbers."""
        value: dict[str, Any] = {
            "kind": "plane",
            "extent": [float(bound) for bound in self.extent],
            "points": [layer.to_json() for layer in self.points],
            "lines": [line.to_json() for line in self.lines],
            "surface": None,
            "low": self.low,
            "high": self.high,
            "alt": self.alt,
        }
        if self.surface is not None:
            scaled = np.clip((np.asarray(self.surface) - self.low) / (self.high - self.low), 0, 1)
            levels = np.nan_to_num(np.round(scaled * 255)).astype(np.uint8)
            rows, columns = levels.shape
            value["surface"] = {
                "rows": rows,
                "columns": columns,
                "levels": base64.b64encode(levels.tobytes()).decode(),
            }
        return value


@dataclass(frozen=True)
class Episode:
    """A recorded game that the page plays back: one row of numbers a frame, drawn by the game's name.

    `actions` and `values` belong to the step after each frame, so there may be one fewer; `values` are those
    of all actions, in the order of `names`. `scene` is what stands still, such as walls.
    """

    game: str
    frames: Sequence[Sequence[float]]  # (frames, numbers)
    actions: Sequence[int] = ()
    names: Sequence[str] = ()
    values: Sequence[Sequence[float]] = ()  # (frames, actions)
    scene: Mapping[str, Any] = field(default_factory=dict)
    points: Sequence[float] = ()  # so far, at each frame
    alt: str = ""

    def to_json(self) -> dict[str, Any]:
        """The recording as plain values."""
        return {
            "kind": "episode",
            "game": self.game,
            "frames": [list(frame) for frame in self.frames],
            "actions": list(self.actions),
            "names": list(self.names),
            "values": [list(values) for values in self.values],
            "scene": dict(self.scene),
            "points": list(self.points),
            "alt": self.alt,
        }


Content = Text | Images | Plane | Episode


@dataclass(frozen=True)
class Metrics:
    """The numbers of one step; closes the step (or, with a phase, half of it)."""

    step: int
    values: dict[str, float]
    phase: str = ""

    def to_json(self) -> dict[str, Any]:
        """The event as plain values for wire and store."""
        return {"type": "metrics", "step": self.step, "phase": self.phase, "values": self.values}


@dataclass(frozen=True)
class Sample:
    """Something to look at: what the model makes of it at this step."""

    step: int
    content: Content
    name: str = "sample"  # several kinds of sample of one application are told apart by name

    def to_json(self) -> dict[str, Any]:
        """The event as plain values for wire and store."""
        return {"type": "sample", "step": self.step, "name": self.name, "content": self.content.to_json()}


@dataclass(frozen=True)
class Note:
    """One sentence for the visitor."""

    step: int
    text: str
    level: str = field(default="info")  # info, warning

    def to_json(self) -> dict[str, Any]:
        """The event as plain values for wire and store."""
        return {"type": "note", "step": self.step, "text": self.text, "level": self.level}


Event = Metrics | Sample | Note


def metrics(step: int, phase: str = "", **values: float) -> Metrics:
    """A step closed, in the words of a loop: `yield metrics(step, loss=loss.item())`."""
    return Metrics(step, {name: float(value) for name, value in values.items()}, phase)


def mosaic(images: NDArray[np.uint8], columns: int, gap: int = 1) -> NDArray[np.uint8]:
    """Pictures in rows with a grey line between them, as one picture (height, width[, 3])."""
    count, height, width = images.shape[:3]
    columns = max(1, min(columns, count))
    rows = -(-count // columns)
    shape = (rows * (height + gap) - gap, columns * (width + gap) - gap, *images.shape[3:])
    canvas = np.full(shape, 128, dtype=np.uint8)
    for index, image in enumerate(images):
        top, left = (index // columns) * (height + gap), (index % columns) * (width + gap)
        canvas[top : top + height, left : left + width] = image
    return canvas


def png_base64(image: NDArray[np.uint8]) -> str:
    """A picture (height, width) or (height, width, 3) as PNG in base64."""
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, format="PNG")
    return base64.b64encode(buffer.getvalue()).decode()
