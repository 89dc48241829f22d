"""Thresholds and F1: set where the truth may be looked at, measured where it was not."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

GRID = np.arange(0.1, 0.91, 0.05)  # probabilities from which a finding may be called
Array = NDArray[Any]


def thresholds(chances: Array, truth: Array) -> Array:
    """For each finding the probability from which F1 is best, of (notes, finding); ties go to the middle."""
    scores = np.stack([f1(chances >= cut, truth) for cut in GRID])  # (cut, finding)
    best: Array = GRID[(scores - 0.02 * np.abs(GRID - 0.5)[:, None]).argmax(axis=0)]
    return best


def f1(called: Array, truth: Array) -> Array:
    """F1 of every finding, (finding,), from what was called and what is true, both (notes, finding)."""
    called, truth = np.asarray(called, dtype=bool), np.asarray(truth, dtype=bool)
    hits = (called & truth).sum(axis=0)
    return np.asarray(2 * hits / np.maximum(called.sum(axis=0) + truth.sum(axis=0), 1))


def figures(chances: Mapping[str, Array], cuts: Mapping[str, Array], truth: Array) -> dict[str, float]:
    """Macro-F1 by network ("both", "notes", "codes"), and the loss of the one that reads both."""
    macro = {name: float(f1(chances[name] >= cuts[name], truth).mean()) for name in chances}
    return {
        "validation_macro_f1": macro["both"],
        "notes_macro_f1": macro["notes"],
        "codes_macro_f1": macro["codes"],
        "validation_loss": surprise(chances["both"], truth),
    }


def surprise(chances: Array, truth: Array) -> float:
    """Mean cross-entropy in nats, a finding and note."""
    sure = np.clip(np.asarray(chances, dtype=np.float64), 1e-7, 1 - 1e-7)
    return float(-(truth * np.log(sure) + (1 - truth) * np.log(1 - sure)).mean())
