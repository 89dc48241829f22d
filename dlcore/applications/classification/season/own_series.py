"""A visitor's own series: one row a measurement, checked and sorted; refusals are one sentence."""

import json
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

from dlcore.applications.classification.season.animals import Measured
from dlcore.datasets import own
from dlcore.datasets.own import shown

FEWEST_SERIES, MOST_SERIES = 10, 300
SHORTEST, LONGEST = 6, 200  # measurements of one series; of longer ones the last are taken
Cell = float | str | None
Columns = Mapping[str, Sequence[Cell]]


def measured(fingerprint: str, series: str, time: str, value: str) -> Measured:
    """The visitor's table behind a fingerprint. Raises `ValueError` with one sentence."""
    if not fingerprint:
        raise ValueError("There are no series yet: choose a CSV file with one row a measurement.")
    try:
        columns: Columns = json.loads(own.read(fingerprint))["columns"]
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError("This table can't be read: choose it again.") from error
    return from_columns(columns, *guessed(columns, series, time, value))


def guessed(columns: Columns, series: str = "", time: str = "", value: str = "") -> tuple[str, str, str]:
    """Names for the three columns where none are given.

    The value is the last column of numbers, a series is named by words if any are, and time is the column
    of numbers that tells the rows of a series apart.
    """
    numbers = [name for name, cells in columns.items() if not any(isinstance(cell, str) for cell in cells)]
    value = value or (numbers[-1] if numbers else list(columns)[-1])
    others = [name for name in columns if name not in (value, time)]
    series = series or next((name for name in others if name not in numbers), others[0] if others else value)
    if time or series not in columns:
        return series, time or value, value
    left = [name for name in numbers if name not in (series, value)]
    told_apart = {name: len(set(zip(columns[series], columns[name], strict=True))) for name in left}
    return series, max(left, key=told_apart.__getitem__, default=value), value


def from_columns(columns: Columns, series: str, time: str, value: str) -> Measured:
    """Three columns as series. Raises `ValueError` with one sentence."""
    for name in (series, time, value):
        if name not in columns:
            raise ValueError(f"The table has no column “{shown(name)}”: choose one that is there.")
    if len({series, time, value}) < 3:
        raise ValueError("Series, time and value must be three different columns: choose again.")
    for name, what in ((time, "a time"), (value, "a value")):
        if any(isinstance(cell, str) for cell in columns[name]):
            raise ValueError(
                f"“{shown(name)}” holds words and can't be {what}: choose a column of numbers, and turn "
                "dates into days."
            )
    rows = _sorted(columns, series, time, value)
    if len(rows) < FEWEST_SERIES:
        raise ValueError(
            f"“{shown(series)}” tells only {len(rows)} series of {SHORTEST} or more measurements apart and "
            f"{FEWEST_SERIES} are the least: add series, for whole ones are held out."
        )
    if len(rows) > MOST_SERIES:
        raise ValueError(
            f"“{shown(series)}” tells {len(rows):,} series apart and the limit is {MOST_SERIES}: leave some "
            "out."
        )
    flat = [(name, *pair) for name, pairs in rows.items() for pair in pairs]
    values = [one[2] for one in flat]
    if max(values) == min(values):
        raise ValueError(f"“{shown(value)}” is the same in every row, so there is nothing to foretell.")
    gaps = [after[0] - before[0] for pairs in rows.values() for before, after in pairwise(pairs)]
    return Measured(
        [one[0] for one in flat],
        ["all"] * len(flat),
        [one[1] for one in flat],
        values,
        shown(value),
        median(gaps),
    )


def _sorted(columns: Columns, series: str, time: str, value: str) -> dict[str, list[tuple[float, float]]]:
    """(time, value) by series in the order of time, each time once; short series are left out."""
    found: dict[str, dict[float, float]] = {}
    for name, when, what in zip(columns[series], columns[time], columns[value], strict=True):
        if name is None or not isinstance(when, float | int) or not isinstance(what, float | int):
            continue
        if math.isfinite(when) and math.isfinite(what):
            label = f"{name:g}" if isinstance(name, float) else shown(name)
            found.setdefault(label, {}).setdefault(float(when), float(what))
    return {name: sorted(pairs.items())[-LONGEST:] for name, pairs in found.items() if len(pairs) >= SHORTEST}
