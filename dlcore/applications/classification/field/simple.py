"""The simple models that a network has to beat, and the trees that are to be feared; scikit-learn's."""

import weakref
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.field import aerial
from dlcore.applications.classification.field.rows import Split, StationData

Array = NDArray[Any]
STRENGTHS = tuple(10.0**power for power in range(-2, 5))  # of ridge regression, chosen by leaving one out
GREEN = 2  # classes of a photo that are green: crop and weeds


def simple_outputs(data: StationData, split: Split) -> Array:
    """What the simple model says: outputs like the network's."""
    if data.signature["network"] == "tile":
        return greenness(data, split)
    return np.asarray(fitted(data)(split.inputs))


_FITTED: "weakref.WeakKeyDictionary[Any, Any]" = weakref.WeakKeyDictionary()


def fitted(data: StationData) -> Any:
    """`fit_simple`, once for each data set that stays loaded."""
    if data.train not in _FITTED:
        _FITTED[data.train] = fit_simple(data)
    return _FITTED[data.train]


def fit_simple(data: StationData) -> Any:
    """Ridge or logistic regression on the rows that are learned from: a function from inputs to outputs."""
    from sklearn.linear_model import LogisticRegression, RidgeCV  # type: ignore[import-untyped]

    train = data.train
    if data.signature["kind"] == "classes":
        straight = LogisticRegression(max_iter=300, tol=1e-3).fit(train.inputs, train.targets)
        return lambda inputs: _all_classes(straight.decision_function(inputs), straight.classes_, data)
    ridge = RidgeCV(alphas=STRENGTHS).fit(train.inputs, train.targets)
    return lambda inputs: np.asarray(ridge.predict(inputs)).reshape(len(inputs), -1)


def tree_outputs(data: StationData, split: Split) -> Array:
    """What gradient-boosted trees (Friedman 2001), or a forest for classes (Breiman 2001), say."""
    from sklearn.ensemble import (  # type: ignore[import-untyped]
        HistGradientBoostingRegressor,
        RandomForestClassifier,
    )

    train = data.train
    if data.signature["kind"] == "classes":
        forest = RandomForestClassifier(100, random_state=0).fit(train.inputs, train.targets)
        likely = np.log(forest.predict_proba(split.inputs) + 1e-3)
        return _all_classes(likely, forest.classes_, data)
    columns = []
    for place in range(train.targets.shape[1]):
        trees = HistGradientBoostingRegressor(max_iter=100, random_state=0, early_stopping=False)
        columns.append(trees.fit(train.inputs, train.targets[:, place]).predict(split.inputs))
    return np.stack(columns, axis=1)


def greenness(data: StationData, split: Split) -> Array:
    """Excess green alone: above the threshold the commonest green mark, below it the commonest other."""
    indices = [_index(one.inputs) for one in (data.train, split)]
    limit = aerial.threshold(indices[0])
    counts = np.bincount(data.train.targets, minlength=data.signature["outputs"])
    green, other = int(counts[:GREEN].argmax()), GREEN + int(counts[GREEN:].argmax())
    chosen = np.where(indices[1] > limit, green, other)
    return np.where(np.arange(data.signature["outputs"]) == chosen[:, None], 2.0, 0.0)


def _index(inputs: Array) -> Array:
    levels = inputs.reshape(len(inputs), 3, aerial.TILE, aerial.TILE).transpose(0, 2, 3, 1) * 50 + 110
    green = aerial.excess_green(levels.clip(0, 255).reshape(-1, aerial.TILE, 3))
    return np.asarray(green.reshape(len(inputs), -1).mean(axis=1))


def _all_classes(scores: Array, classes: Array, data: StationData) -> Array:
    """Scores with a column for every class, also those that the rows learned from don't have."""
    spread = np.full((len(scores), data.signature["outputs"]), -20.0)
    spread[:, classes] = scores if scores.ndim == 2 else np.stack([-scores, scores], axis=1)
    return spread
