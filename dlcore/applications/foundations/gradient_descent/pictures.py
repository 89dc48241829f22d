"""What the network makes of the whole plane, as pictures: the samples of a run, and answers on the page."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from dlcore.applications.foundations.gradient_descent.data import Data, Split
from dlcore.applications.foundations.gradient_descent.sets import Array
from dlcore.contract import Plane, Points

DETAIL = 40  # cells of a live surface along each side


def grid(signature: Mapping[str, Any], detail: int) -> Array:
    """Scaled points all over the plane, (detail * detail, 2), row by row from the bottom."""
    left, right, bottom, top = signature["extent"]
    across, up = np.meshgrid(np.linspace(left, right, detail), np.linspace(bottom, top, detail))
    points = np.stack([across.ravel(), up.ravel()], axis=1)
    return (points - signature["mean"]) / signature["scale"]  # type: ignore[no-any-return]


def axis(signature: Mapping[str, Any], detail: int) -> Array:
    """Scaled places along x for a curve, (detail, 1)."""
    left, right = signature["extent"][:2]
    places = np.linspace(left, right, detail)[:, None]
    return (places - signature["mean"]) / signature["scale"]  # type: ignore[no-any-return]


@torch.no_grad()
def outputs(model: nn.Module, inputs: Array, classes: bool) -> Array:
    """Probabilities (points, classes), or scaled values (points, 1), with dropout off."""
    was_training = model.training
    raw = model.eval()(torch.from_numpy(inputs.astype(np.float32)))
    model.train(was_training)
    return (raw.softmax(dim=1) if classes else raw).numpy()  # type: ignore[no-any-return]


def surface(probabilities: Array) -> Array:
    """One height for each point: the mean class number; with two classes, the second one's probability."""
    return probabilities @ np.arange(probabilities.shape[1])  # type: ignore[no-any-return]


def plane(model: nn.Module, data: Data, detail: int = DETAIL) -> Plane:
    """The decision surface, or the curve, with the points for learning and the held-out ones."""
    signature = data.signature
    extent = tuple(signature["extent"])
    if not signature["classes"]:
        line = curve(signature, outputs(model, axis(signature, 4 * detail), classes=False))
        return Plane(extent, layers(data), (line,), alt="The network's curve through the points.")
    heights = surface(outputs(model, grid(signature, detail), classes=True)).reshape(detail, detail)
    return Plane(
        extent,
        layers(data),
        surface=heights,
        high=float(len(signature["classes"]) - 1),
        alt="Which class the network gives to each place, with the points drawn over it.",
    )


def curve(signature: Mapping[str, Any], values: Array) -> Points:
    """Scaled values (places, 1) as a line in data units."""
    places = np.linspace(*signature["extent"][:2], len(values))
    heights = values[:, 0] * signature["target_scale"] + signature["target_mean"]
    return Points(np.stack([places, heights], axis=1), group=1, label="network")


def layers(data: Data) -> list[Points]:
    """The points by class, first those for learning, then the held-out ones."""
    found = []
    classes = data.signature["classes"]
    for title, split in (("learned from", data.train), ("held out", data.validation)):
        positions = in_data_units(split, data.signature)
        if not classes:
            found.append(Points(positions, 0 if split is data.train else 2, title))
        for number, name in enumerate(classes):
            chosen = positions[split.targets == number]
            found.append(Points(chosen, number, f"{name}, {title}"))
    return found


def in_data_units(split: Split, signature: Mapping[str, Any]) -> Array:
    """Where the points lie in the picture, (points, 2)."""
    inputs = split.inputs * signature["scale"] + signature["mean"]
    if signature["classes"]:
        return inputs  # type: ignore[no-any-return]
    values = split.targets[:, None] * signature["target_scale"] + signature["target_mean"]
    return np.concatenate([inputs, values], axis=1)
