"""From a picture of a leaf on plain paper to its silhouette: which pixels are leaf.

As the table's authors did it: Otsu's threshold, holes closed, the stalk taken off. One leaf is looked at.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dlcore.applications.classification.leaf_sketches import area, hull

Picture = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Array = NDArray[np.floating[Any]]

WORKING_SIDE = 480  # pixels: large enough to part leaf and paper
MARGIN = 4  # pixels of paper put around the picture
LEAST_SHARE, MOST_SHARE = 0.004, 0.9  # of the picture that a leaf covers
LINE = 0.06  # of the diagonal: what is nowhere thicker may be a line
LEAST_CONTRAST = 24.0  # levels of 255 between leaf and paper

EMPTY = "There is no leaf to be seen: put one leaf on plain paper that is clearly lighter or darker."
FULL = "The leaf fills the whole picture: leave paper free all around it."
EDGE = "The leaf touches the edge of the picture: leave paper free all around it."
OPEN = "The outline is not closed, or the leaf is thinner than a line: close it, or fill it in."


class NoLeafError(ValueError):
    """The picture shows no leaf that can be measured; the message is one sentence."""


@dataclass(frozen=True)
class Silhouette:
    """The leaf's pixels (height, width), and what was done to get them."""

    mask: Mask
    stalk_removed: bool = False


def segment(picture: Picture) -> Silhouette:
    """Part the one leaf from its plain background. Raises `NoLeafError` with one sentence."""
    from scipy import ndimage  # type: ignore[import-untyped]

    small = Image.fromarray(picture).convert("RGB")
    small.thumbnail((WORKING_SIDE, WORKING_SIDE))
    pixels = np.asarray(small, dtype=np.float64)
    away = distance_from_paper(pixels)
    if away.max() < LEAST_CONTRAST:
        raise NoLeafError(EMPTY)
    dark = np.pad(away > max(otsu(away), LEAST_CONTRAST / 2), MARGIN)
    filled = ndimage.binary_fill_holes(ndimage.binary_closing(dark, np.ones((5, 5))))
    labels, count = ndimage.label(filled)
    if not count:
        raise NoLeafError(EMPTY)
    sizes = ndimage.sum_labels(filled, labels, range(1, count + 1))
    mask = labels == 1 + int(np.argmax(sizes))
    _refuse_what_is_no_leaf(mask, dark)
    if only_a_line(mask):
        raise NoLeafError(OPEN)
    return without_stalk(mask)


def only_a_line(mask: Mask) -> bool:
    """Whether the mask is thin everywhere and far from convex: a stroke that encloses nothing."""
    from scipy import ndimage

    thickest = float(ndimage.distance_transform_edt(mask).max())
    corners = hull(np.argwhere(mask).astype(np.float64))
    return thickest < LINE * _diagonal(mask) and float(mask.sum()) < 0.5 * area(corners)


def distance_from_paper(pixels: Array) -> Array:
    """How far each pixel's colour is from that of the paper, which is the edge's middle colour: (h, w)."""
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    paper = np.median(edge, axis=0)
    return np.asarray(np.abs(pixels - paper).max(axis=2))


def otsu(values: Array) -> float:
    """The threshold that parts values from 0 to 255 into two groups as different as can be (Otsu 1979)."""
    counts = np.histogram(values, bins=256, range=(0, 256))[0].astype(np.float64)
    levels = np.arange(256)
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * levels)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = sums / below - (sums[-1] - sums) / above
        between = np.nan_to_num(below * above * gap**2)
    best = between >= between.max() * (1 - 1e-9)  # all of an empty gap is equally good: take its middle
    return float(levels[best].mean()) + 0.5


def without_stalk(mask: Mask) -> Silhouette:
    """The blade alone: what is thinner than a fortieth of the leaf is a stalk, unless most of it is so."""
    from scipy import ndimage

    depth = ndimage.distance_transform_edt(mask)
    radius = max(np.hypot(*(np.ptp(np.argwhere(mask), axis=0) + 1)) / 80, 1.5)
    core = depth > radius
    if not core.any():
        return Silhouette(mask)
    labels, _ = ndimage.label(core)
    core = labels == labels[np.unravel_index(int(np.argmax(depth)), depth.shape)]
    blade = mask & (ndimage.distance_transform_edt(~core) <= radius + 0.5)
    lost = 1 - blade.sum() / mask.sum()
    shorter = 1 - _diagonal(blade) / _diagonal(mask)
    if lost < 0.12 and shorter > 0.04:
        return Silhouette(blade, stalk_removed=True)
    return Silhouette(mask)


def _refuse_what_is_no_leaf(mask: Mask, dark: Mask) -> None:
    inner = mask[MARGIN:-MARGIN, MARGIN:-MARGIN]
    share = float(inner.mean())
    if share > MOST_SHARE:
        raise NoLeafError(FULL)
    touching = sum(int(side.sum()) for side in (inner[0], inner[-1], inner[:, 0], inner[:, -1]))
    if touching > 0.06 * 2 * sum(inner.shape):
        raise NoLeafError(EDGE)
    if share < LEAST_SHARE or mask.sum() < 120:
        raise NoLeafError(OPEN if dark.sum() > 40 else EMPTY)


def _diagonal(mask: Mask) -> float:
    return float(np.hypot(*np.ptp(np.argwhere(mask), axis=0)))


def outlined(picture: Picture, mask: Mask, side: int = 240) -> Picture:
    """The picture with everything pale that was not taken for the leaf: (height, width, 3)."""
    image = Image.fromarray(picture).convert("RGB")
    image.thumbnail((WORKING_SIDE, WORKING_SIDE))
    pixels = np.asarray(image, dtype=np.float64)
    inner = mask[MARGIN:-MARGIN, MARGIN:-MARGIN][..., None]
    leaf = 0.45 * pixels + 0.55 * np.array([0, 114, 178])
    shown = np.where(inner, leaf, 0.5 * pixels + 0.5 * 255)
    made = Image.fromarray(shown.astype(np.uint8))
    made.thumbnail((side, side))
    return np.asarray(made)
