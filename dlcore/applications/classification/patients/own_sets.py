"""A visitor's own table: types found, what can't be learned from refused in one sentence, the rest mended."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from dlcore.applications.classification.patients.tables import Cell, Table
from dlcore.datasets import own
from dlcore.datasets.own import shown

MOST_CLASSES = 12
MOST_LEVELS = 30  # of an input column; rarer words become "other"
FEWEST_ROWS = 40
FEWEST_OF_A_CLASS = 8
DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}( .*)?")
IDENTITY = re.compile(r"(^|[\W_])(id|nr|no|number|index|key|code|uuid)$", re.IGNORECASE)

Columns = Mapping[str, Sequence[Cell]]


def table(fingerprint: str, target: str) -> Table:
    """The visitor's table behind a fingerprint. Raises `ValueError` with one sentence."""
    if not fingerprint:
        raise ValueError("There is no table yet: choose a CSV file with one row a case.")
    content = own.read(fingerprint)
    try:
        columns: Columns = json.loads(content)["columns"]
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError("This table can't be read: choose it again.") from error
    return from_columns(columns, target)


def from_columns(columns: Columns, target: str) -> Table:
    """Columns as a table with that target (the last column if ""). Raises `ValueError` with one sentence."""
    name = target or list(columns)[-1]
    if name not in columns:
        raise ValueError(f"The table has no column “{shown(name)}”: choose one of {_some(list(columns))}.")
    notes: list[str] = []
    keep = [index for index, cell in enumerate(columns[name]) if cell is not None]
    if len(keep) < len(columns[name]):
        notes.append(f"{len(columns[name]) - len(keep):,} rows without “{shown(name)}” were left out.")
    values = [columns[name][index] for index in keep]
    kind = target_kind(name, values)
    if kind != "number":
        values = [word(cell) for cell in values]
        keep, values = _without_rare(name, keep, values, notes)
    if len(keep) < FEWEST_ROWS:
        raise ValueError(f"Only {len(keep)} rows are usable and {FEWEST_ROWS} are the least: add rows.")
    inputs = _inputs(columns, name, keep, notes)
    classes = tuple(sorted({str(value) for value in values})) if kind != "number" else ()
    kind = "two classes" if len(classes) == 2 else kind
    question = f"{shown(name)} is {shown(classes[-1])}" if kind == "two classes" else shown(name)
    return Table(
        kind, question, inputs, values, classes, {one: shown(one) for one in inputs}, note=" ".join(notes)
    )


def target_kind(name: str, values: Sequence[Cell]) -> str:
    """Whether it is "classes" or "number". Raises `ValueError` for what can't be predicted."""
    called, distinct = shown(name), len(set(values))
    if distinct < 2:
        raise ValueError(
            f"“{called}” is the same in every row, so there is nothing to predict: choose another."
        )
    if is_date(values):
        raise ValueError(
            f"“{called}” is a date: choose another column, or turn it into a number such as days until then."
        )
    if is_identity(name, values):
        raise ValueError(f"“{called}” names each row by itself, like an ID: choose a column that repeats.")
    if any(isinstance(value, str) for value in values):
        if distinct > MOST_CLASSES:
            raise ValueError(
                f"“{called}” has {distinct:,} different words and the limit is {MOST_CLASSES}: "
                "choose another column or group them."
            )
        return "classes"
    numbers = [value for value in values if isinstance(value, float | int)]
    few = distinct <= 5 and all(float(value).is_integer() for value in numbers)
    return "classes" if few or distinct == 2 else "number"


def is_date(values: Sequence[Cell]) -> bool:
    """Whether nearly all values are dates: 2024-01-31, 31.1.2024, or 20240131."""
    present = [value for value in values if value is not None]
    words = [value for value in present if isinstance(value, str)]
    if words:
        return sum(bool(DATE.fullmatch(value)) for value in words) > 0.8 * len(present)
    return all(
        float(value).is_integer()
        and 19000101 <= float(value) <= 21001231
        and 1 <= int(value) // 100 % 100 <= 12
        and 1 <= int(value) % 100 <= 31
        for value in present
    )


