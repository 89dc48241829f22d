"""Figures of a prediction: how well it ranks, how surprised it is, whether its risks come true."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


def auroc(scores: Array, ill: NDArray[Any]) -> float:
    """The chance that a patient who is ill has a higher score than one who is not; ties count half.

    0.5 where there is only one kind of patient.
    """
    ill = np.asarray(ill, dtype=bool)
    sick, well = int(ill.sum()), int((~ill).sum())
    if not sick or not well:
        return 0.5
    ranks = average_ranks(np.asarray(scores, dtype=float))
    return float((ranks[ill].sum() - sick * (sick + 1) / 2) / (sick * well))


def average_ranks(values: Array) -> Array:
    """Ranks from 1; equal values share their mean rank."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place])


def roc_curve(scores: Array, ill: NDArray[Any], most: int = 60) -> Array:
    """False alarms against found patients at every threshold, (points, 2), at most about `most` points."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    sorted_ill = np.asarray(ill, dtype=bool)[order]
    found = np.concatenate([[0], np.cumsum(sorted_ill)]) / max(sorted_ill.sum(), 1)
    alarms = np.concatenate([[0], np.cumsum(~sorted_ill)]) / max((~sorted_ill).sum(), 1)
    keep = np.unique(np.linspace(0, len(found) - 1, most).astype(int))
    return np.stack([alarms[keep], found[keep]], axis=1)


def log_loss(risk: Array, ill: NDArray[Any]) -> float:
    """Mean surprise in nats; 0.69 is a coin's."""
    clipped = np.clip(np.asarray(risk, dtype=float), 1e-7, 1 - 1e-7)
    return float(-np.where(np.asarray(ill, dtype=bool), np.log(clipped), np.log(1 - clipped)).mean())


def calibration(risk: Array, ill: NDArray[Any], groups: int = 8) -> list[dict[str, float]]:
    """Patients in groups of equal size by predicted risk: what was predicted, and what happened."""
    order = np.argsort(risk, kind="stable")
    found = []
    for group in np.array_split(order, min(groups, len(order))):
        found.append(
            {
                "predicted": float(np.mean(risk[group])),
                "happened": float(np.mean(ill[group])),
                "patients": float(len(group)),
            }
        )
    return found


def nearest(risk: Array, ill: NDArray[Any], own: float, count: int = 100) -> dict[str, float]:
    """The patients whose predicted risk is nearest to `own`: how many, from where to where, how many ill."""
    chosen = np.argsort(np.abs(risk - own), kind="stable")[: min(count, max(1, len(risk) // 4))]
    return {
        "patients": float(len(chosen)),
        "lowest": float(risk[chosen].min()),
        "highest": float(risk[chosen].max()),
        "ill": float(np.sum(ill[chosen])),
    }


def explained(predicted: Array, truth: Array) -> float:
    """Share of the spread that the prediction explains (R squared); 0 is always answering with the mean."""
    spread = float(((truth - truth.mean()) ** 2).sum())
    return 1 - float(((truth - predicted) ** 2).sum()) / max(spread, 1e-12)


def concordance(risk: Array, time: Array, event: NDArray[Any], most: int = 400) -> float:
    """Of all pairs where it is known who died first: the share in which that one had the higher risk.

    Each of the first `most` patients who died is compared with everybody who lived longer.
    """
    right = pairs = 0.0
    for index in np.flatnonzero(event)[:most]:
        later = time > time[index]
        pairs += later.sum()
        right += (risk[index] > risk[later]).sum() + 0.5 * (risk[index] == risk[later]).sum()
    return float(right / pairs) if pairs else 0.5
