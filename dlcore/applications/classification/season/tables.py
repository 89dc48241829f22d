"""The shipped tables, by column."""

import csv
import gzip
import io
from functools import cache

from dlcore.contract import ROOT


@cache
def read(name: str) -> dict[str, tuple[str, ...]]:
    """The columns of `assets/data/NAME.csv.gz` as words."""
    content = gzip.decompress((ROOT / "assets" / "data" / f"{name}.csv.gz").read_bytes()).decode()
    names, *rows = csv.reader(io.StringIO(content))
    return dict(zip(names, zip(*rows, strict=True), strict=True))
