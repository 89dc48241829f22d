"""Points in a plane, drawn from a mixture of Gaussians.

A target is a list of centres with one common spread, each centre belonging to a mode:

>>> target("eight gaussians").centres.shape, target("eight gaussians").modes
((8, 2), array([0, 1, 2, 3, 4, 5, 6, 7]))
"""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dlcore.datasets import own

EXTENT = (-3.0, 3.0, -3.0, 3.0)
SPREAD = 0.05  # standard deviation around a centre
OWN_RADIUS = 2.2  # own points are scaled into this distance from the middle
MOST_POINTS = 2000


@dataclass(frozen=True)
class Target:
    """A distribution in the plane: Gaussians of one spread around `centres`, grouped into modes."""

    centres: NDArray[np.float64]  # (centres, 2)
    modes: NDArray[np.int64]  # (centres,): the mode that each centre belongs to
    spread: float = SPREAD

    def to_json(self) -> dict[str, Any]:
        """As plain values, for the signature."""
        return {
            "centres": self.centres.round(4).tolist(),
            "modes": self.modes.tolist(),
            "spread": self.spread,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Target":
        """Back from the signature."""
        return cls(np.array(value["centres"]), np.array(value["modes"]), value["spread"])

    def draw(self, count: int) -> Tensor:
        """Real samples, (count, 2)."""
        centres = torch.as_tensor(self.centres, dtype=torch.float32)
        chosen = centres[torch.randint(len(centres), (count,))]
        return chosen + self.spread * torch.randn(count, 2)


def target(dataset: str, own_points: str = "") -> Target:
    """The distribution of that name. Raises `ValueError` with a sentence for unusable own points."""
    if dataset == "eight gaussians":
        angles = np.arange(8) * 2 * np.pi / 8
        return Target(2 * np.column_stack([np.cos(angles), np.sin(angles)]), np.arange(8))
    if dataset == "twenty-five gaussians":
        grid = np.arange(-2.0, 3.0)
        return Target(np.array([(x, y) for x in grid for y in grid]), np.arange(25))
    if dataset == "ring":  # centres so close that they flow together; a mode is a sixteenth of the ring
        angles = np.arange(256) * 2 * np.pi / 256
        return Target(2 * np.column_stack([np.cos(angles), np.sin(angles)]), np.arange(256) // 16)
    return own_target(own_points)


def own_target(fingerprint: str) -> Target:
    """The visitor's points, moved and scaled into the picture. Raises `ValueError` with a sentence."""
    if not fingerprint:
        raise ValueError("Draw your own points first: a dozen or more, in any shape.")
    points = read_points(own.read(fingerprint))
    if len(np.unique(points, axis=0)) < 3:
        raise ValueError("These points are too few: draw at least three in different places.")
    points = points - (points.max(axis=0) + points.min(axis=0)) / 2
    points = points / np.hypot(points[:, 0], points[:, 1]).max() * OWN_RADIUS
    return Target(points, group(points, radius=0.5))


def read_points(content: bytes) -> NDArray[np.float64]:
    """Positions out of the cleaned file, (count, 2). Raises `ValueError` with a sentence."""
    try:
        value = json.loads(content)
        rows = value["points"] if isinstance(value, dict) else value
        points = np.array([[float(row[0]), float(row[1])] for row in rows[:MOST_POINTS]]).reshape(-1, 2)
    except (ValueError, TypeError, KeyError, IndexError):
        raise ValueError("These points can't be read: draw them again.") from None
    usable: NDArray[np.float64] = points[np.isfinite(points).all(axis=1) & (np.abs(points) < 1e6).all(axis=1)]
    return usable


def group(points: NDArray[np.float64], radius: float) -> NDArray[np.int64]:
    """A mode for each point: the first mode whose first point is within `radius`, else a new one."""
    leaders: list[NDArray[np.float64]] = []
    modes = []
    for point in points:
        near = [number for number, leader in enumerate(leaders) if np.hypot(*(point - leader)) < radius]
        if not near:
            leaders.append(point)
        modes.append(near[0] if near else len(leaders) - 1)
    return np.array(modes)


@dataclass
class PlaneData:
    """Endless samples of a target."""

    target: Target

    @property
    def signature(self) -> dict[str, Any]:
        """What model and questions need to know."""
        return {
            "kind": "plane",
            "classes": ["point"],
            "extent": list(EXTENT),
            "target": self.target.to_json(),
        }

    def batch(self, count: int) -> tuple[Tensor, Tensor]:
        """Real samples (count, 2) and their labels (count,), all 0."""
        return self.target.draw(count), torch.zeros(count, dtype=torch.long)
