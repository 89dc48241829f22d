"""Small sets of points in the plane: generators (synthetic), and the real penguins that the project ships."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.contract import ROOT

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class PointSet:
    """Points with what is to be predicted from them, before the split.

    `inputs` is (points, 2) for classes and (points, 1) for a curve; `targets` holds class numbers or values.
    """

    inputs: Array
    targets: Array
    classes: tuple[str, ...] = ()  # empty for a curve
    axes: tuple[str, str] = ("x", "y")
    note: str = ""  # what was chosen or left out, in a sentence


def generate(name: str, count: int, noise: float) -> PointSet:
    """A set by its name, with `count` points (penguins: all there are); draws from numpy's global state."""
    if name == "penguins":
        return penguins()
    if name in CURVES:
        x = np.random.uniform(-1, 1, count)
        y = CURVES[name](x) + noise * np.random.randn(count)
        return PointSet(x[:, None], y)
    inputs, targets = CLASSES[name](count)
    return PointSet(inputs + noise * np.random.randn(count, 2), targets, ("blue", "orange"))


def spirals(count: int) -> tuple[Array, Array]:
    """Two arms of one and a half turns each, the second half a turn ahead."""
    targets = _alternate(count)
    radius = np.sqrt(np.random.uniform(0.02, 1, count))
    angle = radius * 3 * np.pi + targets * np.pi
    return _polar(radius, angle), targets


def moons(count: int) -> tuple[Array, Array]:
    """Two half circles that reach into each other."""
    targets = _alternate(count)
    angle = np.random.uniform(0, np.pi, count)
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    lower = np.stack([0.5 - np.cos(angle), 0.25 - np.sin(angle)], axis=1)
    return np.where(targets[:, None] == 0, upper, lower), targets


def circles(count: int) -> tuple[Array, Array]:
    """A disc in a ring."""
    targets = _alternate(count)
    radius = np.where(targets == 0, np.random.uniform(0, 0.45, count), np.random.uniform(0.7, 1, count))
    return _polar(radius, np.random.uniform(0, 2 * np.pi, count)), targets


def xor(count: int) -> tuple[Array, Array]:
    """Four squares of a chessboard: a point's class says whether its coordinates differ in sign."""
    inputs = np.random.uniform(0.1, 1, (count, 2)) * np.random.choice([-1.0, 1.0], (count, 2))
    return inputs, (inputs[:, 0] * inputs[:, 1] < 0).astype(float)


def blobs(count: int) -> tuple[Array, Array]:
    """Two round heaps: all that is needed is a straight line."""
    targets = _alternate(count)
    centres = np.array([[-0.6, -0.4], [0.6, 0.4]])
    return centres[targets.astype(int)] + 0.3 * np.random.randn(count, 2), targets


def penguins() -> PointSet:
    """Bill length and depth of 342 real penguins of three species (Palmer Station, 2007 to 2009)."""
    with np.load(ROOT / "assets" / "data" / "penguins_bills.npz") as file:
        inputs, species, names = file["bills"], file["species"], file["names"]
    axes = ("bill length in mm", "bill depth in mm")
    return PointSet(inputs.astype(float), species.astype(float), tuple(str(name) for name in names), axes)


def _alternate(count: int) -> Array:
    """Classes 0 and 1 in turn, so that both are equally many."""
    return np.arange(count) % 2.0


def _polar(radius: Array, angle: Array) -> Array:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


CLASSES: dict[str, Callable[[int], tuple[Array, Array]]] = {
    "spirals": spirals,
    "moons": moons,
    "circles": circles,
    "xor": xor,
    "blobs": blobs,
}
CURVES: dict[str, Callable[[Array], Array]] = {
    "noisy sine": lambda x: np.sin(2 * np.pi * x),
    "step": lambda x: np.where(x > 0, 0.8, -0.8),
    "straight line": lambda x: 0.8 * x - 0.1,
}
