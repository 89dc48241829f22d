"""Short runs: the first steps of an application's settings."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from dlcore.contract import Event, Metrics, Training

FEW = 12  # steps (or half steps) of the default settings


@dataclass
class Short:
    """The first steps of the default settings."""

    training: Training
    events: list[Event]

    @property
    def metrics(self) -> list[Metrics]:
        return [event for event in self.events if isinstance(event, Metrics)]


def first_steps(events: Iterable[Event], count: int) -> list[Event]:
    """Events up to and with that many `Metrics`."""
    taken: list[Event] = []
    for event in itertools.islice(events, 100 * count):
        taken.append(event)
        count -= isinstance(event, Metrics)
        if not count:
            break
    return taken
