"""Figures from the answers of `use`; none of them needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from dlcore.contract import Images
from dlcore.contract.events import png_base64
from dlcore.plotting.theme import DIVERGING, LIGHT, tidy

BLUE, GOLD, DARK_RED, VIOLET, _, PINK = LIGHT
SCALE = [list(stop) for stop in DIVERGING]


def shades(values: NDArray[Any], bound: float) -> NDArray[np.uint8]:
    """Values from -bound to bound as colours, (..., 3): blue below zero, pale at zero, orange above."""
    stops = [place for place, _ in DIVERGING]
    colours = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in DIVERGING])
    share = np.clip(np.nan_to_num(values) / max(bound, 1e-12), -1, 1) / 2 + 0.5
    return np.stack([np.interp(share, stops, colours[:, i]) for i in range(3)], axis=-1).astype(np.uint8)


def neuron_pictures(activities: NDArray[Any], dead: Sequence[bool], layer: int) -> Images:
    """A layer's neurons (neurons, detail, detail), first row at the bottom, each in its own shades."""
    tiles = [shades(neuron[::-1], float(np.abs(neuron).max())) for neuron in activities]
    large = np.stack(tiles).repeat(2, axis=1).repeat(2, axis=2)
    captions = [f"{number + 1}{' dead' if gone else ''}" for number, gone in enumerate(dead)]
    alt = f"Hidden layer {layer + 1}: where in the plane each of {len(dead)} neurons is active."
    return Images(large, min(8, len(large)), captions, alt)


def neuron_curves(activities: NDArray[Any], extent: Sequence[float]) -> go.Figure:
    """A layer's neurons (neurons, places) as curves over x."""
    places = np.linspace(extent[0], extent[1], activities.shape[1])
    figure = go.Figure()
    for number, neuron in enumerate(activities):
        figure.add_scatter(x=places, y=neuron, mode="lines", name=f"neuron {number + 1}", line_width=1.5)
    figure.update_layout(showlegend=False, xaxis_title="x", yaxis_title="activity")
    return tidy(figure, 260)


