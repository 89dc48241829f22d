"""From a config to the stations' series, scaled and split.

One worked example: cow B01 eats barley; its milk has 3.63 % protein in week 1 and 3.57 % in week 2. The first
step reads 3.63 and “week 2, barley”, and its target is the change of -0.06, in units of a usual change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.season import own_series, simple
from dlcore.applications.classification.season.animals import chicks, cows, series_of
from dlcore.applications.classification.season.config import Config
from dlcore.applications.classification.season.measures import summary
from dlcore.applications.classification.season.rain import rain
from dlcore.applications.classification.season.series import Mask, Series, Station, encoded, fit_scale
from dlcore.applications.classification.season.soil import soil

STATIONS = ("cows", "chicks", "rain", "soil")
MOST_MEASURED = 60
SHARE = 0.3  # of the measurements that a random split holds out


@dataclass(frozen=True)
class Data:
    """The stations of a config, by name."""

    stations: dict[str, Station]
    held_out: dict[str, Station]  # the subjects of whom anything is held out
    signature: dict[str, Any]


def load_data(config: Config) -> Data:
    """The series of one station, or of all four. Raises `ValueError` with one sentence for own series."""
    makers: dict[str, Callable[[], Series]] = {
        "cows": lambda: cows(config.ear_tag, config.past),
        "chicks": lambda: chicks(config.ear_tag, config.past),
        "rain": lambda: rain(config.index == "same year"),
        "soil": lambda: soil(config.sensors, config.drifting),
        "own": lambda: own(config),
    }
    names = {"all four": STATIONS, "own series": ("own",)}.get(config.dataset, (config.dataset,))
    stations = {name: station_of(makers[name](), config.split) for name in names}
    parts = {name: one.part(measured_rows(one)) for name, one in stations.items()}
    return Data(stations, parts, {"stations": {name: one.signature for name, one in stations.items()}})


def measured_rows(station: Station) -> NDArray[np.int64]:
    """Subjects of whom anything is held out: all fresh ones, and of the others not too many to measure."""
    fresh = station.fresh.any(axis=1)
    others = np.flatnonzero(station.validation.any(axis=1) & ~fresh)
    return np.concatenate([others[:MOST_MEASURED], np.flatnonzero(fresh)])


def own(config: Config) -> Series:
    """The visitor's own series. Raises `ValueError` with one sentence."""
    names = (config.series_column, config.time_column, config.value_column)
    return series_of(own_series.measured(config.own_table, *names))


def station_of(series: Series, split: str) -> Station:
    """Series split, scaled by what is learned from, and encoded."""
    measured = ~np.isnan(series.values[:, 1:])
    fresh = series.fresh[:, 1:] & measured
    rest = measured & ~fresh
    validation = series.validation[:, 1:] & rest if split == "honest" else _single(rest)
    train = rest & ~validation
    scale = fit_scale(series, train)
    inputs, targets = encoded(series, scale, series.values)
    signature = {"features": ["level", "change", *series.names]}
    return Station(series, scale, inputs, targets, train, validation, fresh, signature)


def baseline(data: Data) -> dict[str, float]:
    """A linear autoregression over three steps, on the same held-out values under the same names."""
    return summary({name: (part, simple.linear(data.stations[name])) for name, part in data.held_out.items()})


def _single(rest: Mask) -> Mask:
    """Single measurements anywhere, as if their neighbours had nothing to do with them."""
    return rest & (np.random.rand(*rest.shape) < SHARE)
