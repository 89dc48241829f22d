"""One colour-blind-safe palette for figures, canvases and CSS, light and dark.

Six colours with at least 3:1 on the page and far apart under normal, protan, deutan and tritan sight;
beyond four series, and always in words, a dash or marker shape says the same as the colour.
"""

import plotly.graph_objects as go

LIGHT = ("#0072B2", "#A68000", "#590000", "#8000F2", "#000059", "#F25980")
DARK = ("#56B4E9", "#FF5C5C", "#A97BFF", "#FFCCA6", "#B88A8A", "#CCFF00")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKERS = ("circle", "diamond", "square", "cross", "triangle-up", "x")
DIVERGING = ((0.0, "#0072B2"), (0.5, "#F4F4F2"), (1.0, "#D55E00"))  # surfaces: class 0, undecided, class 1


def tidy(figure: go.Figure, height: int = 320) -> go.Figure:
    """The layout that every figure shares: legend below, no margins to spare, Streamlit's own colours."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 28, "b": 8},
        legend={"orientation": "h", "y": -0.25, "x": 0},
        hovermode="closest",
    )
    return figure
