"""Figures from the answers of `use`; none of them needs torch."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dlcore.contract import Images
from dlcore.contract.events import mosaic, png_base64
from dlcore.plotting.theme import LIGHT, tidy

BINS = 40
DOTS = 56  # pixels of a small picture of the plane
REACH = 3.0  # that it shows to each side of the middle


def verdict_histogram(answer: Mapping[str, Any]) -> go.Figure:
    """How the discriminator's scores of real and generated samples are spread; a line for the visitor's."""
    scores = np.array([*answer["real"], *answer["generated"]])
    low, high = np.quantile(scores, [0.005, 0.995])
    width = max(float(high - low), 1e-6) / BINS
    figure = go.Figure()
    for name, colour, shape in (("real", LIGHT[0], ""), ("generated", LIGHT[5], "/")):
        figure.add_histogram(
            x=answer[name],
            name=name,
            opacity=0.65,
            xbins={"start": low, "end": high, "size": width},
            marker={"color": colour, "pattern": {"shape": shape}},
        )
    figure.add_vline(0, line={"dash": "dot", "color": "grey"})
    if "score" in answer:
        figure.add_vline(answer["score"], line={"color": LIGHT[1], "width": 3}, annotation_text="yours")
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(title="score: left of 0 “generated”, right of 0 “real”")
    figure.update_yaxes(title="samples")
    return tidy(figure, 280)


def verdict_words(answer: Mapping[str, Any]) -> str:
    """What the histogram shows, in a sentence."""
    real = np.mean(np.array(answer["real"]) > 0)
    fake = np.mean(np.array(answer["generated"]) > 0)
    return (
        f"The discriminator takes {real:.0%} of {len(answer['real'])} real samples for real, and {fake:.0%} "
        f"of {len(answer['generated'])} generated ones."
    )


def classes(answer: Mapping[str, Any], names: list[str], columns: int) -> Images:
    """Generated pictures, one row a class."""
    alt = f"Generated pictures, {columns} in a row, one row a class: {', '.join(names)}."
    return Images(np.asarray(answer["pictures"], dtype=np.uint8), columns, tuple(names), alt)


def diagram_values(steps: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What stands in the boxes of the diagram after one round of the game."""
    noise = ", ".join(f"{value:.1f}" for value in steps["noise"][:3])
    real, fake = np.array(steps["real_scores"]), np.array(steps["generated_scores"])
    return {
        "noise": {"text": f"{noise} …" if len(steps["noise"]) > 3 else noise},
        "generated": {"png": png_base64(small_picture(steps["samples"]))},
        "real": {"png": png_base64(small_picture(steps["real"]))},
        "discriminator": {"text": f"{steps['accuracy']:.0%} right"},
        "verdict": {"text": f"real {real.mean():+.1f}, generated {fake.mean():+.1f}"},
        "discriminator gradient": {"text": length(steps["discriminator_gradient"])},
        "generator gradient": {"text": length(steps["generator_gradient"])},
    }


def small_picture(samples: NDArray[Any]) -> NDArray[np.uint8]:
    """Four pictures in a square, or points in the plane as white dots."""
    if samples.ndim == 3:
        return mosaic(samples[:4].astype(np.uint8), 2)
    canvas = np.zeros((DOTS, DOTS), dtype=np.uint8)
    places = ((samples / REACH + 1) / 2 * (DOTS - 1)).round().astype(int)
    inside = ((places >= 0) & (places < DOTS)).all(axis=1)
    canvas[DOTS - 1 - places[inside, 1], places[inside, 0]] = 255
    return canvas


def length(value: float) -> str:
    """A gradient's length, readable from 1e-12 to 1e3."""
    return f"length {value:.2f}" if value >= 0.01 else f"length {value:.0e}"
