"""Why the network says so: importance of columns, shares of one patient's risk, and what works together.

Permutation importance is Breiman's (2001), integrated gradients are Sundararajan's (2017), the interaction
strength is Friedman's and Popescu's (2008): each in a few lines of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dlcore.applications.classification.patients import encoding
from dlcore.applications.classification.patients.data import Split
from dlcore.applications.classification.patients.model import PatientNetwork

Array = NDArray[Any]
Score = Callable[[Array, Array], Array]  # numbers and codes to one score a patient: a logit, or a hazard


def scorer(model: PatientNetwork, kind: str) -> Score:
    """The network as a function of numbers and codes: the logit, the value, or the summed hazard."""

    def score(numbers: Array, codes: Array) -> Array:
        with torch.no_grad():
            outputs = model(torch.from_numpy(numbers), torch.from_numpy(codes))
            return np.asarray(one_score(outputs, kind).numpy())

    return score


def one_score(outputs: Tensor, kind: str) -> Tensor:
    """One number a patient from raw outputs: of several classes the last one's logit against the others."""
    if kind == "survival":
        return torch.sigmoid(outputs).sum(dim=1).log()
    if kind == "classes":
        return outputs[:, -1] - torch.logsumexp(outputs[:, :-1], dim=1)
    return outputs[:, 0]


def importance(
    score: Score,
    split: Split,
    columns: Sequence[Mapping[str, Any]],
    figure: Callable[[Array], float],
    times: int = 4,
) -> list[dict[str, Any]]:
    """For each column: how much a figure of the model falls when the column is shuffled among patients."""
    usual = figure(score(split.numbers, split.codes))
    found = []
    for column in columns:
        kind, where = encoding.places(columns)[column["name"]]
        falls = []
        for _ in range(times):
            numbers, codes = split.numbers.copy(), split.codes.copy()
            shuffled = numbers if kind == "number" else codes
            shuffled[:, where] = shuffled[np.random.permutation(len(split))][:, where]
            falls.append(usual - figure(score(numbers, codes)))
        found.append(
            {"label": column["label"], "fall": float(np.mean(falls)), "spread": float(np.std(falls))}
        )
    return sorted(found, key=lambda one: -float(one["fall"]))


def integrated_gradients(
    model: PatientNetwork,
    split: Split,
    columns: Sequence[Mapping[str, Any]],
    kind: str,
    steps: int = 128,
) -> dict[str, Any]:
    """Shares of one patient's score by column, against an average patient: they add up to the difference.

    The split holds one patient. The gradient is taken all along the straight way from the average patient
    to this one and averaged; times the way itself it says how much each feature has moved the score.
    """
    with torch.no_grad():
        features = model.features(torch.from_numpy(split.numbers), torch.from_numpy(split.codes))
    average = average_features(model, split.numbers.shape[1], columns)
    middles = (torch.arange(steps) + 0.5) / steps
    way = average + middles[:, None] * (features - average)  # (steps, feature)
    way.requires_grad_(True)
    (slopes,) = torch.autograd.grad(one_score(model.judge(way), kind).sum(), way)
    shares = ((features - average) * slopes.mean(dim=0))[0]
    with torch.no_grad():
        ends = one_score(model.judge(torch.cat([average, features])), kind)
    return {
        "shares": by_column(shares.numpy(), columns, split.numbers.shape[1]),
        "average": float(ends[0]),
        "score": float(ends[1]),
        "error": float(shares.sum() - (ends[1] - ends[0])),
    }


@torch.no_grad()
def average_features(model: PatientNetwork, numbers: int, columns: Sequence[Mapping[str, Any]]) -> Tensor:
    """The average patient, (1, feature): 0 for numbers, the mix of its words' vectors for a category."""
    parts = [torch.zeros(numbers)]
    categories = [column for column in columns if column["kind"] == "category"]
    for column, embedding in zip(categories, model.words, strict=True):
        shares = torch.tensor([0.0, *column["shares"]])
        parts.append(shares @ embedding.weight)  # type: ignore[operator]
    return torch.cat(parts)[None]


def by_column(shares: Array, columns: Sequence[Mapping[str, Any]], numbers: int) -> dict[str, float]:
    """Shares of features added up by column."""
    from dlcore.applications.classification.patients.model import embedding_width

    found, start = {}, numbers
    for column in columns:
        kind, where = encoding.places(columns)[column["name"]]
        if kind == "number":
            found[column["name"]] = float(shares[where].sum())
        else:
            width = embedding_width(len(column["values"]))
            found[column["name"]] = float(shares[start : start + width].sum())
            start += width
    return found


def interaction(
    score: Score, split: Split, columns: Sequence[Mapping[str, Any]], names: Sequence[str], rows: int = 70
) -> list[dict[str, Any]]:
    """For each pair and the triple of three columns: how much of what they do they only do together.

    "strength" is Friedman's H squared: the share of the joint effect that no smaller group explains. "size"
    is the spread of that part itself, in the units of the score: a large share of nothing is nothing.
    """
    chosen = split.head(rows)
    effects: dict[tuple[str, ...], Array] = {}
    for size in (1, 2, 3):
        for group in combinations(names, size):
            effects[group] = partial(score, chosen, columns, group)
    found = []
    for size in (2, 3):
        for group in combinations(names, size):
            together = effects[group].copy()
            for smaller in range(1, size):
                sign = (-1) ** (size - smaller)
                together += sign * sum(effects[part] for part in combinations(group, smaller))
            whole = float((effects[group] ** 2).sum())
            strength = float((together**2).sum()) / max(whole, 1e-12)
            found.append(
                {"columns": list(group), "strength": min(strength, 9.0), "size": float(together.std())}
            )
    return found


def partial(score: Score, split: Split, columns: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Array:
    """The partial dependence on some columns at each patient's values, averaged over all others, centred."""
    count = len(split)
    lies = encoding.places(columns)
    numbers = np.tile(split.numbers, (count, 1))  # patient i's values among everybody else's: (i, everybody)
    codes = np.tile(split.codes, (count, 1))
    for name in names:
        kind, where = lies[name]
        target, source = (numbers, split.numbers) if kind == "number" else (codes, split.codes)
        target[:, where] = np.repeat(source[:, where], count, axis=0)
    means = score(numbers, codes).reshape(count, count).mean(axis=1)
    return np.asarray(means - means.mean(), dtype=np.float64)
