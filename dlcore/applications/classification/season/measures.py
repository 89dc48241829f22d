"""How good forecasts are: surprise, error, honesty of the spread, skill in classes, faults caught."""

from collections.abc import Mapping
from math import erf, log, pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.season import alarms, simple
from dlcore.applications.classification.season.series import Array, Mask, Station, anchors
from dlcore.applications.classification.season.simple import Forecast, Rule

USUAL_DEPARTURE = 1.645  # nine in ten values of a bell curve lie nearer than so many spreads
HEALTHY_ALARMS = 0.1  # share of healthy series that may alarm where rules are compared
Targets = NDArray[np.floating[Any]]
_cumulative = np.vectorize(lambda z: 0.5 * (1 + erf(z / sqrt(2))), otypes=[float])


def summary(stations: Mapping[str, tuple[Station, Rule]]) -> dict[str, float]:
    """All figures of rules on the held-out part of stations: losses over all of them, the rest by station."""
    figures: dict[str, float] = {}
    losses: dict[str, list[float]] = {"validation": [], "fresh": []}
    for name, (station, rule) in stations.items():
        forecast = rule(station, station.series.values)
        for group, mask in (("validation", station.validation), ("fresh", station.fresh)):
            losses[group].append(surprise(forecast, station.targets, mask))
        figures |= {
            f"{name}_{key}": value for key, value in of_station(name, station, rule, forecast).items()
        }
    means = {f"{group}_loss": float(np.mean(values)) for group, values in losses.items()}
    return means | figures


def of_station(name: str, station: Station, rule: Rule, forecast: Forecast) -> dict[str, float]:
    """A station's own figures, on fresh values."""
    figures = {
        "error": error(forecast, station.targets, station.fresh),
        "inside": inside(forecast, station.targets, station.fresh),
    }
    if name == "rain":
        figures["skill"] = skill(station, forecast, station.fresh)
        figures["validation_skill"] = skill(station, forecast, station.validation)
    if name in alarms.TRIALS:
        figures["caught"] = alarms.share_caught(alarms.TRIALS[name], station, rule, forecast, HEALTHY_ALARMS)
    return figures


def surprise(forecast: Forecast, targets: Targets, mask: Mask) -> float:
    """Minus the log density of what came, in nats a value."""
    z = ((targets - forecast.mean) / forecast.spread)[mask]
    return float(np.mean(0.5 * z**2 + np.log(forecast.spread[mask]) + 0.5 * log(2 * pi)))


def error(forecast: Forecast, targets: Targets, mask: Mask) -> float:
    """Mean error as a share of the simplest forecast's: no change (for rain the mean of thirty years)."""
    return float(np.abs(targets - forecast.mean)[mask].sum() / np.abs(targets[mask]).sum())


def inside(forecast: Forecast, targets: Targets, mask: Mask) -> float:
    """Share of values within the interval that should hold nine in ten."""
    return float((np.abs(targets - forecast.mean) <= USUAL_DEPARTURE * forecast.spread)[mask].mean())


def classes(station: Station, forecast: Forecast) -> Array:
    """The chance of each third of the learned years: dry, usual, wet; (subject, step, class)."""
    below = [_cumulative((cut - forecast.mean) / forecast.spread) for cut in cuts(station)]
    return np.stack([below[0], below[1] - below[0], 1 - below[1]], axis=2)


def happened(station: Station) -> NDArray[np.int64]:
    """The class of each target: 0 dry, 1 usual, 2 wet."""
    low, high = cuts(station)
    return (station.targets > low).astype(np.int64) + (station.targets > high)


def thirds(station: Station) -> tuple[Array, Array]:
    """The two values that part each subject's learned years into thirds, each (subject, 1)."""
    learned = np.where(station.train, station.series.values[:, 1:], np.nan)
    low, high = np.nanquantile(learned, (1 / 3, 2 / 3), axis=1)
    return low[:, None], high[:, None]


def cuts(station: Station) -> tuple[Array, Array]:
    """The same two as targets, each (subject, step)."""
    anchor = anchors(station.series, station.scale, station.series.values)
    low, high = ((value - anchor) / station.scale.step for value in thirds(station))
    return low, high


def rank_scores(chances: Array, truth: NDArray[Any]) -> Array:
    """Ranked probability score of each forecast: a miss by two classes is worse than by one."""
    cumulative = chances.cumsum(axis=-1)[..., :2]
    reached = np.stack([truth <= 0, truth <= 1], axis=-1)
    return np.asarray(((cumulative - reached) ** 2).sum(axis=-1))


def scores(station: Station, forecast: Forecast) -> Array:
    """The ranked probability score of a forecast of every year, (subject, step)."""
    return rank_scores(classes(station, forecast), happened(station))


def climatology(station: Station) -> Forecast:
    """What a weather service says when it knows nothing of the coming year: the thirty years before."""
    return simple.recent(station)(station, station.series.values)


def skill(station: Station, forecast: Forecast, mask: Mask) -> float:
    """Ranked probability skill: the share of climatology's score that is saved; 0 is no better, 1 perfect."""
    own, other = (scores(station, one)[mask].mean() for one in (forecast, climatology(station)))
    return float(1 - own / other)
