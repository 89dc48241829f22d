"""A track of the visitor's own: drawn on an empty map, then kept until it is drawn anew."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from dlcore.ui.driving import draw_track

if TYPE_CHECKING:
    from dlcore.ui.page import Page

Line = list[list[float]]


def own_track(page: "Page", key: str) -> Line:
    """The visitor's line, [[x, y], …] in metres, and a button that wipes it out; empty at first."""
    st.button("Draw it anew", on_click=_anew, args=(page, key), key=page.key(f"{key}.anew"))
    points: Line = _kept(page, key)["points"]
    return points


def draw_own_track(page: "Page", key: str, half_width: float, check: Callable[[Line], None]) -> None:
    """The map to draw on; a line that `check` lets pass is kept, and the page drawn anew with it."""
    kept = _kept(page, key)
    line = draw_track(page.key(f"{key}.{kept['drawing']}"), height=400, half_width=half_width)
    if line:
        check(line)
        st.session_state[page.key(f"{key}.line")] = {**kept, "points": line}
        st.rerun()


def _kept(page: "Page", key: str) -> dict[str, Any]:
    found: dict[str, Any] = st.session_state.setdefault(page.key(f"{key}.line"), {"points": [], "drawing": 0})
    return found


def _anew(page: "Page", key: str) -> None:
    """An empty map, with a pad that knows nothing of the last one."""
    drawing = _kept(page, key)["drawing"] + 1
    st.session_state[page.key(f"{key}.line")] = {"points": [], "drawing": drawing}
