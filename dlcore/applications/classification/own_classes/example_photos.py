"""Two real photos to begin with: they come with scikit-learn, and are read without importing it."""

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FILES = {"a building": "china.jpg", "a flower": "flower.jpg"}


@cache
def example_photos() -> dict[str, NDArray[np.uint8]]:
    """Photos (height, width, 3) by title; none where scikit-learn is laid out differently."""
    found = importlib.util.find_spec("sklearn")
    folder = Path(found.origin).parent / "datasets" / "images" if found and found.origin else Path()
    photos = {}
    for title, name in FILES.items():
        if (folder / name).is_file():
            with Image.open(folder / name) as image:
                photos[title] = np.asarray(image.convert("RGB"))
    return photos
