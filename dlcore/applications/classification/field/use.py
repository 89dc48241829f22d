"""The questions that the page puts to the networks of the field."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.field import (
    aerial,
    columns,
    explain,
    measures,
    pictures,
    simple,
    tables,
)
from dlcore.applications.classification.field.model import FieldNetwork
from dlcore.applications.classification.field.rows import Split, StationData
from dlcore.applications.classification.field.training import says
from dlcore.contract import Images, Plane, TrainedModel
from dlcore.contract.seeds import seed_everything

Array = NDArray[Any]
SAMPLES = 12  # of new ground, offered to begin with
GROUPS = ("learned from", "held out", "new ground")


def gallery(trained: TrainedModel) -> Images | Plane:
    """What the home page shows: a satellite's picture in false colours, and the network's map of it."""
    if "satellite" not in trained.signature["stations"]:
        name = next(iter(trained.signature["stations"]))
        data = _station(trained, name)
        return pictures.progress(says(_model(trained), name, pictures.inputs(name, data)), name, data)
    scene = tables.scene()
    seen = (
        pictures.false_colours(scene.image)[1:-1, 1:-1].repeat(pictures.LARGER, 0).repeat(pictures.LARGER, 1)
    )
    said = pictures.class_map(np.asarray(land_map(trained)["classes"])[scene.classes >= 0])
    alt = "A Landsat picture in false colours, and the network's map of soils and crops."
    return Images(np.stack([seen, said]), columns=2, alt=alt)


def stations(trained: TrainedModel) -> dict[str, Any]:
    """What can be asked: the stations that this model has learned, and what each of them needs."""
    wanted = ("kind", "columns", "targets", "classes", "unit", "inputs")
    return {name: {key: one[key] for key in wanted} for name, one in trained.signature["stations"].items()}


def land_map(trained: TrainedModel) -> dict[str, Any]:
    """The network's class of every Landsat window, how sure it is, and the group that each belongs to.

    All are (80, 98): classes and groups are -1 where there is no window; a window that shares pixels with
    new ground and was left out has group 3.
    """
    data = _station(trained, "satellite")
    likely = measures.softmax(says(_model(trained), "satellite", pictures.every_window(data)))
    known = tables.scene().classes >= 0
    classes, groups = np.full(known.shape, -1), np.full(known.shape, -1)
    sure = np.zeros(known.shape)
    classes[known], sure[known] = likely.argmax(axis=1), likely.max(axis=1)
    groups[known] = _groups(data, int(known.sum()))
    return {"classes": classes, "sure": np.round(sure, 3), "groups": groups}


def window(trained: TrainedModel, row: int, column: int) -> dict[str, Any]:
    """One window of Landsat: its pixels (3, 3, band), probabilities beside the simple model's, the truth.

    Raises `ValueError` with one sentence where the map has no such window.
    """
    data, scene = _station(trained, "satellite"), tables.scene()
    rows, across = scene.classes.shape
    if not (0 <= row < rows and 0 <= column < across) or scene.classes[row, column] < 0:
        raise ValueError("There is no labelled window at this place: choose another.")
    place = int((scene.classes[:row] >= 0).sum() + (scene.classes[row, :column] >= 0).sum())
    inputs = pictures.every_window(data)[place : place + 1]
    likely = measures.softmax(says(_model(trained), "satellite", inputs))[0]
    straight = measures.softmax(_simple(trained, "satellite")(inputs))[0]
    group = int(_groups(data, int((scene.classes >= 0).sum()))[place])
    return {
        "pixels": scene.image[row : row + 3, column : column + 3],
        "chances": dict(zip(scene.names, likely.tolist(), strict=True)),
        "simple": dict(zip(scene.names, straight.tolist(), strict=True)),
        "truth": scene.names[scene.classes[row, column]],
        "group": (*GROUPS, "left out: shares pixels with another group")[group],
    }


def estimate(trained: TrainedModel, station: str, values: Mapping[str, float | str]) -> dict[str, Any]:
    """What a form's values give: each target beside the simple model's and with its interval.

    The interval covers nine of ten held-out rows. Raises `ValueError` with one sentence.
    """
    data = _station(trained, station)
    described = data.signature["columns"]
    if missing := [one["label"] for one in described if one["name"] not in values]:
        raise ValueError(f"There is no value for “{missing[0]}”: give one.")
    raw = columns.encode(described, {one["name"]: [values[one["name"]]] for one in described})
    inputs = (raw - np.array(data.signature["mean"])) / np.array(data.signature["spread"])
    return {"targets": _answers(trained, station, inputs.astype(np.float32))}


def samples(trained: TrainedModel, station: str) -> dict[str, Any]:
    """Some rows of new ground to begin with: the cells of each column, and what is true of them."""
    data = _station(trained, station)
    chosen = data.fresh.rows[:SAMPLES]
    truth = measures.in_units(data.signature, data.fresh.targets[:SAMPLES])
    table = tables.read(tables.NAMES[station])
    names = [(one["name"], bool(one["values"])) for one in data.signature["columns"] if one["name"] in table]
    cells = [
        {name: table[name][row] if words else float(table[name][row]) for name, words in names}
        for row in chosen.tolist()
    ]
    targets = data.signature["targets"]
    return {"cells": cells, "truth": [dict(zip(targets, one.tolist(), strict=True)) for one in truth]}


def rows(trained: TrainedModel, station: str) -> dict[str, Any]:
    """All rows of a table with their group, what the network says and what is true, in the target's units."""
    data = _station(trained, station)
    found: dict[str, list[Any]] = {"row": [], "group": [], "said": [], "true": []}
    for group, split in enumerate((data.train, data.validation, data.fresh)):
        said = says(_model(trained), station, split.inputs)
        found["row"] += split.rows.tolist()
        found["group"] += [group] * len(split)
        found["said"] += measures.in_units(data.signature, said).round(4).tolist()
        found["true"] += measures.in_units(data.signature, split.targets).round(4).tolist()
    return found


