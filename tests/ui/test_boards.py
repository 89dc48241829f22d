"""The Python side of the boards: what it sends, and what it believes of what a browser says."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dlcore.ui import boards

RULES = {"name": "tic_tac_toe", "title": "Tic-tac-toe", "rows": 3, "columns": 3, "connect": 3, "drops": False}
SCRIPT = """
import streamlit as st
from dlcore import ui

rules = {"name": "tic_tac_toe", "title": "", "rows": 3, "columns": 3, "connect": 3, "drops": False}
st.session_state.found = ui.played("board")
ui.board(rules, "40", "board", you=1, curve=[0, 0.5])
ui.search_tree({"rules": rules, "moves": "", "nodes": [], "steps": []}, "tree")
"""


class Mounted:
    """Stands in for a component and notes the data."""

    def __call__(self, *, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        self.data = data
        return {}


def told(monkeypatch: pytest.MonkeyPatch, value: Any) -> None:
    """Let a browser have said this."""
    monkeypatch.setattr(boards, "kept", lambda *asked: value if asked[1] == "played" else None)


def test_without_a_browser_nothing_was_played() -> None:
    app = AppTest.from_string(SCRIPT).run(timeout=20)
    assert not app.exception
    assert app.session_state["found"] == boards.Played("", hint=False)


@pytest.mark.parametrize(
    ("said", "believed"),
    [
        ({"moves": "3342", "hint": True, "turn": 5}, boards.Played("3342", hint=True, turn=5)),
        ({"moves": "", "hint": False, "turn": 5}, boards.Played(turn=5)),
        ({"moves": "3342", "hint": "yes", "turn": "5"}, boards.Played("3342")),
        ({"moves": "<b>33</b>", "hint": True}, boards.Played()),
        ({"moves": "٣٣", "hint": True}, boards.Played()),  # digits, but not ours
        ({"moves": "3" * 99_999}, boards.Played()),
        ({"moves": [3, 3]}, boards.Played()),
        ("3342", boards.Played()),
        (None, boards.Played()),
    ],
)
def test_only_positions_are_believed(monkeypatch: pytest.MonkeyPatch, said: Any, believed: Any) -> None:
    told(monkeypatch, said)
    assert boards.played("board") == believed


def test_a_board_knows_which_word_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    mounted = Mounted()
    monkeypatch.setattr(boards, "_BOARD", mounted)
    told(monkeypatch, {"moves": "4", "hint": False, "turn": 1_700_000_000_000})
    boards.board(RULES, "40", "board", you=1, hint=8, curve=[0], names=("Early", "Late"))
    assert mounted.data["heard"] == 1_700_000_000_000
    assert (mounted.data["moves"], mounted.data["you"], mounted.data["hint"]) == ("40", 1, 8)
    assert mounted.data["names"] == ["Early", "Late"]
    told(monkeypatch, None)
    boards.board(RULES, "", "board", you=1)
    assert mounted.data["heard"] is None
