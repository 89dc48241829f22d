"""Composed chest X-rays: real lung outlines, rendered tissue, and a rendered opacity whose box is known.

These pictures are synthetic. Real are the outlines of the lungs (V7 Labs), and the distribution from which
places and sizes of the boxes are drawn (9,555 boxes of the RSNA Pneumonia Detection Challenge). Everything
that is grey is painted here, on a canvas twice as fine as what the network sees.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.chest_xray.paint import (
    Array,
    Random,
    blurred,
    bounds,
    chest,
    each,
    exposed,
    grid,
    noise,
)
from dlcore.contract import ROOT

FOLDER = ROOT / "assets" / "data"
OUTLINE = 64  # pixels a side of an outline
FRAME = (0.10, 0.90, 0.10, 0.86)  # left, right, top, bottom of the lungs on an average RSNA picture
SMALLEST = 0.08  # of the picture's side: what is left of an opacity must be as wide and as tall as this
FAINTEST = 0.006  # mean over the picture that a cloud must have
CHUNK = 250  # pictures painted at once


@dataclass(frozen=True)
class Composed:
    """Pictures (count, size, size), uint8; labels (count,); boxes (count, 4): left, top, right, bottom.

    Boxes are shares of the picture's side; those of healthy pictures are 0.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    boxes: Array


@cache
def outlines() -> NDArray[np.bool_]:
    """The shipped lung outlines, (434, 64, 64)."""
    with np.load(FOLDER / "lung_outlines.npz", allow_pickle=False) as file:
        packed = file["packed"]
    return np.unpackbits(packed, axis=1).reshape(-1, OUTLINE, OUTLINE).astype(bool)


@cache
def box_mixture() -> tuple[Array, Array, Array]:
    """Weights (parts,), means (parts, 4) and spreads (parts, 4, 4) of the boxes' centre and log size."""
    with np.load(FOLDER / "rsna_boxes.npz", allow_pickle=False) as file:
        return file["weights"], file["means"], file["spreads"]


def compose(count: int, size: int, chosen: NDArray[np.int64], seed: int) -> Composed:
    """That many pictures over the outlines with these numbers, every other one with an opacity."""
    random = np.random.default_rng(seed)
    parts = [
        _chunk(min(CHUNK, count - start), size, chosen, random, start) for start in range(0, count, CHUNK)
    ]
    return Composed(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def draw_boxes(count: int, random: Random) -> Array:
    """Boxes as radiologists drew them, (count, 4): centre x, y, width, height, in shares of the picture."""
    weights, means, spreads = box_mixture()
    part = random.choice(len(weights), count, p=weights / weights.sum())
    throws = random.standard_normal((count, 4)).astype(np.float32)
    drawn = means[part] + np.einsum("nij,nj->ni", spreads[part], throws)
    return np.concatenate([drawn[:, :2], np.exp(drawn[:, 2:])], axis=1)


def _chunk(
    count: int, size: int, chosen: NDArray[np.int64], random: Random, start: int
) -> tuple[NDArray[np.uint8], NDArray[np.int64], Array]:
    lungs = _placed(outlines()[random.choice(chosen, count)], size, random)
    labels = ((start + np.arange(count)) % 2).astype(np.int64)
    image, heart = chest(lungs, random)
    opacity, boxes = _opacities(lungs * (1 - 0.8 * heart), random)
    opacity *= labels[:, None, None]
    boxes *= labels[:, None]
    tissue = each(random, 0.7, 0.95, count)
    strength = each(random, 0.4, 1, count) * opacity
    image += strength * np.maximum(tissue - image, 0)
    return exposed(image, random), labels, boxes


def _placed(masks: NDArray[np.bool_], size: int, random: Random) -> Array:
    """Outlines turned, moved, scaled and mirrored a little, with soft edges, (count, size, size)."""
    count = len(masks)
    angle, scale = random.normal(0, 0.05, (count, 1, 1)), each(random, 0.9, 1.15, count)
    mirror = random.choice([-1, 1], (count, 1, 1))
    y, x = grid(size)
    across = x - 0.5 + each(random, -0.04, 0.04, count)
    down = y - 0.5 + each(random, -0.04, 0.04, count)
    columns = (mirror * scale * (across * np.cos(angle) + down * np.sin(angle)) + 0.5) * OUTLINE
    rows = (scale * (down * np.cos(angle) - across * np.sin(angle)) + 0.5) * OUTLINE
    inside = (columns >= 0) & (columns < OUTLINE) & (rows >= 0) & (rows < OUTLINE)
    picked = masks[
        np.arange(count)[:, None, None],
        rows.clip(0, OUTLINE - 1).astype(int),
        columns.clip(0, OUTLINE - 1).astype(int),
    ]
    return blurred((picked & inside).astype(np.float32), 2)


def _opacities(lungs: Array, random: Random) -> tuple[Array, Array]:
    """For each pair of lungs a cloud inside them, (count, size, size), and the box around it, (count, 4)."""
    count = len(lungs)
    clouds = np.zeros_like(lungs)
    boxes = np.zeros((count, 4), np.float32)
    missing = np.arange(count)
    while len(missing):
        tried = _clouds(lungs[missing], random)
        found = bounds(tried)
        narrow = np.minimum(found[:, 2] - found[:, 0], found[:, 3] - found[:, 1]) < SMALLEST
        fits = ~narrow & (tried.mean(axis=(1, 2)) > FAINTEST)
        clouds[missing[fits]], boxes[missing[fits]] = tried[fits], found[fits]
        missing = missing[~fits]
    return clouds, boxes


def _clouds(lungs: Array, random: Random) -> Array:
    """One ragged cloud each, where a radiologist's box could lie, cut off where the lung ends."""
    count, size = len(lungs), lungs.shape[1]
    around = bounds(lungs)
    width, height = (around[:, 2] - around[:, 0]), (around[:, 3] - around[:, 1])
    boxes = draw_boxes(count, random)
    left, right, top, bottom = FRAME
    middle_x = around[:, 0] + (boxes[:, 0] - left) / (right - left) * width
    middle_y = around[:, 1] + (boxes[:, 1] - top) / (bottom - top) * height
    half_x, half_y = boxes[:, 2] * width / (right - left) / 2, boxes[:, 3] * height / (bottom - top) / 2
    y, x = grid(size)
    away = ((x - middle_x[:, None, None]) / half_x[:, None, None]) ** 2
    away = away + ((y - middle_y[:, None, None]) / half_y[:, None, None]) ** 2
    ragged = 0.35 * noise(count, size, 6, random) + 0.15 * noise(count, size, 3, random)
    cloud = np.clip(1.8 * (1 - np.sqrt(away) + ragged), 0, 1) * (away < 1.3)
    cut_off: Array = (cloud * lungs).astype(np.float32)
    return cut_off
