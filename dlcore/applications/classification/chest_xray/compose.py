"""Composed chest X-rays: real lung outlines, rendered tissue, and a rendered opacity whose box is known.

These pictures are synthetic. Real are the outlines of the lungs (V7 Labs), and the distribution from which
places and sizes of the boxes are drawn (9,555 boxes of the RSNA Pneumonia Detection Challenge). Everything
that is grey is painted here, on a canvas twice as fine as what the network sees.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dlcore.contract import ROOT

Array = NDArray[np.floating]
Random = np.random.Generator

FOLDER = ROOT / "assets" / "data"
OUTLINE = 64  # pixels a side of an outline
FRAME = (0.10, 0.90, 0.10, 0.86)  # left, right, top, bottom of the lungs on an average RSNA picture
EDGE = 0.3  # share of an opacity's greatest strength where its box begins
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
    image, heart = _chest(lungs, random)
    opacity, boxes = _opacities(lungs * (1 - 0.8 * heart), random)
    opacity *= labels[:, None, None]
    boxes *= labels[:, None]
    tissue = _each(random, 0.7, 0.95, count)
    strength = _each(random, 0.4, 1, count) * opacity
    image += strength * np.maximum(tissue - image, 0)
    return _exposed(image, random), labels, boxes


def _placed(masks: NDArray[np.bool_], size: int, random: Random) -> Array:
    """Outlines turned, moved, scaled and mirrored a little, with soft edges, (count, size, size)."""
    count = len(masks)
    angle, scale = random.normal(0, 0.05, (count, 1, 1)), _each(random, 0.9, 1.15, count)
    mirror = random.choice([-1, 1], (count, 1, 1))
    y, x = _grid(size)
    across = x - 0.5 + _each(random, -0.04, 0.04, count)
    down = y - 0.5 + _each(random, -0.04, 0.04, count)
    columns = (mirror * scale * (across * np.cos(angle) + down * np.sin(angle)) + 0.5) * OUTLINE
    rows = (scale * (down * np.cos(angle) - across * np.sin(angle)) + 0.5) * OUTLINE
    inside = (columns >= 0) & (columns < OUTLINE) & (rows >= 0) & (rows < OUTLINE)
    picked = masks[
        np.arange(count)[:, None, None],
        rows.clip(0, OUTLINE - 1).astype(int),
        columns.clip(0, OUTLINE - 1).astype(int),
    ]
    return _blurred((picked & inside).astype(np.float32), 2)


def _opacities(lungs: Array, random: Random) -> tuple[Array, Array]:
    """For each pair of lungs a cloud inside them, (count, size, size), and the box around it, (count, 4)."""
    count = len(lungs)
    clouds = np.zeros_like(lungs)
    boxes = np.zeros((count, 4), np.float32)
    missing = np.arange(count)
    while len(missing):
        tried = _clouds(lungs[missing], random)
        found = _bounds(tried)
        narrow = np.minimum(found[:, 2] - found[:, 0], found[:, 3] - found[:, 1]) < SMALLEST
        fits = ~narrow & (tried.mean(axis=(1, 2)) > FAINTEST)
        clouds[missing[fits]], boxes[missing[fits]] = tried[fits], found[fits]
        missing = missing[~fits]
    return clouds, boxes


def _clouds(lungs: Array, random: Random) -> Array:
    """One ragged cloud each, where a radiologist's box could lie, cut off where the lung ends."""
    count, size = len(lungs), lungs.shape[1]
    around = _bounds(lungs)
    width, height = (around[:, 2] - around[:, 0]), (around[:, 3] - around[:, 1])
    boxes = draw_boxes(count, random)
    left, right, top, bottom = FRAME
    middle_x = around[:, 0] + (boxes[:, 0] - left) / (right - left) * width
    middle_y = around[:, 1] + (boxes[:, 1] - top) / (bottom - top) * height
    half_x, half_y = boxes[:, 2] * width / (right - left) / 2, boxes[:, 3] * height / (bottom - top) / 2
    y, x = _grid(size)
    away = ((x - middle_x[:, None, None]) / half_x[:, None, None]) ** 2
    away = away + ((y - middle_y[:, None, None]) / half_y[:, None, None]) ** 2
    ragged = 0.35 * _noise(count, size, 6, random) + 0.15 * _noise(count, size, 3, random)
    cloud = np.clip(1.8 * (1 - np.sqrt(away) + ragged), 0, 1) * (away < 1.3)
    cut_off: Array = (cloud * lungs).astype(np.float32)
    return cut_off


def _bounds(fields: Array) -> Array:
    """Left, top, right, bottom of what is above `EDGE` of each field's greatest value, in shares."""
    size = fields.shape[1]
    seen = fields > EDGE * fields.max(axis=(1, 2), keepdims=True)
    columns, rows = seen.any(axis=1), seen.any(axis=2)
    edges = [
        columns.argmax(axis=1),
        rows.argmax(axis=1),
        size - columns[:, ::-1].argmax(axis=1),
        size - rows[:, ::-1].argmax(axis=1),
    ]
    bounds: Array = np.stack(edges, axis=1).astype(np.float32) / np.float32(size)
    return bounds


