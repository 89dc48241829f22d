"""What is known about a classifier from its held-out pictures: who is taken for whom, how many it needs."""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dlcore.applications.classification.own_classes.data import Data, DrawingData, Labels, nearest_class
from dlcore.applications.classification.own_classes.model import DrawingNet
from dlcore.applications.classification.own_classes.samples import shown
from dlcore.applications.classification.own_classes.training import answer, evenly, to_tensor
from dlcore.contract import Images

MOST = 500  # held-out pictures that a table is made from
KNOWN = 800  # pictures that neighbours are looked for among
BEHIND = 24  # pictures shown behind a cell
TESTED = 250  # held-out pictures for each point of the few-shot curve
HEAD_STEPS = 60
BLOCK = 500  # pictures at once
COLUMNS = 8


def confusion(model: nn.Module, data: Data) -> dict[str, Any]:
    """Counts (true class, guessed class) of held-out pictures, and those of the baseline."""
    places = evenly(len(data.held_labels), MOST)
    truth = data.held_labels[places]
    guessed = _guesses(model, data, places)
    rival = nearest_class(data.rows, data.labels, data.held_rows[places])
    return {
        "names": list(data.names),
        "counts": _counts(truth, guessed, len(data.names)),
        "baseline": _counts(truth, rival, len(data.names)),
        "accuracy": float((truth == guessed).mean()),
        "baseline_accuracy": float((truth == rival).mean()),
        "pictures": len(places),
        "learned_from": len(data.labels),
    }


def behind_cell(model: nn.Module, data: Data, truth: int, guess: int) -> dict[str, Any]:
    """The held-out pictures of class `truth` that are taken for class `guess`, surest first."""
    places = evenly(len(data.held_labels), MOST)
    shares = answer(model, data.held_inputs[places]).softmax(dim=1).numpy()
    inside = (data.held_labels[places] == truth) & (shares.argmax(axis=1) == guess)
    found = np.flatnonzero(inside)
    found = found[np.argsort(-shares[found, guess])][:BEHIND]
    result: dict[str, Any] = {"count": int(inside.sum())}
    if len(found):
        captions = [f"{share:.0%}" for share in shares[found, guess]]
        alt = f"{len(found)} held-out pictures of {data.names[truth]}, taken for {data.names[guess]}"
        result["pictures"] = Images(shown(data, places[found].tolist()), COLUMNS, captions, alt)
    return result


def nearest(model: nn.Module, data: Data, features: Tensor, count: int) -> dict[str, Any]:
    """The known pictures with the most similar features, nearest first."""
    places = evenly(len(data.labels), KNOWN)
    known = _features(model, data, places)  # (known, feature)
    likeness = functional.cosine_similarity(known, features.detach()[None])
    order = likeness.argsort(descending=True)[:count].tolist()
    names = [data.names[data.labels[places[place]]] for place in order]
    alt = "Known pictures most like this one: " + ", ".join(names)
    return {
        "names": names,
        "likeness": [float(likeness[place]) for place in order],
        "pictures": Images(
            shown(data, [int(places[place]) for place in order], held_out=False), count, names, alt
        ),
    }


def few_shot(model: nn.Module, data: Data, per_class: int, seed: int) -> dict[str, Any]:
    """A fresh head on the features of so many pictures of each class, measured on those held out."""
    chosen = _few(data.labels, per_class, seed)
    held = evenly(len(data.held_labels), TESTED)
    known, asked = _features(model, data, chosen), _features(model, data, held, held_out=True)
    mean, spread = known.mean(dim=0), known.std(dim=0).mean().clamp_min(1e-6) if len(known) > 1 else 1.0
    known, asked = (known - mean) / spread, (asked - mean) / spread
    labels = torch.from_numpy(data.labels[chosen])
    head = nn.Linear(known.shape[1], len(data.names))
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    optimizer = torch.optim.AdamW(head.parameters(), lr=0.02, weight_decay=0.05)
    with torch.enable_grad():
        for _ in range(HEAD_STEPS):
            optimizer.zero_grad()
            functional.cross_entropy(head(known), labels).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    with torch.no_grad():
        guessed = head(asked).argmax(dim=1).numpy()
    rival = nearest_class(known.numpy(), data.labels[chosen], asked.numpy())
    truth = data.held_labels[held]
    return {
        "per_class": per_class,
        "accuracy": float((guessed == truth).mean()),
        "baseline": float((rival == truth).mean()),
        "pictures": len(chosen),
    }


def _few(labels: Labels, per_class: int, seed: int) -> Labels:
    random = np.random.default_rng(seed)
    parts = [
        random.permutation(np.flatnonzero(labels == label))[:per_class] for label in range(labels.max() + 1)
    ]
    return np.sort(np.concatenate(parts))


@torch.no_grad()
def _features(model: nn.Module, data: Data, places: Labels, held_out: bool = False) -> Tensor:
    """Features (places, feature) of pictures learned from or held out."""
    if not isinstance(data, DrawingData):
        return torch.from_numpy((data.held_inputs if held_out else data.inputs)[places])
    assert isinstance(model, DrawingNet)
    pictures = (data.held_out if held_out else data.pictures)[places]
    return torch.cat([model.features(part) for part in torch.split(to_tensor(pictures), BLOCK)])


def _guesses(model: nn.Module, data: Data, places: Labels) -> Labels:
    found: Labels = answer(model, data.held_inputs[places]).argmax(dim=1).numpy()
    return found


def _counts(truth: Labels, guessed: Labels, classes: int) -> list[list[int]]:
    table = np.zeros((classes, classes), dtype=int)
    np.add.at(table, (truth, guessed), 1)
    counts: list[list[int]] = table.tolist()
    return counts
