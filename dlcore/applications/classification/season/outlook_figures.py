"""Figures of next year's rain: chances, history, skill and reliability."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from dlcore.applications.classification.season.figures import BLUE, GREY, ORANGE
from dlcore.plotting.theme import DASHES, LIGHT, MARKERS, tidy

USUAL = "#BBBBB5"
CLASSES = {"dry": ORANGE, "usual": USUAL, "wet": BLUE}


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
            marker={"color": colour, "line": {"color": GREY, "width": 3 if label == happened else 0}},
            text=[f"{label} {value:.0%}" if value >= 0.17 else "" for value in values],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            insidetextfont_color="#1A1A1A" if label == "usual" else "#FFFFFF",
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
    figure.add_hrect(y0=low, y1=high, fillcolor=USUAL, opacity=0.25, line_width=0)
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