def is_identity(name: str, values: Sequence[Cell]) -> bool:
    """Whether a column only tells rows apart: words that all differ, or whole numbers that count."""
    present = [value for value in values if value is not None]
    if len(set(present)) < len(present) or len(present) < 3:
        return False
    if any(isinstance(value, str) for value in present):
        return True
    numbers = sorted(float(value) for value in present)
    if not all(value.is_integer() for value in numbers):
        return False
    return numbers[-1] - numbers[0] == len(numbers) - 1 or bool(IDENTITY.search(name))


def word(cell: Cell) -> str:
    """A value as the name of a class: 1.0 is "1"."""
    return f"{cell:g}" if isinstance(cell, float | int) else str(cell)


def found(columns: Columns, target: str) -> list[dict[str, str]]:
    """What was found in each column: {"Column", "Type", "Missing", "Used as"}."""
    name = target or list(columns)[-1]
    rows = []
    for column, cells in columns.items():
        missing = sum(cell is None for cell in cells) / max(len(cells), 1)
        reason = _useless(column, cells)
        numbers = not any(isinstance(cell, str) for cell in cells)
        kind = "date" if is_date(cells) else "numbers" if numbers else f"{len(set(cells) - {None})} words"
        use = "what is predicted" if column == name else f"left out: {reason}" if reason else "input"
        rows.append({"Column": column, "Type": kind, "Missing": f"{missing:.0%}", "Used as": use})
    return rows


def _without_rare(
    name: str, keep: Sequence[int], values: Sequence[Cell], notes: list[str]
) -> tuple[list[int], list[Cell]]:
    """Rows of classes that are common enough to learn and to measure."""
    counts = Counter(values)
    common = {value for value, count in counts.items() if count >= FEWEST_OF_A_CLASS}
    if len(common) < 2:
        raise ValueError(
            f"“{shown(name)}” needs two values with {FEWEST_OF_A_CLASS} rows each: add rows or choose "
            "another."
        )
    chosen = [(index, value) for index, value in zip(keep, values, strict=True) if value in common]
    if len(chosen) < len(keep):
        notes.append(f"{len(keep) - len(chosen):,} rows with rare values of “{shown(name)}” were left out.")
    return [index for index, _ in chosen], [value for _, value in chosen]


def _inputs(columns: Columns, target: str, keep: Sequence[int], notes: list[str]) -> dict[str, list[Cell]]:
    inputs: dict[str, list[Cell]] = {}
    left_out = []
    for name, cells in columns.items():
        if name == target:
            continue
        chosen = [cells[index] for index in keep]
        if _useless(name, chosen):
            left_out.append(f"“{shown(name)}”")
        else:
            inputs[name] = _pooled(chosen)
    if not inputs:
        raise ValueError("No other column can be learned from: the table needs numbers or words that repeat.")
    if left_out:
        notes.append(f"Columns left out because they tell nothing that repeats: {_some(left_out)}.")
    return inputs


def _useless(name: str, cells: Sequence[Cell]) -> str:
    """Why a column is no use as an input; empty if it is."""
    present = [cell for cell in cells if cell is not None]
    if len(set(present)) < 2:
        return "always the same"
    if is_date(present):
        return "a date"
    if is_identity(name, present):
        return "an ID"
    words = any(isinstance(cell, str) for cell in present)
    return "nearly all different" if words and len(set(present)) > 0.5 * len(present) else ""


def _pooled(cells: Sequence[Cell]) -> list[Cell]:
    """Words beyond the most common ones become "other"."""
    if not any(isinstance(cell, str) for cell in cells):
        return list(cells)
    counts = Counter(cell for cell in cells if cell is not None)
    common = {cell for cell, _ in counts.most_common(MOST_LEVELS)}
    return [cell if cell is None or cell in common else "other" for cell in cells]


def _some(names: Sequence[str], most: int = 6) -> str:
    return ", ".join(shown(name) if "“" not in name else name for name in names[:most]) + (
        ", …" if len(names) > most else ""
    )
