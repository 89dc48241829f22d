"""Figures and small pictures from the answers of `use`; none of them needs torch."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from PIL import Image

from dlcore.applications.classification.chest_xray import overlay, words
from dlcore.contract.events import mosaic, png_base64
from dlcore.plotting import sums
from dlcore.plotting.theme import DASHES, DIVERGING, LIGHT, tidy

Picture = NDArray[np.uint8]

BLUE, ORANGE, VIOLET, PALE = LIGHT[0], "#D55E00", LIGHT[3], "#8C9AA5"
SIDE = 448  # pixels of the large picture
EDGE_SIDE = 168  # pixels of a map of an edge
COLUMNS = 40  # people in a row
MOST_TERMS = 14
EDGES = ("left", "top", "right", "bottom")
PEOPLE = (  # kind, words, colour, marker
    ("found", "ill, found", BLUE, "circle"),
    ("missed", "ill, missed", ORANGE, "x"),
    ("alarmed", "healthy, false alarm", LIGHT[1], "diamond"),
    ("cleared", "healthy, cleared", PALE, "circle-open"),
)


def reading(
    square: Picture,
    answer: Mapping[str, Any],
    heat: bool = True,
    box: bool = True,
    true_box: list[float] | None = None,
) -> Picture:
    """The middle square (side, side) in grey with heat map and boxes, (448, 448, 3)."""
    image = np.asarray(Image.fromarray(square).resize((SIDE, SIDE), Image.Resampling.BICUBIC).convert("RGB"))
    if heat:
        evidence = np.asarray(answer["evidence"])
        image = overlay.with_heat(image, evidence, full=max(overlay.USUAL_HEAT, float(evidence.max())))
    if true_box:
        image = overlay.with_box(image, np.asarray(true_box), overlay.TRUE_BOX, 4)
    return overlay.with_box(image, np.asarray(answer["box"]), overlay.BOX, 4) if box else image


def people(counts: Mapping[str, int]) -> go.Figure:
    """A thousand people as points, forty in a row: the ill first."""
    drawn = go.Figure()
    first = 0
    for kind, label, colour, symbol in PEOPLE:
        places = np.arange(first, first + counts[kind])
        first += counts[kind]
        drawn.add_trace(
            go.Scatter(
                x=places % COLUMNS,
                y=-(places // COLUMNS),
                mode="markers",
                name=f"{counts[kind]} {label}",
                marker={"color": colour, "symbol": symbol, "size": 6},
                hoverinfo="name",
            )
        )
    drawn.update_xaxes(visible=False, range=[-1, COLUMNS])
    drawn.update_yaxes(visible=False, range=[-1000 / COLUMNS, 1])
    tidy(drawn, 290)
    return drawn.update_layout(legend={"y": -0.02, "font": {"size": 12}}, margin={"t": 4})


def rates(found: Mapping[str, Any], threshold: float) -> go.Figure:
    """Sensitivity and specificity over the threshold, with the place that was chosen."""
    curve = np.asarray(found["curve"])
    across = np.linspace(0, 1, curve.shape[1])
    drawn = go.Figure()
    for values, name, colour, dash in zip(
        curve, ("sensitivity", "specificity"), (BLUE, ORANGE), DASHES, strict=False
    ):
        drawn.add_trace(go.Scatter(x=across, y=values, name=name, line={"color": colour, "dash": dash}))
    drawn.add_vline(x=threshold, line={"color": VIOLET, "width": 1})
    drawn.update_xaxes(title_text="threshold", range=[0, 1])
    drawn.update_yaxes(range=[0, 1.02])
    return tidy(drawn, 260)


def published(card: Mapping[str, Any]) -> pd.DataFrame:
    """Our model and its baseline beside what others have published for the same test part."""
    rows = [
        (who, card[kind]["validation_auc"], card[kind]["validation_accuracy"])
        for who, kind in (("This network", "heldout"), ("Logistic regression", "baseline"))
    ]
    ordered = sorted([*rows, *words.PUBLISHED], key=lambda row: -row[1])
    return pd.DataFrame(
        [{"Who": who, "AUC": f"{auc:.3f}", "Accuracy": f"{right:.3f}"} for who, auc, right in ordered]
    )


def shades(values: NDArray[Any], bound: float = 0.0) -> Picture:
    """Values from -bound to bound as colours, (..., 3): blue below zero, pale at zero, orange above."""
    bound = bound or float(np.abs(values).max()) or 1.0
    stops = [place for place, _ in DIVERGING]
    colours = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in DIVERGING])
    share = np.clip(np.nan_to_num(values) / bound, -1, 1) / 2 + 0.5
    return np.stack([np.interp(share, stops, colours[:, i]) for i in range(3)], axis=-1).astype(np.uint8)


def channels(values: NDArray[Any]) -> Picture:
    """The channels of a layer (channel, height, width) side by side, bright where active."""
    highest = np.maximum(values.max(axis=(1, 2), keepdims=True), 1e-6)
    levels = (255 * np.clip(values / highest, 0, 1)).astype(np.uint8)
    return mosaic(levels, int(np.ceil(np.sqrt(1.6 * len(levels)))))


def edge_maps(edges: NDArray[Any], seen: Picture) -> list[Picture]:
    """Where the four edges are looked for, as warm places on the picture, (168, 168, 3) each."""
    large = overlay.enlarged(seen, EDGE_SIDE)
    return [overlay.with_heat(large, one, 0.85) for one in edges]


def diagram_values(answer: Mapping[str, Any], inside: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What stands in the diagram's boxes while this picture passes."""
    small = overlay.enlarged(np.asarray(answer["seen"]), 112)
    evidence = shades(np.asarray(answer["evidence"]))
    looked = mosaic(np.stack(edge_maps(np.asarray(inside["edges"]), np.asarray(answer["seen"]))), 2)
    return {
        "picture": {"png": png_base64(small)},
        "trunk": {"png": png_base64(channels(np.asarray(inside["layers"][-1])))},
        "box_trunk": {"png": png_base64(channels(np.asarray(inside["searched"])))},
        "evidence": {"png": png_base64(overlay.larger(evidence, 112))},
        "verdict": {"number": answer["probability"]},
        "maps": {"png": png_base64(overlay.larger(looked, 168))},
        "box": {"png": png_base64(overlay.with_box(small, np.asarray(answer["box"]), overlay.BOX))},
    }


def sum_bars(found: Mapping[str, Any]) -> go.Figure:
    """One place of the evidence map as its sum: the strongest channels, all others, the bias."""
    return sums.sum_bars(found["products"], found["bias"], "channel", MOST_TERMS, 320)


def map_with_place(evidence: NDArray[Any], row: int, column: int) -> Picture:
    """The evidence map, enlarged, with a frame around one place."""
    rows, columns = evidence.shape
    place = np.array([column / columns, row / rows, (column + 1) / columns, (row + 1) / rows])
    return overlay.with_box(overlay.larger(shades(evidence), 14 * rows), place, (0, 0, 0))


def before_and_after(found: Mapping[str, Any]) -> list[Picture]:
    """Both pictures of the marker experiment with heat on the same scale."""
    evidence = np.asarray(found["evidence"])
    full = max(overlay.USUAL_HEAT, float(evidence.max()))
    return [
        overlay.with_heat(overlay.enlarged(np.asarray(one), 280), heat, full=full)
        for one, heat in zip(found["pictures"], evidence, strict=True)
    ]
