"""Heat and boxes painted over grey pictures; neither torch nor Streamlit."""

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Array = NDArray[np.floating]

HOT = np.array([230, 80, 0], np.float32)
BOX = (255, 190, 0)
TRUE_BOX = (86, 180, 233)
SHOWN = 84  # pixels a side of a small picture
USUAL_HEAT = 3.0  # evidence at which a place is as warm as can be, or the greatest where that is more


def true_boxes(images: Picture, boxes: Array) -> Picture:
    """Small pictures (count, height, width) with the true boxes, (count, 84, 84, 3)."""
    framed = [with_box(enlarged(one, SHOWN), box, TRUE_BOX) for one, box in zip(images, boxes, strict=True)]
    return np.stack(framed)


def readings_on(images: Picture, evidence: Array, boxes: Array) -> Picture:
    """Small pictures (count, height, width) with heat and the network's boxes, (count, 84, 84, 3)."""
    warm = [
        with_heat(enlarged(one, SHOWN), heat, full=max(USUAL_HEAT, float(heat.max())))
        for one, heat in zip(images, evidence, strict=True)
    ]
    return np.stack([with_box(one, box, BOX) for one, box in zip(warm, boxes, strict=True)])


def enlarged(image: Picture, size: int) -> Picture:
    """A grey picture (height, width) with hard pixels as (size, size, 3)."""
    return np.repeat(larger(image, size)[..., None], 3, axis=2)


def larger(image: Picture, size: int) -> Picture:
    """A picture (height, width, …) with hard pixels as (size, size, …)."""
    rows = np.arange(size) * image.shape[0] // size
    columns = np.arange(size) * image.shape[1] // size
    grown: Picture = image[rows][:, columns]
    return grown


def with_heat(picture: Picture, evidence: Array, strength: float = 0.6, full: float = 0.0) -> Picture:
    """The evidence above zero as warm colour over a picture (height, width, 3).

    It is as warm as it gets at `full`, or at the greatest evidence where that is 0.
    """
    height, width = picture.shape[:2]
    heat = smooth(np.clip(evidence, 0, None), height, width)
    share = np.clip(heat / max(full or float(heat.max()), 1e-6), 0, 1)[..., None] * strength
    warmed: Picture = (picture * (1 - share) + HOT * share).astype(np.uint8)
    return warmed


def smooth(values: Array, height: int, width: int) -> Array:
    """A map enlarged to (height, width), straight lines between the middles of its places."""
    rows = np.clip((np.arange(height) + 0.5) * values.shape[0] / height - 0.5, 0, values.shape[0] - 1)
    columns = np.clip((np.arange(width) + 0.5) * values.shape[1] / width - 0.5, 0, values.shape[1] - 1)
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    below, right = np.minimum(top + 1, values.shape[0] - 1), np.minimum(left + 1, values.shape[1] - 1)
    down, across = (rows - top)[:, None], (columns - left)[None]
    upper = values[top][:, left] * (1 - across) + values[top][:, right] * across
    lower = values[below][:, left] * (1 - across) + values[below][:, right] * across
    return np.asarray(upper * (1 - down) + lower * down)


def with_box(picture: Picture, box: Array, colour: tuple[int, int, int], thick: int = 2) -> Picture:
    """A frame at left, top, right, bottom, given in shares of the picture's sides."""
    height, width = picture.shape[:2]
    left, top, right, bottom = (np.asarray(box) * (width, height, width, height)).round().astype(int)
    framed = picture.copy()
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    for rows, columns in (
        (slice(top, top + thick), slice(left, right)),
        (slice(max(bottom - thick, 0), bottom), slice(left, right)),
        (slice(top, bottom), slice(left, left + thick)),
        (slice(top, bottom), slice(max(right - thick, 0), right)),
    ):
        framed[rows, columns] = colour
    return framed
