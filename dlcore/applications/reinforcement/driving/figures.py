"""Figures from the answers of `use`; none of them needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from dlcore.applications.reinforcement.driving import words
from dlcore.applications.reinforcement.driving.car import NAMES
from dlcore.contract.events import png_base64
from dlcore.plotting.theme import DASHES, DIVERGING, LIGHT, MARKERS, tidy

SCALE = [list(stop) for stop in DIVERGING]
GREY = "#7A8794"
PIXELS = 6  # of the screen for one point of the camera's picture in a box


def table(measured: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """One row a driver: laps, crashes, reward in one world."""
    return pd.DataFrame(
        [
            {
                "Driver": words.title(name),
                "Laps in 40 s": f"{one['laps']:.2f}",
                "Crashes": f"{one['crashes']:.0%}",
                "Reward": f"{one['reward']:.1f}",
            }
            for name, one in measured.items()
        ]
    )


def sweeps(found: Mapping[str, Mapping[str, Any]], label: str, usual: float) -> go.Figure:
    """Laps and share of crashes over one number of the world, a line for each driver."""
    figure = make_subplots(1, 2, subplot_titles=("laps in 40 seconds", "share of crashes"))
    for number, (name, one) in enumerate(found.items()):
        for column, what in enumerate(("laps", "crashes"), start=1):
            figure.add_scatter(
                x=one["values"],
                y=one[what],
                mode="lines+markers",
                name=words.title(name),
                legendgroup=name,
                showlegend=column == 1,
                line={"color": LIGHT[number], "dash": DASHES[number]},
                marker={"symbol": MARKERS[number], "size": 8},
                row=1,
                col=column,
            )
    figure.add_vline(x=usual, line={"color": GREY, "dash": "dot"})
    figure.update_xaxes(title_text=label)
    figure.update_yaxes(rangemode="tozero")
    return tidy(figure, 340)


def choices(found: Mapping[str, Any], across: int, up: int) -> go.Figure:
    """Throttle as colour over two inputs, where it steers as arrows, and where the drive is now."""
    throttle, steer = np.asarray(found["throttle"]), np.asarray(found["steer"])
    figure = go.Figure()
    place = {"x": found["across"], "y": found["up"]}
    figure.add_heatmap(
        z=throttle,
        **place,
        colorscale=SCALE,
        zmin=-1,
        zmax=1,
        colorbar={"thickness": 12, "title": "throttle"},
        hovertemplate="%{x:.2f}, %{y:.2f}: throttle %{z:.2f}<extra></extra>",
    )
    line = {"color": "#16202A", "width": 2, "dash": "dash"}
    contours = {"start": 0, "end": 0, "coloring": "none"}
    figure.add_contour(
        z=steer, **place, contours=contours, line=line, showscale=False, showlegend=False, hoverinfo="skip"
    )
    spots = [(row, column) for row in range(4, 41, 8) for column in range(4, 41, 8)]
    figure.add_scatter(
        x=[found["across"][column] for _, column in spots],
        y=[found["up"][row] for row, _ in spots],
        mode="text",
        text=[_arrow(float(steer[spot])) for spot in spots],
        textfont={"size": 16, "color": "#16202A"},
        showlegend=False,
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[found["now"][0]],
        y=[found["now"][1]],
        mode="markers",
        marker={"symbol": "x", "size": 13, "color": "#16202A"},
        showlegend=False,
        hovertemplate="here and now<extra></extra>",
    )
    figure.update_layout(
        xaxis_title=f"{words.INPUTS[across]} ({words.UNITS[across]})",
        yaxis_title=f"{words.INPUTS[up]} ({words.UNITS[up]})",
    )
    return tidy(figure, 400)


def _arrow(steer: float) -> str:
    """Where it steers: to the left, to the right, or neither."""
    return "↰" if steer > 0.33 else "↱" if steer < -0.33 else "↑"


def leaving(found: Mapping[str, Any]) -> go.Figure:
    """Where drives end in the grass, as warmth over the track, with a cross for each."""
    road, places = np.asarray(found["road"]), np.asarray(found["places"]).reshape(-1, 2)
    figure = go.Figure()
    figure.add_heatmap(
        z=np.where(road > 0, warmth(places, len(road)), np.nan),
        colorscale=[[0, "#C9CED4"], [0.3, "#F0C27A"], [1, "#D55E00"]],
        zmin=0,
        zmax=max(3.0, len(places) / 12),
        showscale=False,
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=places[:, 0] - 0.5,
        y=places[:, 1] - 0.5,
        mode="markers",
        marker={"symbol": "x", "size": 6, "color": "#590000"},
        showlegend=False,
        hovertemplate="left the road at %{x:.0f} m, %{y:.0f} m<extra></extra>",
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, scaleanchor="x")
    return tidy(figure, 420)


def warmth(places: NDArray[Any], size: int) -> NDArray[np.float64]:
    """How many places lie about each metre of the map, those within three metres counted most."""
    middle = np.arange(size) + 0.5
    across = np.exp(-0.5 * ((middle[:, None] - places[None, :, 0]) / 3) ** 2)  # (column, place)
    up = np.exp(-0.5 * ((middle[:, None] - places[None, :, 1]) / 3) ** 2)
    found: NDArray[np.float64] = up @ across.T
    return found


def attention(found: Mapping[str, Any]) -> go.Figure:
    """The camera's picture, and how much each point of it speaks for the choice."""
    titles = ("what it sees", f"what speaks for “{found['action']}”")
    figure = make_subplots(1, 2, subplot_titles=titles, horizontal_spacing=0.04)
    moved = np.asarray(found["moved"])
    bound = float(np.abs(moved).max()) or 1.0
    plain = {"showscale": False, "hoverinfo": "z"}
    figure.add_heatmap(z=found["picture"], colorscale="Greys_r", zmin=0, zmax=1, row=1, col=1, **plain)
    figure.add_heatmap(z=moved, colorscale=SCALE, zmin=-bound, zmax=bound, row=1, col=2, **plain)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, autorange="reversed")
    return tidy(figure, 320)


