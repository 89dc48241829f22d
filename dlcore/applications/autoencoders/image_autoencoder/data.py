"""Pictures to squeeze, and PCA as the thing to beat.

One worked example: of the digits, 8,000 pictures (1, 28, 28) are learned from. The first held-out one is a
white stroke on black; with a code of 8 PCA paints it again with a mean squared error of about 0.037.
"""

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.autoencoders.image_autoencoder.config import Config
from dlcore.datasets import digits, doodles, emoji_pictures, quickdraw
from dlcore.datasets.home import home

Pictures = NDArray[np.uint8]  # (count, height, width) or (count, height, width, 3)
Floats = NDArray[np.float32]

HELD_OUT_SHARE = 10  # every tenth doodle of a category
SYNTHETIC_CATS = 4000
OTHER_WORLD = 200  # synthetic cats that every model is measured on
OTHER_WORLD_SEED = 1  # not those that may be learned from
MOST_DIRECTIONS = 784


@dataclass
class PictureData:
    """Held-out pictures with their labels, and pictures to learn from, read when they are needed."""

    dataset: str
    held_out: Pictures
    labels: tuple[str, ...]
    code_size: int
    pictures: int
    seed: int

    @property
    def signature(self) -> dict[str, Any]:
        """What `build_model` and the questions need to know."""
        colour = self.held_out.ndim == 4
        return {"dataset": self.dataset, "size": self.held_out.shape[1], "channels": 3 if colour else 1}

    @cached_property
    def training(self) -> Pictures:
        """The pictures to learn from: a random part where fewer are wanted than there are."""
        pictures = training_pictures(self.dataset)
        if len(pictures) <= self.pictures:
            return pictures
        chosen = np.random.default_rng(self.seed).permutation(len(pictures))[: self.pictures]
        return pictures[np.sort(chosen)]

    @property
    def own_world(self) -> Pictures:
        """Pictures to learn from of the same kind as the held-out ones."""
        return digits.load_digits().train_images if "digits" in self.dataset else self.training

    @cached_property
    def components(self) -> tuple[Floats, Floats]:
        """Mean (pixels,) and the first principal directions (code, pixels) of the training pictures."""
        mean, directions = principal_components(self.training)
        padded = np.zeros((self.code_size, len(mean)), np.float32)  # few pictures have few directions
        padded[: len(directions)] = directions[: self.code_size]
        return mean, padded

    @cached_property
    def noisy(self) -> Pictures:
        """The held-out pictures with noise, always the same."""
        return with_noise(self.held_out, 0.3, seed=0)

    @cached_property
    def cats(self) -> Pictures:
        """Synthetic cats in the form of these pictures."""
        cats = doodles.draw_cats(OTHER_WORLD, OTHER_WORLD_SEED)
        if self.held_out.ndim == 3:
            return cats
        padded = np.pad(cats, ((0, 0), (2, 2), (2, 2)))  # 28 to 32 pixels
        return np.repeat(255 - padded[..., None], 3, axis=3)


def load_data(config: Config) -> PictureData:
    """The pictures of a config. Raises `MissingPackageError` with a sentence where the emoji are missing."""
    held_out, labels = held_out_pictures(config.dataset)
    return PictureData(config.dataset, held_out, labels, config.code_size, config.pictures, config.seed)


def baseline(data: PictureData) -> dict[str, float]:
    """PCA with a code of the same size, on the same held-out pictures."""
    mean, directions = data.components
    clean = scaled(data.held_out)
    cats = scaled(data.cats)
    return {
        "validation_loss": squared_error(project(clean, mean, directions), clean),
        "noise_error": squared_error(project(scaled(data.noisy), mean, directions), clean),
        "cats_error": squared_error(project(cats, mean, directions), cats),
    }


