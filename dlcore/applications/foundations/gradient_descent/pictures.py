"""What the network makes of the whole plane, as pictures: the samples of a run, and answers on the page."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from dlcore.applications.foundations.gradient_descent.data import Data, Split
from dlcore.applications.foundations.gradient_descent.sets import Array
from dlcore.contract import Plane, Points

DETAIL = 40  # cells of a live surface along each side
HELD_OUT, WRONG = 4, 5  # groups of held-out points; the groups before them are the classes
Outputs = Callable[[Array], Array]  # scaled inputs to probabilities (points, classes) or values (points, 1)


def places(signature: Mapping[str, Any], detail: int) -> Array:
    """Scaled inputs all over the picture: (detail * detail, 2) row by row from the bottom, or (detail, 1)."""
    left, right, bottom, top = signature["extent"]
    across = np.linspace(left, right, detail)
    points = across[:, None]
    if signature["classes"]:
        mesh = np.meshgrid(across, np.linspace(bottom, top, detail))
        points = np.stack([side.ravel() for side in mesh], axis=1)
    return (points - signature["mean"]) / signature["scale"]  # type: ignore[no-any-return]


@torch.no_grad()
def outputs(model: nn.Module, inputs: Array, classes: bool) -> Array:
    """Probabilities (points, classes), or scaled values (points, 1), with dropout off."""
    was_training = model.training
    raw = model.eval()(torch.from_numpy(inputs.astype(np.float32)))
    model.train(was_training)
    return (raw.softmax(dim=1) if classes else raw).numpy()  # type: ignore[no-any-return]


def network_plane(model: nn.Module, data: Data, detail: int = DETAIL) -> Plane:
    """The network's surface or curve with all points."""
    classes = bool(data.signature["classes"])
    return plane(lambda inputs: outputs(model, inputs, classes), data, detail)


def plane(answer: Outputs, data: Data, detail: int, who: str = "network") -> Plane:
    """The decision surface, or the curve, of anything that answers, with the points over it.

    A surface's height is the mean class number; with two classes that is the second one's probability.
    """
    signature = data.signature
    left, right, bottom, top = signature["extent"]
    extent, points = (left, right, bottom, top), layers(answer, data)
    if not signature["classes"]:
        line = curve(signature, answer(places(signature, 4 * detail)), who)
        return Plane(extent, points, (line,), alt=f"The curve of the {who} through the points.")
    probabilities = answer(places(signature, detail))
    heights = probabilities @ np.arange(probabilities.shape[1])
    wrong = sum(len(layer.positions) for layer in points if layer.group == WRONG)
    alt = f"The class that the {who} gives to each place, with the points; {wrong} held-out points are wrong."
    last = float(len(signature["classes"]) - 1)
    return Plane(extent, points, surface=heights.reshape(detail, detail), high=last, alt=alt)


def curve(signature: Mapping[str, Any], values: Array, label: str) -> Points:
    """Scaled values (places, 1) as a line in data units."""
    left, right = signature["extent"][:2]
    heights = values[:, 0] * signature["target_scale"] + signature["target_mean"]
    return Points(np.stack([np.linspace(left, right, len(values)), heights], axis=1), group=1, label=label)


def layers(answer: Outputs, data: Data) -> list[Points]:
    """The points that were learned from by class, then the held-out ones that are answered wrongly.

    A curve shows all its held-out points.
    """
    classes = data.signature["classes"]
    learned, held_out = (in_data_units(split, data.signature) for split in (data.train, data.validation))
    if not classes:
        return [Points(learned, 0, "learned from"), Points(held_out, HELD_OUT, "held out")]
    found = [
        Points(learned[data.train.targets == number], number, str(name))
        for number, name in enumerate(classes)
    ]
    if len(held_out):
        wrong = answer(data.validation.inputs).argmax(axis=1) != data.validation.targets
        found.append(Points(held_out[wrong], WRONG, "held out and wrong"))
    return found


def in_data_units(split: Split, signature: Mapping[str, Any]) -> Array:
    """Where the points lie in the picture, (points, 2)."""
    inputs = split.inputs * signature["scale"] + signature["mean"]
    if signature["classes"]:
        return inputs  # type: ignore[no-any-return]
    values = split.targets[:, None] * signature["target_scale"] + signature["target_mean"]
    return np.concatenate([inputs, values], axis=1)
