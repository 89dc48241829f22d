"""Figures from the answers of `use`; none of them needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dlcore.contract.events import png_base64
from dlcore.plotting.theme import DASHES, DIVERGING, LIGHT, tidy

SCALE = [list(stop) for stop in DIVERGING]


def values_over_game(episode: Mapping[str, Any]) -> go.Figure:
    """The value of each action at each step of a game, and when points were won."""
    values = np.asarray(episode["values"])
    figure = go.Figure()
    for number, name in enumerate(episode["names"]):
        line = {"color": LIGHT[number], "dash": DASHES[number], "width": 1.6}
        figure.add_scatter(y=values[:, number], mode="lines", name=name, line=line)
    won = np.flatnonzero(np.diff(episode["points"]) > 0)
    if 0 < len(won) < 100:
        figure.add_scatter(
            x=won,
            y=np.full(len(won), values.min()),
            mode="markers",
            name="a point",
            marker={"symbol": "triangle-up", "size": 9, "color": LIGHT[2]},
        )
    figure.update_layout(xaxis_title="step of the game", yaxis_title="value")
    return tidy(figure, 300)


def value_map(found: Mapping[str, Any], what: str) -> go.Figure:
    """CartPole's value, or how far pushing right leads, over angle and turning speed."""
    values = np.asarray(found[what])
    bound = float(np.abs(values).max()) or 1.0
    figure = go.Figure()
    figure.add_heatmap(
        z=values,
        x=found["angle"],
        y=found["turn"],
        colorscale=SCALE,
        zmin=-bound if what == "lead" else float(values.min()),
        zmax=bound if what == "lead" else float(values.max()),
        colorbar={"thickness": 12},
        hovertemplate="angle %{x}°, turning %{y}: %{z:.3f}<extra></extra>",
    )
    figure.add_contour(
        z=np.asarray(found["lead"]),
        x=found["angle"],
        y=found["turn"],
        contours={"start": 0, "end": 0, "coloring": "none"},
        line={"color": "#16202A", "width": 3},
        showscale=False,
        hoverinfo="skip",
    )
    figure.update_layout(
        xaxis_title="angle of the pole in degrees (right is positive)", yaxis_title="turning speed in rad/s"
    )
    return tidy(figure, 400)


def compared(names: Sequence[str], values: Sequence[float], unit: str) -> go.Figure:
    """A bar each, the number beside it."""
    figure = go.Figure()
    figure.add_bar(
        x=list(values),
        y=list(names),
        orientation="h",
        text=[f"{value:.1f}" for value in values],
        marker={"color": LIGHT[0], "pattern_shape": ["", "/", ".", "x"][: len(names)]},
    )
    figure.update_layout(xaxis_title=unit, yaxis={"autorange": "reversed"})
    return tidy(figure, 70 + 45 * len(names))


def diagram_values(step: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """One step's numbers and pictures in the boxes of the loop."""
    listed = "\n".join(
        f"{name} {value:.2f}" for name, value in zip(step["names"], step["values"], strict=True)
    )
    return {
        "state": {"png": png_base64(step["before"])},
        "network": {"text": listed},
        "action": {"text": step["names"][step["action"]]},
        "game": {"png": png_base64(step["after"]), "text": f"reward {step['reward']:g}"},
        "target": {"number": step["target"]},
        "error": {"number": step["error"]},
    }
