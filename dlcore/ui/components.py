"""The parts of a page that live in the browser: each is a plain JavaScript module of `assets/components`.

The modules never put text from outside into HTML. Where no browser answers (in tests) the functions return
what an untouched component would.
"""

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dlcore.contract.application import Metric
from dlcore.contract.diagram import Diagram
from dlcore.contract.events import Content, Episode, Plane
from dlcore.ui.mounting import REM, kept, nothing, register

Demand = Literal["live", "pause"]
MOST_DRAWING = 2_000_000  # characters of base64
MOST_POINTS = 500
MOST_MOVES = 2000


_LIVE = register("live", 460)
_SAMPLE = register("sample", 320)
_DIAGRAM = register("diagram", 300)
_DRAWING_PAD = register("drawing_pad", 360)
_POINT_PAD = register("point_pad", 400)
_CODE_BARS = register("code_bars", 220)
_ARENA = register("arena", 380)
_ENHANCE = register("enhance", 0)


@dataclass(frozen=True)
class LiveState:
    """What the visitor did in a live panel since the last rerun."""

    stop: tuple[str, ...] = ()  # ids of the runs that shall stop now
    ended: tuple[str, ...] = ()  # ids of the runs that have just come to their end
    seen: Mapping[str, int] = field(
        default_factory=dict
    )  # events seen by a visitor who paused; empty when live


def live(
    runs: Sequence[Mapping[str, str]],
    metrics: Mapping[str, Metric],
    headline: str,
    key: str,
    height: int = 300,
    controls: bool = True,
    demand: Demand = "live",
    show: Sequence[str] = (),
    layout: Literal["beside", "side by side"] = "beside",
) -> LiveState:
    """The live training panel of one or several runs ({"id", "label"}).

    `metrics` are the application's; `show` names those that the chart opens with, else `headline`; `height`
    is that of chart and sample in pixels. With the layout "side by side" the chart takes the whole width and
    each run's samples stand in a column below it.
    """
    result = _LIVE(
        key=key,
        data={
            "runs": [dict(run) for run in runs],
            "metrics": {name: asdict(metric) for name, metric in metrics.items()},
            "headline": headline,
            "height": height / REM,
            "controls": controls,
            "demand": demand,
            "show": list(show),
            "layout": layout,
        },
        on_stop_change=nothing,
        on_ended_change=nothing,
        on_seen_change=nothing,
    )
    return LiveState(
        stop=_texts(result.get("stop")),
        ended=_texts(result.get("ended")),
        seen={str(run): int(events) for run, events in (result.get("seen") or {}).items()},
    )


def sample(content: Content | Mapping[str, Any], key: str, height: int = 320) -> None:
    """Draw a `Text`, `Images`, `Plane` or `Episode` as the live samples are drawn; `height` in pixels."""
    values = dict(content) if isinstance(content, Mapping) else content.to_json()
    _SAMPLE(key=key, data={"content": values, "height": height / REM})


def diagram(
    description: Diagram,
    values: Mapping[str, Mapping[str, Any]],
    key: str,
    run_id: str | None = None,
) -> None:
    """Boxes and arrows filled with values: {box: {"text": …, "number": …, "png": base64}}.

    With a run, boxes that name a metric show its newest value, and stepping through the stages trains the
    phases that they belong to.
    """
    plain = {box: {name: _plain(value) for name, value in one.items()} for box, one in values.items()}
    _DIAGRAM(key=key, data={"description": description.to_json(), "values": plain, "run": run_id})


def drawing_pad(
    key: str, size: int | tuple[int, int] = 28, colour: bool = False, height: int = 260
) -> str | None:
    """What the visitor has drawn: dark ink on white paper, PNG in base64; None while the paper is empty.

    `size` is the picture's width and height in pixels, 16 to 512 each, one number where they are equal;
    `height` the paper's on the screen. With `colour` the visitor may choose among ten inks.
    """
    sides = (size, size) if isinstance(size, int) else size
    data = {
        "key": key,
        "size": [min(max(side, 16), 512) for side in sides],
        "colour": colour,
        "height": height / REM,
        "known": kept(key, "drawing") is not None,
    }
    drawing = _DRAWING_PAD(key=key, data=data, on_drawing_change=nothing).get("drawing")
    return drawing if isinstance(drawing, str) and len(drawing) < MOST_DRAWING else None


