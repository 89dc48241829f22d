"""From cells to what a network reads: scaled numbers, flags for missing ones, and numbered words.

One worked example: cigarettes = 30, with a mean of 20.5 and a spread of 11.8 among those learned from,
becomes 0.80; a missing blood pressure becomes 0 and its flag 1; "little" exercise, the first of three words,
becomes 1.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.patients.tables import Cell, Table

Numbers = NDArray[np.float32]
Codes = NDArray[np.int64]
Column = Mapping[str, Any]
FARTHEST = 8.0  # spreads: a typing error of 65,526 years must not drown everything else


def describe(table: Table, learned: Sequence[int]) -> list[dict[str, Any]]:
    """What is known of each column from the patients that are learned from, as plain values."""
    return [
        _describe(table, name, [cells[index] for index in learned]) for name, cells in table.columns.items()
    ]


def encode(columns: Sequence[Column], cells: Mapping[str, Sequence[Cell]]) -> tuple[Numbers, Codes]:
    """Numbers (rows, numbers and flags), float32, and codes of words (rows, categories), 0 for unknown."""
    rows = len(next(iter(cells.values())))
    numbers: list[NDArray[Any]] = []
    codes: list[NDArray[Any]] = []
    for column in columns:
        given = cells[column["name"]]
        if column["kind"] == "number":
            values = np.array([np.nan if not isinstance(cell, float | int) else cell for cell in given])
            scaled = np.clip((values - column["mean"]) / column["spread"], -FARTHEST, FARTHEST)
            numbers.append(np.nan_to_num(scaled))
            if column["flag"]:
                numbers.append(np.isnan(values).astype(float))
        else:
            known = {value: index + 1 for index, value in enumerate(column["values"])}
            codes.append(np.array([known.get(cell, 0) for cell in given]))
    return (
        np.stack(numbers, axis=1).astype(np.float32) if numbers else np.zeros((rows, 0), np.float32),
        np.stack(codes, axis=1).astype(np.int64) if codes else np.zeros((rows, 0), np.int64),
    )


def places(columns: Sequence[Column]) -> dict[str, tuple[str, list[int]]]:
    """Where each column lies: ("number", its columns of the numbers) or ("category", [its code's column])."""
    found: dict[str, tuple[str, list[int]]] = {}
    number = category = 0
    for column in columns:
        if column["kind"] == "number":
            width = 2 if column["flag"] else 1
            found[column["name"]] = ("number", list(range(number, number + width)))
            number += width
        else:
            found[column["name"]] = ("category", [category])
            category += 1
    return found


def one_hot(columns: Sequence[Column], numbers: Numbers, codes: Codes) -> NDArray[np.float64]:
    """What logistic regression reads: the numbers, and a column for each word but the first."""
    parts = [numbers.astype(np.float64)]
    categories = [column for column in columns if column["kind"] == "category"]
    for index, column in enumerate(categories):
        wanted = np.arange(2, len(column["values"]) + 1)
        parts.append((codes[:, index : index + 1] == wanted).astype(np.float64))
    return np.concatenate(parts, axis=1)


def products(
    columns: Sequence[Column], names: Sequence[str], numbers: Numbers, codes: Codes
) -> NDArray[np.float64]:
    """Hand-made products of the named columns, all pairs and triples; words count 1 for the last, else -1."""
    lies = places(columns)
    levels = {column["name"]: len(column.get("values", [])) for column in columns}
    single = []
    for name in names:
        kind, where = lies[name]
        if kind == "number":
            single.append(numbers[:, where[0]].astype(np.float64))
        else:
            single.append(np.where(codes[:, where[0]] == levels[name], 1.0, -1.0))
    count = len(single)
    pairs = [single[i] * single[j] for i in range(count) for j in range(i + 1, count)]
    triples = [
        single[i] * single[j] * single[k]
        for i in range(count)
        for j in range(i + 1, count)
        for k in range(j + 1, count)
    ]
    return np.stack(pairs + triples, axis=1) if pairs else np.zeros((len(numbers), 0))


def _describe(table: Table, name: str, cells: Sequence[Cell]) -> dict[str, Any]:
    changeable = not table.changeable or name in table.changeable
    common = {"name": name, "label": table.label(name), "changeable": changeable}
    if any(isinstance(cell, str) for cell in table.columns[name]):
        present = [str(cell) for cell in cells if cell is not None]
        values = sorted(set(present))
        typical = max(values, key=present.count) if values else ""
        shares = [present.count(value) / max(len(present), 1) for value in values]
        return {**common, "kind": "category", "values": values, "typical": typical, "shares": shares}
    numbers = np.array([float(cell) for cell in cells if isinstance(cell, float | int)] or [0.0])
    low, middle, high = np.quantile(numbers, [0.02, 0.5, 0.98])
    return {
        **common,
        "kind": "number",
        "mean": float(numbers.mean()),
        "spread": float(numbers.std()) or 1.0,
        "low": float(low),
        "high": float(max(high, low + 1e-6)),
        "typical": float(middle),
        "whole": bool((numbers == np.round(numbers)).all()),
        "flag": any(cell is None for cell in cells),
    }
