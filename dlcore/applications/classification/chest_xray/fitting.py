"""A picture of any size in the form that the network knows: grey, square, 28x28."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]

SMALLEST = 28  # pixels a side
COLOURFUL = 18.0  # mean distance of the three channels above which a picture counts as coloured


def fitted(image: NDArray[Any], size: int) -> Picture:
    """The middle square in grey, (size, size), reduced as MedMNIST does it. Raises `ValueError`."""
    grey = square(image)
    return np.asarray(Image.fromarray(grey).resize((size, size), Image.Resampling.BICUBIC))


def square(image: NDArray[Any]) -> Picture:
    """The middle square in grey, (side, side). Raises `ValueError` with a sentence."""
    array = np.asarray(image)
    if array.dtype != np.uint8 or array.ndim not in (2, 3) or array.size == 0:
        raise ValueError("This is no picture: choose a PNG, a JPEG or a DICOM file.")
    height, width = array.shape[:2]
    side = min(height, width)
    if side < SMALLEST:
        raise ValueError(f"This picture has {width} x {height} pixels: it takes {SMALLEST} a side or more.")
    grey = np.asarray(Image.fromarray(array).convert("L"))
    top, left = (height - side) // 2, (width - side) // 2
    return np.ascontiguousarray(grey[top : top + side, left : left + side])


def is_coloured(image: NDArray[Any]) -> bool:
    """Whether a picture has colours worth mentioning."""
    array = np.asarray(image, dtype=np.float32)
    return array.ndim == 3 and float((array.max(axis=2) - array.min(axis=2)).mean()) > COLOURFUL
