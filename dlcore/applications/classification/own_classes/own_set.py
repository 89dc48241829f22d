"""Example sets of classes, for those who have no pictures at hand; all of them synthetic or shipped."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dlcore.applications.classification.leaf_sketches import example_leaves
from dlcore.applications.classification.own_classes import sketches
from dlcore.datasets import digits
from dlcore.datasets.own_pictures import SIDE

Picture = NDArray[np.uint8]
Folders = Mapping[str, list[Picture]]

OF_EACH = 15
SEED = 3


def sketched() -> Folders:
    """Fifteen synthetic sketches each of three kinds, dark on white."""
    random = np.random.default_rng(SEED)
    kinds = ("cat", "fish", "bicycle")
    return {kind: [on_white(sketches.sketch(kind, random)) for _ in range(OF_EACH)] for kind in kinds}


def written() -> Folders:
    """Fifteen real handwritten digits each of three kinds, dark on white."""
    data = digits.load_digits()
    found = {}
    for digit in (3, 5, 8):
        places = np.flatnonzero(data.train_labels == digit)[:OF_EACH]
        found[f"digit {digit}"] = [on_white(data.train_images[place]) for place in places]
    return found


def on_white(ink: Picture) -> Picture:
    """Ink on black, (28, 28), as a picture of dark ink on white paper, (224, 224, 3)."""
    large = Image.fromarray(255 - ink).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return np.asarray(large.convert("RGB"))


EXAMPLES: Mapping[str, Callable[[], Folders]] = {
    "Begin with three kinds of sketches (synthetic)": sketched,
    "Begin with four kinds of leaves (synthetic)": example_leaves,
    "Begin with three handwritten digits": written,
}
