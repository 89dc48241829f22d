"""Landsat's scene to click on, in several layers, and what the network says of one window."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from dlcore.applications.classification.field import figures, pictures, tables, words
from dlcore.ui import show
from dlcore.ui.page import Page

START = (27, 82)  # row and column of the window that the page opens with, at the border of a cotton field


def station(page: Page, known: Mapping[str, Any], name: str) -> None:  # noqa: ARG001 - one station
    """The scene to click on, and what the network says of one window."""
    answer = page.ask("land_map")
    left, right = st.columns([6, 5], gap="medium")
    with left:
        layer = st.segmented_control(
            "What is drawn", figures.LAYERS, default=figures.LAYERS[0], key=page.key("layer"), required=True,
            label_visibility="collapsed",
        ) or figures.LAYERS[0]  # fmt: skip
        row, column = chosen_window(page)
        drawing = figures.clickable_scene(figures.scene(layer, answer), row, column)
        clicked = show.clickable(drawing, words.layer(layer), page.key(f"scene.{layer}"))
        if clicked and clicked != st.session_state.get(page.key("clicked")):
            st.session_state[page.key("clicked")] = clicked
            st.session_state[page.key("row")], st.session_state[page.key("column")] = map(int, clicked[:2])
            st.rerun()
        st.markdown(words.legend(layer), unsafe_allow_html=True)
    with right:
        one_window(page, row, column)


def chosen_window(page: Page) -> tuple[int, int]:
    """Row and column of the window that was clicked or typed."""
    rows, across = tables.scene().classes.shape
    for key, start in (("row", START[0]), ("column", START[1])):
        st.session_state.setdefault(page.key(key), start)
    row = min(max(int(st.session_state[page.key("row")]), 0), rows - 1)
    column = min(max(int(st.session_state[page.key("column")]), 0), across - 1)
    return row, column


def one_window(page: Page, row: int, column: int) -> None:
    """The nine pixels of a window, its place, and the probabilities of its classes."""
    rows, across = tables.scene().classes.shape
    seen, place, told = st.columns([2, 2, 3], vertical_alignment="center")
    with place:
        st.number_input("Row", 0, rows - 1, key=page.key("row"))
        st.number_input("Column", 0, across - 1, key=page.key("column"))
    if tables.scene().classes[row, column] < 0:
        st.info("Nobody has labelled the window at this place: click another.")
        return
    answer = page.ask("window", row=row, column=column, record=(row, column) != START)
    with seen:
        shown = pictures.false_colours(np.asarray(answer["pixels"]))
        show.picture(shown, "The nine pixels of the window in false colours", width=96)
    with told:
        st.markdown(words.window(answer))
    show.figure(figures.chances(answer), words.chances(answer), page.key("chances"))
