"""The Python side of drives and drawn tracks: what it sends, and what it believes of a browser."""

import math
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dlcore.ui import driving

TRACK = {"name": "Track 7", "centre": [[0, 0], [1, 0], [0, 1]], "width": 3.2, "size": 100.0}
WORLD = {"grip": 6}
DRIVERS = [{"name": str(number), "policy": {}} for number in range(5)]
SCRIPT = """
import streamlit as st
from dlcore.ui import driving

st.session_state.found = [
    driving.drive({"name": "Track 7", "centre": []}, {"grip": 6}, [], "drive"),
    driving.draw_track("line"),
]
"""


class Mounted:
    """Stands in for a component: notes the data, answers as a browser would."""

    def __init__(self, **answer: Any) -> None:
        self.answer = answer
        self.data: dict[str, Any] = {}

    def __call__(self, *, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        self.data = data
        return self.answer


def test_without_a_browser_nobody_has_driven() -> None:
    app = AppTest.from_string(SCRIPT).run(timeout=20)
    assert not app.exception
    assert app.session_state["found"] == [None, None]


def told_by(monkeypatch: pytest.MonkeyPatch, told: Any) -> Mounted:
    """A browser that tells of a drive on this track in this world."""
    mounted = Mounted()
    monkeypatch.setattr(driving, "_DRIVE", mounted)
    driving.drive(TRACK, WORLD, DRIVERS, "k", height=320)
    mounted.answer = {"driven": {**told, "print": mounted.data["print"]} if isinstance(told, dict) else told}
    return mounted


def test_a_drive_is_believed_in_its_own_world_only(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"laps": 1.5, "steps": 400, "crashed": False, "turn": 17}
    mounted = told_by(monkeypatch, told)
    assert mounted.data["world"] == {"grip": 6.0}
    assert mounted.data["height"] == 20
    assert len(mounted.data["drivers"]) == driving.MOST_DRIVERS
    assert driving.drive(TRACK, WORLD, DRIVERS, "k") == told
    assert driving.drive(TRACK, {"grip": 3}, DRIVERS, "k") is None
    assert driving.drive(TRACK | {"width": 2.0}, WORLD, DRIVERS, "k") is None


@pytest.mark.parametrize(
    "told",
    [
        "a lap",
        {"laps": "many", "steps": 3, "turn": 1},
        {"laps": math.inf, "steps": 3, "turn": 1},
        {"laps": 1, "steps": None, "turn": 1},
        {"laps": 1, "steps": 3, "turn": [1]},
    ],
)
def test_what_is_no_drive_is_not_believed(monkeypatch: pytest.MonkeyPatch, told: Any) -> None:
    told_by(monkeypatch, told)
    assert driving.drive(TRACK, WORLD, DRIVERS, "k") is None


def test_of_a_line_only_points_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = [[1, 2], "x", [1], [1, math.nan], [1, "2"], None, [3.5, 4], [True, 2, 3]]
    monkeypatch.setattr(driving, "_DRAW_TRACK", Mounted(line=hostile))
    assert driving.draw_track("k") == [[1.0, 2.0], [3.5, 4.0]]
    monkeypatch.setattr(driving, "_DRAW_TRACK", Mounted(line=[[0, 0]] * 9000))
    assert len(driving.draw_track("k") or []) == driving.MOST_POINTS
    monkeypatch.setattr(driving, "_DRAW_TRACK", Mounted(line={"x": 1}))
    assert driving.draw_track("k") is None
