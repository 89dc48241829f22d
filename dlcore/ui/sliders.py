"""A few sliders side by side with buttons that put all of them to known values at once."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from dlcore.ui.page import Page

Slider = tuple[str, float, float, float, str]  # label, least, most, step, help; whole numbers by a whole step


def slider_set(
    page: "Page",
    key: str,
    sliders: Mapping[str, Slider],
    known: Mapping[str, Mapping[str, float]],
    more: tuple[str, Sequence[str]] = ("", ()),
) -> dict[str, float]:
    """The values of all sliders by name; `known` are the buttons, the first one's values hold at first.

    `more` is the title of a fold and the names of the sliders that lie in it.
    """
    with st.container(horizontal=True):
        for title, values in known.items():
            given = (page, key, sliders, values)
            st.button(title, on_click=_put, args=given, key=page.key(f"{key}.{title}"))
    if page.key(f"{key}.{next(iter(sliders))}") not in st.session_state:
        _put(page, key, sliders, next(iter(known.values())))
    title, folded = more
    found = {name: _slider(page, key, name, sliders[name]) for name in sliders if name not in folded}
    if folded:
        with st.expander(title):
            found |= {name: _slider(page, key, name, sliders[name]) for name in folded}
    return found


def _slider(page: "Page", key: str, name: str, slider: Slider) -> float:
    label, least, most, step, told = slider
    return float(st.slider(label, least, most, step=step, key=page.key(f"{key}.{name}"), help=told))


def _put(page: "Page", key: str, sliders: Mapping[str, Slider], values: Mapping[str, float]) -> None:
    """Move all sliders; as a callback it runs before the page is drawn anew."""
    for name, (_, _, _, step, _) in sliders.items():
        st.session_state[page.key(f"{key}.{name}")] = type(step)(values[name])
