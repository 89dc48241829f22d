"""Figures from the answers of `use` and the measured experiments; none of them needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dlcore.contract.events import png_base64
from dlcore.plotting.theme import DASHES, DIVERGING, LIGHT, MARKERS, tidy

BLUE, GOLD, PINK, ORANGE = LIGHT[0], LIGHT[1], LIGHT[5], DIVERGING[2][1]
SERIES = (BLUE, GOLD, PINK, ORANGE)  # those of the palette that can be seen on light and on dark paper
GREY = "#8A94A0"
BAR = 27  # pixels


def bars(answer: Mapping[str, Any]) -> go.Figure:
    """The likeliest species with their probabilities; the true one, where it is known, is hatched."""
    names, shares = list(answer["probabilities"]), list(answer["probabilities"].values())
    truth = answer.get("truth", "")
    labels = [f"{name} (true)" if name == truth else name for name in names]
    figure = go.Figure(
        go.Bar(
            x=shares,
            y=labels,
            orientation="h",
            marker={
                "color": [BLUE] + [GREY] * (len(names) - 1),
                "pattern_shape": ["/" if name == truth else "" for name in names],
            },
            text=[f"{share:.0%}" for share in shares],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.1%}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", type="category", automargin=True)
    figure.update_xaxes(range=[0, 1.14], visible=False)
    figure = tidy(figure, BAR * len(names) + 16)
    return figure.update_layout(margin={"l": 8, "r": 8, "t": 4, "b": 4}, showlegend=False, bargap=0.25)


def subsets(answer: Mapping[str, Any]) -> go.Figure:
    """Accuracy told one group alone, and told one group after another."""
    groups = list(answer["alone"])
    figure = go.Figure()
    figure.add_bar(
        x=groups,
        y=list(answer["alone"].values()),
        name="this group alone",
        marker_color=GREY,
        text=[f"{share:.0%}" for share in answer["alone"].values()],
        textposition="auto",
    )
    figure.add_scatter(
        x=groups,
        y=list(answer["growing"].values()),
        name="with all to its left",
        mode="lines+markers+text",
        line={"color": BLUE, "width": 3},
        marker={"size": 9},
        text=[f"{share:.0%}" for share in answer["growing"].values()],
        textposition="top center",
    )
    figure.update_yaxes(tickformat=".0%", range=[0, 1.12], title_text="held-out leaves named right")
    return tidy(figure, 320)


def few_leaves(counts: Sequence[int], curves: Mapping[str, Sequence[Sequence[float]]]) -> go.Figure:
    """Accuracy against leaves of each species; a bar from the lowest to the highest draw."""
    figure = go.Figure()
    for number, (name, draws) in enumerate(curves.items()):
        means = [float(np.mean(values)) for values in draws]
        figure.add_scatter(
            x=list(counts),
            y=means,
            name=name,
            mode="lines+markers",
            line={"color": SERIES[number], "dash": DASHES[number], "width": 2},
            marker={"symbol": MARKERS[number], "size": 8},
            error_y={
                "array": [max(values) - mean for values, mean in zip(draws, means, strict=True)],
                "arrayminus": [mean - min(values) for values, mean in zip(draws, means, strict=True)],
                "thickness": 1,
            },
            hovertemplate="%{x} of each: %{y:.1%}<extra>" + name + "</extra>",
        )
    figure.update_xaxes(
        type="log",
        title_text="leaves of each species",
        tickvals=counts,
        ticktext=[str(one) for one in counts],
    )
    figure.update_yaxes(title_text="held-out leaves named right", tickformat=".0%")
    return tidy(figure, 400)


def matrix(counts: Sequence[Sequence[int]], names: Sequence[str]) -> go.Figure:
    """Counts of held-out leaves: rows are true species, columns answers; a cell is a point to choose."""
    table = np.asarray(counts)
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    rows, columns = np.nonzero(table)
    wrong = rows != columns
    figure = go.Figure(
        go.Scatter(
            x=columns,
            y=rows,
            customdata=np.stack([rows, columns], axis=1).tolist(),
            mode="markers+text",
            marker={
                "symbol": "square",
                "size": 15,
                "color": np.where(wrong, 0.5 + shares[rows, columns] / 2, shares[rows, columns] * 0.35),
                "colorscale": [[0, "#E6E6E2"], [0.35, "#9AA5B1"], [0.5, "#F0B080"], [1, "#D55E00"]],
                "cmin": 0,
                "cmax": 1,
            },
            text=[str(value) if odd else "" for value, odd in zip(table[rows, columns], wrong, strict=True)],
            textfont={"size": 10, "color": "#16202A"},
            hovertext=[
                f"{names[row]} taken for {names[column]}: {table[row, column]} leaves"
                for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
            ],
            hoverinfo="text",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
        )
    )
    places = list(range(len(names)))
    for axis, title in ((figure.update_xaxes, "taken for"), (figure.update_yaxes, "true species")):
        axis(tickvals=places, ticktext=list(names), title_text=title, tickfont_size=9, zeroline=False)
        axis(fixedrange=True, automargin=True)
    figure.update_xaxes(tickangle=-90, range=[-0.6, len(names) - 0.4])
    figure.update_yaxes(range=[len(names) - 0.4, -0.6])
    return tidy(figure, 640).update_layout(showlegend=False, clickmode="event+select", dragmode=False)


def apart(answer: Mapping[str, Any]) -> go.Figure:
    """The columns that set two species apart: each one's mean with its spread."""
    columns = list(answer["columns"])[::-1]
    figure = go.Figure()
    for number, name in enumerate(answer["names"]):
        figure.add_scatter(
            x=[one["means"][number] for one in columns],
            y=[one["label"] for one in columns],
            error_x={"array": [one["spreads"][number] for one in columns], "thickness": 2},
            name=name,
            mode="markers",
            marker={"symbol": MARKERS[number], "size": 10, "color": (BLUE, GOLD)[number]},
            customdata=[one["gap"] for one in columns],
            hovertemplate="%{y}: %{x:.2f}; %{customdata:.1f} spreads apart<extra>" + name + "</extra>",
        )
    figure.update_xaxes(title_text="from below to above the average leaf (0)")
    figure.update_yaxes(automargin=True)
    return tidy(figure, 110 + 30 * len(columns))


