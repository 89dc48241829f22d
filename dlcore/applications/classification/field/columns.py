"""Columns of a table for a network: numbers as they are or as logarithms, words as one switch each."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Cell = float | str
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Column:
    """One column: a number between two bounds, or one of a few words."""

    name: str
    label: str
    logarithm: bool = False
    low: float = 0.0
    high: float = 1.0
    typical: Cell = 0.0
    values: tuple[str, ...] = ()  # of words; empty for a number

    def to_json(self) -> dict[str, Any]:
        """The column as plain values for a signature."""
        return {**asdict(self), "values": list(self.values)}


def number(name: str, label: str, cells: Sequence[str], logarithm: bool = False) -> Column:
    """A column of numbers with its bounds and its median."""
    found = np.array(cells, dtype=float)
    low, middle, high = (float(f"{one:.4g}") for one in np.percentile(found, [0, 50, 100]))
    return Column(name, label, logarithm, low, high, middle)


def words(name: str, label: str, cells: Sequence[str]) -> Column:
    """A column of words, the most frequent of them typical."""
    values = tuple(sorted(set(cells)))
    return Column(name, label, values=values, typical=max(values, key=list(cells).count))


def encode(columns: Sequence[Mapping[str, Any]], cells: Mapping[str, Sequence[Cell]]) -> Floats:
    """Cells by column to features (rows, feature). Raises `ValueError` with one sentence."""
    found: list[NDArray[Any]] = []
    for column in columns:
        given = cells[column["name"]]
        if column["values"]:
            found += [np.array([cell == value for cell in given]) for value in column["values"]]
            continue
        try:
            values = np.array(given, dtype=np.float64)
        except (TypeError, ValueError):
            raise ValueError(f"{column['label']} must be a number.") from None
        if not np.isfinite(values).all() or (column["logarithm"] and (values < 0).any()):
            raise ValueError(f"{column['label']} must be a number from {column['low']} to {column['high']}.")
        found.append(np.log1p(values) if column["logarithm"] else values)
    return np.array(found, dtype=np.float32).T


def owners(columns: Sequence[Mapping[str, Any]]) -> list[int]:
    """For each feature the place of the column that it comes from."""
    return [place for place, column in enumerate(columns) for _ in range(max(1, len(column["values"])))]
