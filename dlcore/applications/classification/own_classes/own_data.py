"""The visitor's own pictures as data: features to learn from, some held out. Torch loads only if needed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.own_classes.config import Config
from dlcore.datasets import own, own_pictures

Labels = NDArray[np.int64]
Features = NDArray[np.float32]

THUMBNAIL = 16  # pixels a side: what the baseline compares
KEPT = "efficientnet.npy"  # beside each picture: its 1,280 features


@dataclass(frozen=True)
class FeatureData:
    """Features (count, feature) and classes (count,) of the visitor's pictures, by fingerprint."""

    extractor: str
    inputs: Features
    labels: Labels
    held_inputs: Features
    held_labels: Labels
    pictures: tuple[str, ...]
    held_pictures: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def signature(self) -> dict[str, Any]:
        """What `build_model` and the questions need to know."""
        return {
            "kind": "features",
            "extractor": self.extractor,
            "features": self.inputs.shape[1],
            "classes": list(self.names),
        }

    @property
    def rows(self) -> Features:
        """The pictures to learn from as rows of bare pixels, for the baseline."""
        return bare_pixels(self.pictures)

    @property
    def held_rows(self) -> Features:
        """The same of those held out."""
        return bare_pixels(self.held_pictures)


def load_own(config: Config) -> FeatureData:
    """Features of the visitor's pictures; those not known yet are computed now.

    Raises `ValueError` with a sentence where pictures are missing or too few, or the large network is.
    """
    if not config.own_pictures:
        raise ValueError(
            "There are no pictures of your own yet: collect some on the Use view, or give a zip."
        )
    collection = own_pictures.read(config.own_pictures)
    if problem := collection.problem():
        raise ValueError(problem)
    learned = [(picture, number) for picture, number, held in own_pictures.placed(collection) if not held]
    held = [(picture, number) for picture, number, held in own_pictures.placed(collection) if held]
    learned = _chosen(learned, config)
    pictures, held_pictures = tuple(one for one, _ in learned), tuple(one for one, _ in held)
    return FeatureData(
        config.features,
        features_of(pictures, config.features),
        np.array([number for _, number in learned]),
        features_of(held_pictures, config.features),
        np.array([number for _, number in held]),
        pictures,
        held_pictures,
        collection.names,
    )


def features_of(pictures: tuple[str, ...], extractor: str) -> Features:
    """One row of features for each picture, (pictures, feature)."""
    if extractor == "pixels":
        return bare_pixels(pictures)
    from dlcore.applications.classification.own_classes import features

    if extractor == "doodle network":
        return features.of_doodle_network([own_pictures.picture(one) for one in pictures])
    return np.stack([known_or_computed(one) for one in pictures])


def known_or_computed(picture: str) -> Features:
    """The 1,280 features of a kept picture: from beside it, or computed now. Raises `FetchError`."""
    place = own.beside(picture, KEPT)
    if not place.exists():
        from dlcore.applications.classification.own_classes import features

        row = features.of_photo(own_pictures.picture(picture))
        partial = place.with_suffix(".partial")
        with partial.open("wb") as file:
            np.save(file, row, allow_pickle=False)
        partial.replace(place)
    known: Features = np.load(place, allow_pickle=False)
    return known


def unknown(pictures: tuple[str, ...]) -> list[str]:
    """The pictures whose features have not been computed yet."""
    return [one for one in pictures if not own.beside(one, KEPT).exists()]


def bare_pixels(pictures: tuple[str, ...]) -> Features:
    """Pictures made tiny, (pictures, 768), from 0 to 1: no network at all."""
    rows = [own_pictures.thumbnail(one, THUMBNAIL).ravel() for one in pictures]
    return np.stack(rows).astype(np.float32) / np.float32(255)


def _chosen(learned: list[tuple[str, int]], config: Config) -> list[tuple[str, int]]:
    """At most so many of each class; fewer of all but the first, if so wished."""
    taken: dict[int, int] = {}
    chosen = []
    for picture, number in learned:
        most = config.per_class if number == 0 else max(1, config.per_class // config.imbalance)
        taken[number] = taken.get(number, 0) + 1
        if taken[number] <= most:
            chosen.append((picture, number))
    return chosen
