"""A network with two heads, after AlphaZero (Silver and others, 2018), a hundred times smaller.

Left out: the history of the game, nineteen of the twenty residual blocks, and normalisation, which a network
of this depth does not need.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

AGES = {"young": 0.04, "middle": 0.25}  # shares of a run after which a copy is kept


class Network(nn.Module):
    """A board in, two answers out: which move, and who will win."""

    def __init__(self, rows: int, columns: int, actions: int, channels: int, blocks: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(2, channels, 3, padding=1)  # two planes: my stones, the other side's
        self.blocks = nn.ModuleList(Block(channels) for _ in range(blocks))
        self.narrow = nn.Conv2d(channels, channels // 4, 1)  # fewer numbers a cell before the heads
        inner = channels // 4 * rows * columns
        last_of_policy, last_of_value = nn.Linear(64, actions), nn.Linear(64, 1)
        nn.init.zeros_(last_of_policy.weight)  # at first every move is as good as any other
        nn.init.zeros_(last_of_value.weight)
        self.policy = nn.Sequential(nn.Linear(inner, 64), nn.ReLU(inplace=True), last_of_policy)
        self.value = nn.Sequential(nn.Linear(inner, 64), nn.ReLU(inplace=True), last_of_value)

    def forward(self, boards: Tensor) -> tuple[Tensor, Tensor]:
        """Boards (batch, 2, rows, columns) to scores of moves (batch, actions) and values (batch,)."""
        seen = F.relu_(self.first(boards))  # (batch, channel, row, column)
        for block in self.blocks:
            seen = block(seen)
        features = F.relu_(self.narrow(seen)).flatten(1)  # (batch, channel * row * column)
        value = torch.tanh(self.value(features))[:, 0]  # 1: who is to move wins for sure; -1: loses
        return self.policy(features), value


class Block(nn.Module):
    """Two convolutions whose result is added to what came in, so that news can pass by (He and others)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.one = nn.Conv2d(channels, channels, 3, padding=1)
        self.two = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.two.weight)  # at first a block changes nothing

    def forward(self, seen: Tensor) -> Tensor:
        """(batch, channel, row, column) to the same."""
        changed: Tensor = self.two(F.relu_(self.one(seen)))
        changed += seen  # in place: asking for new memory would take longer than the sum
        return F.relu_(changed)


class Players(nn.Module):
    """One network a game, and two younger ages of each, as they were earlier in the run."""

    def __init__(self, games: Mapping[str, Mapping[str, Any]], channels: int, blocks: int) -> None:
        super().__init__()
        self.networks = nn.ModuleDict(
            {
                name: Network(game["rows"], game["columns"], game["actions"], channels, blocks)
                for name, game in games.items()
            }
        )
        self.earlier = nn.ModuleDict(
            {f"{name}_{age}": deepcopy(network) for name, network in self.networks.items() for age in AGES}
        )
        self.earlier.requires_grad_(False)

    def remember(self, game: str, age: str) -> None:
        """Keep the network of a game as it is now."""
        self.earlier[f"{game}_{age}"].load_state_dict(self.networks[game].state_dict())

    def of_age(self, game: str, age: str) -> nn.Module:
        """The network of a game at an age, or as it is: "young", "middle" or "now"."""
        return self.networks[game] if age not in AGES else self.earlier[f"{game}_{age}"]
