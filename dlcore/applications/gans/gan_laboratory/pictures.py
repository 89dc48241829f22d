"""Labelled pictures of 28 by 28 pixels: digits, cat doodles, or both, each class drawn equally often."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dlcore.applications.gans.gan_laboratory.measure import Statistics, judge_pictures, statistics
from dlcore.applications.gans.judge import HELD_OUT_CATS
from dlcore.datasets import doodles
from dlcore.datasets.digits import load_digits

SIZE = 28
DIGITS = tuple("0123456789")
MOST_PICTURES = 2000  # that a figure is measured on

Pictures = NDArray[np.uint8]


@dataclass
class PictureData:
    """Pictures to imitate, and others held out to compare with."""

    classes: tuple[str, ...]
    pictures: Pictures  # (count, 28, 28), sorted by label
    labels: NDArray[np.int64]  # (count,)
    heldout: Pictures
    heldout_labels: NDArray[np.int64]
    synthetic: bool = False  # whether the cats among them come from a generator of ours

    def __post_init__(self) -> None:
        order = np.argsort(self.labels, kind="stable")
        self.pictures, self.labels = self.pictures[order], self.labels[order]
        counts = np.bincount(self.labels, minlength=len(self.classes))
        self._counts = torch.as_tensor(counts)
        self._starts = torch.as_tensor(np.cumsum(counts) - counts)

    @property
    def signature(self) -> dict[str, Any]:
        """What model and questions need to know."""
        return {"kind": "pictures", "classes": list(self.classes), "synthetic": self.synthetic}

    def batch(self, count: int) -> tuple[Tensor, Tensor]:
        """Real pictures (count, 1, 28, 28) from -1 to 1, and their labels (count,)."""
        labels = torch.randint(len(self.classes), (count,))
        rows = self._starts[labels] + (torch.rand(count) * self._counts[labels]).long()
        return to_tensor(self.pictures[rows.numpy()]), labels

    @cached_property
    def target(self) -> Statistics:
        """The judge's features of held-out pictures, as mean and covariance."""
        features, _ = judge_pictures(to_tensor(self.heldout))
        return statistics(features)


def to_tensor(pictures: Pictures) -> Tensor:
    """(count, 28, 28) from 0 to 255, to (count, 1, 28, 28) from -1 to 1."""
    return torch.as_tensor(pictures.astype(np.float32))[:, None] / 127.5 - 1


def to_pictures(values: Tensor) -> Pictures:
    """(count, 1, 28, 28) from -1 to 1, to (count, 28, 28) from 0 to 255."""
    levels: Pictures = ((values[:, 0] + 1) * 127.5).round().clamp(0, 255).to(torch.uint8).numpy()
    return levels


def load_pictures(dataset: str) -> PictureData:
    """Digits, cats, or both. Cats are real doodles where they have been fetched, else synthetic ones."""
    digits, (cats, synthetic) = load_digits(), load_cats()
    train, test = [], []
    if dataset != "cats":
        train.append((digits.train_images, digits.train_labels))
        test.append((digits.test_images, digits.test_labels))
    classes = DIGITS if dataset == "digits" else ("cat",) if dataset == "cats" else (*DIGITS, "cat")
    if dataset != "digits":
        label = classes.index("cat")
        train.append((cats[:-HELD_OUT_CATS], np.full(len(cats) - HELD_OUT_CATS, label)))
        test.append((cats[-HELD_OUT_CATS:], np.full(HELD_OUT_CATS, label)))
    pictures, labels = (np.concatenate(column) for column in zip(*train, strict=True))
    heldout, heldout_labels = (np.concatenate(column) for column in zip(*test, strict=True))
    return PictureData(classes, pictures, labels.astype(np.int64), heldout, heldout_labels, synthetic)


def load_cats() -> tuple[Pictures, bool]:
    """Cat doodles (count, 28, 28), and whether they are synthetic."""
    if doodles.available("cat"):
        return doodles.load_doodles("cat"), False
    return doodles.draw_cats(), True
