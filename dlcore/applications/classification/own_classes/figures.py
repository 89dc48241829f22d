"""Figures and small pictures from the answers of `use`; none of them needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from PIL import Image

from dlcore.contract.events import mosaic, png_base64
from dlcore.plotting.theme import DASHES, DIVERGING, LIGHT, MARKERS, tidy

Picture = NDArray[np.uint8]

BLUE, GOLD = LIGHT[0], LIGHT[1]
GREY = "#8A94A0"
BAR = 30  # pixels a bar
MOST_BARS = 12
SIDE = 224  # pixels of a picture with evidence over it


def bars(probabilities: Mapping[str, float]) -> go.Figure:
    """A bar for each class, the likeliest in full colour; many classes are cut to the likeliest."""
    items = list(probabilities.items())
    if len(items) > MOST_BARS:
        items = sorted(items, key=lambda item: -item[1])[:MOST_BARS]
    names, shares = [name for name, _ in items], [share for _, share in items]
    best = int(np.argmax(shares))
    figure = go.Figure(
        go.Bar(
            x=shares,
            y=names,
            orientation="h",
            marker={"color": [BLUE if place == best else GREY for place in range(len(names))]},
            text=[f"{share:.0%}" for share in shares],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.1%}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", type="category")
    figure.update_xaxes(range=[0, 1.14], visible=False)
    figure = tidy(figure, BAR * len(names) + 24)
    figure.update_layout(margin={"l": 8, "r": 8, "t": 4, "b": 4}, showlegend=False, bargap=0.25)
    return figure


def matrix(result: Mapping[str, Any], which: str = "counts") -> go.Figure:
    """Counts of held-out pictures: rows are true classes, columns answers; a cell is a point to choose."""
    counts, names = np.asarray(result[which]), list(result["names"])
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    rows, columns = np.indices(counts.shape)
    cell = max(16, min(40, 300 // len(names)))
    figure = go.Figure(
        go.Scatter(
            x=columns.ravel(),
            y=rows.ravel(),
            customdata=np.stack([rows.ravel(), columns.ravel()], axis=1).tolist(),
            mode="markers",
            marker={
                "symbol": "square",
                "size": cell,
                "color": shares.ravel(),
                "colorscale": [[0, "#E6E6E2"], [1, BLUE]],
                "cmin": 0,
                "cmax": 1,
                "line": {"width": 0},
            },
            text=counts.ravel(),
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            hovertemplate="%{text} pictures<extra></extra>",
        )
    )
    for row, column in zip(*np.nonzero(counts), strict=True):
        colour = "#FFFFFF" if shares[row, column] > 0.5 else "#16202A"
        text, font = str(counts[row, column]), {"color": colour}
        figure.add_annotation(x=column, y=row, text=text, font=font, showarrow=False)
    places = list(range(len(names)))
    for axis, title in ((figure.update_xaxes, "taken for"), (figure.update_yaxes, "true class")):
        axis(
            tickvals=places, ticktext=names, title_text=title, range=[-0.6, len(names) - 0.4], showgrid=False
        )
        axis(zeroline=False, fixedrange=True)
    figure.update_yaxes(range=[len(names) - 0.4, -0.6])
    figure = tidy(figure, 110 + (cell + 4) * len(names))
    figure.update_layout(showlegend=False, clickmode="event+select", dragmode=False)
    return figure


def few_shot(results: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Held-out accuracy against examples of each class, for the head and for the nearest neighbour."""
    figure = go.Figure()
    counts = [result["per_class"] for result in results]
    for number, (key, name) in enumerate((("accuracy", "small head"), ("baseline", "nearest known picture"))):
        figure.add_scatter(
            x=counts,
            y=[result[key] for result in results],
            name=name,
            mode="lines+markers",
            line={"dash": DASHES[number], "color": (BLUE, GOLD)[number]},
            marker={"symbol": MARKERS[number], "size": 8},
            hovertemplate="%{x} of each class: %{y:.0%}<extra>" + name + "</extra>",
        )
    figure.update_xaxes(
        type="log", title_text="examples of each class", tickvals=counts, ticktext=[str(c) for c in counts]
    )
    figure.update_yaxes(title_text="held-out accuracy", tickformat=".0%", rangemode="tozero")
    return tidy(figure, 340)


def evidence_over(picture: Picture, evidence: NDArray[Any]) -> Picture:
    """The picture in grey under colours: orange places speak for the class, blue ones against it."""
    grey = Image.fromarray(picture).convert("L").resize((SIDE, SIDE), Image.Resampling.NEAREST)
    bound = float(np.abs(evidence).max()) or 1.0
    coarse = Image.fromarray((evidence / bound).astype(np.float32))
    fine = np.asarray(coarse.resize((SIDE, SIDE), Image.Resampling.BICUBIC))
    colours = shades(fine, 1.0).astype(np.float32)
    mixed = 0.45 * np.asarray(grey, dtype=np.float32)[..., None] + 0.55 * colours
    return mixed.clip(0, 255).astype(np.uint8)


def shades(values: NDArray[Any], bound: float = 0.0) -> Picture:
    """Values from -bound to bound as colours, (..., 3): blue below zero, pale at zero, orange above."""
    bound = bound or float(np.abs(values).max()) or 1.0
    stops = [place for place, _ in DIVERGING]
    colours = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in DIVERGING])
    share = np.clip(np.nan_to_num(values) / bound, -1, 1) / 2 + 0.5
    return np.stack([np.interp(share, stops, colours[:, i]) for i in range(3)], axis=-1).astype(np.uint8)


def maps_picture(maps: NDArray[Any], side: int = 56) -> Picture:
    """Maps (maps, height, width) side by side, each with its own brightest value white."""
    tiles = []
    for values in np.asarray(maps):
        levels = (values / max(float(values.max()), 1e-6) * 255).clip(0, 255).astype(np.uint8)
        tiles.append(np.asarray(Image.fromarray(levels).resize((side, side), Image.Resampling.NEAREST)))
    return mosaic(np.stack(tiles), 6, gap=3)


def diagram_values(found: Mapping[str, Any], evidence: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What stands in the diagram's boxes while this picture passes."""
    last = found["layers"][-1]["maps"]
    features = np.asarray(last).mean(axis=(1, 2))
    best = found["class"]
    return {
        "picture": {"png": png_base64(found["picture"])},
        "seen": {"png": png_base64(maps_picture(last[:6], 32))},
        "features": {"text": ", ".join(f"{value:.2f}" for value in features[:3]) + ", …"},
        "head": {"png": png_base64(evidence_over(evidence["picture"], evidence["evidence"]))},
        "classes": {"text": f"{best}: {found['probabilities'][best]:.0%}"},
    }
