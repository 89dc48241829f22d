"""What self-play leaves behind: positions, where search looked, and how it ended."""

from dataclasses import dataclass

import numpy as np

from dlcore.applications.reinforcement.self_play.rules import Actions, Bits, Rules
from dlcore.applications.reinforcement.self_play.search import Floats


@dataclass(frozen=True)
class Batch:
    """Some positions with what the network should say of them."""

    boards: Floats  # (batch, 2, rows, columns)
    policies: Floats  # (batch, actions): the shares of visits
    values: Floats  # (batch,): 1 where who is to move won


class Memory:
    """The newest `room` positions, drawn at random, half of them as in a mirror."""

    def __init__(self, rules: Rules, room: int) -> None:
        self.rules, self.room, self.seen = rules, room, 0
        self.own, self.other = np.zeros(room, dtype=np.uint64), np.zeros(room, dtype=np.uint64)
        self.policies = np.zeros((room, rules.actions), dtype=np.float32)
        self.values = np.zeros(room, dtype=np.float32)

    def __len__(self) -> int:
        return min(self.seen, self.room)

    def add(self, own: Bits, other: Bits, policies: Floats, values: Floats) -> None:
        """Remember positions; the oldest are forgotten."""
        rows = (self.seen + np.arange(len(own))) % self.room
        self.own[rows], self.other[rows] = own, other
        self.policies[rows], self.values[rows] = policies, values
        self.seen += len(own)

    def draw(self, count: int, dice: np.random.Generator) -> Batch:
        """So many positions by chance, with repetition."""
        rows = dice.integers(len(self), size=count)
        boards, policies = self.rules.planes(self.own[rows], self.other[rows]), self.policies[rows]
        half = count // 2
        boards[:half] = boards[:half, :, :, ::-1]
        policies[:half] = policies[:half][:, self.rules.mirrored]
        return Batch(boards, policies, self.values[rows])


def joined(parts: list[tuple[Bits, Bits, Floats, Floats]]) -> tuple[Bits, Bits, Floats, Floats]:
    """Several lots of positions as one."""
    own, other, policies, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    return own, other, policies, values


Moves = Actions
