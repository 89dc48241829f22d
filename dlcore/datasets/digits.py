"""Handwritten digits, a shipped part of MNIST: 28x28, ink 255 on 0, always split in the same way."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).resolve().parents[2] / "assets" / "data" / "digits.npz"
TRAINING = 8000  # pictures; the rest is held out. The file is in the order of the pictures' hashes


@dataclass(frozen=True)
class Digits:
    """Pictures (count, 28, 28) and labels (count,) from 0 to 9, uint8, not to be written to."""

    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.uint8]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]


@cache
def load_digits() -> Digits:
    """8,000 digits to learn from and 2,000 held out; read once in 0.1 s, then shared."""
    with np.load(FILE, allow_pickle=False) as arrays:
        images, labels = arrays["images"], arrays["labels"]
    images.setflags(write=False)
    labels.setflags(write=False)
    return Digits(images[:TRAINING], labels[:TRAINING], images[TRAINING:], labels[TRAINING:])
