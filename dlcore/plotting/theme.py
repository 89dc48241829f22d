"""One colour-blind-safe palette for figures, canvases and CSS, light and dark.

Six colours with at least 3:1 on the page and far apart under normal, protan, deutan and tritan sight;
beyond four series, and always in words, a dash or marker shape says the same as the colour.
"""

from typing import Any

import numpy as np
import plotly.graph_objects as go

LIGHT = ("#0072B2", "#A68000", "#590000", "#8000F2", "#000059", "#F25980")
DARK = ("#56B4E9", "#FF5C5C", "#A97BFF", "#FFCCA6", "#B88A8A", "#CCFF00")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKERS = ("circle", "diamond", "square", "cross", "triangle-up", "x")
DIVERGING = ((0.0, "#0072B2"), (0.5, "#F4F4F2"), (1.0, "#D55E00"))  # surfaces: class 0, undecided, class 1
# Streamlit puts its theme's chart colours, light or dark, in the place of these (.streamlit/config.toml has
# the palette); a server does not know which theme a browser shows, and browsers change it at any moment.
STAND_INS = {colour: f"#{place:06}" for place, colour in enumerate(LIGHT, start=1)}
UNCHANGED = ("colorscale", "template")


def themed(figure: go.Figure) -> go.Figure:
    """The figure with a palette that follows the browser's theme, in traces, shapes and notes.

    Scales of colours stay as they are: they are the same in both themes.
    """
    for trace in figure.data:
        trace.update(_replaced(trace.to_plotly_json()))
    figure.layout.update(_replaced(figure.layout.to_plotly_json()))
    return figure


def _replaced(value: Any) -> Any:
    """The parts that hold a colour of the palette, with stand-ins; empty where there is none."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "OU":
        value = value.tolist()
    if isinstance(value, str):
        return STAND_INS.get(value)
    if isinstance(value, dict):
        parts = {key: _replaced(one) for key, one in value.items() if key not in UNCHANGED}
        return {key: one for key, one in parts.items() if one}
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        items = [_replaced(one) for one in value]
        return items if any(items) else None
    if isinstance(value, list | tuple) and any(isinstance(one, str) and one in STAND_INS for one in value):
        return [STAND_INS.get(one, one) if isinstance(one, str) else one for one in value]
    return None


def tidy(figure: go.Figure, height: int = 320) -> go.Figure:
    """The layout that every figure shares: legend below, no margins to spare, Streamlit's own colours."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 28, "b": 8},
        legend={"orientation": "h", "y": -0.25, "x": 0},
        hovermode="closest",
    )
    return figure
