"""Gradient-boosted trees (Friedman 2001) from scikit-learn: on tables the opponent to be feared."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.patients.data import Data, Split

ROUNDS = 100


def tree_outputs(data: Data, split: Split) -> NDArray[Any]:
    """What trees, grown on the patients learned from, say of others: raw outputs like the network's."""
    from sklearn.ensemble import (  # type: ignore[import-untyped]
        HistGradientBoostingClassifier,
        HistGradientBoostingRegressor,
    )

    kind = data.signature["kind"]
    make = HistGradientBoostingRegressor if kind == "number" else HistGradientBoostingClassifier
    trees = make(max_iter=ROUNDS, random_state=0, early_stopping=False)
    trees.fit(_inputs(data.train), data.train.targets)
    if kind == "number":
        return np.asarray(trees.predict(_inputs(split)))[:, None]
    outputs = np.asarray(trees.decision_function(_inputs(split)))
    return outputs[:, None] if outputs.ndim == 1 else outputs


def _inputs(split: Split) -> NDArray[Any]:
    return np.concatenate([split.numbers, split.codes.astype(np.float32)], axis=1)