def _chest(lungs: Array, random: Random) -> tuple[Array, Array]:
    """The grey of a healthy chest (tissue, lungs, ribs, spine, vessels, heart), and where its heart is."""
    count, size = len(lungs), lungs.shape[1]
    y, x = _grid(size)
    around = _bounds(lungs)
    middle = ((around[:, 0] + around[:, 2]) / 2)[:, None, None]
    half = ((around[:, 2] - around[:, 0]) / 2)[:, None, None]
    top, bottom = around[:, 1][:, None, None], around[:, 3][:, None, None]
    shoulders = half * (1.12 + 0.5 * np.clip((y - top) / (bottom - top), 0, 1) * _each(random, 0, 0.5, count))
    neck = np.clip((y - top + 0.22) / 0.15, 0.25, 1)
    body = _step((shoulders * neck + 0.06 - np.abs(x - middle)) / 0.04)
    tissue = _each(random, 0.55, 0.75, count) + 0.05 * _noise(count, size, 14, random)
    image = _each(random, 0.02, 0.3, count) * (1 - body) + tissue * body
    spine = np.exp(-(((x - middle) / (0.22 * half)) ** 2))
    image = image + 0.15 * spine * body
    air = _each(random, 0.2, 0.42, count) + 0.04 * _noise(count, size, 9, random)
    image = image + lungs * (air - image) * _each(random, 0.75, 0.95, count)
    apart = _each(random, 0.10, 0.15, count) * (bottom - top) / 0.7
    bow = (y + _each(random, 0.2, 0.5, count) * np.abs(x - middle) - _each(random, 0, 0.1, count)) / apart
    ribs = np.clip(np.sin(2 * np.pi * bow), 0, 1) * body * (np.abs(x - middle) > 0.15 * half)
    image = image + _each(random, 0.02, 0.10, count) * ribs
    hilum = np.exp(-((np.abs(x - middle) - 0.35 * half) ** 2 / 0.01 + (y - (top + bottom) / 2) ** 2 / 0.02))
    image = image + lungs * hilum * (0.08 + 0.10 * _noise(count, size, 2, random))
    side = random.choice([-1, 1], (count, 1, 1), p=[0.1, 0.9])
    across, down = x - middle - 0.24 * side * half, y - bottom + _each(random, 0.12, 0.2, count)
    across, down = across - 0.45 * side * down, down + 0.25 * side * across  # its tip points outwards
    wide, tall = _each(random, 0.36, 0.5, count) * half, _each(random, 0.15, 0.21, count)
    heart = _step((1 - np.sqrt((across / wide) ** 2 + (down / tall) ** 2)) / 0.3)
    heart = heart * _each(random, 0.5, 0.95, count)
    image = image + heart * np.maximum(tissue + 0.05 - image, 0)
    return image.astype(np.float32), heart.astype(np.float32)


def _exposed(image: Array, random: Random) -> NDArray[np.uint8]:
    """As a detector shows it: another exposure, a little blur and noise, 8 bits."""
    count, size = len(image), image.shape[1]
    image = _blurred(image, 1) + 0.02 * _noise(count, size, 1, random)
    low, high = (np.quantile(image.reshape(count, -1), q, axis=1)[:, None, None] for q in (0.01, 0.99))
    image = np.clip((image - low) / (high - low + 1e-6), 0, 1) ** _each(random, 0.75, 1.35, count)
    dark = _each(random, 0, 0.2, count)
    image = dark + (_each(random, 0.8, 1, count) - dark) * image
    levels: NDArray[np.uint8] = (255 * image.clip(0, 1)).astype(np.uint8)
    return levels


def _grid(size: int) -> tuple[Array, Array]:
    """Rows and columns of pixel centres from 0 to 1, each (1, size, size)."""
    line = (np.arange(size, dtype=np.float32) + 0.5) / size
    rows, columns = np.meshgrid(line, line, indexing="ij")
    return rows[None], columns[None]


def _each(random: Random, low: float, high: float, count: int) -> Array:
    """One number a picture, (count, 1, 1)."""
    numbers: Array = random.uniform(low, high, (count, 1, 1)).astype(np.float32)
    return numbers


def _step(values: Array) -> Array:
    """From 0 to 1 around 0, softly."""
    softened: Array = np.clip(values + 0.5, 0, 1)
    return softened


def _noise(count: int, size: int, grain: int, random: Random) -> Array:
    """Noise with mean 0 and spread about 1 whose spots are `grain` pixels wide, (count, size, size)."""
    cells = -(-size // grain) + 2
    coarse = random.standard_normal((count, cells, cells)).astype(np.float32)
    fine = np.repeat(np.repeat(coarse, grain, axis=1), grain, axis=2)
    soft = _blurred(fine, grain) if grain > 1 else fine
    cut = soft[:, grain // 2 : grain // 2 + size, grain // 2 : grain // 2 + size]
    return np.ascontiguousarray(cut)


def _blurred(images: Array, reach: int) -> Array:
    """The mean over windows of 2 * reach + 1 pixels, first across, then down."""
    for axis in (1, 2):
        padding = [(0, 0), (0, 0), (0, 0)]
        padding[axis] = (reach + 1, reach)
        sums = np.cumsum(np.pad(images, padding, mode="edge"), axis=axis, dtype=np.float32)
        ahead, behind = [slice(None)] * 3, [slice(None)] * 3
        ahead[axis], behind[axis] = slice(2 * reach + 1, None), slice(0, -2 * reach - 1)
        images = (sums[tuple(ahead)] - sums[tuple(behind)]) / (2 * reach + 1)
    return images
