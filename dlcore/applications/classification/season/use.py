"""The questions that page and gallery put to trained networks."""

from typing import Any

import numpy as np

from dlcore.applications.classification.season import opened, outlook, pictures, watching
from dlcore.applications.classification.season.alarms import Bend, Fault
from dlcore.applications.classification.season.data import Data
from dlcore.applications.classification.season.model import SeasonNetworks, SeriesNetwork
from dlcore.applications.classification.season.series import Station
from dlcore.applications.classification.season.training import network_of, rule_of
from dlcore.contract import Plane, TrainedModel


def gallery(trained: TrainedModel) -> Plane:
    """What the home page shows: a sensor and what is foretold of it."""
    model, data = _parts(trained)
    return pictures.progress(model, data)


def stations(trained: TrainedModel) -> dict[str, Any]:
    """Which stations these networks know, with the subjects that they never learned from."""
    _, data = _parts(trained)
    return {name: _described(part) for name, part in data.held_out.items()}


def watch(
    trained: TrainedModel,
    station: str,
    row: int,
    kind: Fault,
    onset: float,
    amount: float,
    ramp: float,
    threshold: float,
) -> dict[str, Any]:
    """One held-out animal or sensor with a fault: interval and alarms, beside those of simple rules.

    `onset` and `ramp` are in weeks or days, as the station counts; `amount` is in the units of the values.
    """
    model, data = _parts(trained)
    found = watching.watchers(station, data.stations[station], rule_of(network_of(model, station)))
    part = data.held_out[station]
    times = part.series.times[row]
    start = int(np.searchsorted(times, onset))  # NaN, after the last one, counts as the largest
    length = int((times[start:] < onset + ramp).sum())
    return watching.watch(part, row, found, Bend(kind, start, amount, max(1, length)), threshold)


def outlook_of(trained: TrainedModel, region: int, year: int) -> dict[str, Any]:
    """The chances of a dry, usual or wet year in a region, as they stood at the end of the year before."""
    model, data = _parts(trained)
    return outlook.year(data.stations["rain"], rule_of(network_of(model, "rain")), region, year)


def skill(trained: TrainedModel) -> dict[str, Any]:
    """How good such chances were on the fresh years, beside simpler forecasts."""
    model, data = _parts(trained)
    return outlook.skills(data.stations["rain"], rule_of(network_of(model, "rain")))


def memory(trained: TrainedModel, station: str, row: int) -> dict[str, Any]:
    """The hidden state over time, and how much of it the gate kept at each step."""
    return opened.memory(*_one(trained, station, row))


def past(trained: TrainedModel, station: str, row: int, step: int) -> dict[str, Any]:
    """Which past values carry the forecast that is made after a step."""
    return opened.carried(*_one(trained, station, row), step)


def flow(trained: TrainedModel, station: str, row: int, step: int) -> dict[str, Any]:
    """One step's way through the network, for the diagram."""
    return opened.flow(*_one(trained, station, row), step)


def _parts(trained: TrainedModel) -> tuple[SeasonNetworks, Data]:
    assert isinstance(trained.model, SeasonNetworks)
    return trained.model, trained.data


def _one(trained: TrainedModel, station: str, row: int) -> tuple[SeriesNetwork, Station]:
    """A station's network, and the station with one held-out subject."""
    model, data = _parts(trained)
    return network_of(model, station), data.held_out[station].part([row])


def _described(part: Station) -> dict[str, Any]:
    series, several = part.series, len(set(part.series.groups)) > 1
    return {
        "subjects": [
            name if name == group or not several else f"{name} ({group})"
            for name, group in zip(series.subjects, series.groups, strict=True)
        ],
        "fresh": part.fresh.any(axis=1).tolist(),
        "unit": series.unit,
        "spread": float(part.scale.spread[0, 0]),
        "gap": np.nanmedian(np.diff(series.times, axis=1), axis=1).tolist(),
        "first": np.nanmin(series.times, axis=1).tolist(),
        "last": np.nanmax(series.times, axis=1).tolist(),
        "steps": (np.isfinite(series.values).sum(axis=1) - 1).tolist(),
    }
