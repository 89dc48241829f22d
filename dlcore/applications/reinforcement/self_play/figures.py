"""Figures from answers and from a run's record; none of them needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dlcore.applications.reinforcement.self_play.ratings import OPPONENTS, SIMULATIONS
from dlcore.plotting.theme import DASHES, LIGHT, tidy

SCALE = [[0, "#590000"], [0.5, "#D9A441"], [1, "#F4F4F2"]]  # dark is bad
NAMES = {
    "chance": "chance",
    "minimax_2": "minimax 2",
    "minimax_4": "minimax 4",
    "tree": f"tree search, {SIMULATIONS}",
}


def ratings(
    steps: Sequence[int],
    values: Sequence[float],
    errors: Sequence[float],
    anchors: Mapping[str, float],
) -> go.Figure:
    """The rating while it learned, with error bars, and the opponents as lines."""
    figure = go.Figure()
    figure.add_scatter(
        x=list(steps),
        y=list(values),
        error_y={"type": "data", "array": list(errors), "thickness": 1.5, "width": 4},
        mode="lines+markers",
        name="the network",
        line={"color": LIGHT[0], "width": 2},
        marker={"size": 8},
    )
    for number, name in enumerate(OPPONENTS):
        figure.add_hline(
            y=anchors[name],
            line={"color": LIGHT[(number + 1) % len(LIGHT)], "dash": DASHES[number + 1], "width": 1.5},
            annotation={"text": NAMES[name], "font": {"size": 12}},
            annotation_position="top left",
        )
    low, high = min([-60, *values]), max([*anchors.values(), *values])
    figure.update_layout(xaxis_title="step", yaxis_title="rating", yaxis_range=[low - 60, high + 180])
    return tidy(figure, 360)


def ladder(found: Mapping[str, float], error: float, anchors: Mapping[str, float]) -> go.Figure:
    """The ratings of network and opponents as bars."""
    names = [*(NAMES[name] for name in OPPONENTS), *found]
    values = [*(anchors[name] for name in OPPONENTS), *found.values()]
    figure = go.Figure()
    figure.add_bar(
        x=values,
        y=names,
        orientation="h",
        marker={
            "color": [LIGHT[1]] * len(OPPONENTS) + [LIGHT[0]] * len(found),
            "pattern_shape": ["/"] * len(OPPONENTS) + [""] * len(found),
        },
        error_x={"type": "data", "array": [0] * len(OPPONENTS) + [error] * len(found)},
    )
    for name, value in zip(names, values, strict=True):
        beyond = value + (error if name in found else 0)
        figure.add_annotation(
            x=beyond, y=name, text=f"{value:.0f}", showarrow=False, xanchor="left", xshift=8
        )
    figure.update_layout(
        xaxis={"title": "rating", "range": [min(0.0, *values), 1.15 * max(values) + error]},
        yaxis={"autorange": "reversed"},
    )
    return tidy(figure, 300)


def scores(names: Sequence[str], values: Sequence[float], errors: Sequence[float]) -> go.Figure:
    """Shares of points with standard errors, and the line at which both are alike."""
    figure = go.Figure()
    figure.add_bar(
        x=list(names),
        y=list(values),
        error_y={"type": "data", "array": list(errors)},
        text=[f"{value:.2f}" for value in values],
        textposition="inside",
        insidetextanchor="start",
        marker={"color": LIGHT[0]},
    )
    figure.add_hline(y=0.5, line={"color": LIGHT[1], "dash": "dash"})
    figure.update_layout(xaxis={"type": "category"}, yaxis={"title": "share of points", "range": [0, 1.15]})
    return tidy(figure, 300)


def openings(found: Mapping[str, Any]) -> go.Figure:
    """The score after each pair of first moves as colours."""
    values = np.asarray(found["scores"], dtype=float)
    shown = np.where(values < 0, np.nan, values)
    names = list(found["names"])
    figure = go.Figure()
    figure.add_heatmap(
        z=shown,
        x=names,
        y=names,
        zmin=0,
        zmax=1,
        colorscale=SCALE,
        colorbar={"thickness": 12, "title": "points"},
        hovertemplate="first %{y}, answer %{x}: %{z:.2f}<extra></extra>",
    )
    figure.update_xaxes(title="answer", type="category")
    figure.update_yaxes(title="first move", type="category", autorange="reversed")
    return tidy(figure, 400)


def diagram_values(
    answer: Mapping[str, Any], picture: str, names: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """One move's numbers in the boxes of the loop."""
    thought = answer["thought"]
    best = int(np.argmax(thought["prior"]))
    share = thought["visits"][thought["chosen"]] / max(sum(thought["visits"]), 1)
    return {
        "board": {"png": picture},
        "network": {"text": f"likes {names[best]}: {thought['prior'][best]:.0%}"},
        "search": {"text": f"{names[thought['chosen']]}: {share:.0%} of visits"},
        "move": {"text": names[thought["chosen"]]},
    }
