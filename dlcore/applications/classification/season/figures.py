"""Figures from the answers of `use`; none of them needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dlcore.plotting.theme import DASHES, DIVERGING, LIGHT, MARKERS, tidy

BLUE, GOLD, DARK_RED, VIOLET, _, PINK = LIGHT
ORANGE, GREY = DIVERGING[2][1], "#888888"
BAND = "rgba(0, 114, 178, 0.25)"
CLASSES = {"dry": ORANGE, "usual": "#BBBBB5", "wet": BLUE}
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
        updatemenus=[
            {
                "type": "buttons",
                "direction": "left",
                "buttons": buttons,
                "x": 1,
                "xanchor": "right",
                "y": -0.13,
                "yanchor": "top",
                "showactive": False,
                "pad": {"t": 0, "r": 0},
                "bgcolor": "#F4F4F2",
                "font": {"color": "#1A1A1A"},
            }
        ]
    )


def chances(answer: Mapping[str, Any]) -> go.Figure:
    """The chances of dry, usual and wet by rule, as bars that fill the whole; a frame marks what came."""
    names = list(answer["chances"])[::-1]
    happened = list(CLASSES)[answer["happened"]]
    figure = go.Figure()
    for index, (label, colour) in enumerate(CLASSES.items()):
        values = [answer["chances"][name][index] for name in names]
        figure.add_bar(
            y=names,
            x=values,
            name=f"{label} (came)" if label == happened else label,
            orientation="h",
            marker={"color": colour, "line": {"color": "#000000", "width": 2 if label == happened else 0}},
            text=[f"{label} {value:.0%}" if value >= 0.12 else "" for value in values],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            hovertemplate="%{y}: " + label + " %{x:.0%}<extra></extra>",
        )
    figure.update_layout(barmode="stack", bargap=0.25)
    figure.update_xaxes(visible=False, range=[0, 1])
    figure.update_yaxes(automargin=True)
    return tidy(figure, 40 + 34 * len(names)).update_layout(showlegend=False)


def history(answer: Mapping[str, Any]) -> go.Figure:
    """Rain by year up to the chosen one, the thirds of the learned years, and the interval foretold."""
    years = [one for one in answer["years"] if answer["year"] - 60 <= one <= answer["year"]]
    rain = [value for one, value in zip(answer["years"], answer["history"], strict=True) if one in set(years)]
    low, high = answer["cuts"]
    figure = go.Figure()
    figure.add_hrect(y0=low, y1=high, fillcolor="#BBBBB5", opacity=0.25, line_width=0)
    figure.add_scatter(
        x=years[:-1], y=rain[:-1], mode="lines+markers", name="rain", line={"color": BLUE}, marker_size=5
    )
    bottom, middle, top = answer["interval"]
    figure.add_scatter(
        x=[answer["year"]],
        y=[middle],
        error_y={"array": [top - middle], "arrayminus": [middle - bottom], "color": BLUE, "thickness": 4},
        mode="markers",
        name="foretold, nine in ten",
        marker={"color": BLUE, "symbol": "line-ew-open", "size": 14},
    )
    figure.add_scatter(
        x=[answer["year"]],
        y=[answer["came"]],
        mode="markers",
        name="came",
        marker={"color": ORANGE, "symbol": "x", "size": 11},
    )
    figure.update_yaxes(title_text="mm in the year")
    return tidy(figure, 230)


def skills(answer: Mapping[str, Any]) -> go.Figure:
    """Skill of each rule over all held-out years with its standard error, and every block of five years."""
    names = list(answer["rows"])[::-1]
    rows = [answer["rows"][name] for name in names]
    figure = go.Figure()
    figure.add_scatter(
        x=[value for row in rows for value in row["blocks"]],
        y=[name for name, row in zip(names, rows, strict=True) for _ in row["blocks"]],
        text=[block for _ in rows for block in answer["blocks"]],
        mode="markers",
        name="five years",
        marker={"color": GREY, "size": 6, "symbol": "circle-open"},
        hovertemplate="%{text}: %{x:.2f}<extra></extra>",
    )
    figure.add_scatter(
        x=[row["skill"] for row in rows],
        y=names,
        error_x={"array": [row["error"] for row in rows], "color": BLUE, "thickness": 2},
        mode="markers",
        name="all, and its standard error",
        marker={"color": BLUE, "size": 10, "symbol": "diamond"},
        hovertemplate="%{y}: %{x:.3f}<extra></extra>",
    )
    figure.add_vline(x=0, line={"color": GREY, "dash": "dash"})
    figure.update_xaxes(title_text="skill against the thirty years before")
    figure.update_yaxes(automargin=True)
    return tidy(figure, 310)


def reliability(answer: Mapping[str, Any]) -> go.Figure:
    """Chances that were said against how often it came so."""
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 0.7], y=[0, 0.7], mode="lines", name="honest", line={"color": GREY, "dash": "dot", "width": 1}
    )
    for index, (name, groups) in enumerate(answer["reliability"].items()):
        figure.add_scatter(
            x=[one["said"] for one in groups],
            y=[one["came"] for one in groups],
            customdata=[one["cases"] for one in groups],
            mode="lines+markers",
            name=name,
            line={"color": LIGHT[index], "dash": DASHES[index]},
            marker={"symbol": MARKERS[index], "size": 8},
            hovertemplate="said %{x:.0%}, came %{y:.0%} (%{customdata:.0f} cases)<extra></extra>",
        )
    figure.update_xaxes(tickformat=".0%", title_text="chance that was said")
    figure.update_yaxes(tickformat=".0%", title_text="how often it came")
    return tidy(figure, 310)
