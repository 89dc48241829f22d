"""A visitor's own points and tables as point sets; what can't be learned from is refused in one sentence."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dlcore.applications.foundations.gradient_descent.sets import Array, PointSet
from dlcore.datasets import own

MOST_CLASSES = 4  # two more of the six colours are for held-out points, right and wrong
FEWEST_POINTS = 8
MOST_POINTS = 20_000
COLOURS = {0.0: "blue", 1.0: "orange"}
UNREADABLE = "These points can't be read: each needs an x, a y and a class."


def drawn_points(fingerprint: str) -> PointSet:
    """Points that the visitor put by hand: JSON {"points": [[x, y, class], …]}. Raises `ValueError`."""
    if not fingerprint:
        raise ValueError("There are no points yet: put eight or more of two colours on the pad.")
    content = own.read(fingerprint)
    try:
        return from_rows(json.loads(content)["points"])
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(UNREADABLE) from error


def from_rows(rows: Sequence[Sequence[float]]) -> PointSet:
    """Rows of x, y and class (0 is blue, 1 is orange) as a set. Raises `ValueError` with one sentence."""
    try:
        table = np.array(rows, dtype=float).reshape(-1, 3)
    except (TypeError, ValueError) as error:
        raise ValueError(UNREADABLE) from error
    names = [COLOURS.get(label, f"class {label:g}") for label in table[:, 2]]
    return checked(table[:, :2], names, ("x", "y"), "")


def refusal(rows: Sequence[Sequence[float]]) -> str:
    """Why nothing can be learned from these points, in one sentence; empty if something can."""
    try:
        from_rows(rows)
    except ValueError as error:
        return str(error)
    return ""


def table(fingerprint: str) -> PointSet:
    """The visitor's table: JSON {"columns": {name: [values]}}. Raises `ValueError` with one sentence."""
    if not fingerprint:
        raise ValueError("There is no table yet: choose a CSV file with two columns of numbers.")
    content = own.read(fingerprint)
    try:
        columns: Mapping[str, Sequence[Any]] = json.loads(content)["columns"]
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError("This table can't be read: choose it again.") from error
    numbers = {name: _numbers(values) for name, values in columns.items()}
    numeric = [name for name, values in numbers.items() if values is not None]
    words = [name for name in columns if name not in numeric and any(_present(v) for v in columns[name])]
    label = words[-1] if words else _few_values(numeric, numbers)
    inputs = [name for name in numeric if name != label][:2]
    if len(inputs) < 2:
        raise ValueError(
            "The table needs two columns of numbers (and, for classes, a third with the labels)."
        )
    x, y = (np.asarray(numbers[name]) for name in inputs)
    if label is None:
        note = f"No column of labels was found, so “{inputs[1]}” is predicted from “{inputs[0]}”."
        return checked_curve(x, y, (inputs[0], inputs[1]), note)
    note = f"x is “{inputs[0]}”, y is “{inputs[1]}”, the class is “{label}”."
    names = [_name(value) for value in columns[label]]
    return checked(np.stack([x, y], axis=1), names, (inputs[0], inputs[1]), note)


def checked(inputs: Array, names: Sequence[str], axes: tuple[str, str], note: str) -> PointSet:
    """Points with class names as a set, rows with gaps left out. Raises `ValueError`."""
    keep = np.isfinite(inputs).all(axis=1) & np.array([bool(name) for name in names], dtype=bool)
    inputs, names = inputs[keep], [name for name, kept in zip(names, keep, strict=True) if kept]
    classes = sorted(set(names))
    _check_size(len(inputs), len(np.unique(inputs, axis=0)))
    if len(classes) < 2:
        raise ValueError(
            "All points have the same class: there is nothing to tell apart. Add a second class."
        )
    if len(classes) > MOST_CLASSES:
        raise ValueError(f"There are {len(classes)} different labels; at most {MOST_CLASSES} can be shown.")
    rarest = min(classes, key=names.count)
    if names.count(rarest) < 2:
        raise ValueError(f"“{rarest[:40]}” occurs only once: each class needs at least two points.")
    targets = np.array([classes.index(name) for name in names], dtype=float)
    return PointSet(inputs, targets, tuple(classes), axes, note + _left_out(keep))


def checked_curve(x: Array, y: Array, axes: tuple[str, str], note: str) -> PointSet:
    """Pairs of numbers as a curve, pairs with gaps left out. Raises `ValueError`."""
    keep = np.isfinite(x) & np.isfinite(y)
    x, y = x[keep], y[keep]
    _check_size(len(x), len(np.unique(x)))
    if np.ptp(y) == 0:
        raise ValueError(f"“{axes[1]}” has the same value everywhere: there is nothing to predict.")
    return PointSet(x[:, None], y, (), axes, note + _left_out(keep))


def _check_size(count: int, distinct: int) -> None:
    if count > MOST_POINTS:
        raise ValueError(f"These are {count} points; at most {MOST_POINTS} can be used.")
    if count < FEWEST_POINTS:
        raise ValueError(
            f"There are only {count} usable points; {FEWEST_POINTS} are the least to learn from."
        )
    if distinct < 2:
        raise ValueError("All points lie on the same place: there is nothing to learn from.")


def _left_out(keep: Any) -> str:
    gaps = int((~keep).sum())
    return f" {gaps} rows with gaps were left out." if gaps else ""


def _present(value: Any) -> bool:
    return value is not None and value == value and str(value).strip() != ""


def _name(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if _present(value) else ""


def _numbers(values: Sequence[Any]) -> Array | None:
    """A column as numbers, NaN for gaps; nothing if any value is a word or all are missing."""
    try:
        column = np.array([float(value) if _present(value) else np.nan for value in values])
    except (TypeError, ValueError):
        return None
    return column if np.isfinite(column).any() else None


def _few_values(numeric: Sequence[str], numbers: Mapping[str, Array | None]) -> str | None:
    """The last column of numbers that can only be labels: few different whole ones, beyond the first two."""
    for name in reversed(numeric[2:]):
        values = np.asarray(numbers[name])
        distinct = np.unique(values[np.isfinite(values)])
        if len(distinct) <= MOST_CLASSES and (distinct == np.round(distinct)).all():
            return name
    return None