def one_spectrum(trained: TrainedModel, place: int) -> dict[str, Any]:
    """One spectrum of new ground: its curve, what each stretch of it adds, clay said and true."""
    data = _station(trained, "spectrum")
    if not 0 <= place < len(data.fresh):
        raise ValueError(f"There are {len(data.fresh)} spectra to choose from.")
    found, inputs = tables.spectra(), data.fresh.inputs[place : place + 1]
    row = int(data.fresh.rows[place])
    shares = explain.stretches(_model(trained), inputs, data.signature["wavelengths"])
    scale = float(data.signature["target_spread"][0])
    return {
        "wavelengths": found.wavelengths,
        "reflectance": found.reflectance[row],
        "usual": found.reflectance.mean(axis=0),
        "stretches": [{**one, "share": one["share"] * scale} for one in shares],
        "targets": _answers(trained, "spectrum", inputs),
        "truth": float(found.clay[row]),
        "samples": len(data.fresh),
    }


def wheat_map(trained: TrainedModel) -> Plane:
    """The harvest that the network foresees everywhere, under the plots."""
    data = _station(trained, "wheat")
    if data.signature["inputs"] != 2:
        raise ValueError("With a telling column there is no map: the place alone does not decide any more.")
    return pictures.soil_map(says(_model(trained), "wheat", pictures.grid(data)), data)


def photo(trained: TrainedModel) -> dict[str, Any]:
    """The photo's tiles (32, 32): the network's kinds, how sure it is, mean excess green, its threshold."""
    data = _station(trained, "drone")
    assert data.picture is not None
    likely = measures.softmax(says(_model(trained), "drone", aerial.tiles(data.picture)))
    green = aerial.by_tile(aerial.excess_green(data.picture))
    side = (aerial.TILES, aerial.TILES)
    return {
        "picture": data.picture,
        "kinds": likely.argmax(axis=1).reshape(side),
        "sure": likely.max(axis=1).reshape(side).round(3),
        "green": green,
        "threshold": aerial.threshold(green),
        "figures": figures(trained, "drone")["models"],
        "marked": len(data.train) // 5 + len(data.validation),
    }


