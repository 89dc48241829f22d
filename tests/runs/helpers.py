"""What the tests of runs do again and again."""

import os
import time
from collections.abc import Callable
from typing import Any

from dlcore.contract import Change, Training, find
from dlcore.runs import Runs
from dlcore.runs.worker.live import event_json

LONG_ENOUGH = 120.0  # seconds: a loaded machine starts a worker slowly


def wait_for(condition: Callable[[], Any], seconds: float = LONG_ENOUGH) -> Any:
    """The condition's first true value; fails where it never comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.01)
    raise AssertionError("waited in vain")


class Lab:
    """What the tests do again and again."""

    def __init__(self, runs: Runs) -> None:
        self.runs = runs
        self._seed = 0

    def train(self, visitor: str = "ada", background: bool = True, **values: Any) -> str:
        """A new run that nobody else has."""
        self._seed += 1
        run = self.runs.submit("toy", {"seed": self._seed, **values}, visitor)
        if background:
            self.runs.background(run.id, visitor, True)
        return run.id

    def until(self, run: str, events: int) -> None:
        """Wait until a run has so many events."""
        wait_for(lambda: self.runs.get(run).events >= events)

    def end(self, run: str) -> Any:
        """Wait for a run's end."""
        wait_for(lambda: self.runs.get(run).ended)
        return self.runs.get(run)

    def kill_worker_of(self, run: str) -> None:
        """The worker dies as it would in an accident."""
        worker = self.runs.engine.worker_of(self.runs.ledger.records[run])
        os.kill(worker.process, 9)

    def expected(self, config: dict[str, Any], changes: Any = ()) -> list[dict[str, Any]]:
        """The events that the run gives when nothing disturbs it."""
        course = [Change(change["event"], change["values"]) for change in changes]
        return [event_json(event) for event in Training(find("toy"), config, changes=course)]

    def compare(self, run: str) -> None:
        """A run's events are those of an undisturbed run with the same changes."""
        ended = self.end(run)
        assert ended.status == "finished", ended.sentence
        assert self.runs.events(run) == self.expected(ended.config, ended.changes)
