"""Pictures with a class each, some held out, and the nearest known picture as the thing to beat.

One worked example: the first digit that is held out shows a stroke of 28 x 28 grey values. The baseline
looks for the training picture with the smallest sum of squared differences and says what that one is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.own_classes import sketches
from dlcore.applications.classification.own_classes.config import Config
from dlcore.applications.classification.own_classes.own_data import FeatureData, load_own
from dlcore.datasets import digits, doodles, quickdraw

Pictures = NDArray[np.uint8]
Labels = NDArray[np.int64]

HELD_OUT_SHARE = 10  # every tenth doodle or sketch of a class
LAMP = 0.5  # how bright the lamp is under which every model is measured
DARKEST, LIGHTEST = 30, 150  # grey of the papers
BLOCK = 500  # held-out pictures compared at once


@dataclass(frozen=True)
class DrawingData:
    """Drawings (count, 28, 28), ink on paper, and their classes (count,)."""

    pictures: Pictures
    labels: Labels
    held_out: Pictures
    held_labels: Labels
    plain: Pictures  # those held out, on black paper
    names: tuple[str, ...]

    @property
    def signature(self) -> dict[str, Any]:
        """What `build_model` and the questions need to know."""
        return {"kind": "drawings", "classes": list(self.names)}

    @property
    def held_inputs(self) -> Pictures:
        """What the network is asked about."""
        return self.held_out

    @property
    def rows(self) -> NDArray[np.float32]:
        """The pictures to learn from as rows of pixels, for the baseline."""
        return _rows(self.pictures)

    @property
    def held_rows(self) -> NDArray[np.float32]:
        """The same of those held out."""
        return _rows(self.held_out)

    @cached_property
    def lit(self) -> Pictures:
        """The held-out pictures with a lamp switched on."""
        return under_lamp(self.held_out, LAMP)

    @cached_property
    def moved(self) -> Pictures:
        """The held-out drawings on papers of any grey."""
        return on_paper(self.plain, self.held_labels, "any", len(self.names), seed=1)


Data = DrawingData | FeatureData


def load_data(config: Config) -> Data:
    """The pictures of a config. Raises `ValueError` with a sentence where they are missing or too few."""
    if config.dataset == "own pictures":
        return load_own(config)
    parts = _parts(config.dataset)
    chosen = _chosen({name: learned for name, (learned, _) in parts.items()}, config)
    labels = _labels({name: len(pictures) for name, pictures in chosen.items()})
    held_labels = _labels({name: len(held) for name, (_, held) in parts.items()})
    plain = np.concatenate([held for _, held in parts.values()])
    pictures = np.concatenate(list(chosen.values()))
    count = len(parts)
    return DrawingData(
        on_paper(pictures, labels, config.background, count, seed=2),
        labels,
        on_paper(plain, held_labels, config.background, count, seed=3),
        held_labels,
        plain,
        tuple(parts),
    )


def check_data(config: Config) -> Data:
    """What the shipped model can be measured on without the real doodles: synthetic sketches."""
    return load_data(config.model_copy(update={"dataset": "sketches"}))


def baseline(data: Data) -> dict[str, float]:
    """Of the same class as the most similar picture that is known, pixel by pixel."""
    known = data.rows
    guessed = nearest_class(known, data.labels, data.held_rows)
    measured = scores(guessed, data.held_labels, len(data.names))
    if isinstance(data, DrawingData):
        for name, pictures in (("lamp_accuracy", data.lit), ("moved_accuracy", data.moved)):
            guessed = nearest_class(known, data.labels, _rows(pictures))
            measured[name] = float((guessed == data.held_labels).mean())
    return measured


def nearest_class(known: NDArray[np.float32], labels: Labels, asked: NDArray[np.float32]) -> Labels:
    """The class of the nearest of the known rows (count, feature) for each row asked about."""
    lengths = np.square(known).sum(axis=1)
    guessed = [
        labels[(lengths - 2 * asked[start : start + BLOCK] @ known.T).argmin(axis=1)]
        for start in range(0, len(asked), BLOCK)
    ]
    return np.concatenate(guessed)


def scores(guessed: Labels, truth: Labels, classes: int) -> dict[str, float]:
    """Share of right answers, and the share in the class where it is smallest."""
    recalls = [
        float((guessed[truth == label] == label).mean()) for label in range(classes) if (truth == label).any()
    ]
    return {"validation_accuracy": float((guessed == truth).mean()), "worst_recall": min(recalls)}


def under_lamp(pictures: Pictures, strength: float) -> Pictures:
    """Everything brighter, dark parts more than light ones: a lamp of that strength (0 to 1)."""
    return (255 * strength + pictures * np.float32(1 - strength)).astype(np.uint8)


def on_paper(pictures: Pictures, labels: Labels, background: str, classes: int, seed: int) -> Pictures:
    """The ink on another paper than black: of any grey, or of one for each class."""
    if background == "plain":
        return pictures
    if background == "any":
        greys = np.random.default_rng(seed).integers(DARKEST, LIGHTEST + 1, len(pictures))
    else:
        greys = DARKEST + (LIGHTEST - DARKEST) * labels // max(classes - 1, 1)
    paper: Pictures = greys.astype(np.uint8)[:, None, None]
    return np.maximum(pictures, paper)


def _rows(pictures: Pictures) -> NDArray[np.float32]:
    return pictures.reshape(len(pictures), -1).astype(np.float32) / np.float32(255)


def _parts(dataset: str) -> dict[str, tuple[Pictures, Pictures]]:
    """For each class the pictures to learn from and those held out."""
    if dataset == "digits":
        numbers = digits.load_digits()
        return {
            str(digit): (
                numbers.train_images[numbers.train_labels == digit],
                numbers.test_images[numbers.test_labels == digit],
            )
            for digit in range(10)
        }
    drawn = sketches.load_sketches() if dataset == "sketches" else dict(_doodles())
    held = {name: np.arange(len(pictures)) % HELD_OUT_SHARE == 0 for name, pictures in drawn.items()}
    return {name: (pictures[~held[name]], pictures[held[name]]) for name, pictures in drawn.items()}


def _doodles() -> Iterator[tuple[str, Pictures]]:
    for category in quickdraw.CATEGORIES:
        yield category, doodles.load_doodles(category)


def _chosen(parts: Mapping[str, Pictures], config: Config) -> dict[str, Pictures]:
    """A random part of each class, the same for the same seed; the first class has more if so wished."""
    random = np.random.default_rng(config.seed)
    chosen = {}
    for number, (name, pictures) in enumerate(parts.items()):
        wanted = config.per_class if number == 0 else max(1, config.per_class // config.imbalance)
        chosen[name] = pictures[np.sort(random.permutation(len(pictures))[:wanted])]
    return chosen


def _labels(counts: Mapping[str, int]) -> Labels:
    return np.repeat(np.arange(len(counts)), list(counts.values()))
