"""How familiar a leaf is: its distance to the leaves that were learned from, in scaled features.

A softmax must choose, whatever it is shown. The distance need not: it says when nothing like this was there.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.plant_species.data import Data

NEIGHBOURS = 3  # whose mean distance counts
USUAL = 0.95  # of the leaves learned from are nearer to their neighbours than what is called strange
Array = NDArray[np.floating[Any]]


def distances(features: Array, known: Array, without_itself: bool = False) -> Array:
    """Mean distance of each row (leaves, feature) to its nearest rows in `known`."""
    squared = (features**2).sum(axis=1)[:, None] + (known**2).sum(axis=1) - 2 * features @ known.T
    first = 1 if without_itself else 0
    near = np.sort(np.sqrt(np.maximum(squared, 0)), axis=1)[:, first : NEIGHBOURS + first]
    return np.asarray(near.mean(axis=1), dtype=np.float64)


def usual_distances(known: Array) -> Array:
    """What distances the leaves learned from have to each other, ascending."""
    return np.sort(distances(known, known, without_itself=True))


def strange(data: Data) -> NDArray[np.bool_]:
    """Which held-out leaves lie further from all that was learned than is usual."""
    known = data.train.features
    limit = float(np.quantile(usual_distances(known), USUAL))
    return distances(data.held_out.features, known) > limit


def nearest(features: Array, known: Array, count: int) -> tuple[NDArray[np.int64], Array]:
    """The places of the nearest rows and their distances, for one leaf (feature,)."""
    away = np.sqrt(((known - features) ** 2).sum(axis=1))
    order = np.argsort(away, kind="stable")[:count]
    return order, away[order]
