"""How good samples are: modes and precision in the plane; for pictures a judge's labels and features."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dlcore.applications.gans.gan_laboratory.planes import Target
from dlcore.applications.gans.judge import CLASSES, judge

FAIR_SHARE = 0.2  # a mode counts when it gets this part of the samples that are its due
READABLE = 0.5  # a class of pictures counts when the judge sees it in this part of those asked for
REACH = 4  # standard deviations around a centre that count as on target

Matrix = NDArray[np.floating[Any]]


def measure_points(points: Matrix, target: Target) -> dict[str, float]:
    """`modes_covered` and `high_quality` (share of samples on target) of points (count, 2)."""
    offsets = points[:, None] - target.centres  # (count, centres, 2)
    distances = np.hypot(offsets[..., 0], offsets[..., 1])
    good = distances.min(axis=1) <= REACH * target.spread
    found = np.bincount(target.modes[distances.argmin(axis=1)[good]], minlength=target.modes.max() + 1)
    due = len(points) * np.bincount(target.modes) / len(target.modes)
    return {"modes_covered": float((found >= FAIR_SHARE * due).sum()), "high_quality": float(good.mean())}


@dataclass(frozen=True)
class Statistics:
    """Mean and covariance of the judge's features over many pictures."""

    mean: Tensor  # (features,)
    covariance: Tensor  # (features, features)


def statistics(features: Tensor) -> Statistics:
    """Of features (count, features)."""
    values = features.double()
    return Statistics(values.mean(dim=0), torch.cov(values.T))


def frechet_distance(one: Statistics, other: Statistics) -> float:
    """Fréchet distance of two Gaussians: 0 where mean and covariance agree (Heusel et al. 2017)."""
    values, vectors = torch.linalg.eigh(one.covariance)
    root = (vectors * values.clamp(min=0).sqrt()) @ vectors.T  # the symmetric square root
    shared = torch.linalg.eigvalsh(root @ other.covariance @ root).clamp(min=0).sqrt().sum()
    apart = (one.mean - other.mean).square().sum()
    return float(apart + one.covariance.trace() + other.covariance.trace() - 2 * shared)


@torch.no_grad()
def judge_pictures(pictures: Tensor) -> tuple[Tensor, Tensor]:
    """The judge's features (count, 64) and verdicts (count,) as places in `CLASSES`."""
    parts = [judge()(part) for part in torch.split(pictures, 250)]
    features, scores = (torch.cat(column) for column in zip(*parts, strict=True))
    return features, scores.argmax(dim=1)


def measure_pictures(
    features: Tensor, verdicts: Tensor, labels: Tensor, classes: tuple[str, ...], target: Statistics
) -> dict[str, float]:
    """`modes_covered`, `label_agreement` and `frechet_distance` of judged pictures."""
    meant = torch.tensor([CLASSES.index(name) for name in classes])[labels]
    right = (verdicts == meant).float()
    by_class = torch.stack([right[labels == label].mean() for label in range(len(classes))])
    return {
        "modes_covered": float((by_class >= READABLE).sum()),
        "label_agreement": right.mean().item(),
        "frechet_distance": frechet_distance(statistics(features), target),
    }
