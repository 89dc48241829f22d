"""Presets, tasks and failures on demand: records that the frame draws and checks, the same on every page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dlcore.contract.config import Value


@dataclass(frozen=True)
class Preset:
    """Settings worth trying. `good` is false for those that are there to fail; `why` gives the reason."""

    name: str  # short and lower case: also the command line's `--preset`
    title: str
    values: Mapping[str, Value]
    why: str
    good: bool = True


@dataclass(frozen=True)
class RunSummary:
    """What a task may look at in one of the visitor's runs."""

    config: Mapping[str, Value]
    status: str  # waiting, running, paused, finished, stopped, diverged, interrupted, failed
    steps: int  # steps taken so far
    last: Mapping[str, float]  # latest value of each metric
    lowest: Mapping[str, float]
    highest: Mapping[str, float]


@dataclass(frozen=True)
class Answer:
    """A question that the visitor put to a model, and what came back."""

    question: str
    arguments: Mapping[str, Any]
    result: Any
    source: str  # "shipped" or the run's id


@dataclass(frozen=True)
class Evidence:
    """What the visitor really did on this page."""

    runs: Sequence[RunSummary] = ()
    answers: Sequence[Answer] = ()


@dataclass(frozen=True)
class Task:
    """Something to reach, judged from measured state and never from a click."""

    name: str
    text: str
    check: Callable[[Evidence], bool]
    hint: str = ""


@dataclass(frozen=True)
class Breakage:
    """A failure on demand: runs with the same seed drawn side by side, each given as changed settings."""

    name: str
    title: str
    healthy: Mapping[str, Value]
    broken: Mapping[str, Value]
    look_for: str
    remedy: str  # words
    metric: str  # the curve that shows it
    cured: Mapping[str, Value] = field(default_factory=dict)  # a third run, where the cure is a setting