def figures(trained: TrainedModel, station: str, trees: bool = False) -> dict[str, Any]:
    """Network, simple model and, if asked, trees: their figures on held-out rows and on new ground."""
    data = _station(trained, station)
    groups = {name: getattr(data, name) for name in ("validation", "fresh") if len(getattr(data, name))}
    names = [station, *(["Trees"] if trees else [])]
    found: dict[str, dict[str, float]] = {}
    for model in ("Network", SIMPLE.get(station, "Ridge regression"), *names[1:]):
        found[model] = {}
        for name, split in groups.items():
            outputs = _outputs(trained, station, model, split)
            measured = measures.figures_of(data.signature, outputs, split.targets, split.inputs)
            found[model] |= {f"{name}_{key}": value for key, value in measured.items() if key != "loss"}
    covered = None if data.signature["kind"] == "classes" else _covered(trained, station)
    counts = {name: len(split) for name, split in groups.items()}
    return {"models": found, "counts": counts, "covered": covered}


SIMPLE = {"satellite": "Logistic regression", "drone": "Excess green alone"}


def importance(trained: TrainedModel, station: str) -> dict[str, Any]:
    """How much worse the network answers on rows not learned from when one column is shuffled."""
    data = _station(trained, station)
    seed_everything(trained.config.seed)
    return {"columns": explain.importance(_model(trained), station, data)}


def wavelengths(trained: TrainedModel) -> dict[str, Any]:
    """How much worse clay is told when a stretch of all spectra is exchanged with other samples'."""
    data = _station(trained, "spectrum")
    seed_everything(trained.config.seed)
    return {"stretches": explain.wavelengths(_model(trained), data)}


def filters(trained: TrainedModel, station: str) -> dict[str, Any]:
    """The first layer's filters: (filters, 3, 3, band) of Landsat, (8, 25) of spectra; strongest first."""
    return {"filters": explain.filters(_model(trained), station)}


def flow(trained: TrainedModel, row: int, column: int) -> dict[str, Any]:
    """One window's way through the network, for the diagram."""
    found = window(trained, row, column)
    data = _station(trained, "satellite")
    scaled = (np.asarray(found["pixels"]).reshape(1, -1) - data.signature["mean"]) / data.signature["spread"]
    active = explain.active(_model(trained), scaled.astype(np.float32))
    return {**found, "scaled": scaled[0], "active": active}


def _outputs(trained: TrainedModel, station: str, model: str, split: Split) -> Array:
    data = _station(trained, station)
    if model == "Network":
        return says(_model(trained), station, split.inputs)
    return simple.tree_outputs(data, split) if model == "Trees" else simple.simple_outputs(data, split)


def _answers(trained: TrainedModel, station: str, inputs: Array) -> dict[str, dict[str, float]]:
    """For one row and each target: the network's value, the simple model's, and half the interval's width."""
    data = _station(trained, station)
    said = measures.in_units(data.signature, says(_model(trained), station, inputs))[0]
    straight = measures.in_units(data.signature, _simple(trained, station)(inputs))[0]
    found = {}
    for place, name in enumerate(data.signature["targets"]):
        spread = float(data.signature["target_spread"][place])
        half = measures.half_width(_errors(trained, station, data.validation)[:, place]) * spread
        found[name] = {"value": float(said[place]), "simple": float(straight[place]), "half": half}
    return found


def _errors(trained: TrainedModel, station: str, split: Split) -> Array:
    return says(_model(trained), station, split.inputs) - split.targets


def _covered(trained: TrainedModel, station: str) -> float:
    """Share of new ground's values that lie inside the interval that covers nine of ten held-out rows."""
    data = _station(trained, station)
    held_out, fresh = (_errors(trained, station, one) for one in (data.validation, data.fresh))
    widths = [measures.half_width(held_out[:, place]) for place in range(held_out.shape[1])]
    return float((np.abs(fresh) <= np.array(widths)).mean())


def _groups(data: StationData, count: int) -> Array:
    found = np.full(count, 3)
    for group, split in enumerate((data.train, data.validation, data.fresh)):
        found[split.rows] = group
    return found


def _simple(trained: TrainedModel, station: str) -> Any:
    """The simple model of a station, fitted once for each data set that stays loaded."""
    return simple.fitted(_station(trained, station))


def _model(trained: TrainedModel) -> FieldNetwork:
    assert isinstance(trained.model, FieldNetwork)
    return trained.model


def _station(trained: TrainedModel, name: str) -> StationData:
    if name not in trained.signature["stations"]:
        raise ValueError("This model has not learned this station: choose the shipped model.")
    found: StationData = trained.data.stations[name]
    return found
