"""What is watched while training runs: a series nobody learned from, and what is foretold of it."""

from typing import TYPE_CHECKING

import numpy as np

from dlcore.applications.classification.season.measures import USUAL_DEPARTURE
from dlcore.applications.classification.season.series import Array, Station, anchors
from dlcore.contract import Plane, Points

if TYPE_CHECKING:
    from dlcore.applications.classification.season.data import Data
    from dlcore.applications.classification.season.model import SeasonNetworks
    from dlcore.applications.classification.season.simple import Forecast

LONGEST = 40  # values that are drawn


def progress(model: "SeasonNetworks", data: "Data") -> Plane:
    """The first fresh series of the last station, each value beside the interval foretold for it."""
    from dlcore.applications.classification.season.training import network_of, rule_of

    name = list(data.held_out)[-1]
    part = data.held_out[name]
    part = part.part([int(np.flatnonzero(part.fresh.any(axis=1))[0])])
    forecast = rule_of(network_of(model, name))(part, part.series.values)
    return band(part, forecast)


def band(part: Station, forecast: "Forecast") -> Plane:
    """The values of one subject, the mean foretold for each, and the interval of nine in ten."""
    series = part.series
    low, middle, high = (
        series.shown(foretold(part, forecast, spreads))[0]
        for spreads in (-USUAL_DEPARTURE, 0.0, USUAL_DEPARTURE)
    )
    values, times = series.shown(series.values)[0], series.times[0]
    here = np.isfinite(values)
    here[: max(0, int(here.sum()) - LONGEST)] = False
    later = here[1:] & np.isfinite(middle)
    bounds = np.concatenate([values[here], low[later], high[later]])
    bottom, top, margin = bounds.min(), bounds.max(), 0.04 * np.ptp(bounds)
    lines = [
        Points(np.stack([times[1:][later], curve[later]], axis=1), group, label)
        for curve, group, label in ((low, 1, "interval"), (high, 1, ""), (middle, 0, "foretold"))
    ]
    return Plane(
        (float(times[here].min() - 0.5), float(times[here].max() + 0.5), bottom - margin, top + margin),
        [Points(np.stack([times[here], values[here]], axis=1), 2, "measured")],
        lines,
        alt=f"{series.unit} of {series.subjects[0]} over time, and the interval foretold one step ahead.",
    )


def foretold(part: Station, forecast: "Forecast", spreads: float = 0.0, values: Array | None = None) -> Array:
    """The forecast of each next value, so many spreads from its mean, in the units of the values."""
    read = part.series.values if values is None else values
    return np.asarray(
        anchors(part.series, part.scale, read) + part.scale.step * (forecast.mean + spreads * forecast.spread)
    )
