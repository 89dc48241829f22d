"""Points that the visitor put on the plane: JSON {"points": [[x, y, class], …]}."""

import json
import math
from typing import Any, NoReturn

from dlcore.uploads.refusal import Refusal

LARGEST = 1_000_000  # bytes
MOST_POINTS = 5000
FARTHEST = 1e6
MOST_CLASSES = 10

Points = list[tuple[float, float, int]]


def read(name: str, content: bytes) -> Points:
    """The points as (x, y, class), classes from 0. Raises `Refusal`."""
    try:
        value = json.loads(content, parse_constant=_no_constant)
        given = value["points"] if isinstance(value, dict) else value
        points = [_point(one) for one in given]
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        raise Refusal(f"“{name}” holds no points: give [[x, y, class], …] as JSON, or draw them.") from None
    if not points:
        raise Refusal("There are no points yet: put some on the plane.")
    if len(points) > MOST_POINTS:
        raise Refusal(f"There are {len(points):,} points and the limit is {MOST_POINTS:,}: take fewer.")
    return points


def to_bytes(points: Points) -> bytes:
    """The points as JSON."""
    return json.dumps({"points": points}).encode()


def _point(value: Any) -> tuple[float, float, int]:
    x, y, group = [*value, 0][:3] if len(value) in (2, 3) else ("", "", "")
    x, y, number = float(x), float(y), int(group)
    if not (math.isfinite(x) and abs(x) <= FARTHEST and math.isfinite(y) and abs(y) <= FARTHEST):
        raise ValueError
    if number != group or not 0 <= number < MOST_CLASSES:
        raise ValueError
    return x, y, number


def _no_constant(_: str) -> NoReturn:
    raise ValueError
