"""Painting in grey: a healthy chest around given lungs, exposure, and the noise that both are made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Random = np.random.Generator

EDGE = 0.3  # share of a field's greatest strength where its bounds are


@dataclass(frozen=True)
class Frame:
    """Where the lungs of each picture lie, (count, 1, 1) in shares of the side, and where all pixels do."""

    middle: Array
    half: Array  # of the width
    top: Array
    bottom: Array
    x: Array  # (1, size, size)
    y: Array

    @classmethod
    def around(cls, lungs: Array) -> "Frame":
        """The frame of lungs (count, size, size)."""
        y, x = grid(lungs.shape[1])
        left, top, right, bottom = bounds(lungs).T[:, :, None, None]
        return cls((left + right) / 2, (right - left) / 2, top, bottom, x, y)

    @property
    def aside(self) -> Array:
        """How far each pixel is from the middle, to either side."""
        return np.abs(self.x - self.middle)


def chest(lungs: Array, random: Random) -> tuple[Array, Array]:
    """The grey of a healthy chest around lungs (count, size, size), and where its heart is."""
    count, size = len(lungs), lungs.shape[1]
    frame = Frame.around(lungs)
    body = _body(frame, count, random)
    tissue = each(random, 0.55, 0.75, count) + 0.05 * noise(count, size, 14, random)
    image = each(random, 0.02, 0.3, count) * (1 - body) + tissue * body
    spine = np.exp(-(((frame.x - frame.middle) / (0.22 * frame.half)) ** 2))
    image = image + 0.15 * spine * body
    air = each(random, 0.2, 0.42, count) + 0.04 * noise(count, size, 9, random)
    image = image + lungs * (air - image) * each(random, 0.75, 0.95, count)
    image = image + _ribs(frame, body, count, random)
    image = image + _vessels(frame, lungs, random)
    heart = _heart(frame, count, random)
    image = image + heart * np.maximum(tissue + 0.05 - image, 0)
    return image.astype(np.float32), heart.astype(np.float32)


def _body(frame: Frame, count: int, random: Random) -> Array:
    """1 where there is body, 0 in the air around it."""
    down = np.clip((frame.y - frame.top) / (frame.bottom - frame.top), 0, 1)
    shoulders = frame.half * (1.12 + 0.5 * down * each(random, 0, 0.5, count))
    neck = np.clip((frame.y - frame.top + 0.22) / 0.15, 0.25, 1)
    return step((shoulders * neck + 0.06 - frame.aside) / 0.04)


def _ribs(frame: Frame, body: Array, count: int, random: Random) -> Array:
    """Bright bows that fall off to both sides."""
    apart = each(random, 0.10, 0.15, count) * (frame.bottom - frame.top) / 0.7
    bent = each(random, 0.2, 0.5, count) * frame.aside
    bow = (frame.y + bent - each(random, 0, 0.1, count)) / apart
    ribs = np.clip(np.sin(2 * np.pi * bow), 0, 1) * body * (frame.aside > 0.15 * frame.half)
    return each(random, 0.02, 0.10, count) * ribs


def _vessels(frame: Frame, lungs: Array, random: Random) -> Array:
    """Brighter and more uneven where the vessels enter the lungs."""
    count, size = len(lungs), lungs.shape[1]
    across, down = frame.aside - 0.35 * frame.half, frame.y - (frame.top + frame.bottom) / 2
    hilum: Array = np.exp(-(across**2 / 0.01 + down**2 / 0.02))
    return lungs * hilum * (0.08 + 0.10 * noise(count, size, 2, random))


def _heart(frame: Frame, count: int, random: Random) -> Array:
    """A tilted oval, in one of ten pictures on the other side; its tip points outwards."""
    side = random.choice([-1, 1], (count, 1, 1), p=[0.1, 0.9])
    across = frame.x - frame.middle - 0.24 * side * frame.half
    down = frame.y - frame.bottom + each(random, 0.12, 0.2, count)
    across, down = across - 0.45 * side * down, down + 0.25 * side * across
    wide, tall = each(random, 0.36, 0.5, count) * frame.half, each(random, 0.15, 0.21, count)
    oval = step((1 - np.sqrt((across / wide) ** 2 + (down / tall) ** 2)) / 0.3)
    return oval * each(random, 0.5, 0.95, count)


def bounds(fields: Array) -> Array:
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
    found: Array = np.stack(edges, axis=1).astype(np.float32) / np.float32(size)
    return found


def exposed(image: Array, random: Random) -> NDArray[np.uint8]:
    """As a detector shows it: another exposure, a little blur and noise, 8 bits."""
    count, size = len(image), image.shape[1]
    image = blurred(image, 1) + 0.02 * noise(count, size, 1, random)
    low, high = (np.quantile(image.reshape(count, -1), q, axis=1)[:, None, None] for q in (0.01, 0.99))
    image = np.clip((image - low) / (high - low + 1e-6), 0, 1) ** each(random, 0.75, 1.35, count)
    dark = each(random, 0, 0.2, count)
    image = dark + (each(random, 0.8, 1, count) - dark) * image
    levels: NDArray[np.uint8] = (255 * image.clip(0, 1)).astype(np.uint8)
    return levels


def grid(size: int) -> tuple[Array, Array]:
    """Rows and columns of pixel centres from 0 to 1, each (1, size, size)."""
    line = (np.arange(size, dtype=np.float32) + 0.5) / size
    rows, columns = np.meshgrid(line, line, indexing="ij")
    return rows[None], columns[None]


def each(random: Random, low: float, high: float, count: int) -> Array:
    """One number a picture, (count, 1, 1)."""
    numbers: Array = random.uniform(low, high, (count, 1, 1)).astype(np.float32)
    return numbers


def step(values: Array) -> Array:
    """From 0 to 1 around 0, softly."""
    softened: Array = np.clip(values + 0.5, 0, 1)
    return softened


def noise(count: int, size: int, grain: int, random: Random) -> Array:
    """Noise with mean 0 and spread about 1 whose spots are `grain` pixels wide, (count, size, size)."""
    cells = -(-size // grain) + 2
    coarse = random.standard_normal((count, cells, cells)).astype(np.float32)
    fine = np.repeat(np.repeat(coarse, grain, axis=1), grain, axis=2)
    soft = blurred(fine, grain) if grain > 1 else fine
    cut = soft[:, grain // 2 : grain // 2 + size, grain // 2 : grain // 2 + size]
    return np.ascontiguousarray(cut)


def blurred(images: Array, reach: int) -> Array:
    """The mean over windows of 2 * reach + 1 pixels, first across, then down."""
    for axis in (1, 2):
        padding = [(0, 0), (0, 0), (0, 0)]
        padding[axis] = (reach + 1, reach)
        sums = np.cumsum(np.pad(images, padding, mode="edge"), axis=axis, dtype=np.float32)
        ahead, behind = [slice(None)] * 3, [slice(None)] * 3
        ahead[axis], behind[axis] = slice(2 * reach + 1, None), slice(0, -2 * reach - 1)
        images = (sums[tuple(ahead)] - sums[tuple(behind)]) / (2 * reach + 1)
    return images
