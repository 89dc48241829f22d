"""The simple model beside the network: a straight line, or a flat boundary, fitted in numpy."""

from dataclasses import dataclass

import numpy as np

from dlcore.applications.foundations.gradient_descent.sets import Array


@dataclass(frozen=True)
class LinearModel:
    """`weights` is (inputs + 1, outputs), the last row the bias; `classes` is 0 for a curve."""

    weights: Array
    classes: int

    @classmethod
    def fit(cls, inputs: Array, targets: Array, classes: int) -> "LinearModel":
        """Least squares for a curve; for classes, logistic regression by gradient descent."""
        extended = _with_one(inputs)
        if not classes:
            return cls(np.linalg.lstsq(extended, targets[:, None], rcond=None)[0], 0)
        wanted = np.eye(classes)[targets.astype(int)]  # (points, classes)
        weights = np.zeros((extended.shape[1], classes))
        for _ in range(400):
            error = _softmax(extended @ weights) - wanted
            # A touch of decay keeps the weights finite where the classes part cleanly.
            weights -= 2.0 * extended.T @ error / len(inputs) + 1e-4 * weights
        return cls(weights, classes)

    def outputs(self, inputs: Array) -> Array:
        """Probabilities (points, classes), or values (points, 1)."""
        raw = _with_one(inputs) @ self.weights
        return _softmax(raw) if self.classes else raw

    def scores(self, inputs: Array, targets: Array) -> dict[str, float]:
        """The network's own measures on the same points: loss and, for classes, accuracy."""
        outputs = self.outputs(inputs)
        if not self.classes:
            return {"loss": float(np.mean((outputs[:, 0] - targets) ** 2))}
        right = outputs[np.arange(len(targets)), targets.astype(int)]
        return {
            "loss": float(-np.log(np.maximum(right, 1e-12)).mean()),
            "accuracy": float((outputs.argmax(axis=1) == targets).mean()),
        }


def _with_one(inputs: Array) -> Array:
    return np.concatenate([inputs, np.ones((len(inputs), 1))], axis=1)


def _softmax(raw: Array) -> Array:
    powers = np.exp(raw - raw.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]
