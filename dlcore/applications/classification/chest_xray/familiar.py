"""Whether a picture looks like those that were learned from at all.

Principal component analysis finds the few patterns that X-rays have in common. A picture is strange where it
uses them in unusual amounts, or where much of it is left when they have been taken away (Tipping and Bishop,
"Probabilistic principal component analysis", 1999).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

COARSE = 14  # pixels a side: what kind of picture it is shows in a coarse one already
PATTERNS = 16
USED = 2000  # pictures of each kind
STRICTNESS = 0.995  # share of the known pictures that pass


@dataclass(frozen=True)
class Familiarity:
    """What known pictures have in common, after evening out their exposure."""

    mean: Array  # (196,)
    patterns: Array  # (16, 196)
    amounts: Array  # (16,): the usual squared amount of each pattern
    rest: float  # the usual squared rest a pixel
    limit: float  # the greatest distance that is not strange

    def distance(self, rows: Array) -> Array:
        """How strange rows (count, 196) are, (count,): about 1 where a picture is as usual as most."""
        away = rows - self.mean
        used = away @ self.patterns.T  # (count, 16)
        left = np.square(away - used @ self.patterns).sum(axis=1)
        total: Array = ((np.square(used) / self.amounts).sum(axis=1) + left / self.rest) / rows.shape[1]
        return total

    def painted(self, rows: Array) -> Array:
        """What the patterns can make of rows (count, 196)."""
        pictures: Array = ((rows - self.mean) @ self.patterns.T) @ self.patterns + self.mean
        return pictures


def familiarity(kinds: Sequence[NDArray[np.uint8]]) -> Familiarity:
    """Measure what pictures (count, size, size) of several kinds have in common."""
    rows = np.concatenate([even(images[:: max(1, len(images) // USED)]) for images in kinds])
    mean = rows.mean(axis=0)
    spread = (rows - mean).T @ (rows - mean) / np.float32(len(rows))
    values, vectors = np.linalg.eigh(spread)  # smallest first
    patterns = np.ascontiguousarray(vectors.T[::-1][:PATTERNS], np.float32)
    amounts, rest = values[::-1][:PATTERNS].copy(), float(values[:-PATTERNS].mean())
    found = Familiarity(mean, patterns, amounts.clip(1e-6), max(rest, 1e-6), 0.0)
    limit = float(np.quantile(found.distance(rows), STRICTNESS))
    return Familiarity(mean, patterns, found.amounts, found.rest, limit)


def even(images: NDArray[np.uint8]) -> Array:
    """Rows (count, 196) of coarser pictures (count, size, size), with mean 0 and spread 1 each."""
    finer = images.shape[1] // COARSE
    blocks = images.reshape(len(images), COARSE, finer, COARSE, finer).astype(np.float32)
    rows = blocks.mean(axis=(2, 4)).reshape(len(images), -1)
    rows = rows - rows.mean(axis=1, keepdims=True)
    evened: Array = rows / np.maximum(rows.std(axis=1, keepdims=True), np.float32(4))
    return evened
