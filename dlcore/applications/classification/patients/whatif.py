"""What would change the model's answer: each column turned alone, and the smallest change that is enough."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.patients.tables import Cell

Risk = Callable[[Sequence[Mapping[str, Cell]]], NDArray[Any]]  # patients to one risk each
Patient = Mapping[str, Cell]


def ranges(risk: Risk, columns: Sequence[Mapping[str, Any]], patient: Patient) -> list[dict[str, Any]]:
    """For each column: the risks over all its values, everything else as it is, widest first."""
    found = []
    for column in columns:
        values = choices(column, 9)
        risks = risk([{**patient, column["name"]: value} for value in values])
        low, high = int(np.argmin(risks)), int(np.argmax(risks))
        found.append(
            {
                "name": column["name"],
                "label": column["label"],
                "lowest": float(risks[low]),
                "highest": float(risks[high]),
                "lowest_at": shown(values[low]),
                "highest_at": shown(values[high]),
            }
        )
    return sorted(found, key=lambda one: float(one["lowest"]) - float(one["highest"]))


def smallest_change(
    risk: Risk, columns: Sequence[Mapping[str, Any]], patient: Patient, goal: float
) -> dict[str, Any] | None:
    """The smallest change of one or two changeable columns after which the risk is on the goal's other side.

    A number costs its way in spreads, a word costs 1, a second column half again. None where nothing helps.
    """
    now = float(risk([patient])[0])
    changeable = [column for column in columns if column["changeable"]][:8]
    options = []
    for count in (1, 2):
        for group in combinations(changeable, count):
            for values in product(*(choices(column, 11) for column in group)):
                changed = {column["name"]: value for column, value in zip(group, values, strict=True)}
                cost = sum(way(column, patient, changed) for column in group) + 0.5 * (count - 1)
                options.append((cost, changed))
    risks = risk([{**patient, **changed} for _, changed in options])
    reached = risks < goal if now >= goal else risks >= goal
    if not reached.any():
        return None
    best = min(np.flatnonzero(reached), key=lambda index: options[index][0])
    labels = {column["name"]: column["label"] for column in columns}
    changes = [
        {"label": labels[name], "before": shown(patient.get(name)), "after": shown(value)}
        for name, value in options[best][1].items()
        if value != patient.get(name)
    ]
    return {"changes": changes, "risk": float(risks[best])}


def choices(column: Mapping[str, Any], count: int) -> list[Cell]:
    """The values worth trying: all words, or numbers from low to high."""
    if column["kind"] == "category":
        return list(column["values"])
    values = np.linspace(column["low"], column["high"], count)
    return [float(value) for value in (np.unique(np.round(values)) if column["whole"] else values)]


def way(column: Mapping[str, Any], patient: Patient, changed: Patient) -> float:
    """What a change costs."""
    before, after = patient.get(column["name"]), changed[column["name"]]
    if before == after:
        return 0.0
    if isinstance(before, float | int) and isinstance(after, float | int):
        return abs(after - before) / float(column["spread"])
    return 1.0


def shown(cell: Cell) -> str:
    """A value as it is said."""
    return "unknown" if cell is None else f"{cell:.3g}" if isinstance(cell, float | int) else cell