def bars(rows: Sequence[tuple[str, float, float]], titles: tuple[str, str]) -> go.Figure:
    """Laps of some drivers in two worlds side by side: name, one, other."""
    figure = go.Figure()
    for number, (what, pattern) in enumerate(zip(titles, ("", "/"), strict=True)):
        figure.add_bar(
            x=[row[number + 1] for row in rows],
            y=[row[0] for row in rows],
            name=what,
            orientation="h",
            text=[f"{row[number + 1]:.2f}" for row in rows],
            textposition="outside",
            cliponaxis=False,
            marker={"color": LIGHT[number], "pattern_shape": pattern},
        )
    figure.update_layout(barmode="group", xaxis_title="laps in 40 seconds", yaxis={"autorange": "reversed"})
    return tidy(figure, 90 + 75 * len(rows))


def neurons(found: Mapping[str, Any]) -> go.Figure:
    """Ten numbers, two layers of neurons and nine probabilities, as stripes of colour from left to right."""
    layers = [found["seen"][-10:], *found["hidden"], found["probabilities"]]
    titles = ("sees", "layer 1", "layer 2", "does")
    figure = make_subplots(1, 4, subplot_titles=titles, horizontal_spacing=0.03)
    for column, layer in enumerate(layers, start=1):
        values = np.asarray(layer)
        shape = (8, 8) if len(values) == 64 else (len(values), 1)
        figure.add_heatmap(
            z=values.reshape(shape),
            colorscale=SCALE,
            zmin=-1,
            zmax=1,
            showscale=False,
            row=1,
            col=column,
            hovertemplate="%{z:.3f}<extra></extra>",
        )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(showticklabels=False, showgrid=False, autorange="reversed")
    for column, labels in (
        (1, words.SHORT),
        (4, [name.replace("to the ", "").replace(" straight on", "") for name in NAMES]),
    ):
        ticks = {"tickvals": list(range(len(labels))), "ticktext": labels, "showticklabels": True}
        figure.update_yaxes(**ticks, side="right" if column == 4 else "left", row=1, col=column)
    return tidy(figure, 340)


def diagram_values(found: Mapping[str, Any], names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """One step's numbers and pictures in the boxes of the loop."""
    order = np.argsort(found["probabilities"])[::-1][:3]
    likely = "\n".join(f"{names[number]} {found['probabilities'][number]:.0%}" for number in order)
    return {
        "sensors": {"png": png_base64(seen_picture(found))},
        "policy": {"text": likely},
        "action": {"text": names[found["action"]]},
        "world": {"png": png_base64(found["above"]), "text": f"reward {found['reward']:.2f}"},
        "judge": {"number": found["value"]},
        "advantage": {"number": found["advantage"]},
        "update": {"text": "more probable" if found["advantage"] > 0 else "less probable"},
    }


def seen_picture(found: Mapping[str, Any]) -> NDArray[np.uint8]:
    """What the eyes see as a picture: the camera's own, or a bar for each of seven distances, left first."""
    if found["eyes"] == "camera":
        seen = np.asarray(found["seen"][:-3]).reshape(12, 16)
        grey = (255 * np.clip(seen, 0, 1)).astype(np.uint8)
        large: NDArray[np.uint8] = grey.repeat(PIXELS, axis=0).repeat(PIXELS, axis=1)
        return large
    picture = np.full((60, 84, 3), 245, dtype=np.uint8)
    for number, distance in enumerate(found["seen"][:7][::-1]):
        height = max(1, round(58 * distance))
        picture[60 - height :, number * 12 + 2 : number * 12 + 10] = (0, 114, 178)
    return picture
