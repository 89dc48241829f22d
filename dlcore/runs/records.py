"""What the server knows of one run."""

import secrets
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dlcore.contract import RunSummary, Until

ACTIVE = ("waiting", "running", "paused", "interrupted")  # has steps to come
ENDED = ("finished", "stopped", "diverged", "failed")
WITHOUT_LIMIT = float("inf")
_RATE_WINDOW = 4.0  # seconds


@dataclass(frozen=True)
class Run:
    """A run as a page sees it."""

    id: str
    application: str
    config: dict[str, Any]
    changes: list[dict[str, Any]]  # {"event", "step", "values"}
    status: str
    events: int
    step: int
    steps: int
    seconds: float  # of computing
    rate: float  # steps a second, lately
    remaining: float | None  # seconds, at that rate
    name: str
    pinned: bool
    created: float  # seconds since 1970
    visitors: tuple[str, ...]
    last: dict[str, float]
    lowest: dict[str, float]
    highest: dict[str, float]
    baseline: dict[str, float]
    until: Until | None
    sentence: str  # why it ended, or what it waits for
    parent: str

    @property
    def shared(self) -> bool:
        """Whether it is more than one visitor's run."""
        return len(self.visitors) > 1

    @property
    def ended(self) -> bool:
        """Whether no step is to come."""
        return self.status in ENDED

    @property
    def current(self) -> dict[str, Any]:
        """The config with the changes so far."""
        return changed(self.config, self.changes)

    def summary(self) -> RunSummary:
        """What a task looks at."""
        return RunSummary(self.current, self.status, self.step, self.last, self.lowest, self.highest)


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_urlsafe(12)


def changed(config: Mapping[str, Any], changes: list[dict[str, Any]]) -> dict[str, Any]:
    """A config's values after some changes."""
    values = dict(config)
    for change in changes:
        values |= change["values"]
    return values


class Mark(NamedTuple):
    """How far a run was at some moment."""

    time: float  # seconds, monotonic
    step: int
    events: int


@dataclass
class Visit:
    """What a visitor made of a run."""

    name: str = ""
    pinned: bool = False
    background: bool = False


@dataclass
class Record:
    """The server's own, changing side of a run; guarded by the ledger's lock."""

    id: str
    application: str
    config: dict[str, Any]
    code: str
    until: dict[str, Any] | None
    identity: str = ""  # empty once somebody touched the run
    parent: str = ""
    created: float = field(default_factory=time.time)
    updated: float = field(default_factory=time.time)
    status: str = "waiting"
    sentence: str = ""
    seconds: float = 0.0
    events: int = 0
    metrics: int = 0
    step: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    last: dict[str, float] = field(default_factory=dict)
    lowest: dict[str, float] = field(default_factory=dict)
    highest: dict[str, float] = field(default_factory=dict)
    baseline: dict[str, float] = field(default_factory=dict)
    signature: Any = None
    visits: dict[str, Visit] = field(default_factory=dict)

    # of this process only
    tail: list[dict[str, Any]] = field(default_factory=list)  # the latest events
    saved: int = 0  # events in the store
    worker: int | None = None
    limit: int | None = 0  # what the worker was told
    wants: dict[object, float] = field(default_factory=dict)  # viewer to number of `Metrics`
    following: set[object] = field(default_factory=set)  # viewers that have not paused
    started: bool = False  # the worker has built it
    grace: float = 0.0  # until then somebody is expected to watch
    replayed: int = 0  # events of a replay under way
    deaths: int = 0
    epoch: int = 0
    version: int = 0  # counts whatever a viewer should hear of
    marks: deque[Mark] = field(default_factory=lambda: deque(maxlen=100))

    def add(self, events: list[dict[str, Any]]) -> None:
        """Take in new events."""
        for event in events:
            if event["type"] == "metrics":
                self.metrics += 1
                self.step = event["step"]
                self._note_values(event["values"])
        self.tail += events
        self.events += len(events)
        self.marks.append(Mark(time.monotonic(), self.step, self.events))

    def _note_values(self, values: dict[str, float | None]) -> None:
        for name, value in values.items():
            if value is not None:
                self.last[name] = value
                self.lowest[name] = min(value, self.lowest.get(name, value))
                self.highest[name] = max(value, self.highest.get(name, value))

    @property
    def tail_first(self) -> int:
        """The number of the tail's first event."""
        return self.events - len(self.tail)

    @property
    def wanted(self) -> float:
        """How many `Metrics` anybody wants; 0 when nobody watches."""
        background = any(visit.background for visit in self.visits.values())
        if background or time.monotonic() < self.grace:
            return WITHOUT_LIMIT
        return max(self.wants.values(), default=0.0)

    @property
    def moving(self) -> bool:
        """Whether somebody follows it, or wants a step that is not there yet."""
        return bool(self.following) or self.wanted > self.metrics

    @property
    def replaying(self) -> bool:
        """Whether a replay has not yet come back to where the run was."""
        return self.worker is not None and self.replayed < self.events

    def rate(self) -> float:
        """Steps a second, lately."""
        now = time.monotonic()
        marks = [mark for mark in self.marks if now - mark.time < _RATE_WINDOW]
        if len(marks) < 2 or marks[-1].time <= marks[0].time:
            return 0.0
        return max(0.0, (marks[-1].step - marks[0].step) / (marks[-1].time - marks[0].time))

    def events_before(self, seconds: float) -> int:
        """How many events there were so long before the latest ones."""
        if not self.marks:
            return self.events
        limit = self.marks[-1].time - seconds
        return next((mark.events for mark in reversed(self.marks) if mark.time < limit), 0)

    def remaining(self) -> float | None:
        """Seconds to the last step at the latest rate."""
        rate = self.rate()
        if self.status != "running" or rate <= 0:
            return None
        return max(0, int(self.config["steps"]) - self.step) / rate

    def view(self, visitor: str = "") -> Run:
        """A copy for a page."""
        visit = self.visits.get(visitor) or next(iter(self.visits.values()), Visit())
        return Run(
            id=self.id,
            application=self.application,
            config=dict(self.config),
            changes=list(self.changes),
            status=self.status,
            events=self.events,
            step=self.step,
            steps=int(self.config["steps"]),
            seconds=self.seconds,
            rate=self.rate(),
            remaining=self.remaining(),
            name=visit.name,
            pinned=visit.pinned,
            created=self.created,
            visitors=tuple(self.visits),
            last=dict(self.last),
            lowest=dict(self.lowest),
            highest=dict(self.highest),
            baseline=dict(self.baseline),
            until=Until(**self.until) if self.until else None,
            sentence=self.sentence,
            parent=self.parent,
        )
