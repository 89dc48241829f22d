"""The form that a `Config` describes: the right widget for each field, with its help."""

from itertools import groupby

import streamlit as st

from dlcore.contract import Setting, Value
from dlcore.ui.page import Page

GROUPS = ("Data", "Model", "Training", "Watching")
STEPS_OF_A_DECADE = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)


def form(page: Page) -> None:
    """Draw all settings by group; what the visitor changes lands in `state.config` or is explained."""
    state = page.state
    shown = [setting for setting in state.config.settings() if setting.name not in state.hidden]
    shown.sort(key=lambda setting: GROUPS.index(setting.group))
    for group, settings in groupby(shown, key=lambda setting: setting.group):
        with st.expander(f"**{group}**", expanded=group != "Watching"):
            for setting in settings:
                _field(page, setting)
    if state.hidden:
        st.caption(f"This handout hides {len(state.hidden)} settings.")


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
    shared = {"label": label, "help": setting.description + live, "key": key}
    if setting.kind == "switch":
        return st.toggle(value=bool(current), **shared)
    if setting.kind == "choice":
        choices = list(setting.choices)
        return st.selectbox(options=choices, index=choices.index(current), **shared)
    if setting.kind == "text":
        return st.text_input(value=str(current), max_chars=200, **shared)
    if setting.minimum is None or setting.maximum is None:
        return st.number_input(value=current, **shared)  # type: ignore[call-overload,no-any-return]
    if setting.logarithmic:
        options = scale(setting, current)
        return st.select_slider(
            options=options, value=current, format_func=lambda number: f"{number:g}", **shared
        )
    if setting.kind == "whole number":
        bounds = {"min_value": int(setting.minimum), "max_value": int(setting.maximum)}
        if setting.maximum - setting.minimum > 600:
            return st.number_input(value=int(current), step=1, **bounds, **shared)
        return st.slider(value=int(current), **bounds, **shared)
    step = nice_step(setting.maximum - setting.minimum)
    return st.slider(
        min_value=setting.minimum,
        max_value=setting.maximum,
        value=float(current),
        step=step,
        format="%g",
        **shared,
    )


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
