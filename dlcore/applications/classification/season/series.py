"""Series of any station as arrays, and how a network reads them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Anchor = Literal["last", "recent", "none"]
YEARS = 30  # that the mean of the recent past looks back


@dataclass(frozen=True)
class Series:
    """What one station measured: a row a subject, a column a measurement, NaN after a row's last one."""

    subjects: tuple[str, ...]  # an animal, a region, a sensor
    groups: tuple[str, ...]  # its diet, state or soil
    times: Array  # (subject, time): week, day or year
    values: Array  # (subject, time)
    beside: Array  # (subject, time, feature): measured together with the value
    ahead: Array  # (subject, time, feature): known before the value at this time is measured
    names: tuple[str, ...]  # of the features: those beside, then those ahead
    anchor: Anchor  # what a forecast is counted from: this value, the recent mean, or (past not read) none
    fresh: Mask  # (subject, time): put aside before anything was done
    validation: Mask  # (subject, time): held out by an honest split
    unit: str  # in which people read the values
    logarithm: bool = False  # the values are logarithms of what people read

    def shown(self, values: Array) -> Array:
        """Values as people read them."""
        return np.exp(values) if self.logarithm else values


@dataclass(frozen=True)
class Scale:
    """Centre and spread of each subject's values, and the size of a usual step; from what is learned."""

    centre: Array  # (subject, 1)
    spread: Array  # (subject, 1)
    step: Array  # (subject, 1): what a target of 1 means


@dataclass(frozen=True)
class Station:
    """A station's series as inputs and targets, with the three groups of targets as masks."""

    series: Series
    scale: Scale
    inputs: NDArray[np.float32]  # (subject, step, feature)
    targets: NDArray[np.float32]  # (subject, step), 0 where nothing was measured
    train: Mask  # (subject, step)
    validation: Mask
    fresh: Mask
    signature: dict[str, Any]

    @property
    def held_out(self) -> Mask:
        """All targets that no model learns from."""
        return np.asarray(self.validation | self.fresh)

    def part(self, rows: Sequence[int] | NDArray[np.int64]) -> "Station":
        """The same station with some of its subjects."""
        chosen = np.asarray(rows, dtype=np.int64)
        series, scale = self.series, self.scale
        some = replace(
            series,
            subjects=tuple(series.subjects[row] for row in chosen),
            groups=tuple(series.groups[row] for row in chosen),
            times=series.times[chosen],
            values=series.values[chosen],
            beside=series.beside[chosen],
            ahead=series.ahead[chosen],
            fresh=series.fresh[chosen],
            validation=series.validation[chosen],
        )
        return Station(
            some,
            Scale(scale.centre[chosen], scale.spread[chosen], scale.step[chosen]),
            self.inputs[chosen],
            self.targets[chosen],
            self.train[chosen],
            self.validation[chosen],
            self.fresh[chosen],
            self.signature,
        )


def encode(station: Station, values: Array) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Inputs and targets of a station, had its subjects had these values (subject, time)."""
    return encoded(station.series, station.scale, values)


def encoded(series: Series, scale: Scale, values: Array) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Inputs (subject, step, feature) and targets (subject, step) of these values.

    Step t reads what is known after measurement t (value, change, what was measured beside it) and of
    measurement t + 1 (its time, the weather). Its target is measurement t + 1.
    """
    level = (values - scale.centre) / scale.spread
    change = np.diff(values, axis=1, prepend=values[:, :1]) / scale.step
    seen = np.concatenate([level[..., None], change[..., None], series.beside], axis=2)[:, :-1]
    if series.anchor == "none":
        seen = np.zeros_like(seen)
    inputs = np.concatenate([seen, series.ahead[:, 1:]], axis=2)
    targets = (values[:, 1:] - anchors(series, scale, values)) / scale.step
    return np.nan_to_num(inputs).astype(np.float32), np.nan_to_num(targets).astype(np.float32)


def anchors(series: Series, scale: Scale, values: Array) -> Array:
    """What each step's forecast is counted from, (subject, step), in the units of the values."""
    if series.anchor == "last":
        return values[:, :-1]
    if series.anchor == "none":
        return np.broadcast_to(scale.centre, values[:, :-1].shape)
    total = np.cumsum(np.pad(values[:, :-1], ((0, 0), (1, 0))), axis=1)
    steps = np.arange(1, total.shape[1])
    start = np.maximum(0, steps - YEARS)
    return np.asarray((total[:, steps] - total[:, start]) / (steps - start))


def fit_scale(series: Series, train: Mask) -> Scale:
    """Centre, spread and step, from the measurements that are learned from alone. `train` is by step."""
    subjects = len(series.subjects)
    learned = np.where(np.pad(train, ((0, 0), (1, 0))), series.values, np.nan)
    if series.anchor == "recent":  # every subject is known from its own past
        centre = np.nanmean(learned, axis=1, keepdims=True)
        spread = np.nanstd(learned, axis=1, keepdims=True)
        return Scale(centre, spread, spread)
    every = np.ones((subjects, 1))
    spread = float(np.nanstd(learned)) or 1.0
    changes = np.diff(series.values, axis=1)[train]
    step = spread if series.anchor == "none" else float(np.sqrt(np.mean(changes**2))) or 1.0
    return Scale(every * np.nanmean(learned), every * spread, every * step)