def held_out_pictures(dataset: str) -> tuple[Pictures, tuple[str, ...]]:
    """Pictures that no model learns from, and what they show."""
    if dataset == "emoji":
        emoji = emoji_pictures.load_emoji_pictures()
        return emoji.test_images, emoji.test_emoji
    if dataset == "doodles":
        parts = {category: held for category, (_, held) in _doodles().items()}
        labels = tuple(category for category, held in parts.items() for _ in held)
        return np.concatenate(list(parts.values())), labels
    numbers = digits.load_digits()
    return numbers.test_images, tuple(map(str, numbers.test_labels.tolist()))


def training_pictures(dataset: str) -> Pictures:
    """All pictures to learn from."""
    if dataset == "emoji":
        return emoji_pictures.load_emoji_pictures().train_images
    parts = [] if dataset == "doodles" else [digits.load_digits().train_images]
    if dataset != "digits":
        parts += [learned for learned, _ in _doodles().values()]
    return np.concatenate(parts)


def _doodles() -> dict[str, tuple[Pictures, Pictures]]:
    """For each category the pictures to learn from and those held out."""
    drawn = {category: doodles.load_doodles(category) for category in quickdraw.categories()}
    if not drawn:
        drawn = {"synthetic cat": doodles.draw_cats(SYNTHETIC_CATS)}
    parts = {}
    for category, pictures in drawn.items():
        held = np.arange(len(pictures)) % HELD_OUT_SHARE == 0
        parts[category] = (pictures[~held], pictures[held])
    return parts


def scaled(pictures: Pictures) -> Floats:
    """Bytes to rows of numbers from 0 to 1, channels first: (count, pixels)."""
    if pictures.ndim == 4:
        pictures = pictures.transpose(0, 3, 1, 2)
    return pictures.reshape(len(pictures), -1).astype(np.float32) / np.float32(255)


def with_noise(pictures: Pictures, amount: float, seed: int) -> Pictures:
    """Pictures with normal noise of that spread on every pixel, kept between 0 and 255."""
    noise = np.random.default_rng(seed).standard_normal(pictures.shape, np.float32)
    return (pictures + np.float32(255 * amount) * noise).clip(0, 255).astype(np.uint8)


def project(rows: Floats, mean: Floats, directions: Floats) -> Floats:
    """Rows (count, pixels) onto the directions and back, kept between 0 and 1."""
    painted = ((rows - mean) @ directions.T) @ directions + mean
    return painted.clip(0, 1).astype(np.float32, copy=False)


def squared_error(painted: Floats, rows: Floats) -> float:
    """Mean squared difference a pixel."""
    return float(np.square(painted - rows).mean())


def principal_components(pictures: Pictures) -> tuple[Floats, Floats]:
    """Mean (pixels,) and principal directions (at most 784, pixels), strongest first.

    Computed once for the same pictures, a second or two, and kept in the data folder.
    """
    fingerprint = hashlib.sha256(pictures.tobytes()).hexdigest()[:16]
    folder = home() / "prepared"
    folder.mkdir(exist_ok=True)
    path = folder / f"components-{fingerprint}.npz"
    if not path.exists():
        rows = scaled(pictures)
        mean = rows.mean(axis=0)
        partial = path.with_suffix(f".partial{os.getpid()}")
        with partial.open("wb") as file:
            np.savez(file, mean=mean, directions=_directions(rows - mean))
        partial.replace(path)
    with np.load(path, allow_pickle=False) as kept:
        return kept["mean"], kept["directions"]


def _directions(rows: Floats) -> Floats:
    """Principal directions of centred rows: eigenvectors of the smaller of the two products."""
    count, pixels = rows.shape
    if count >= pixels:
        _, vectors = np.linalg.eigh(rows.T @ rows)
        return np.ascontiguousarray(vectors.T[::-1][:MOST_DIRECTIONS], np.float32)
    values, vectors = np.linalg.eigh(rows @ rows.T)
    used = np.flatnonzero(values > 1e-6 * values[-1])[::-1][:MOST_DIRECTIONS]
    return np.ascontiguousarray((vectors[:, used].T @ rows) / np.sqrt(values[used])[:, None], np.float32)
