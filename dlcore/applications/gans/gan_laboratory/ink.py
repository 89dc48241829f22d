"""A visitor's drawing or photo in the form of the training pictures: white ink, centred, 28 by 28."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIZE, INNER = 28, 20  # the ink of an MNIST digit fits into 20 by 20 pixels
FAINT = 40  # levels (of 255) that still count as paper


def training_picture(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(height, width[, 3]), dark on light or light on dark, to (28, 28). Raises `ValueError`."""
    grey = picture.astype(np.float64)
    grey = grey.mean(axis=2) if grey.ndim == 3 else grey
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = float(np.median(edge))
    ink = (np.abs(grey - paper) - FAINT).clip(0)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) == 0:
        raise ValueError("There is nothing on this picture: draw something first.")
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] / ink.max() * 255
    return centred(ink.astype(np.uint8))


def centred(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Scaled into the inner square, with its centre of gravity in the middle."""
    height, width = ink.shape
    scale = INNER / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX), dtype=np.float64)
    small = (small / max(small.max(), 1) * 255).astype(np.uint8)  # thin strokes fade when they shrink
    weights = small / max(small.sum(), 1)
    middle_y = float((weights.sum(axis=1) * np.arange(size[1])).sum())
    middle_x = float((weights.sum(axis=0) * np.arange(size[0])).sum())
    top = int(np.clip(round(SIZE / 2 - 0.5 - middle_y), 0, SIZE - size[1]))
    left = int(np.clip(round(SIZE / 2 - 0.5 - middle_x), 0, SIZE - size[0]))
    canvas = np.zeros((SIZE, SIZE), dtype=np.uint8)
    canvas[top : top + size[1], left : left + size[0]] = small
    return canvas
