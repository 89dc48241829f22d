"""Figures from the answers of `use`; none of them needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

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


ARROWS = "↑→↓←"


def small_world(found: Mapping[str, Any], name: str) -> go.Figure:
    """Values of the small world as colours and the best moves as arrows; "?" where nothing is known."""
    one, rows = found[name], found["rows"]
    values = np.asarray(one["value"], dtype=float)
    figure = go.Figure()
    signs = np.array([list(row) for row in rows])
    shown = np.where(signs == ".", values, np.where(signs == "G", 1.0, np.where(signs == "P", -1.0, np.nan)))
    figure.add_heatmap(z=shown, zmin=-1, zmax=1, colorscale=SCALE, showscale=False, hoverinfo="z")
    for row, column in np.ndindex(signs.shape):
        known, sign = bool(np.asarray(one["known"])[row, column]), signs[row, column]
        arrow = ARROWS[int(np.asarray(one["move"])[row, column])] if known else "?"
        text = {"#": "■", "G": "goal", "P": "pit"}.get(str(sign), arrow)
        font = {"size": 17, "color": "#7A8794" if sign == "#" else "#16202A"}
        figure.add_annotation(x=column, y=row, text=text, showarrow=False, font=font)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, autorange="reversed", scaleanchor="x")
    return tidy(figure, 290)


def attention(found: Mapping[str, Any]) -> go.Figure:
    """How much each seen cell speaks for the choice (orange) or against it (blue), by channel; or bars."""
    moved, names = np.asarray(found["moved"]), list(found["names"])
    if moved.ndim == 1:
        figure = go.Figure(go.Bar(x=moved, y=names, orientation="h", marker_color=LIGHT[0]))
        figure.update_layout(xaxis_title="speaks against the choice (-) or for it (+)")
        return tidy(figure, 260)
    figure = make_subplots(1, len(names), subplot_titles=names, horizontal_spacing=0.02)
    bound = float(np.abs(moved).max()) or 1.0
    for number, channel in enumerate(np.asarray(found["seen"])):
        shown = np.where(channel > 0, moved[number], np.nan)
        figure.add_heatmap(
            z=shown, zmin=-bound, zmax=bound, colorscale=SCALE, showscale=False, row=1, col=number + 1
        )
    figure.update_xaxes(visible=True, showticklabels=False, showgrid=False, mirror=True, linecolor="#7A8794")
    figure.update_yaxes(
        autorange="reversed", showticklabels=False, showgrid=False, mirror=True, linecolor="#7A8794"
    )
    figure.update_annotations(yshift=8)
    return tidy(figure, 270).update_layout(margin_t=40)


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
