"""When an animal or a sensor leaves its curve: departures in spreads, added up, and a threshold."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.season.series import Array, Mask, Station, encode
from dlcore.applications.classification.season.simple import Forecast, Rule

Fault = Literal["none", "slide", "drift", "stuck", "spikes"]
FORGETTING = 0.2  # of the added-up departures at each step


@dataclass(frozen=True)
class Bend:
    """What happens to a series: from `onset` (a column) on, `amount` in its units, over `ramp` columns."""

    kind: Fault
    onset: int
    amount: float = 0.0
    ramp: int = 1

    def __call__(self, values: Array) -> Array:
        """The values as they would have been measured then."""
        since = np.arange(values.shape[1]) - self.onset
        bent = values.copy()
        if self.kind == "slide":  # down (or up) to a new level, and there it stays
            bent += self.amount * np.clip((since + 1) / self.ramp, 0, 1)
        elif self.kind == "drift":  # so much every ten steps, without end
            bent += self.amount * np.maximum(0, since) / 10
        elif self.kind == "stuck":
            bent[:, self.onset :] = values[:, self.onset : self.onset + 1]
        elif self.kind == "spikes":  # every seventh step
            bent += self.amount * ((since >= 0) & (since % 7 == 0))
        return bent


def departures(targets: NDArray[np.floating[Any]], forecast: Forecast, adding: bool = True) -> Array:
    """How many spreads each value is from what was foretold, (subject, step).

    With `adding` small departures to the same side are added up as well (an exponentially weighted mean, in
    spreads of its own), and the larger of the two counts.
    """
    single = (targets - forecast.mean) / forecast.spread
    worst: Array = np.abs(single)
    if not adding:
        return worst
    mean = np.zeros(len(single))
    own_spread = np.sqrt(FORGETTING / (2 - FORGETTING))
    for step in range(single.shape[1]):
        mean = (1 - FORGETTING) * mean + FORGETTING * single[:, step]
        worst[:, step] = np.maximum(worst[:, step], np.abs(mean) / own_spread)
    return worst


def loudest(score: Array, known: Mask) -> Array:
    """The largest departure of each subject, (subject,); minus infinity where nothing was measured."""
    return np.asarray(np.where(known, score, -np.inf).max(axis=1))


def first_alarm(score: Array, known: Mask, threshold: float, onset: int) -> Array:
    """The first column from `onset` on whose value is over the threshold, (subject,); -1 for never."""
    over = (score > threshold) & known
    over[:, : max(0, onset - 1)] = False  # step t speaks of column t + 1
    return np.where(over.any(axis=1), over.argmax(axis=1) + 1, -1)


def same_alarms(score: Array, known: Mask, count: int) -> float:
    """The threshold at which `count` subjects (rows) alarm at all."""
    peaks = np.sort(loudest(score, known))[::-1]
    return float(np.inf if count <= 0 and not len(peaks) else peaks[min(count, len(peaks) - 1)])


@dataclass(frozen=True)
class Trial:
    """The faults by which rules are compared: when they begin, and how many steps there are to notice."""

    kind: Fault
    amount: float
    ramp: int
    onsets: tuple[int, ...]
    window: int

    def bends(self) -> list[Bend]:
        """One fault for each onset."""
        return [Bend(self.kind, onset, self.amount, self.ramp) for onset in self.onsets]


TRIALS = {
    "cows": Trial("slide", -0.5, 2, (4, 7, 10), 4),
    "chicks": Trial("slide", -0.4, 3, (4, 5, 6), 4),
    "soil": Trial("drift", 2.0, 1, (40, 70), 21),
}


def share_caught(
    trial: Trial, station: Station, rule: Rule, forecast: Forecast, healthy_alarms: float
) -> float:
    """Share of faults noticed in time, at a threshold at which so many healthy subjects alarm at all.

    `forecast` is what the rule says of the healthy values.
    """
    values, known = station.series.values, station.held_out
    score = departures(station.targets, forecast)
    threshold = same_alarms(score, known, round(healthy_alarms * len(values)))
    noticed, faults = 0, 0
    for bend in trial.bends():
        ill = bend(values)
        _, targets = encode(station, ill)
        here = known & (np.arange(1, known.shape[1] + 1) < bend.onset + trial.window)
        first = first_alarm(departures(targets, rule(station, ill)), here, threshold, bend.onset)
        present = known[:, bend.onset - 1]  # still measured when the fault begins
        noticed += int((first[present] >= 0).sum())
        faults += int(present.sum())
    return noticed / max(faults, 1)
