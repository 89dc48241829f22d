"""The network that says what each action is worth, after Mnih and others (2015).

Left out from the Atari network: the stack of four frames, as our pictures show motion by a trail, and two of
the three convolutions, as they have ten by ten cells and not eighty-four by eighty-four.
"""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

CHANNELS = 16


class QNetwork(nn.Module):
    """One value an action: the discounted rewards that it expects if it acts so, and well after that."""

    scale: Tensor

    def __init__(
        self, shape: list[int], actions: int, scale: list[float], hidden: int, duelling: bool
    ) -> None:
        super().__init__()
        inputs = torch.tensor(scale).reshape(-1, *[1] * (len(shape) - 1))
        self.register_buffer("scale", inputs, persistent=False)
        if len(shape) == 1:  # a few numbers
            self.body = nn.Sequential(
                nn.Linear(shape[0], hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU()
            )
        else:  # (channel, height, width): a filter of three by three cells slides over the picture
            cells = CHANNELS * (shape[1] - 2) * (shape[2] - 2)
            self.body = nn.Sequential(
                nn.Conv2d(shape[0], CHANNELS, 3),  # (batch, 16, 8, 8)
                nn.ReLU(),
                nn.Flatten(),  # (batch, 1024)
                nn.Linear(cells, hidden),
                nn.ReLU(),
            )
        self.values = nn.Linear(hidden, actions)
        self.worth = nn.Linear(hidden, 1) if duelling else None

    def forward(self, seen: Tensor) -> Tensor:
        """What is seen, (batch, *shape), to values (batch, actions)."""
        hidden = self.body(seen * self.scale)
        values: Tensor = self.values(hidden)
        if self.worth is not None:  # duelling: the actions' values only say how they differ
            values = self.worth(hidden) + values - values.mean(dim=1, keepdim=True)
        return values


class Agents(nn.Module):
    """One network a game."""

    def __init__(self, games: Mapping[str, Any], hidden: int, duelling: bool, scaled: bool) -> None:
        super().__init__()
        self.networks = nn.ModuleDict(
            {
                name: QNetwork(
                    game["shape"],
                    game["actions"],
                    game["scale"] if scaled else [1.0] * len(game["scale"]),
                    hidden,
                    duelling,
                )
                for name, game in games.items()
            }
        )
