"""What steers the course of a run from outside: changed settings and a goal."""

from collections.abc import Mapping
from dataclasses import dataclass

from dlcore.contract.config import Value
from dlcore.contract.events import Event, Metrics


@dataclass(frozen=True)
class Change:
    """New values of live settings, from the event of that number on (events are counted from 0)."""

    event: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Until:
    """Stop as soon as a metric reaches a value."""

    metric: str
    value: float
    below: bool = True

    def reached(self, event: Event) -> bool:
        """Whether this event fulfils the condition."""
        if not isinstance(event, Metrics) or self.metric not in event.values:
            return False
        value = event.values[self.metric]
        return value <= self.value if self.below else value >= self.value
