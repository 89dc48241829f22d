"""The Python side of the components: what it sends, what it believes, what it says without a browser."""

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from dlcore.contract import Arrow, Box, Diagram, Episode, Metric, Text
from dlcore.ui import components, mounting

SCRIPT = """
import streamlit as st
from dlcore.contract import Box, Diagram, Metric, Text
from dlcore.ui import components, glossary

st.session_state.found = [
    components.live([{"id": "a", "label": "A"}], {"loss": Metric("Loss", "…")}, "loss", key="live"),
    components.sample(Text("hello"), key="sample"),
    components.diagram(Diagram((Box("a", "A", 0, 0),), ()), {"a": {"number": 1}}, key="diagram"),
    components.drawing_pad("drawing"),
    components.point_pad("points", (-1, 1, -1, 1), ("one", "two"), [[0, 0.5, 1]]),
    components.code_bars("code", [0, 1], -3, 3),
    components.enhance(glossary.terms()),
]
"""


def test_without_a_browser_components_are_untouched() -> None:
    app = AppTest.from_string(SCRIPT).run(timeout=20)
    assert not app.exception
    live, _, _, drawing, points, code, _ = app.session_state["found"]
    assert live == components.LiveState()
    assert drawing is None
    assert points == {"points": [[0.0, 0.5, 1.0]]}
    assert code == [0.0, 1.0]


class Mounted:
    """Stands in for a component: notes the data, answers as a browser would."""

    def __init__(self, **answer: Any) -> None:
        self.answer = answer
        self.data: dict[str, Any] = {}

    def __call__(self, *, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        self.data = data
        return self.answer


def test_live_sends_descriptions_and_believes_only_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    mounted = Mounted(stop=["a"], ended=None, seen={"a": 12})
    monkeypatch.setattr(components, "_LIVE", mounted)
    metric = Metric("Loss", "How wrong it is.", logarithmic=True)
    state = components.live([{"id": "a", "label": "A"}], {"loss": metric}, "loss", key="k", height=320)
    assert state == components.LiveState(stop=("a",), ended=(), seen={"a": 12})
    assert mounted.data["metrics"]["loss"]["logarithmic"] is True
    assert mounted.data["height"] == 20


def test_samples_travel_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    mounted = Mounted()
    monkeypatch.setattr(components, "_SAMPLE", mounted)
    components.sample(Text("hello", "he"), key="k")
    first = mounted.data["content"]
    components.sample(first, key="k")
    assert mounted.data["content"] == first == {"kind": "text", "text": "hello", "prompt": "he"}


def test_numpy_values_stand_in_a_diagram(monkeypatch: pytest.MonkeyPatch) -> None:
    mounted = Mounted()
    monkeypatch.setattr(components, "_DIAGRAM", mounted)
    picture = Diagram((Box("a", "A", 0, 0), Box("b", "B", 1, 0)), (Arrow("a", "b"),))
    components.diagram(picture, {"a": {"number": np.float32(0.5)}}, key="k")
    assert mounted.data["values"] == {"a": {"number": 0.5}}
    assert type(mounted.data["values"]["a"]["number"]) is float


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ([[0.1, 0.2, 0], [0.3, 0.4, 7]], [[0.1, 0.2, 0], [0.3, 0.4, 1]]),
        ([[1, 2], ["a", "b", "c"], None, [0, 0, -3]], [[0, 0, 0]]),
        ("points", []),
        ([[0, 0, 0]] * 900, [[0, 0, 0]] * 500),
    ],
)
def test_only_points_are_believed(monkeypatch: pytest.MonkeyPatch, sent: Any, kept: Any) -> None:
    monkeypatch.setattr(components, "_POINT_PAD", Mounted(points=sent))
    assert components.point_pad("k", (-1, 1, -1, 1), ("one", "two")) == {"points": kept}


def test_a_picture_stands_behind_points_as_jpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    mounted = Mounted()
    monkeypatch.setattr(components, "_POINT_PAD", mounted)
    components.point_pad("k", (-1, 1, -1, 1), picture=np.full((40, 60, 3), 200, np.uint8))
    kind, _, content = mounted.data["picture"].partition(",")
    assert kind == "data:image/jpeg;base64"
    with Image.open(io.BytesIO(base64.b64decode(content))) as image:
        assert image.size == (60, 40)
    components.point_pad("k", (-1, 1, -1, 1))
    assert mounted.data["picture"] is None


def test_bars_stay_within_their_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "_CODE_BARS", Mounted(values=[9, -9]))
    assert components.code_bars("k", [0, 0], -3, 3) == [3, -3]
    monkeypatch.setattr(components, "_CODE_BARS", Mounted(values=[9, -9, 1]))
    assert components.code_bars("k", [0, 0], -3, 3) == [0, 0]


def test_a_drawing_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "_DRAWING_PAD", Mounted(drawing="A" * 3_000_000))
    assert components.drawing_pad("k") is None


def test_a_changed_file_changes_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mounting, "FOLDER", tmp_path)
    (tmp_path / "live.js").write_text("one")
    first = mounting.version()
    (tmp_path / "live.js").write_text("two")
    assert mounting.version() != first


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"game": "freeway", "seed": 3, "from": 2, "actions": "011", "turn": 5}, ("011", 2)),
        (
            {"game": "freeway", "seed": 4, "from": 2, "actions": "011"},
            None,
        ),  # of a game that is no longer there
        ({"game": "chess", "seed": 3, "from": 0, "actions": "011"}, None),
        ({"game": "freeway", "seed": 3, "from": 0, "actions": "<b>"}, None),
        ({"game": "freeway", "seed": 3, "from": "0", "actions": "0" * 9000}, ("0" * 2000, 1)),
        ("junk", None),
        (None, None),
    ],
)
def test_only_moves_are_believed(monkeypatch: pytest.MonkeyPatch, sent: Any, kept: Any) -> None:
    monkeypatch.setattr(components, "_ARENA", Mounted(played=sent))
    found = components.arena(Episode("freeway", [[9, 0]], names=("up",)), 3, "key", lambda _moves: {})
    assert (found and (found["actions"], found["from"])) == kept