def importances(rows: Sequence[Mapping[str, Any]], what: str) -> go.Figure:
    """How many points of accuracy are lost when a group or column is shuffled."""
    ordered = sorted(rows, key=lambda one: float(one["fall"]))
    figure = go.Figure(
        go.Bar(
            x=[one["fall"] for one in ordered],
            y=[one["label"] for one in ordered],
            error_x={"array": [one["spread"] for one in ordered], "color": "#888888"},
            orientation="h",
            marker_color=BLUE,
            hovertemplate="%{y}: %{x:.1%}<extra></extra>",
        )
    )
    figure.update_xaxes(title_text=f"accuracy lost, {what} shuffled", tickformat=".0%")
    figure.update_yaxes(automargin=True)
    return tidy(figure, 90 + 24 * len(ordered))


def hidden_map(answer: Mapping[str, Any], names: Sequence[str], chosen: Sequence[str]) -> go.Figure:
    """Held-out leaves in the plane of the hidden layer: chosen species in colour, wrong answers crossed."""
    places, species = np.asarray(answer["places"]), np.asarray(answer["species"])
    right = np.asarray(answer["right"])
    figure = go.Figure()
    figure.add_scatter(
        x=places[:, 0],
        y=places[:, 1],
        mode="markers",
        name="other leaves",
        marker={"size": 5, "color": GREY, "opacity": 0.55},
        text=[names[number] for number in species],
        hovertemplate="%{text}<extra></extra>",
    )
    for order, name in enumerate(chosen):
        own = species == names.index(name)
        figure.add_scatter(
            x=places[own, 0],
            y=places[own, 1],
            mode="markers",
            name=name,
            marker={
                "size": 9,
                "color": SERIES[order % len(SERIES)],
                "symbol": [MARKERS[order % len(MARKERS)] if one else "x" for one in right[own]],
            },
            text=["named right" if one else "named wrong" for one in right[own]],
            hovertemplate=name + ", %{text}<extra></extra>",
        )
    middles = np.asarray(answer["middles"])
    for number in far_apart(middles):
        if names[number] not in chosen:
            x, y = middles[number].tolist()
            figure.add_annotation(x=x, y=y, text=names[number], showarrow=False, font_size=10)
    figure.update_xaxes(showticklabels=False, title_text="first component", zeroline=False, showgrid=False)
    figure.update_yaxes(showticklabels=False, title_text="second component", zeroline=False, showgrid=False)
    return tidy(figure, 480).update_layout(legend_y=-0.12)


def far_apart(middles: NDArray[Any]) -> list[int]:
    """Species whose names can stand in the map without lying on each other, outermost first."""
    places = (middles - middles.mean(axis=0)) / np.maximum(np.ptp(middles, axis=0), 1e-9)
    kept: list[int] = []
    for number in np.argsort(-np.hypot(*places.T), kind="stable").tolist():
        gaps = np.abs(places[kept] - places[number])
        if not kept or not ((gaps[:, 0] < 0.13) & (gaps[:, 1] < 0.05)).any():
            kept.append(number)
    return kept


def left_out(found: Sequence[Mapping[str, Any]]) -> go.Figure:
    """For each species left out: how sure the network is of its wrong answer, and how many are noticed."""
    ordered = sorted(found, key=lambda one: float(one["noticed"]))
    names = [one["species"] for one in ordered]
    figure = go.Figure()
    for number, (key, label) in enumerate(
        (("confidence", "mean certainty of the wrong answer"), ("noticed", "noticed by their distance"))
    ):
        figure.add_scatter(
            x=[one[key] for one in ordered],
            y=names,
            mode="markers",
            name=label,
            marker={"symbol": MARKERS[number], "size": 9, "color": (GOLD, BLUE)[number]},
            customdata=[f"mostly called {one['called']}" for one in ordered],
            hovertemplate="%{y}: %{x:.0%}; %{customdata}<extra></extra>",
        )
    figure.update_xaxes(tickformat=".0%", range=[-0.03, 1.03], side="top")
    figure.update_yaxes(automargin=True, tickfont_size=10)
    return tidy(figure, 620).update_layout(legend={"orientation": "h", "y": -0.02})


def diagram_values(answer: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What stands in the diagram's boxes for one leaf."""
    told = [name for name, known in zip(answer["groups"], answer["known"], strict=True) if known]
    speaking = sum(value > 0 for value in answer["hidden"])
    first = ", ".join(f"{value:.2f}" for value in answer["numbers"][:3])
    return {
        "leaf": {"png": png_base64(answer["picture"])},
        "numbers": {"text": f"{first} …"},
        "known": {"text": "all" if len(told) == len(answer["groups"]) else ", ".join(told)},
        "hidden": {"text": f"{speaking} of {len(answer['hidden'])} speak"},
        "species": {"text": f"{answer['best']}: {answer['chance']:.0%}"},
        "loss": {"text": f"{answer['surprise']:.2f} nats"},
    }
