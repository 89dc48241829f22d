"""Bringing any picture into the form that a network was trained on."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

Picture = NDArray[np.uint8]

DOODLE = 28  # pixels a side
MARGIN = 1  # free pixels around the ink, as in the doodles that were learned from
PHOTO = 224
INK = 0.25  # of the strongest: what counts as part of the drawing


def as_doodle(picture: Picture) -> Picture:
    """Ink 255 on 0, (28, 28): the drawing alone, as large as the frame allows.

    Dark ink on light paper is exchanged. What has 28 x 28 pixels and ink on black is one already.
    """
    if picture.shape[:2] == (DOODLE, DOODLE):
        grey = picture if picture.ndim == 2 else np.asarray(Image.fromarray(picture).convert("L"))
        if np.median(grey) < 128:
            return np.asarray(grey)
    levels = np.asarray(Image.fromarray(picture).convert("L"), dtype=np.float32)
    ink = np.median(levels) - levels if np.median(levels) > 127 else levels - np.median(levels)
    ink = ink.clip(0, None)
    if ink.max() < 20:  # an empty paper
        return np.zeros((DOODLE, DOODLE), np.uint8)
    ink = ink / ink.max()
    rows, columns = np.nonzero(ink > INK)
    ink = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return _framed((ink * 255).astype(np.uint8))


def as_photo(picture: Picture) -> Picture:
    """The square about the middle in colour, (224, 224, 3)."""
    image = Image.fromarray(picture).convert("RGB")
    if image.size != (PHOTO, PHOTO):
        image = ImageOps.fit(image, (PHOTO, PHOTO), Image.Resampling.LANCZOS)
    return np.array(image)


def _framed(ink: Picture) -> Picture:
    """Made as large as the frame allows without being stretched, and put into its middle."""
    room = DOODLE - 2 * MARGIN
    image = Image.fromarray(ink)
    scale = room / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = np.asarray(image.resize(size, Image.Resampling.BOX), dtype=np.float32)
    small = (small * 255 / max(float(small.max()), 1)).clip(0, 255).astype(np.uint8)
    framed = np.zeros((DOODLE, DOODLE), np.uint8)
    top, left = (DOODLE - size[1]) // 2, (DOODLE - size[0]) // 2
    framed[top : top + size[1], left : left + size[0]] = small
    return framed
