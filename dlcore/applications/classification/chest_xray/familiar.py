"""Whether a picture looks like those that were learned from at all: how well PCA can paint it again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

COARSE = 14  # pixels a side: what kind of picture it is shows in a coarse one already
DIRECTIONS = 24
USED = 2000  # pictures of each kind
STRICTNESS = 0.995  # share of the known pictures that pass


@dataclass(frozen=True)
class Familiarity:
    """Mean (196,) and directions (24, 196) of known pictures, and the part that may stay unexplained."""

    mean: Array
    directions: Array
    limit: float


def familiarity(kinds: Sequence[NDArray[np.uint8]]) -> Familiarity:
    """What pictures (count, size, size) have in common, measured after evening out their exposure."""
    rows = np.concatenate([even(images[:: max(1, len(images) // USED)]) for images in kinds])
    mean = rows.mean(axis=0)
    _, vectors = np.linalg.eigh((rows - mean).T @ (rows - mean))
    directions = np.ascontiguousarray(vectors.T[::-1][:DIRECTIONS], np.float32)
    limit = float(np.quantile(unexplained(rows, mean, directions), STRICTNESS))
    return Familiarity(mean, directions, limit)


def even(images: NDArray[np.uint8]) -> Array:
    """Rows (count, 196) of coarser pictures (count, size, size), with mean 0 and spread 1 each."""
    finer = images.shape[1] // COARSE
    blocks = images.reshape(len(images), COARSE, finer, COARSE, finer).astype(np.float32)
    rows = blocks.mean(axis=(2, 4)).reshape(len(images), -1)
    rows = rows - rows.mean(axis=1, keepdims=True)
    evened: Array = rows / np.maximum(rows.std(axis=1, keepdims=True), np.float32(4))
    return evened


def unexplained(rows: Array, mean: Array, directions: Array) -> Array:
    """The mean squared rest of rows (count, 196) after painting them with the directions, (count,)."""
    away = rows - mean
    rest = away - (away @ directions.T) @ directions
    share: Array = np.square(rest).mean(axis=1)
    return share
