"""Figures and small pictures from the answers of `use`; none of them needs torch."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dlcore.contract import Images
from dlcore.contract.events import mosaic, png_base64
from dlcore.plotting import sums
from dlcore.plotting.theme import DASHES, DIVERGING, LIGHT, MARKERS, tidy

Picture = NDArray[np.uint8]

BLUE, GOLD, VIOLET = LIGHT[0], LIGHT[1], LIGHT[3]
ORANGE = "#D55E00"
WRITTEN = (BLUE, GOLD, ORANGE, VIOLET)  # told apart on light and dark
PAPER = 244  # grey between the layers of a funnel
MOST_BARS = 32
MOST_TERMS = 20  # of a sum
MOST_MAPS = 64  # of a layer


def shades(values: NDArray[Any], bound: float = 0.0) -> Picture:
    """Values from -bound to bound as colours, (..., 3): blue below zero, pale at zero, orange above."""
    bound = bound or float(np.abs(values).max()) or 1.0
    stops = [place for place, _ in DIVERGING]
    colours = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for _, colour in DIVERGING])
    share = np.clip(np.nan_to_num(values) / bound, -1, 1) / 2 + 0.5
    return np.stack([np.interp(share, stops, colours[:, i]) for i in range(3)], axis=-1).astype(np.uint8)


def layer_picture(values: NDArray[Any]) -> Picture:
    """A layer's values as one picture: neurons in a block, maps (maps, height, width) side by side."""
    values = np.asarray(values)
    if values.ndim == 3 and values.shape[0] in (1, 3):  # a picture again
        levels = (values * 255).round().clip(0, 255).astype(np.uint8)
        return np.repeat(levels[0][..., None], 3, axis=2) if len(levels) == 1 else levels.transpose(1, 2, 0)
    if values.ndim == 3:
        maps = shades(values[:MOST_MAPS], float(np.abs(values).max()))
        return mosaic(maps, int(np.ceil(np.sqrt(len(maps)))))
    rows = int(np.ceil(np.sqrt(1.6 * values.size)))
    block = np.zeros(rows * -(-values.size // rows))
    block[: values.size] = values
    return shades(block.reshape(rows, -1, order="F"))


def funnel(layers: Sequence[Mapping[str, Any]], height: int = 120) -> Picture:
    """The layers of one half side by side, each as tall as it has numbers for: a funnel, or a horn."""
    pictures = [layer_picture(layer["values"]) for layer in layers]
    most = max(layer["numbers"] for layer in layers)
    columns = []
    for layer, picture in zip(layers, pictures, strict=True):
        tall = max(8, round(height * float(np.sqrt(layer["numbers"] / most))))
        scaled = _resized(picture, tall)
        column = np.full((height, scaled.shape[1] + 6, 3), PAPER, np.uint8)
        top = (height - len(scaled)) // 2
        column[top : top + len(scaled), 3:-3] = scaled
        columns.append(column)
    return np.concatenate(columns, axis=1)


def diagram_values(
    answer: Mapping[str, Any], layers: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """What stands in the diagram's boxes while this picture passes."""
    encoder = [layer for layer in layers if layer["half"] == "encoder"]
    decoder = [layer for layer in layers if layer["half"] == "decoder"]
    return {
        "picture": {"png": png_base64(answer["input"])},
        "encoder": {"png": png_base64(funnel(encoder[:-1]))},
        "code": {"png": png_base64(_resized(layer_picture(encoder[-1]["values"]), 96))},
        "decoder": {"png": png_base64(funnel(decoder[:-1]))},
        "reconstruction": {"png": png_base64(answer["autoencoder"])},
        "error": {"number": answer["error"]},
    }


def strongest(spread: Sequence[float], most: int = MOST_BARS) -> list[int]:
    """The places of the code that vary most, in their order: those that get a bar."""
    return sorted(np.argsort(-np.asarray(spread))[:most].tolist())


def map_of_codes(result: Mapping[str, Any]) -> go.Figure:
    """Held-out pictures in the plane of their codes; each point is written as what it shows."""
    places, labels = np.asarray(result["places"]), np.asarray(result["labels"])
    figure = go.Figure()
    for number, name in enumerate(sorted(set(labels.tolist()))[:200]):
        chosen = labels == name
        figure.add_scatter(
            x=places[chosen, 0],
            y=places[chosen, 1],
            mode="text",
            text=[name] * int(chosen.sum()),
            textfont={"color": WRITTEN[number % len(WRITTEN)], "size": 12},
            name=name,
            hovertemplate=f"{name}: %{{x:.2f}}, %{{y:.2f}}<extra></extra>",
        )
    left, right, bottom, top = result["extent"]
    figure.update_layout(showlegend=False, xaxis_title="first direction", yaxis_title="second direction")
    figure.update_xaxes(range=[left, right])
    figure.update_yaxes(range=[bottom, top])
    return tidy(figure, 400)


def bytes_and_errors(result: Mapping[str, Any]) -> go.Figure:
    """Error against bytes a picture, both in factors; the lower line is the better."""
    figure = go.Figure()
    for number, (name, curve) in enumerate(result["curves"].items()):
        sizes, errors = np.asarray(curve).T
        figure.add_scatter(
            x=sizes,
            y=errors,
            name=name,
            mode="lines+markers",
            line={"dash": DASHES[number], "color": (BLUE, GOLD, ORANGE, VIOLET)[number]},
            marker={"symbol": MARKERS[number], "size": 14 if len(curve) == 1 else 8},
            hovertemplate="%{x:.0f} bytes: error %{y:.4f}<extra>" + name + "</extra>",
        )
    figure.update_xaxes(type="log", title_text="bytes a picture", dtick=np.log10(2).item())
    figure.update_yaxes(type="log", title_text="mean squared error")
    return tidy(figure, 340)


def rows_of(pictures: Mapping[str, Picture]) -> Images:
    """Pictures of several methods, a row each with its name."""
    stacks = [np.asarray(stack) for stack in pictures.values()]
    alt = f"The same pictures in rows: {', '.join(pictures)}."
    return Images(np.concatenate(stacks), len(stacks[0]), tuple(pictures), alt)


def sum_bars(result: Mapping[str, Any]) -> go.Figure:
    """One number of the code as its sum: the strongest neurons, all others, the bias."""
    return sums.sum_bars(result["products"], result["bias"], "neuron", MOST_TERMS)


def _resized(picture: Picture, height: int) -> Picture:
    """Larger or smaller with hard pixels, (height, …, 3)."""
    width = max(1, round(picture.shape[1] * height / len(picture)))
    rows = np.arange(height) * len(picture) // height
    columns = np.arange(width) * picture.shape[1] // width
    return picture[rows][:, columns]
