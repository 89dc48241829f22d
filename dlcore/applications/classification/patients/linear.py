"""The simple models beside the network: logistic regression by Newton's method, and least squares."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Linear:
    """`weights` is (features + 1, outputs), the last row the bias."""

    weights: Array

    @classmethod
    def fit(
        cls, features: Array, targets: NDArray[Any], kind: str, classes: int, penalty: float = 1.0
    ) -> "Linear":
        """Fit on (rows, features). Two classes: one output; several: one each, against all others."""
        if kind == "number":
            return cls(_ridge(features, targets, penalty)[:, None])
        if kind == "two classes":
            return cls(logistic(features, targets, penalty)[:, None])
        each = [logistic(features, targets == one, penalty) for one in range(classes)]
        return cls(np.stack(each, axis=1))

    def outputs(self, features: Array) -> Array:
        """Logits, or values: (rows, outputs)."""
        return np.asarray(_with_one(features) @ self.weights)


def logistic(features: Array, ill: NDArray[Any], penalty: float = 1.0) -> Array:
    """Weights and bias that make the outcomes most likely, with a ridge on the weights (not on the bias)."""
    extended, ill = _with_one(features), np.asarray(ill, dtype=float)
    ridge = np.full(extended.shape[1], penalty)
    ridge[-1] = 1e-6
    weights = np.zeros(extended.shape[1])
    for _ in range(40):
        risk = sigmoid(extended @ weights)
        slope = extended.T @ (risk - ill) + ridge * weights
        curvature = (extended * (risk * (1 - risk))[:, None]).T @ extended + np.diag(ridge)
        step = np.linalg.solve(curvature, slope)
        # Newton may overshoot where risks are nearly 0 or 1; a step of bounded length can't run away.
        weights = weights - step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-8:
            break
    return weights


def sigmoid(logits: Array) -> Array:
    """From logits to risks."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -60, 60))))


def _ridge(features: Array, targets: Array, penalty: float) -> Array:
    extended = _with_one(features)
    ridge = np.full(extended.shape[1], penalty)
    ridge[-1] = 1e-9
    return np.asarray(np.linalg.solve(extended.T @ extended + np.diag(ridge), extended.T @ targets))


def _with_one(features: Array) -> Array:
    return np.concatenate([features, np.ones((len(features), 1))], axis=1)
