"""From a config to points that are split, scaled and ready to be learned from.

One worked example: of the spirals' 300 points, the first is (0.41, -0.13) of class "blue". 180 points are
for learning; from them come the mean (about 0) and the spread (about 0.5) by which all points are scaled,
so that the network sees (0.8, -0.3) and the target 0.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.foundations.gradient_descent import own_sets, sets
from dlcore.applications.foundations.gradient_descent.config import Config
from dlcore.applications.foundations.gradient_descent.linear import LinearModel
from dlcore.applications.foundations.gradient_descent.sets import Array, PointSet

if TYPE_CHECKING:
    import torch

Indices = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Split:
    """Scaled points: `inputs` (points, 1 or 2), `targets` (points,) class numbers or scaled values."""

    inputs: Array
    targets: Array

    def tensors(self, classes: bool) -> "tuple[torch.Tensor, torch.Tensor]":
        """The same as tensors: inputs (points, 1 or 2), targets (points,) whole numbers for classes."""
        import torch

        inputs = torch.from_numpy(self.inputs.astype(np.float32))
        targets = self.targets.astype(np.int64 if classes else np.float32)
        return inputs, torch.from_numpy(targets)


@dataclass(frozen=True)
class Data:
    """Points for learning and points held out, and the signature that reads them."""

    train: Split
    validation: Split
    signature: dict[str, Any]
    note: str = ""


def load_data(config: Config) -> Data:
    """Make or read the points of a config. Raises `ValueError` with one sentence for unusable own points."""
    return prepared(_points(config), config.validation_share)


def prepared(points: PointSet, share: float) -> Data:
    """Points split and scaled; `share` of each class (of all, for a curve) is held out, none if 0."""
    order = np.random.permutation(len(points.targets))
    held_out = _held_out(points, order, share)
    learned = np.setdiff1d(order, held_out)
    signature = _signature(points, learned)
    train, validation = _scaled(points, learned, signature), _scaled(points, held_out, signature)
    return Data(train, validation, signature, points.note)


def baseline(data: Data) -> dict[str, float]:
    """The straight line (curve) or flat boundary (classes) that fits the training points best."""
    model = LinearModel.fit(data.train.inputs, data.train.targets, len(data.signature["classes"]))
    scores = model.scores(data.validation.inputs, data.validation.targets)
    return {f"validation_{name}": value for name, value in scores.items()}


def _points(config: Config) -> PointSet:
    if config.dataset == "own points":
        return own_sets.drawn_points(config.own_points)
    if config.dataset == "own table":
        return own_sets.table(config.own_table)
    return sets.generate(config.dataset, config.points, config.noise)


def _held_out(points: PointSet, order: Indices, share: float) -> Indices:
    """Indices kept aside: the same share of each class, at least one held out and one learned from."""
    least, groups = 1 if share else 0, [order]
    if points.classes:
        groups = [order[points.targets[order] == label] for label in range(len(points.classes))]
    counts = [int(np.clip(round(share * len(group)), least, len(group) - 1)) for group in groups]
    return np.concatenate([group[:count] for group, count in zip(groups, counts, strict=True)])


def _signature(points: PointSet, learned: Indices) -> dict[str, Any]:
    """All that is needed to read the network's answers, measured on the training points alone."""
    inputs, targets = points.inputs[learned], points.targets[learned]
    vertical = points.inputs[:, 1] if points.classes else points.targets
    return {
        "classes": list(points.classes),
        "axes": list(points.axes),
        "mean": inputs.mean(axis=0).tolist(),
        "scale": np.maximum(inputs.std(axis=0), 1e-9).tolist(),
        "target_mean": 0.0 if points.classes else float(targets.mean()),
        "target_scale": 1.0 if points.classes else max(float(targets.std()), 1e-9),
        "extent": [*_range(points.inputs[:, 0]), *_range(vertical)],
    }


def _range(values: Array) -> tuple[float, float]:
    """From the smallest to the largest value with a margin."""
    margin = max(0.12 * float(np.ptp(values)), 1e-6)
    return float(values.min()) - margin, float(values.max()) + margin


def _scaled(points: PointSet, chosen: Indices, signature: dict[str, Any]) -> Split:
    inputs = (points.inputs[chosen] - signature["mean"]) / signature["scale"]
    targets = (points.targets[chosen] - signature["target_mean"]) / signature["target_scale"]
    return Split(inputs, targets)