def weight_maps(layers: Sequence[Mapping[str, Any]], what: str) -> go.Figure:
    """One map a layer of its "weights" or its "gradient": a row for each neuron, a column for each input."""
    figure = make_subplots(1, len(layers), subplot_titles=[layer["name"] for layer in layers])
    for column, layer in enumerate(layers, start=1):
        values = np.asarray(layer[what])
        bound = max(float(np.abs(values).max()), 1e-12)
        figure.add_heatmap(
            z=values,
            zmin=-bound,
            zmax=bound,
            colorscale=SCALE,
            showscale=False,
            x=np.arange(1, values.shape[1] + 1),
            y=np.arange(1, values.shape[0] + 1),
            hovertemplate="to neuron %{y} from %{x}: %{z:.3g}<extra></extra>",
            row=1,
            col=column,
        )
        rows, columns = values.shape
        figure.update_yaxes(dtick=max(1, rows // 5), row=1, col=column)
        figure.update_xaxes(dtick=max(1, columns // 5), title_text="from", row=1, col=column)
    figure.update_yaxes(autorange="reversed")
    return tidy(figure, 260)


def layer_norms(layers: Sequence[Mapping[str, Any]]) -> go.Figure:
    """The length of weights and gradient, layer by layer, on a logarithmic scale."""
    names = [layer["name"] for layer in layers]
    figure = go.Figure()
    for what, label, colour, pattern in (
        ("weight_norm", "weights", BLUE, ""),
        ("gradient_norm", "gradient", GOLD, "/"),
    ):
        values = [layer[what] for layer in layers]
        figure.add_bar(x=names, y=values, name=label, marker={"color": colour, "pattern_shape": pattern})
    figure.update_yaxes(type="log", title_text="length")
    return tidy(figure, 260)


def loss_landscape(result: Mapping[str, Any]) -> go.Figure:
    """The loss over two directions as height lines (of its logarithm), with the path walked on it."""
    losses = np.asarray(result["losses"])
    heights = np.log10(np.clip(losses, 1e-6, 1e6))
    figure = go.Figure()
    figure.add_contour(
        x=result["across"],
        y=result["up"],
        z=heights,
        customdata=losses,
        colorscale="Cividis",
        ncontours=24,
        line_width=0.5,
        colorbar={"title": "log₁₀ loss", "thickness": 12},
        hovertemplate="loss %{customdata:.3g}<extra></extra>",
    )
    path = np.asarray(result["path"])
    if len(path):
        line = {"color": "#FFFFFF", "width": 2}
        figure.add_scatter(x=path[:, 0], y=path[:, 1], mode="lines", line=line, name="path")
        ends = {
            "color": "#FFFFFF",
            "size": 11,
            "symbol": ["x", "circle"],
            "line": {"width": 1.5, "color": "#000"},
        }
        figure.add_scatter(
            x=path[[0, -1], 0],
            y=path[[0, -1], 1],
            mode="markers+text",
            marker=ends,
            text=["start", "end"],
            textfont={"color": "#FFFFFF"},
            textposition="top center",
            name="start and end",
        )
    figure.update_layout(showlegend=False, xaxis_title="first direction", yaxis_title="second direction")
    return tidy(figure, 400)


def landscape_hills(result: Mapping[str, Any]) -> go.Figure:
    """The same in three dimensions."""
    heights = np.log10(np.clip(np.asarray(result["losses"]), 1e-6, 1e6))
    surface = go.Surface(
        x=result["across"], y=result["up"], z=heights, colorscale="Cividis", showscale=False, opacity=0.92
    )
    figure = go.Figure(surface)
    figure.update_layout(scene={"xaxis_title": "first", "yaxis_title": "second", "zaxis_title": "log₁₀ loss"})
    return tidy(figure, 400)


def sum_bars(result: Mapping[str, Any], most: int = 24) -> go.Figure:
    """One neuron as its sum: each input times its weight, the bias, and how they add up."""
    products = np.asarray(result["products"])
    order = np.argsort(-np.abs(products))[:most]
    rest = float(products.sum() - products[order].sum())
    names = [str(result["names"][index]) for index in order] + ["the others"] * (len(products) > most)
    steps = [*products[order], *([rest] if len(products) > most else []), result["bias"]]
    figure = go.Figure(
        go.Waterfall(
            x=[*names, "bias", "sum"],
            y=[*steps, 0],
            measure=["relative"] * len(steps) + ["total"],
            increasing={"marker": {"color": "#D55E00"}},
            decreasing={"marker": {"color": BLUE}},
            totals={"marker": {"color": VIOLET}},
            hovertemplate="%{x}: %{delta:.3f}<extra></extra>",
        )
    )
    figure.update_yaxes(title_text="running sum")
    return tidy(figure, 300)


def descent(result: Mapping[str, Any]) -> go.Figure:
    """The parabola (one weight) or the bowl (two) with the steps that were taken on it."""
    path, losses = np.asarray(result["path"]), np.asarray(result["path_losses"])
    figure = go.Figure()
    steps = {"mode": "lines+markers", "name": "steps", "line": {"color": "#D55E00", "width": 2}}
    if path.shape[1] == 1:
        slopes, around = np.asarray(result["slopes"]), np.asarray(result["losses"])
        figure.add_scatter(x=slopes, y=around, mode="lines", name="loss", line={"color": BLUE, "width": 2})
        figure.add_scatter(x=path[:, 0], y=losses, **steps)
        figure.update_yaxes(range=[-0.05 * around.max(), 1.15 * around.max()], title_text="loss")
        figure.update_xaxes(range=[slopes[0], slopes[-1]], title_text="weight: the slope of the line")
    else:
        slopes, heights = np.asarray(result["slopes"]), np.asarray(result["heights"])
        figure.add_contour(
            x=slopes,
            y=heights,
            z=np.sqrt(result["losses"]),
            colorscale="Cividis",
            ncontours=18,
            showscale=False,
        )
        steps["line"] = {"color": "#FFFFFF", "width": 2}
        figure.add_scatter(x=path[:, 0], y=path[:, 1], **steps)
        figure.update_xaxes(range=[slopes[0], slopes[-1]], title_text="first weight: slope")
        figure.update_yaxes(range=[heights[0], heights[-1]], title_text="second weight: height")
    return tidy(figure, 300)


def fitted_line(result: Mapping[str, Any], steps: int = 8) -> go.Figure:
    """The dozen points with the line after each step, the last one strong."""
    x, path = np.asarray(result["x"]), np.asarray(result["path"])
    ends = np.array([min(x.min(), 0.0), x.max()])
    figure = go.Figure()
    shown = path[np.unique(np.linspace(0, len(path) - 1, steps).astype(int))]
    for number, weights in enumerate(shown):
        last = number == len(shown) - 1
        heights = weights[0] * ends + (weights[1] if len(weights) > 1 else 0.0)
        line = {"color": "#D55E00", "width": 3 if last else 1, "dash": "solid" if last else "dot"}
        name = "the line now" if last else "on the way"
        figure.add_scatter(
            x=ends,
            y=heights,
            mode="lines",
            line=line,
            name=name,
            opacity=1 if last else 0.5,
            showlegend=last or number == 0,
        )
    figure.add_scatter(x=x, y=result["y"], mode="markers", name="points", marker={"color": BLUE, "size": 8})
    figure.update_yaxes(range=[-2.5, 3.5], title_text="y")
    figure.update_xaxes(title_text="x")
    return tidy(figure, 300)


def diagram_values(step: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What stands in the diagram's boxes after one turn of the loop."""
    right = step["right"]
    moved = f"{step['step_length']:.2g} long, then the loss is {step['loss_after']:.4g}"
    values: dict[str, dict[str, Any]] = {
        "points": {"png": png_base64(dots(step["points"], step["targets"], step["extent"]))},
        "answers": {"text": "values of y" if right is None else f"{right:.0%} right"},
        "loss": {"number": step["loss"]},
        "gradient": {"number": step["gradient_norm"]},
        "step": {"text": moved},
    }
    heights = np.asarray(step["surface"])
    if heights.shape[0] == heights.shape[1]:
        values["network"] = {"png": png_base64(shades(2 * heights[::-1] - 1, 1.0))}
    return values


def dots(
    points: NDArray[Any], targets: NDArray[Any], extent: Sequence[float], size: int = 96
) -> NDArray[np.uint8]:
    """Points as a small picture, (size, size, 3): class 0 blue, the last class orange."""
    canvas = np.full((size, size, 3), 244, dtype=np.uint8)
    left, right, bottom, top = extent
    colours = shades(2 * np.asarray(targets) / max(float(np.max(targets)), 1.0) - 1, 1.0)
    columns = np.clip((points[:, 0] - left) / (right - left) * (size - 3), 1, size - 3).astype(int)
    rows = np.clip((top - points[:, 1]) / (top - bottom) * (size - 3), 1, size - 3).astype(int)
    for row, column, colour in zip(rows, columns, colours, strict=True):
        canvas[row - 1 : row + 2, column - 1 : column + 2] = colour
    return canvas


def with_probe(plane: Mapping[str, Any], x: float, y: float) -> dict[str, Any]:
    """A drawn plane with one more point on it: the place that the visitor asks about."""
    probe = {"xy": [[x, y]], "group": 3, "label": "your place", "arrows": None}
    return {**plane, "points": [*plane["points"], probe]}
