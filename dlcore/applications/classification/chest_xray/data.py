"""Pictures to read, held-out ones, and the simple things to beat.

One worked example: the first held-out composition is healthy, the second has an opacity; its box might be
(.61, .42, .78, .66): left, top, right, bottom in shares of the picture's side.
"""

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.chest_xray import compose, paint
from dlcore.applications.classification.chest_xray.compose import Composed
from dlcore.applications.classification.chest_xray.config import Config
from dlcore.applications.classification.chest_xray.familiar import Familiarity, familiarity
from dlcore.applications.classification.chest_xray.paint import Array
from dlcore.applications.classification.chest_xray.scoring import area_under_curve, mean_iou, overlaps
from dlcore.datasets import pneumoniamnist
from dlcore.datasets.home import home

SIZE = 28  # pixels a side, as PneumoniaMNIST has them
FINER = 2  # compositions are painted on a canvas so many times as fine
HELD_OUT_OUTLINES = 100
TRAINING, HELD_OUT = 3000, 500  # compositions
CANDIDATES = 200  # boxes tried as the fixed one


@dataclass
class ChestData:
    """What is learned from, and what is held out."""

    composed: Composed  # to learn boxes from, and verdicts
    radiographs: Composed | None  # to learn verdicts from; their boxes are unknown
    held_out: Composed  # for the verdict
    held_out_boxes: Composed  # compositions, for the box
    easy: Composed | None  # the official validation part of the radiographs: easier than the test part
    familiarity: Familiarity

    @property
    def signature(self) -> dict[str, Any]:
        """What `build_model` and the questions need to know."""
        return {
            "kind": "PneumoniaMNIST" if self.radiographs else "composed",
            "size": SIZE,
            "held_out": len(self.held_out.labels),
            "ill": int(self.held_out.labels.sum()),
        }


def load_data(config: Config) -> ChestData:
    """The pictures of a config. Raises `FetchError` where PneumoniaMNIST is wanted and missing."""
    learned, held_out = compositions()
    composed = part(learned, config.pictures, config.seed)
    if config.dataset == "composed":
        return ChestData(composed, None, held_out, held_out, None, familiarity([learned.images]))
    parts = {name: without_boxes(one) for name, one in pneumoniamnist.load().items()}
    radiographs = part(parts["train"], config.pictures, config.seed)
    known = familiarity([parts["train"].images, learned.images])
    return ChestData(composed, radiographs, parts["test"], held_out, parts["val"], known)


def check_data(config: Config) -> ChestData:
    """Held-out data that is always here: compositions. The familiarity is not measured on them."""
    return load_data(config.model_copy(update={"dataset": "composed"}))


def baseline(data: ChestData) -> dict[str, float]:
    """Logistic regression on the pixels for the verdict; the one fixed box that fits best for the box."""
    from sklearn.linear_model import LogisticRegression

    taught = data.radiographs or data.composed
    simple = LogisticRegression(max_iter=300, C=0.01)
    simple.fit(pixels(taught.images), taught.labels)
    scores = simple.decision_function(pixels(data.held_out.images))
    fixed = best_box(data.composed.boxes[data.composed.labels == 1])
    wanted = data.held_out_boxes.boxes[data.held_out_boxes.labels == 1]
    figures = {
        "validation_auc": area_under_curve(scores, data.held_out.labels),
        "validation_accuracy": float(((scores > 0) == data.held_out.labels).mean()),
        "validation_iou": mean_iou(np.broadcast_to(fixed, wanted.shape), wanted),
    }
    if data.easy:
        easy = simple.decision_function(pixels(data.easy.images))
        figures["easy_auc"] = area_under_curve(easy, data.easy.labels)
    return figures


def best_box(boxes: Array) -> Array:
    """Of some of the boxes (count, 4) the one that overlaps with all of them best, (4,)."""
    some = boxes[:: max(1, len(boxes) // CANDIDATES)]
    best: Array = some[overlaps(some[:, None], boxes[None]).mean(axis=1).argmax()]
    return best


@cache
def compositions() -> tuple[Composed, Composed]:
    """Compositions to learn from and held-out ones over other outlines; painted once, then kept."""
    order = np.random.default_rng(0).permutation(len(compose.outlines()))
    learned = prepared(TRAINING, order[HELD_OUT_OUTLINES:], seed=1)
    return learned, prepared(HELD_OUT, order[:HELD_OUT_OUTLINES], seed=2)


def prepared(count: int, chosen: NDArray[np.int64], seed: int) -> Composed:
    """Compositions of the network's size, from the data folder where they have been painted before."""
    source = (
        Path(compose.__file__),
        Path(paint.__file__),
        compose.FOLDER / "lung_outlines.npz",
        compose.FOLDER / "rsna_boxes.npz",
    )
    painted_by = hashlib.sha256(b"".join(path.read_bytes() for path in source))
    painted_by.update(f"{count} {seed} {chosen.tolist()}".encode())
    folder = home() / "prepared"
    folder.mkdir(exist_ok=True)
    path = folder / f"chests-{painted_by.hexdigest()[:16]}.npz"
    if not path.exists():
        painted = compose.compose(count, SIZE * FINER, chosen, seed)
        partial = path.with_suffix(f".partial{os.getpid()}")
        with partial.open("wb") as file:
            np.savez(file, images=reduced(painted.images), labels=painted.labels, boxes=painted.boxes)
        partial.replace(path)
    with np.load(path, allow_pickle=False) as kept:
        return Composed(kept["images"], kept["labels"], kept["boxes"])


def reduced(images: NDArray[np.uint8], size: int = SIZE) -> NDArray[np.uint8]:
    """The mean of blocks of pixels: (count, size * n, size * n) to (count, size, size)."""
    finer = images.shape[1] // size
    blocks = images.reshape(len(images), size, finer, size, finer)
    coarse: NDArray[np.uint8] = blocks.mean(axis=(2, 4)).round().astype(np.uint8)
    return coarse


def part(pictures: Composed, count: int, seed: int) -> Composed:
    """A random part where fewer are wanted than there are."""
    if len(pictures.labels) <= count:
        return pictures
    chosen = np.sort(np.random.default_rng(seed).permutation(len(pictures.labels))[:count])
    return Composed(pictures.images[chosen], pictures.labels[chosen], pictures.boxes[chosen])


def without_boxes(one: pneumoniamnist.Part) -> Composed:
    """Radiographs whose boxes nobody has drawn."""
    return Composed(one.images, one.labels, np.zeros((len(one.labels), 4), np.float32))


def pixels(images: NDArray[np.uint8]) -> Array:
    """Rows of numbers from 0 to 1, (count, pixels)."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)
