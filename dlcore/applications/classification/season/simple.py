"""The simple rules that the network is held against; each says a mean and a spread for every next value.

All of them are fitted to what the network learns from and to nothing else, and can then be asked about any
part of the station. Means and spreads are in the units of the targets: 1 is a usual step.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dlcore.applications.classification.season.series import Array, Station, anchors, encode

LAGS = 3  # steps that the linear autoregression reads
RIDGE = 3.0


@dataclass(frozen=True)
class Forecast:
    """For each step the mean of the next value and how far it may be off, both (subject, step)."""

    mean: Array
    spread: Array


Mean = Callable[[Station, Array], Array]
Rule = Callable[[Station, Array], Forecast]  # from values (subject, time) to what was foretold of them
Curves = dict[str, Array]  # by group, (step,)


def last(station: Station) -> Rule:
    """The next value is like this one."""

    def mean(part: Station, values: Array) -> Array:
        return _from_anchor(part, values, values[:, :-1])

    return _with_spread(station, mean)


def usual(station: Station) -> Rule:
    """The next value is what others of the same diet (or region) had at that time."""
    curves = usual_curves(station)

    def mean(part: Station, values: Array) -> Array:
        return _from_anchor(part, values, _curves_of(curves, part))

    return _with_spread(station, mean)


def own_level(station: Station) -> Rule:
    """The usual curve, moved by how far this animal has been from it: a linear mixed model's forecast.

    The fewer measurements there are, the more the animal's own level is drawn towards the usual.
    """
    curves = usual_curves(station)
    departures = np.where(station.train, station.series.values[:, 1:] - _curves_of(curves, station), np.nan)
    seen = departures[np.isfinite(departures).sum(axis=1) > 1]
    within = float(np.nanmean(np.nanvar(seen, axis=1, ddof=1)))
    between = max(float(np.nanvar(np.nanmean(seen, axis=1))) - within / seen.shape[1], 1e-6)

    def mean(part: Station, values: Array) -> Array:
        curve = _curves_of(curves, part)
        past = np.nan_to_num(values[:, 1:-1] - curve[:, :-1])  # nothing is foretold of the first value
        count = np.arange(1, past.shape[1] + 1)
        level = np.cumsum(past, axis=1) / (count + within / between)
        return _from_anchor(part, values, curve + np.pad(level, ((0, 0), (1, 0))))

    return _with_spread(station, mean)


def linear(station: Station) -> Rule:
    """A weighted sum of all that the network reads now and read in the steps before."""
    features = _lagged(station.inputs)
    known, targets = features[station.train], station.targets[station.train]
    penalty = RIDGE * np.eye(known.shape[1])
    penalty[-1, -1] = 0  # the constant is free
    weights = np.linalg.solve(known.T @ known + penalty, known.T @ targets)

    def mean(part: Station, values: Array) -> Array:
        inputs, _ = encode(part, values)
        return np.asarray(_lagged(inputs) @ weights)

    return _with_spread(station, mean)


def fixed_limit(station: Station) -> Rule:
    """The same limits for every subject and every time: an alarm that looks at the value alone."""

    def mean(part: Station, values: Array) -> Array:
        return _from_anchor(part, values, np.broadcast_to(part.scale.centre, part.targets.shape))

    return _with_spread(station, mean)


def recent(station: Station) -> Rule:
    """The next value is the mean of the thirty before it: a climatology that moves with the climate."""

    def mean(part: Station, values: Array) -> Array:
        return _from_anchor(part, values, anchors(part.series, part.scale, values))

    return _with_spread(station, mean)


def usual_curves(station: Station) -> Curves:
    """For each group and step the mean of what was learned from."""
    learned = np.where(station.train, station.series.values[:, 1:], np.nan)
    groups = np.array(station.series.groups)
    if station.series.anchor == "recent":
        means = np.nanmean(learned, axis=1)
        return {group: np.full(learned.shape[1], value) for group, value in zip(groups, means, strict=True)}
    return {group: _mean_by_step(learned[groups == group]) for group in set(station.series.groups)}


def _mean_by_step(learned: Array) -> Array:
    """The mean at each step; where nothing was measured, that of the step before."""
    sums, counts = np.nansum(learned, axis=0), np.isfinite(learned).sum(axis=0)
    curve = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    if np.isnan(curve[0]):
        curve[0] = np.nanmean(learned)
    for step in np.flatnonzero(np.isnan(curve)):
        curve[step] = curve[step - 1]
    return np.asarray(curve)


def _curves_of(curves: Curves, part: Station) -> Array:
    return np.stack([curves[group] for group in part.series.groups])


def _from_anchor(part: Station, values: Array, next_values: Array) -> Array:
    """Foretold values as targets."""
    return (next_values - anchors(part.series, part.scale, values)) / part.scale.step


def _lagged(inputs: np.ndarray) -> Array:
    """Inputs of this step and of the ones before, zeros before the start, and a one for the constant."""
    shifted = [inputs] + [
        np.pad(inputs, ((0, 0), (lag, 0), (0, 0)))[:, : inputs.shape[1]] for lag in range(1, LAGS)
    ]
    return np.concatenate([*shifted, np.ones((*inputs.shape[:2], 1))], axis=2)


def _with_spread(station: Station, mean: Mean) -> Rule:
    """The spread is how far the rule is off on what was learned from."""
    residuals = (station.targets - np.nan_to_num(mean(station, station.series.values)))[station.train]
    spread = float(np.sqrt(np.mean(residuals**2)))

    def rule(part: Station, values: Array) -> Forecast:
        foretold = np.nan_to_num(mean(part, values))
        return Forecast(foretold, np.full(foretold.shape, spread))

    return rule
