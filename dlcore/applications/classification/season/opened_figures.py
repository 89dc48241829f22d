"""Figures of the Inside view."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dlcore.applications.classification.season.figures import BLUE, GREY, ORANGE, SCALE
from dlcore.plotting.theme import tidy

KEPT = [[0, "#F4F4F2"], [1, "#0072B2"]]
MOST = 24  # cells that are drawn


def memory(answer: Mapping[str, Any], time: str) -> go.Figure:
    """The series, and below it the memory: a row a cell, the livelier ones on top."""
    return _cells(answer, answer["states"], SCALE, (-1, 1), time, "state")


def kept(answer: Mapping[str, Any], time: str) -> go.Figure:
    """The series, and below it how much of each cell was kept at each step."""
    return _cells(answer, answer["kept"], KEPT, (0, 1), time, "kept")


def _cells(
    answer: Mapping[str, Any], values: Any, scale: Any, bounds: tuple[float, float], time: str, what: str
) -> go.Figure:
    figure = make_subplots(2, 1, shared_xaxes=True, row_heights=[0.3, 0.7], vertical_spacing=0.04)
    figure.add_scatter(
        x=answer["time"], y=answer["values"], mode="lines+markers", line_color=BLUE, marker_size=4
    )
    shown = values[:, :MOST]
    figure.add_heatmap(
        x=answer["time"],
        y=[f"cell {cell + 1}" for cell in answer["cells"][:MOST]],
        z=shown.T,
        zmin=bounds[0],
        zmax=bounds[1],
        colorscale=scale,
        colorbar={"thickness": 10, "len": 0.7, "y": 0.33},
        hovertemplate=f"{time} %{{x:g}}, %{{y}}: {what} %{{z:.2f}}<extra></extra>",
        row=2,
        col=1,
    )
    figure.update_yaxes(title_text=answer["unit"], row=1, col=1)
    figure.update_yaxes(autorange="reversed", showticklabels=False, title_text="cells", row=2, col=1)
    figure.update_xaxes(title_text=time, row=2, col=1)
    return tidy(figure, 380).update_layout(showlegend=False)


def carried(answer: Mapping[str, Any], time: str) -> go.Figure:
    """The series up to the step, and below it the weight of each value in the forecast."""
    figure = make_subplots(2, 1, shared_xaxes=True, row_heights=[0.5, 0.5], vertical_spacing=0.06)
    figure.add_scatter(
        x=answer["time"],
        y=answer["values"],
        mode="lines+markers",
        line_color=GREY,
        marker_size=4,
        name="read",
    )
    for value, name, symbol, colour in (
        (answer["foretold"], "foretold", "diamond", BLUE),
        (answer["came"], "came", "x", ORANGE),
    ):
        figure.add_scatter(
            x=[answer["next"]],
            y=[value],
            mode="markers",
            name=name,
            marker={"color": colour, "symbol": symbol, "size": 10},
        )
    figure.add_bar(
        x=answer["time"],
        y=answer["weights"],
        marker_color=[BLUE if weight >= 0 else ORANGE for weight in answer["weights"]],
        showlegend=False,
        hovertemplate=f"{time} %{{x:g}}: weight %{{y:.2f}}<extra></extra>",
        row=2,
        col=1,
    )
    figure.update_yaxes(title_text=answer["unit"], row=1, col=1)
    figure.update_yaxes(title_text="weight", row=2, col=1)
    figure.update_xaxes(title_text=time, row=2, col=1)
    return tidy(figure, 360)


def diagram_values(answer: Mapping[str, Any], time: str) -> dict[str, dict[str, Any]]:
    """What stands in the diagram's boxes for one step."""
    low, middle, high = answer["interval"]
    known = ", ".join(f"{name} {value:.2g}" for name, value in answer["ahead"].items() if value)
    return {
        "series": {"text": f"{answer['subject']}: {answer['value']:.3g} {answer['unit']}"},
        "ahead": {"text": f"{time} {answer['next']:g}: {known or 'nothing'}"},
        "memory": {"text": f"{len(answer['states'])} cells, {answer['kept']:.0%} kept"},
        "forecast": {"text": f"{middle:.3g}, nine in ten {low:.3g} to {high:.3g}"},
        "alarm": {"text": f"{answer['came']:.3g} came: {abs(answer['departure']):.1f} spreads off"},
        "loss": {"text": "the surprise at what came"},
    }
