"""One viewer of one run: where it is, what it asks for next, and the frames that this makes."""

import time
from typing import Any

from dlcore.runs.hub import Runs
from dlcore.runs.records import ENDED, WITHOUT_LIMIT, Record
from dlcore.runs.thinning import thin

DEMANDS = ("live", "pause", "slow")
SLOW = 0.25  # seconds between two metrics in slow motion
SETTLING = 1.0  # seconds in which a run comes to rest after a pause
STATUS_EVERY = 0.25  # seconds between two frames about the run itself
MOST_EVENTS = 10_000  # in a frame, before thinning
_AHEAD = 64  # events looked at for one step of playback


class Viewer:
    """A browser's subscription to a run. It computes nothing: it says how much it wants."""

    def __init__(self, runs: Runs, run_id: str, seen: int, demand: str) -> None:
        self.runs = runs
        self.run_id = run_id
        self.seen = max(0, seen)
        self.steps = 0  # metrics that it may still be shown while it does not follow live
        self._due = 0.0
        self._settles = 0.0  # until then a pause still shows what was computed before the run stood still
        self._status_at = 0.0
        self._version = -1
        self.demand = demand
        self.ask_for(demand)

    def ask_for(self, demand: str) -> None:
        """Live, paused or slow."""
        now = time.monotonic()
        self._settles = now + SETTLING if (self.demand, demand) == ("live", "pause") else 0.0
        self.demand = demand
        self.steps = 0
        self._due = now
        self._want()

    def step(self) -> None:
        """One metric more, then pause."""
        self.demand = "pause"
        self._settles = 0.0
        self.steps += 1
        self._want()

    def leave(self) -> None:
        """Want nothing any more."""
        with self.runs.ledger.lock:
            if record := self.record():
                record.wants.pop(self, None)
                record.following.discard(self)
                self.runs.engine.reconsider(record)

    def record(self) -> Record | None:
        """The run, if it is still there."""
        return self.runs.ledger.records.get(self.run_id)

    def frames(self) -> list[dict[str, Any]]:
        """What the browser should hear now. Reads the store where the viewer is far behind."""
        record = self.record()
        if record is None:
            return [{"type": "gone", "run": self.run_id, "sentence": "This run is no longer there."}]
        found = [*self._event_frames(record), *self._status_frames(record)]
        self._want()
        return found

    @property
    def busy(self) -> bool:
        """Whether there may soon be something to tell."""
        record = self.record()
        if record is None or self._version != record.version:
            return True
        waits = self.demand != "pause" or time.monotonic() < self._settles
        return record.status in ("waiting", "running") or (waits and self.seen < record.events)

    def _want(self) -> None:
        """Tell the engine how many metrics of the run this viewer wants computed."""
        with self.runs.ledger.lock:
            record = self.record()
            if record is None:
                return
            wanted = self._wanted(record)
            follows = self.demand != "pause"
            if wanted == record.wants.get(self) and follows == (self in record.following):
                return
            record.wants[self] = wanted
            (record.following.add if follows else record.following.discard)(self)
            record.grace = 0.0
            self.runs.engine.reconsider(record)

    def _wanted(self, record: Record) -> float:
        if self.demand == "live":
            return WITHOUT_LIMIT
        if self.seen < record.events:
            return 0.0
        if self.demand == "slow":
            return record.metrics + 1
        return record.metrics + self.steps if self.steps > 0 else 0.0

    def _event_frames(self, record: Record) -> list[dict[str, Any]]:
        if self.seen >= record.events:
            return []
        if self.demand == "live" or self._settling(record):
            events = self.runs.ledger.events(record, self.seen, self.seen + MOST_EVENTS)
        else:
            events = self._played(record)
        if not events:
            return []
        start, self.seen = self.seen, self.seen + len(events)
        frame = {"type": "events", "run": self.run_id, "from": start, "to": self.seen}
        return [{**frame, "events": thin(events)}]

    def _settling(self, record: Record) -> bool:
        """Whether a run that nobody else watches is coming to rest: the next step is then a new one."""
        if time.monotonic() >= self._settles:
            return False
        with self.runs.ledger.lock:
            return all(viewer is self or not wanted for viewer, wanted in record.wants.items())

    def _played(self, record: Record) -> list[dict[str, Any]]:
        """Events up to the next metrics that the viewer may see: a step, or slow motion."""
        now = time.monotonic()
        if self.demand == "slow" and now >= self._due:
            self.steps = 1
            self._due = max(self._due + SLOW, now - SLOW)
        events: list[dict[str, Any]] = []
        if self.steps > 0:
            for event in self.runs.ledger.events(record, self.seen, self.seen + _AHEAD * self.steps):
                events.append(event)
                self.steps -= event["type"] == "metrics"
                if self.steps <= 0:
                    break
        rest = record.events - self.seen - len(events)
        if record.status in ENDED and 0 < rest < _AHEAD:  # the driver's last words follow the last step
            words = self.runs.ledger.events(record, self.seen + len(events))
            if all(event["type"] == "note" for event in words):
                events += words
        return events

    def _status_frames(self, record: Record) -> list[dict[str, Any]]:
        now = time.monotonic()
        if self._version == record.version or now - self._status_at < STATUS_EVERY:
            return []
        self._status_at = now
        with self.runs.ledger.lock:
            self._version = record.version
            return [status_frame(record)]


def status_frame(record: Record) -> dict[str, Any]:
    """What a browser hears of the run itself."""
    return {
        "type": "run",
        "run": record.id,
        "status": record.status,
        "events": record.events,
        "step": record.step,
        "steps": record.config["steps"],
        "rate": round(record.rate(), 2),
        "remaining": record.remaining(),
        "sentence": record.sentence,
        "baseline": record.baseline,
        "changes": list(record.changes),
        "until": record.until,
        "shared": len(record.visits) > 1,
        "epoch": record.epoch,
    }
