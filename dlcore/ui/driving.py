"""Cars on a track in the browser, driven by trained networks and by the visitor; and tracks to draw."""

import json
import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from dlcore.ui.mounting import REM, kept, nothing, register

MOST_DRIVERS = 3
MOST_POINTS = 2000
_DRIVE = register("drive", 560)
_DRAW_TRACK = register("draw_track", 460)


def drive(
    track: Mapping[str, Any],
    world: Mapping[str, float],
    drivers: Sequence[Mapping[str, Any]],
    key: str,
    *,
    you: bool = True,
    height: int = 420,
) -> Mapping[str, Any] | None:
    """At most three drivers ({"name", "policy"}) on a track at once, and the visitor if `you`.

    `track` is that of `track_json`; `world` has the numbers of the car model, and new ones hold from the next
    step on. Returns the visitor's last finished drive, if all of it was on this track in this world: {"laps",
    "steps", "crashed", "turn"}, where another turn is another drive.
    """
    place = [track.get(name) for name in ("name", "centre", "width")]
    data = {
        "print": zlib.crc32(json.dumps([place, sorted(world.items())]).encode()),
        "track": dict(track),
        "world": {name: float(value) for name, value in world.items()},
        "drivers": [dict(driver) for driver in drivers[:MOST_DRIVERS]],
        "you": you,
        "height": height / REM,
    }
    driven = _DRIVE(key=key, data=data, on_driven_change=nothing).get("driven")
    if not isinstance(driven, Mapping) or driven.get("print") != data["print"]:
        return None
    return _drive(driven)


def _drive(told: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a browser told of a drive, taken only as far as it is one."""
    laps, steps, turn = (told.get(name, 0) for name in ("laps", "steps", "turn"))
    if not (_number(laps) and isinstance(steps, int) and isinstance(turn, int)):
        return None
    return {"laps": float(laps), "steps": steps, "crashed": bool(told.get("crashed")), "turn": turn}


def draw_track(
    key: str, height: int = 400, *, size: float = 100.0, half_width: float = 3.2
) -> list[list[float]] | None:
    """The line that the visitor drew, [[x, y], …] in metres as drawn; None while there is none.

    The map is a square of `size` metres with y upwards; the line is shown as a road of this width.
    """
    data = {
        "key": key,
        "size": float(size),
        "width": float(half_width),
        "height": height / REM,
        "known": kept(key, "line") is not None,
    }
    line = _DRAW_TRACK(key=key, data=data, on_line_change=nothing).get("line")
    points = [
        [float(point[0]), float(point[1])]
        for point in (line[:MOST_POINTS] if isinstance(line, list) else [])
        if isinstance(point, list) and len(point) == 2 and all(map(_number, point))
    ]
    return points or None


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)
