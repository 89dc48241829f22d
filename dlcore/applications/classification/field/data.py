"""From a config to rows that are learned from, held-out rows, and new ground that nobody looks at before.

One worked example: of Landsat's 6,434 windows ten or so blocks of 10 by 10 are new ground, and windows that
share a pixel with them are left out. The same again makes the validation windows if the split is “by place”.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.field import faults, measures, photo, places
from dlcore.applications.classification.field.config import Config
from dlcore.applications.classification.field.rows import Split, StationData
from dlcore.applications.classification.field.stations import STATIONS, TABLES, Station

NEW_GROUND = 0.15  # of all rows
VALIDATION = 0.2  # of the others
WINDOWS = 2.0  # times that share of Landsat's windows: there are plenty
Array = NDArray[Any]


@dataclass(frozen=True)
class Data:
    """The stations of a config by name."""

    stations: dict[str, StationData]
    signature: dict[str, Any]


def load_data(config: Config) -> Data:
    """The stations of a config, split and scaled. Raises `ValueError` with one sentence for an own photo."""
    names = [*STATIONS, "drone"] if config.station == "all" else [config.station]
    loaded = {name: photo.load(config) if name == "drone" else load_station(name, config) for name in names}
    return Data(loaded, {"stations": {name: one.signature for name, one in loaded.items()}})


def load_station(name: str, config: Config) -> StationData:
    """One station of real measurements: new ground put aside, then validation rows, then scaled."""
    station = STATIONS[name]()
    fresh, rest = apart(station, np.arange(len(station.targets)), NEW_GROUND, by_place=True)
    held_out, learned = apart(station, rest, VALIDATION, by_place=config.split == "by place")
    if config.telling_column and name in TABLES:
        station = faults.telling(station, fresh)
    data = assembled(name, station, learned, held_out, fresh)
    if config.fault == "wrong labels":
        data = replace(data, train=replace(data.train, targets=faults.exchanged(data.train.targets)))
    if config.fault == "drift":
        data = replace(data, fresh=replace(data.fresh, inputs=faults.drifted(data.fresh.inputs)))
    return data


def apart(
    station: Station, rows: NDArray[np.int64], share: float, by_place: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows put aside, and those that remain; by place nothing remains that shares a pixel with them."""
    place = station.place if by_place else np.arange(len(station.place))
    chosen = places.put_aside(rows, place, share)
    aside, rest = rows[chosen], rows[~chosen]
    if by_place and station.positions is not None:
        rest = rest[~places.near(station.positions, rest, aside, station.reach)]
    return np.random.permutation(aside), np.random.permutation(rest)


def assembled(
    name: str,
    station: Station,
    learned: NDArray[np.int64],
    held_out: NDArray[np.int64],
    fresh: NDArray[np.int64],
) -> StationData:
    """Three groups of rows, scaled by those that are learned from."""
    mean, spread = _scale(station.inputs[learned])
    classes = station.description["kind"] == "classes"
    target_mean, target_spread = (np.zeros(1), np.ones(1)) if classes else _scale(station.targets[learned])
    signature = {
        **station.description,
        "inputs": station.inputs.shape[1],
        "outputs": len(station.description["classes"]) or station.targets.shape[1],
        "columns": list(station.columns),
        "figure": name,
        "mean": _plain(mean),
        "spread": _plain(spread),
        "target_mean": _plain(target_mean),
        "target_spread": _plain(target_spread),
    }
    if name == "rice":
        hectares = station.targets[learned, 0] - measures.land_of(
            signature, (station.inputs[learned] - mean) / spread
        )
        signature["usual_hectare"] = float(hectares.mean())
    inputs = ((station.inputs - mean) / spread).astype(np.float32)
    targets = (
        station.targets if classes else ((station.targets - target_mean) / target_spread).astype(np.float32)
    )
    train, validation, new = (Split(inputs[rows], targets[rows], rows) for rows in (learned, held_out, fresh))
    return StationData(train, validation, new, signature)


def baseline(data: Data) -> dict[str, float]:
    """Ridge or logistic regression on the same rows; for a photo the excess-green index alone."""
    from dlcore.applications.classification.field.simple import simple_outputs

    found: dict[str, float] = {}
    for group in ("validation", "fresh"):
        figures = []
        for one in data.stations.values():
            split: Split = getattr(one, group)
            if len(split):
                outputs = simple_outputs(one, split)
                figures.append(measures.figures_of(one.signature, outputs, split.targets, split.inputs))
        found |= {f"{group}_{name}": value for name, value in measures.mean_figures(figures).items()}
    return found


def _scale(values: Array) -> tuple[Array, Array]:
    spread = values.std(axis=0)
    return values.mean(axis=0), np.where(spread > 1e-6, spread, 1.0)


def _plain(values: Array) -> list[float]:
    return [float(f"{value:.6g}") for value in np.asarray(values, dtype=float)]
