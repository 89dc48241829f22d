"""Why the network says so: importance by shuffling, a map of its hidden layer, two species apart."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dlcore.applications.classification.plant_species.data import Data
from dlcore.applications.classification.plant_species.model import LeafNetwork
from dlcore.applications.classification.plant_species.species import SPECIES

SHUFFLES = 4
MOST_COLUMNS = 12
Array = NDArray[np.floating[Any]]


@torch.no_grad()
def importance(model: LeafNetwork, data: Data) -> dict[str, Any]:
    """Permutation importance (Breiman 2001) of each group and of single columns: accuracy that is lost."""
    features = torch.from_numpy(data.held_out.features)
    truth = torch.from_numpy(data.held_out.species)
    known = torch.ones(len(features), model.groups)

    def accuracy(shown: Tensor) -> float:
        return float((model(shown, known).argmax(dim=1) == truth).float().mean())

    usual = accuracy(features)

    def lost(places: list[int]) -> tuple[float, float]:
        falls = []
        for _ in range(SHUFFLES):
            shuffled = features.clone()
            shuffled[:, places] = features[torch.randperm(len(features))][:, places]
            falls.append(usual - accuracy(shuffled))
        return float(np.mean(falls)), float(np.std(falls))

    group_of = model.group_of.tolist()
    groups: list[dict[str, Any]] = []
    columns: list[dict[str, Any]] = []
    for number, name in enumerate(data.signature["groups"]):
        places = [place for place, group in enumerate(group_of) if group == number]
        fall, spread = lost(places)
        groups.append({"label": name, "fall": fall, "spread": spread, "columns": len(places)})
    for place, one in enumerate(data.signature["features"]):
        fall, spread = lost([place])
        columns.append({"label": f"{one['label']} ({one['group']})", "fall": fall, "spread": spread})
    columns = sorted(columns, key=lambda one: -float(one["fall"]))[:MOST_COLUMNS]
    return {"groups": groups, "columns": columns, "usual": usual}


@torch.no_grad()
def hidden_map(model: LeafNetwork, data: Data) -> dict[str, Any]:
    """Two principal components of the hidden layer on leaves learned from; the held-out leaves in them."""

    def activity(features: NDArray[np.float32]) -> Array:
        known = torch.ones(len(features), model.groups)
        return np.asarray(model.hidden(torch.from_numpy(features), known).numpy(), dtype=np.float64)

    learned = activity(data.train.features)
    mean = learned.mean(axis=0)
    _, sizes, directions = np.linalg.svd(learned - mean, full_matrices=False)
    plane = directions[:2].T
    plane = plane * np.where(plane[np.abs(plane).argmax(axis=0), [0, 1]] < 0, -1, 1)  # which way up
    held_out = activity(data.held_out.features) @ plane - mean @ plane
    middles = [held_out[data.held_out.species == number].mean(axis=0) for number in range(len(SPECIES))]
    known = torch.ones(len(data.held_out), model.groups)
    guesses = model(torch.from_numpy(data.held_out.features), known).argmax(dim=1).numpy()
    return {
        "places": held_out.round(3).tolist(),
        "species": data.held_out.species.tolist(),
        "right": (guesses == data.held_out.species).tolist(),
        "middles": np.array(middles).round(3).tolist(),
        "share": float((sizes[:2] ** 2).sum() / (sizes**2).sum()),
        "hidden": learned.shape[1],
    }


def apart(data: Data, one: int, other: int, most: int = 8) -> list[dict[str, Any]]:
    """Columns in which two species differ most, in spreads within a species; each one's mean and spread."""
    first, second = (data.train.features[data.train.species == number] for number in (one, other))
    if not len(first) or not len(second):
        return []
    means = first.mean(axis=0), second.mean(axis=0)
    spreads = first.std(axis=0), second.std(axis=0)
    within = np.sqrt((spreads[0] ** 2 + spreads[1] ** 2) / 2) + 0.02  # a constant column is no miracle
    gaps = np.abs(means[0] - means[1]) / within
    labels = [f"{feature['label']} ({feature['group']})" for feature in data.signature["features"]]
    return [
        {
            "label": labels[place],
            "gap": float(gaps[place]),
            "means": [float(mean[place]) for mean in means],
            "spreads": [float(spread[place]) for spread in spreads],
        }
        for place in np.argsort(-gaps, kind="stable")[:most]
    ]


def one_sum(model: LeafNetwork, hidden: Tensor, best: int) -> dict[str, float]:
    """How the score of one species comes about: what neurons add, what they take away, the bias."""
    parts, bias = (hidden * model.output.weight[best]).detach(), model.output.bias[best].detach()
    return {
        "for": float(parts.clamp(min=0).sum()),
        "against": float(parts.clamp(max=0).sum()),
        "bias": float(bias),
        "score": float(parts.sum() + bias),
    }
