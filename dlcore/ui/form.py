"""The form that a `Config` describes: the right widget for each field, with its help."""

from contextlib import suppress
from itertools import groupby
from typing import Any

import streamlit as st

from dlcore.contract import Setting, Value
from dlcore.ui.page import Page
from dlcore.ui.state import PageState

GROUPS = ("Data", "Model", "Training", "Watching")
STEPS_OF_A_DECADE = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)


def form(page: Page) -> None:
    """Draw all settings by group; what the visitor changes lands in `state.config` or is explained."""
    state = page.state
    every = sorted(state.config.settings(), key=lambda setting: GROUPS.index(setting.group))
    for group, fields in groupby(every, key=lambda setting: setting.group):
        settings = list(fields)
        if not any(is_shown(setting, state) for setting in settings):
            continue
        with st.expander(f"**{group}**", expanded=group != "Watching"):
            for setting in settings:
                if is_shown(setting, state):  # asked again: a field above may just have changed
                    _field(page, setting)
    if state.hidden:
        st.caption(f"This handout hides {len(state.hidden)} settings.")


def take_in(page: Page) -> None:
    """Read what the form's widgets hold, for what is drawn before it; refusals are the form's to tell."""
    for setting in page.state.config.settings():
        key = page.key(f"{page.state.generation}.{setting.name}")
        if not setting.own and key in st.session_state:
            with suppress(ValueError):
                page.state.config = page.state.config.changed({setting.name: st.session_state[key]})


def is_shown(setting: Setting, state: PageState) -> bool:
    """Whether a setting matters with the others as they are, and no handout hides it."""
    applies = setting.when is None or getattr(state.config, setting.when.field) in setting.when.values
    return applies and setting.name not in state.hidden


def _field(page: Page, setting: Setting) -> None:
    state = page.state
    current = getattr(state.config, setting.name)
    key = page.key(f"{state.generation}.{setting.name}")
    value = _own(page, setting, current) if setting.own else _widget(setting, current, key)
    if value is None or value == current:
        return
    try:
        state.config = state.config.changed({setting.name: value})
    except ValueError as refusal:
        st.error(str(refusal))


def _widget(setting: Setting, current: Value, key: str) -> Value | None:
    """The widget that fits the kind of the field; None while it holds nothing usable."""
    label = f"{setting.label} ⚡" if setting.live else setting.label
    live = " ⚡ May change while training runs." if setting.live else ""
    shared: dict[str, Any] = {"label": label, "help": setting.description + live, "key": key}
    value: Any
    if setting.kind == "switch":
        value = st.toggle(value=bool(current), **shared)
    elif setting.kind == "choice":
        choices = list(setting.choices)
        value = st.selectbox(options=choices, index=choices.index(current), **shared)
    elif setting.kind == "text":
        value = st.text_input(value=str(current), max_chars=200, **shared)
    else:
        value = _number_widget(setting, current, shared)
    result: Value | None = value
    return result


def _number_widget(setting: Setting, current: Value, shared: dict[str, Any]) -> Any:
    """A slider where the range is small enough to aim at, a field to type into where it is not."""
    if setting.minimum is None or setting.maximum is None:
        return st.number_input(value=float(current), **shared)
    if setting.logarithmic:
        options = scale(setting, current)
        return st.select_slider(options=options, value=current, format_func=_short, **shared)
    if setting.kind == "whole number":
        widget: Any = st.number_input if setting.maximum - setting.minimum > 600 else st.slider
        bounds = (int(setting.minimum), int(setting.maximum))
        return widget(value=int(current), min_value=bounds[0], max_value=bounds[1], step=1, **shared)
    step = nice_step(setting.maximum - setting.minimum)
    bounds_of_float: dict[str, Any] = {
        "min_value": setting.minimum,
        "max_value": setting.maximum,
        "step": step,
    }
    return st.slider(value=float(current), format="%g", **bounds_of_float, **shared)


def _short(number: Value) -> str:
    return f"{number:g}"


def _own(page: Page, setting: Setting, current: Value) -> str | None:
    from dlcore.ui.inputs import own_input

    return own_input(page, setting, str(current))


def scale(setting: Setting, current: Value) -> list[Value]:
    """The stops of a logarithmic slider: seven a decade, the bounds, and the present value."""
    assert setting.minimum is not None
    assert setting.maximum is not None
    stops = {setting.minimum, setting.maximum, float(current)}
    exponents = range(-9, 7)
    decades = (round(digit * 10.0**exponent, 12) for exponent in exponents for digit in STEPS_OF_A_DECADE)
    stops |= {stop for stop in decades if setting.minimum <= stop <= setting.maximum}
    if setting.kind == "whole number":
        return sorted({int(stop) for stop in stops})
    return sorted(stops)


def nice_step(span: float) -> float:
    """About a hundredth of the span, as 1, 2 or 5 times a power of ten."""
    step = 1e-6
    for exponent in range(-6, 6):
        for digit in (1, 2, 5):
            if digit * 10.0**exponent <= span / 100:
                step = digit * 10.0**exponent
    return round(step, 9)
