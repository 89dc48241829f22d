"""What a station is judged by: accuracy, share of the spread that is explained, width of errors."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def accuracy(scores: Array, classes: Array) -> float:
    """Share of the rows whose highest score is the true class."""
    return float((scores.argmax(axis=1) == classes).mean())


def explained(values: Array, truth: Array, usual: float = 0.0) -> float:
    """R²: 1 is perfect, 0 is as good as always saying what is usual, below 0 is worse than that.

    The usual value is the mean of the rows learned from (0 for scaled values), so that new ground is judged
    by what was known before.
    """
    return float(1 - ((values - truth) ** 2).sum() / ((truth - usual) ** 2).sum())


def cross_entropy(scores: Array, classes: Array) -> float:
    """Mean surprise at the true class, in nats."""
    highest = scores.max(axis=1, keepdims=True)
    likelihood = scores - highest - np.log(np.exp(scores - highest).sum(axis=1, keepdims=True))
    return float(-likelihood[np.arange(len(classes)), classes].mean())


def softmax(scores: Array) -> Array:
    """Scores (rows, class) to probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def half_width(errors: Array, covered: float = 0.9) -> float:
    """The error that `covered` of the held-out rows stay under: half the width of an honest interval.

    Of n errors the one ranked covered * (n + 1) is taken (conformal prediction).
    """
    ranked = np.sort(np.abs(errors))
    return float(ranked[min(int(np.ceil(covered * (len(ranked) + 1))) - 1, len(ranked) - 1)])


def figures_of(
    signature: Mapping[str, Any], outputs: Array, targets: Array, inputs: Array
) -> dict[str, float]:
    """Loss and figures of one station by name; `outputs` are scores, or values in units of their spread."""
    if signature["kind"] == "classes":
        name = signature["figure"]
        return {"loss": cross_entropy(outputs, targets), name: accuracy(outputs, targets)}
    found = {"loss": float(((outputs - targets) ** 2).mean())}
    for place, name in enumerate(signature["targets"]):
        found[name] = explained(outputs[:, place], targets[:, place])
    if "rice" in found:
        land = land_of(signature, inputs)
        said, true = (in_units(signature, one)[:, 0] - land for one in (outputs, targets))
        found["hectare"] = explained(said, true, signature["usual_hectare"])
    return found


def in_units(signature: Mapping[str, Any], values: Array) -> Array:
    """Values in units of their spread as values in the target's own units, (rows, target)."""
    return np.asarray(values * np.array(signature["target_spread"]) + np.array(signature["target_mean"]))


def land_of(signature: Mapping[str, Any], inputs: Array) -> Array:
    """The logarithm of a farm's land in hectares, from its scaled inputs."""
    scaled = inputs[:, 0] * signature["spread"][0] + signature["mean"][0]
    return np.asarray(np.log(np.maximum(np.expm1(scaled), 1e-3)))


def mean_figures(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Figures of several stations together: losses as their mean, the rest side by side."""
    together = {name: value for one in found for name, value in one.items() if name != "loss"}
    return {"loss": float(np.mean([one["loss"] for one in found])), **together}
