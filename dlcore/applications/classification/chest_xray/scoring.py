"""How good scores and boxes are: numbers only, without torch."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]
THRESHOLDS = 101  # from 0 to 1 in hundredths


def area_under_curve(scores: ArrayLike, labels: NDArray[np.int64]) -> float:
    """The chance that an abnormal picture has a higher score than a healthy one; ties count half."""
    values = np.asarray(scores, dtype=float)
    ordered = np.sort(values[labels == 0])
    ill = values[labels == 1]
    below = np.searchsorted(ordered, ill, side="left") + np.searchsorted(ordered, ill, side="right")
    return float(below.mean() / (2 * len(ordered)))


def overlaps(boxes: ArrayLike, others: ArrayLike) -> Array:
    """Intersection over union of boxes (…, 4) given as left, top, right, bottom: (…)."""
    one, two = np.asarray(boxes, np.float32), np.asarray(others, np.float32)
    sides = np.minimum(one[..., 2:], two[..., 2:]) - np.maximum(one[..., :2], two[..., :2])
    shared = sides.clip(0).prod(axis=-1)
    both = (one[..., 2:] - one[..., :2]).clip(0).prod(axis=-1)
    both = both + (two[..., 2:] - two[..., :2]).clip(0).prod(axis=-1)
    union: Array = shared / np.maximum(both - shared, 1e-9)
    return union


def mean_iou(boxes: ArrayLike, others: ArrayLike) -> float:
    """The mean of `overlaps`."""
    return float(overlaps(boxes, others).mean())


def operating_curve(probabilities: ArrayLike, labels: NDArray[np.int64]) -> Array:
    """Sensitivity and specificity at thresholds from 0 to 1, (2, thresholds)."""
    values = np.asarray(probabilities, dtype=float)
    called = values[None] >= np.linspace(0, 1, THRESHOLDS)[:, None]  # (thresholds, pictures)
    sensitivity = called[:, labels == 1].mean(axis=1)
    specificity = 1 - called[:, labels == 0].mean(axis=1)
    return np.stack([sensitivity, specificity]).astype(np.float32)


def per_thousand(sensitivity: float, specificity: float, prevalence: float) -> dict[str, int]:
    """Of 1,000 people: ill and found, ill and missed, healthy with a false alarm, healthy and cleared."""
    ill = round(1000 * prevalence)
    found = round(ill * sensitivity)
    cleared = round((1000 - ill) * specificity)
    return {"found": found, "missed": ill - found, "alarmed": 1000 - ill - cleared, "cleared": cleared}
