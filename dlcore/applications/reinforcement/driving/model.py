"""The driver: two small networks, one that acts and one that judges, after Schulman and others (2017).

Left out: layers that the two share, and steering by continuous angles. Nine actions are enough to drive.
"""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn


def layers(inputs: int, hidden: int, outputs: int, last: float) -> nn.Sequential:
    """Two hidden layers with tanh; the last layer's weights are scaled, so that nothing is decided yet."""
    network = nn.Sequential(
        nn.Linear(inputs, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, outputs)
    )
    for layer, gain in ((network[0], 2**0.5), (network[2], 2**0.5), (network[4], last)):
        assert isinstance(layer, nn.Linear)
        nn.init.orthogonal_(layer.weight, gain)
        nn.init.zeros_(layer.bias)
    return network


class Driver(nn.Module):
    """What the car sees, (batch, inputs), to one score for each of nine actions, and to one value."""

    def __init__(self, inputs: int, hidden: int, actions: int) -> None:
        super().__init__()
        self.policy = layers(inputs, hidden, actions, last=0.01)
        self.judge = layers(inputs, hidden, 1, last=1.0)

    def forward(self, seen: Tensor) -> Tensor:
        """Scores (batch, actions); softmax turns them into probabilities."""
        scores: Tensor = self.policy(seen)
        return scores

    def value(self, seen: Tensor) -> Tensor:
        """The reward that it expects from here on, (batch,)."""
        worth: Tensor = self.judge(seen)
        return worth[:, 0]


class Drivers(nn.Module):
    """One driver for each way of learning."""

    def __init__(self, drivers: Mapping[str, Any], hidden: int) -> None:
        super().__init__()
        self.drivers = nn.ModuleDict(
            {name: Driver(one["inputs"], hidden, one["actions"]) for name, one in drivers.items()}
        )


def probabilities(scores: Tensor) -> Tensor:
    """Scores (batch, actions) as probabilities."""
    return torch.softmax(scores, dim=1)
