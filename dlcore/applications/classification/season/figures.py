"""The figure of a watched animal or sensor, from the answers of `use`; it needs no torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dlcore.plotting.theme import DIVERGING, LIGHT, tidy

BLUE, GOLD = LIGHT[:2]
ORANGE, GREY = DIVERGING[2][1], "#888888"
BAND = "rgba(0, 114, 178, 0.25)"
WINDOW = 40  # days of the moving strip
SCALE = [list(stop) for stop in DIVERGING]


def watched(answer: Mapping[str, Any], threshold: float, time: str, moving: bool = False) -> go.Figure:
    """Values with the interval foretold one step ahead, and below them the departures with the threshold."""
    curve = answer["curve"]
    figure = make_subplots(2, 1, shared_xaxes=True, row_heights=[0.7, 0.3], vertical_spacing=0.06)
    _interval(figure, curve)
    over = [value > threshold for value in curve["departure"]]
    figure.add_scatter(
        x=curve["time"],
        y=curve["measured"],
        mode="markers",
        name="measured",
        marker={
            "color": [ORANGE if one else GOLD for one in over],
            "symbol": ["x" if one else "circle" for one in over],
            "size": [9 if one else 5 for one in over],
            "line": {"color": "#FFFFFF", "width": 0.5},
        },
        hovertemplate=f"{time} %{{x:g}}: %{{y:.3g}} {answer['unit']}<extra></extra>",
    )
    figure.add_bar(
        x=curve["time"],
        y=curve["departure"],
        marker_color=[ORANGE if one else BLUE for one in over],
        showlegend=False,
        hovertemplate=f"{time} %{{x:g}}: %{{y:.1f}} spreads off<extra></extra>",
        row=2,
        col=1,
    )
    figure.add_hline(y=threshold, line={"color": ORANGE, "dash": "dash", "width": 1.5}, row=2, col=1)
    _events(figure, answer)
    figure.update_yaxes(title_text=answer["unit"], row=1, col=1)
    figure.update_yaxes(title_text="spreads off", row=2, col=1, rangemode="tozero")
    figure.update_xaxes(title_text=time, row=2, col=1)
    if moving:
        _strip(figure, curve["time"])
    tidy(figure, 400).update_layout(bargap=0.35, legend_y=-0.2)
    return figure


def _interval(figure: go.Figure, curve: Mapping[str, Sequence[float]]) -> None:
    """The interval as a band, its middle as a line, and what a healthy one would have had."""
    times = curve["time"][1:]
    edge = {"width": 0}
    for name, fill in (("low", None), ("high", "tonexty")):
        figure.add_scatter(
            x=times,
            y=curve[name][1:],
            mode="lines",
            line=edge,
            fill=fill,
            fillcolor=BAND,
            name="interval",
            showlegend=name == "high",
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=times, y=curve["middle"][1:], mode="lines", name="foretold", line={"color": BLUE, "width": 1.5}
    )
    figure.add_scatter(
        x=curve["time"],
        y=curve["healthy"],
        mode="lines",
        name="without the fault",
        line={"color": GREY, "width": 1, "dash": "dot"},
        hoverinfo="skip",
    )


def _events(figure: go.Figure, answer: Mapping[str, Any]) -> None:
    """When the fault began and when the network noticed it."""
    network = answer["rules"][0]
    if answer["kind"] == "none":
        return
    line = {"color": GREY, "width": 1.5, "dash": "dash"}
    figure.add_vline(
        x=answer["onset"], line=line, annotation_text="begins", annotation_position="top left", row=1, col=1
    )
    figure.add_vline(x=answer["onset"], line=line, row=2, col=1)
    if network["time"] is not None:
        figure.add_vline(
            x=network["time"],
            line={"color": ORANGE, "width": 2},
            annotation_text="noticed",
            annotation_position="top right",
            row=1,
            col=1,
        )


def _strip(figure: go.Figure, times: Sequence[float]) -> None:
    """A strip that moves day by day: the right edge is today. It plays in the browser, without the server."""

    def frame(name: str, low: float, high: float) -> go.Frame:
        axis = {"range": [low, high]}
        return go.Frame(name=name, layout={"xaxis": axis, "xaxis2": axis})

    frames = [frame(f"{day:g}", day - WINDOW, day + 0.5) for day in times[5:]]
    figure.frames = [*frames, frame("whole", times[0] - 1, times[-1] + 1)]
    pace = {"frame": {"duration": 110, "redraw": False}, "transition": {"duration": 0}, "mode": "immediate"}
    buttons = [
        {"label": "▶ Day by day", "method": "animate", "args": [None, pace]},
        {"label": "■ All days", "method": "animate", "args": [["whole"], pace]},
    ]
    figure.update_layout(
        margin_t=62,
        updatemenus=[
            {
                "type": "buttons",
                "direction": "left",
                "buttons": buttons,
                "x": 1,
                "xanchor": "right",
                "y": 1.1,
                "yanchor": "bottom",
                "showactive": False,
                "pad": {"t": 0, "r": 0},
                "bgcolor": "#F4F4F2",
                "font": {"color": "#1A1A1A"},
            }
        ],
    )