def point_pad(
    key: str,
    extent: tuple[float, float, float, float],
    classes: Sequence[str] | None = None,
    points: Sequence[Sequence[float]] = (),
    surface: Plane | None = None,
    height: int = 360,
    picture: NDArray[np.uint8] | None = None,
) -> dict[str, list[list[float]]]:
    """Points that the visitor put: {"points": [[x, y, class], …]}, at most 500.

    `extent` is left, right, bottom, top; `points` are there at first (given anew, they replace the
    visitor's); the surface of a `Plane` or a picture (height, width, 3) may stand behind them.
    """
    given = [[*map(float, point)] for point in points]
    data = {
        "key": key,
        "extent": [float(bound) for bound in extent],
        "classes": list(classes or ()),
        "points": given,
        "surface": surface.to_json() if surface else None,
        "picture": None if picture is None else _jpeg_address(picture),
        "height": height / REM,
        "known": kept(key, "points") is not None,
    }
    found = _POINT_PAD(key=key, data=data, on_points_change=nothing).get("points")
    return {"points": given if found is None else _points(found, len(classes or ()))}


def code_bars(
    key: str, values: Sequence[float], low: float, high: float, labels: Sequence[str] = ()
) -> list[float]:
    """An autoencoder's code as bars that can be dragged between `low` and `high`; returns their values."""
    start = [float(value) for value in values]
    data = {"values": start, "low": float(low), "high": float(high), "labels": list(labels)}
    moved = _CODE_BARS(key=key, data=data, on_values_change=nothing).get("values")
    if not isinstance(moved, list) or len(moved) != len(start):
        return start
    return [min(max(float(value), low), high) for value in moved]


def arena(
    episode: Episode | Mapping[str, Any],
    seed: int,
    key: str,
    go_on: Callable[[str], Mapping[str, Any]],
    model: str = "",
    height: int = 300,
) -> dict[str, Any] | None:
    """The agent's recorded game, in which the visitor may take over, or play it from the start beside it.

    `seed` is that of the game's dice and `model` says whose game it is, so that another one begins anew.
    `go_on` is asked how the agent plays on after the visitor's actions when it is given the game back; it
    answers with "frames", "actions" and "points". What was played to its end comes back: {"game", "seed",
    "from", "actions", "together"}, the actions as digits from the first step on, the agent's own among them
    up to "from" and, if "together", after the visitor's.
    """
    values = dict(episode) if isinstance(episode, Mapping) else episode.to_json()
    handed = _moves(kept(key, "handed"), values["game"], seed)
    # The turn makes two answers differ that are alike: the browser hears only of data that have changed.
    answer = {"turn": handed["turn"], **go_on(handed["actions"])} if handed else None
    data = {
        "episode": values,
        "seed": int(seed),
        "model": model,
        "height": height / REM,
        "handed": answer,
    }
    mounted = _ARENA(key=key, data=data, on_played_change=nothing, on_handed_change=nothing)
    return _moves(mounted.get("played"), values["game"], seed)


def _moves(sent: Any, game: str, seed: int) -> dict[str, Any] | None:
    """What a browser says was played, as far as it is moves of this very game."""
    if not isinstance(sent, Mapping):
        return None
    actions = str(sent.get("actions", ""))[:MOST_MOVES]
    if sent.get("game") != game or sent.get("seed") != seed or set(actions) - set("0123456789"):
        return None
    start = sent.get("from")
    return {
        "game": game,
        "seed": seed,
        "from": start if isinstance(start, int) else 1,
        "actions": actions,
        "together": sent.get("together") is True,
        "turn": sent.get("turn"),
    }


def enhance(terms: Mapping[str, str], key: str = "enhance") -> None:
    """What every page needs once: colours for its style sheet, mends for accessibility, explained terms."""
    _ENHANCE(key=key, data={"terms": dict(terms)})


def _jpeg_address(picture: NDArray[np.uint8]) -> str:
    """A picture (height, width, 3) as a data address; JPEG, since a photo as PNG has half a megabyte."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, format="JPEG", quality=88)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _plain(value: Any) -> Any:
    """A number of numpy's as one of Python's, the rest as it is."""
    return value.item() if isinstance(value, np.generic) else value


def _points(found: Any, classes: int) -> list[list[float]]:
    """What a browser sent, taken only as far as it is points."""
    points = []
    for point in found[:MOST_POINTS] if isinstance(found, list) else []:
        if (
            isinstance(point, list)
            and len(point) == 3
            and all(isinstance(value, int | float) for value in point)
        ):
            points.append([float(point[0]), float(point[1]), min(max(int(point[2]), 0), max(classes - 1, 0))])
    return points


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in values or ())
