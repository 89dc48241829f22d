"""The smallest descent there is: a straight line through a dozen points, with one weight or two.

One weight: y = slope * x, and the loss is a parabola. Two: y = slope * x + height, and it is a bowl, long and
narrow unless x is centred first.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from dlcore.applications.foundations.gradient_descent.sets import Array

FAR = 1e6  # a weight beyond this has run away
GRID = 41


@dataclass(frozen=True)
class Line:
    """The points and the model's inputs: `inputs` is (points, weights)."""

    x: Array
    y: Array
    inputs: Array

    def loss(self, weights: Array) -> Array:
        """Mean squared error for each row of `weights` (rows, weights)."""
        with np.errstate(over="ignore"):
            return np.mean((weights @ self.inputs.T - self.y) ** 2, axis=1)  # type: ignore[no-any-return]

    def gradient(self, weights: Array) -> Array:
        """How fast the loss rises with each weight, (weights,)."""
        return 2 * (self.inputs @ weights - self.y) @ self.inputs / len(self.y)  # type: ignore[no-any-return]

    def best(self) -> Array:
        """The lowest point, found without any descent."""
        return np.linalg.lstsq(self.inputs, self.y, rcond=None)[0]

    def longest_rate(self) -> float:
        """The learning rate beyond which descent runs away: two over the greatest curvature."""
        curvature = 2 * self.inputs.T @ self.inputs / len(self.y)
        return float(2 / np.linalg.eigvalsh(curvature)[-1])


def line(weights: int, centred: bool) -> Line:
    """Twelve fixed points, for one weight or two; `centred` takes the mean of x away."""
    x = np.linspace(0.2, 2.4, 12)
    wobble = 0.25 * np.sin(7 * np.arange(12))
    y = 0.8 * x + wobble if weights == 1 else 0.8 * x - 1 + wobble
    if centred:
        x = x - x.mean()
    return Line(x, y, x[:, None] if weights == 1 else np.stack([x, np.ones_like(x)], axis=1))


def descend(problem: Line, start: Array, learning_rate: float, steps: int, momentum: float) -> Array:
    """All weights on the way, (steps + 1, weights); ends early where they run away."""
    path, velocity = [start], np.zeros_like(start)
    for _ in range(steps):
        velocity = momentum * velocity - learning_rate * problem.gradient(path[-1])
        path.append(path[-1] + velocity)
        if np.abs(path[-1]).max() > FAR:
            break
    return np.array(path)


def landscape(problem: Line) -> dict[str, Any]:
    """The loss all around: along the slope for one weight, over slope and height for two."""
    best = problem.best()
    slopes = best[0] + np.linspace(-3, 3, GRID)
    if len(best) == 1:
        return {"slopes": slopes, "losses": problem.loss(slopes[:, None])}
    heights = best[1] + np.linspace(-3, 3, GRID)
    across, up = np.meshgrid(slopes, heights)
    losses = problem.loss(np.stack([across.ravel(), up.ravel()], axis=1)).reshape(GRID, GRID)
    return {"slopes": slopes, "heights": heights, "losses": losses}
