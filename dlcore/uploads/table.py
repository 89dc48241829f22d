"""Tables: CSV with any usual delimiter, read as text; columns of numbers become numbers."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from dlcore.uploads import text as text_file
from dlcore.uploads.refusal import Refusal

LARGEST = 20_000_000  # bytes
MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_CELL = 10_000  # characters
DELIMITERS = ";\t|,"  # the comma last: it may also stand in numbers
ADVICE = "save the table as CSV (UTF-8)"
MISSING = {"", "na", "n/a", "nan", "null", "none", "-", "?", "#n/a"}
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
NUMBER_WITH_COMMA = re.compile(r"[+-]?\d*,\d+|[+-]?\d+", re.ASCII)

Cell = float | str | None


@dataclass(frozen=True)
class Table:
    """A cleaned table. A column holds numbers or texts; None stands for a missing value."""

    columns: dict[str, list[Cell]]
    notes: list[str] = field(default_factory=list)  # what was mended, one sentence each

    @property
    def rows(self) -> int:
        """How many."""
        return len(next(iter(self.columns.values())))

    @property
    def numeric(self) -> list[str]:
        """The names of the columns that hold numbers."""
        return [
            name for name, column in self.columns.items() if not any(isinstance(cell, str) for cell in column)
        ]


def read(name: str, content: bytes) -> Table:
    """The table. Raises `Refusal`."""
    text = text_file.read(name, content, ADVICE)
    if text.lstrip().startswith("<"):
        raise Refusal(f"“{name}” is a web page and no table: {ADVICE}.")
    delimiter, text = _delimiter(text)
    try:
        rows = list(islice(_rows(text, delimiter), MOST_ROWS + 2))
    except csv.Error:
        raise Refusal(
            f"“{name}” can't be read as a table (is a quotation mark left open?): {ADVICE}."
        ) from None
    _check_limits(name, rows)
    notes: list[str] = []
    names, rows = _header(rows, notes)
    if not rows:
        raise Refusal(f"“{name}” has a line of names and no rows below it: add rows.")
    _even_out(rows, len(names), notes)
    columns = _columns(names, rows, comma=delimiter in ";\t", notes=notes)
    if not columns:
        raise Refusal(f"“{name}” has no values: fill in at least one column.")
    return Table(columns, notes)


def to_bytes(table: Table) -> bytes:
    """The table as JSON: {"columns": {name: [values]}, "notes": [sentences]}."""
    return json.dumps({"columns": table.columns, "notes": table.notes}, ensure_ascii=False).encode()


def _delimiter(text: str) -> tuple[str, str]:
    """What cuts the first lines into the same number of cells, and the text without Excel's hint."""
    if hint := re.match(r"sep=([,;\t|])\n", text):
        return hint[1], text[hint.end() :]
    beginning = text[:20_000]

    def evenness(delimiter: str) -> float:
        try:
            widths = [len(row) for row in islice(_rows(beginning, delimiter), 30)]
        except csv.Error:
            return 0.0
        usual = max(set(widths), key=widths.count)
        return widths.count(usual) / len(widths) if usual > 1 else 0.0

    return max(DELIMITERS, key=evenness), text


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Rows that aren't blank."""
    for row in csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True):
        if any(cell.strip() for cell in row):
            yield [cell.strip() for cell in row]


def _check_limits(name: str, rows: Sequence[Sequence[str]]) -> None:
    if len(rows) > MOST_ROWS + 1:
        raise Refusal(f"“{name}” has more than {MOST_ROWS:,} rows: take a random part of them.")
    widest = max(map(len, rows))
    if widest > MOST_COLUMNS:
        raise Refusal(f"“{name}” has {widest:,} columns and the limit is {MOST_COLUMNS}: leave some out.")
    if any(len(cell) > LONGEST_CELL for row in rows for cell in row):
        raise Refusal(f"“{name}” has a cell of more than {LONGEST_CELL:,} characters: shorten it.")


def _header(rows: list[list[str]], notes: list[str]) -> tuple[list[str], list[list[str]]]:
    """Unique names for the columns, and the rows below them."""
    first = rows[0]
    if all(_is_missing(cell) or NUMBER.fullmatch(cell) for cell in first):
        notes.append("The first line holds values and no names, so the columns were numbered.")
        return [f"column {index + 1}" for index in range(len(first))], rows
    names: list[str] = []
    for index, cell in enumerate(first):
        name = wanted = re.sub(r"\s+", " ", cell)[:60] or f"column {index + 1}"
        count = 1
        while name in names:
            count += 1
            name = f"{wanted} {count}"
        if count > 1:
            notes.append(f"The column name “{wanted}” stands there twice; one is called “{name}” now.")
        names.append(name)
    return names, rows[1:]


def _even_out(rows: list[list[str]], width: int, notes: list[str]) -> None:
    """Cut longer rows and fill up shorter ones."""
    ragged = 0
    for row in rows:
        if len(row) != width:
            ragged += 1
            row[width:] = []
            row.extend([""] * (width - len(row)))
    if ragged:
        notes.append(
            f"{ragged:,} of {len(rows):,} rows had more or fewer than {width} cells; they were evened out."
        )


def _columns(
    names: Sequence[str], rows: Sequence[Sequence[str]], comma: bool, notes: list[str]
) -> dict[str, list[Cell]]:
    columns: dict[str, list[Cell]] = {}
    for name, cells in zip(names, zip(*rows, strict=True), strict=True):
        column = _column(name, cells, comma, notes)
        if all(cell is None for cell in column):
            notes.append(f"The column “{name}” has no values; it was left out.")
        else:
            columns[name] = column
    return columns


def _column(name: str, cells: Sequence[str], comma: bool, notes: list[str]) -> list[Cell]:
    """Numbers if all that is there are numbers, otherwise texts, formulas included: nothing is computed."""
    present = [cell for cell in cells if not _is_missing(cell)]
    numbers = sum(1 for cell in present if NUMBER.fullmatch(cell))
    if numbers == len(present):
        return [None if _is_missing(cell) else float(cell) for cell in cells]
    if comma and all(NUMBER_WITH_COMMA.fullmatch(cell) for cell in present):
        return [None if _is_missing(cell) else float(cell.replace(",", ".")) for cell in cells]
    if numbers > 0.8 * len(present):
        odd = next(cell for cell in present if not NUMBER.fullmatch(cell))
        notes.append(f"The column “{name}” holds “{odd[:20]}” among its numbers, so it was read as text.")
    return [None if _is_missing(cell) else cell for cell in cells]


def _is_missing(cell: str) -> bool:
    return cell.lower() in MISSING
