"""Survival without a network: Cox's proportional hazards (1972), and what both models are measured by.

Time is cut into intervals. A model gives one logit for each: the chance to die in it, if alive at its start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.patients.linear import sigmoid

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Cox:
    """Weights (features,), and the baseline's cumulative hazard at the end of each interval."""

    weights: Array
    cumulative: Array


def fit(features: Array, days: Array, event: NDArray[np.bool_], edges: Sequence[float]) -> Cox:
    """Cox's partial likelihood by Newton's method (Breslow's way with ties), with a light ridge."""
    order = np.argsort(-days, kind="stable")  # the longest first: those at risk are all before
    features, days, event = features[order], days[order], event[order]
    last = np.searchsorted(-days, -days, side="right") - 1  # equal times are at risk together
    weights = np.zeros(features.shape[1])
    for _ in range(25):
        scores = np.exp(np.clip(features @ weights, -30, 30))
        total = np.cumsum(scores)[last][event]
        first = np.cumsum(features * scores[:, None], axis=0)[last][event] / total[:, None]
        outer = features[:, :, None] * features[:, None, :] * scores[:, None, None]
        second = np.cumsum(outer, axis=0)[last][event] / total[:, None, None]
        slope = (features[event] - first).sum(axis=0) - weights
        curvature = (second - first[:, :, None] * first[:, None, :]).sum(axis=0) + np.eye(len(weights))
        step = np.linalg.solve(curvature, slope)
        weights = weights + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-8:
            break
    scores = np.exp(np.clip(features @ weights, -30, 30))
    jumps = np.where(event, 1 / np.cumsum(scores)[last], 0.0)
    return Cox(weights, np.array([jumps[days <= edge].sum() for edge in edges]))


def logits(model: Cox, features: Array) -> Array:
    """The chance to die in each interval as logits, (rows, intervals)."""
    scores = np.exp(np.clip(features @ model.weights, -30, 30))
    hazard = np.diff(model.cumulative, prepend=0.0)
    chance = np.clip(1 - np.exp(-scores[:, None] * hazard), 1e-7, 1 - 1e-7)
    return np.asarray(np.log(chance / (1 - chance)))


def intervals(
    days: Array, event: NDArray[np.bool_], edges: Sequence[float]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """How many intervals each patient is known to have lived through, and whether death in the next is known.

    Whoever left the study after the middle of an interval counts as having lived through it (Gensheimer and
    Narasimhan): else only the dead would be counted there. Deaths beyond the last edge are not seen.
    """
    middles = (np.array([0.0, *edges[:-1]]) + np.array(edges)) / 2
    died = np.searchsorted(edges, days, side="left")
    lived = np.searchsorted(middles, days, side="left")
    seen = event & (died < len(edges))
    return np.where(event, np.minimum(died, len(edges)), lived), seen


def hazards(outputs: Array) -> Array:
    """The chance to die in each interval if alive at its start."""
    return sigmoid(outputs)


def surviving(outputs: Array) -> Array:
    """The chance to be alive at the end of each interval, (rows, intervals)."""
    return np.cumprod(1 - hazards(outputs), axis=1)


def surprise(outputs: Array, interval: NDArray[np.int64], event: NDArray[np.bool_]) -> float:
    """Mean surprise a patient in nats: alive in each interval before, then dead, or out of sight."""
    chance = np.clip(hazards(outputs), 1e-7, 1 - 1e-7)
    before = np.arange(outputs.shape[1]) < interval[:, None]
    alive = (np.log(1 - chance) * before).sum(axis=1)
    died = np.log(chance[np.arange(len(chance)), np.minimum(interval, chance.shape[1] - 1)])
    return float(-(alive + np.where(event, died, 0.0)).mean())


def kaplan_meier(days: Array, event: NDArray[np.bool_], edges: Sequence[float]) -> Array:
    """The share still alive at each edge, counted without any model (Kaplan and Meier 1958)."""
    alive, shares = 1.0, []
    order = np.argsort(days, kind="stable")
    days, event = days[order], event[order]
    at_risk = len(days) - np.searchsorted(days, days, side="left")
    factors = np.where(event, 1 - 1 / at_risk, 1.0)
    for start, edge in zip([0.0, *edges[:-1]], edges, strict=True):
        alive *= float(factors[(days > start) & (days <= edge)].prod())
        shares.append(alive)
    return np.array(shares)
