"""Learning the species: look at some leaves, hide parts of them, measure the surprise, move every weight."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from dlcore.applications.classification.plant_species import familiar
from dlcore.applications.classification.plant_species.config import Config
from dlcore.applications.classification.plant_species.data import (
    CALLED,
    Data,
    Split,
    figures_of,
    group_numbers,
)
from dlcore.applications.classification.plant_species.model import LeafNetwork
from dlcore.applications.classification.plant_species.pictures import species_known
from dlcore.contract import Event, Metrics, Note, Sample

HALF = 0.5  # of the leaves of which something is hidden: the outline alone is shown


def build_model(config: Config, signature: Mapping[str, Any]) -> LeafNetwork:
    """The network before its first step."""
    classes = len(signature["classes"])
    return LeafNetwork(group_numbers(signature), classes, config.layers, config.width, config.dropout)


def train(model: LeafNetwork, data: Data, config: Config) -> Iterator[Event]:
    """Teach the network to name the species, also of leaves of which it is told only a part."""
    features, species = torch.from_numpy(data.train.features), torch.from_numpy(data.train.species)
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    measure_every, draw_every = max(10, config.steps // 100), max(10, config.steps // 30)
    if config.fault != "none":
        yield Note(0, f"This table has a fault that was put in on purpose: {config.fault}.")
    for step in range(config.steps):
        # Read at every step, since the sliders are live. Long steps first, short ones at the end.
        for group in optimizer.param_groups:
            group["lr"] = config.learning_rate * (1 - step / config.steps)
            group["weight_decay"] = config.weight_decay
        # 1. Some leaves, drawn at random, and for each of them what the network may see of it.
        chosen = torch.randint(len(features), (config.batch_size,))
        known = hide_groups(len(chosen), data.signature["groups"], config.hide)  # (batch, group)
        # 2. The loss: how surprised the network is by the true species.
        scores = model(features[chosen], known)  # (batch, class)
        loss = F.cross_entropy(scores, species[chosen])
        # 3. A step against the gradient.
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        # From here on nothing is learned: measure and draw.
        last = step == config.steps - 1
        if step % draw_every == 0 or last:
            yield Sample(step, species_known(data, chances_of(model, data.held_out)), name="species")
        measured = {"loss": loss.item()}
        if step % measure_every == 0 or last:
            learned = chances_of(model, data.train).argmax(axis=1)
            measured["accuracy"] = float((learned == data.train.species).mean())
            measured |= evaluate(model, data)
        yield Metrics(step, measured)


def hide_groups(leaves: int, groups: Sequence[str], share: float) -> Tensor:
    """Flags (leaves, group) of what is shown: of a `share` of the leaves only some groups are.

    For half of these it is the outline alone, as with a drawing; for the others every group is left to
    chance. At least one group is always shown.
    """
    known = torch.ones(leaves, len(groups))
    if share <= 0 or len(groups) == 1:
        return known
    dice = torch.rand(leaves)
    some = (torch.rand(leaves, len(groups)) < 0.6).float()
    some[:, 0] = torch.maximum(some[:, 0], (some.sum(dim=1) == 0).float())
    first = torch.zeros(len(groups))
    first[0] = 1.0  # the outline, wherever it is told
    hidden = torch.where((dice < share * HALF)[:, None], first, some)
    return torch.where((dice < share)[:, None], hidden, known)


@torch.no_grad()
def chances_of(model: LeafNetwork, split: Split, groups: Sequence[int] | None = None) -> NDArray[np.float64]:
    """A probability for each species, (leaves, species), told all groups or only those of these numbers."""
    known = torch.ones(len(split), model.groups)
    if groups is not None:
        known.zero_()
        known[:, list(groups)] = 1.0
    was_training = model.training
    scores = model.eval()(torch.from_numpy(split.features), known)
    model.train(was_training)
    return np.asarray(F.softmax(scores, dim=1).numpy(), dtype=np.float64)


def evaluate(model: LeafNetwork, data: Data) -> dict[str, float]:
    """Figures on the held-out leaves: told everything, told the outline alone, and those of the faults."""
    chances, groups = chances_of(model, data.held_out), data.signature["groups"]
    truth = data.held_out.species
    figures = figures_of(data, chances)
    own = truth == data.signature["classes"].index(CALLED[0])
    figures["cinnamon_accuracy"] = float((chances[own].argmax(axis=1) == truth[own]).mean())
    if groups[0] == "outline" and len(groups) > 1:
        outline = chances_of(model, data.held_out, [0])
        figures["outline_accuracy"] = float((outline.argmax(axis=1) == truth).mean())
    if "words" in groups:
        blank = chances_of(model, data.held_out, range(len(groups) - 1))
        figures["blank_accuracy"] = float((blank.argmax(axis=1) == truth).mean())
    if data.unseen is not None:
        strangers = truth == data.unseen
        figures["stranger_confidence"] = float(chances[strangers].max(axis=1).mean())
        figures["strangers_noticed"] = float(familiar.strange(data)[strangers].mean())
    return figures
