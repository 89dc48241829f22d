"""The rules of three board games, for many games at once.

A board is two numbers of 64 bits: the stones of the side to move, and those of the other side. Each column
has one bit more than it has cells, so that a line of stones can't run over its end. After every move the two
numbers change places: who is to move always looks at the board from its own side.

One worked example: on the 6x7 board the bottom cell of the second column is bit 7. A line in a column is
found by shifting the stones by 1, in a row by 7, and in the two diagonals by 6 and by 8.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]  # one a game, or (games, actions)
Actions = NDArray[np.int64]
NONE = np.uint64(0)
OPEN, LOST, DRAWN, WON = 0, 1, 2, 3  # what is known for sure of a position or a move


@dataclass(frozen=True)
class Rules:
    """A game in which a line of `connect` stones wins; with `drops` a stone falls down its column."""

    name: str
    title: str
    rows: int
    columns: int
    connect: int
    drops: bool

    @property
    def actions(self) -> int:
        """Columns, or cells from the top left one on."""
        return self.columns if self.drops else self.rows * self.columns

    @property
    def cells(self) -> int:
        """Moves after which the board is full."""
        return self.rows * self.columns

    @property
    def names(self) -> list[str]:
        """What each action is called."""
        if self.drops:
            return [str(column + 1) for column in range(self.columns)]
        return [
            f"{'abc'[cell % self.columns]}{self.rows - cell // self.columns}" for cell in range(self.cells)
        ]

    @cached_property
    def bit_of_cell(self) -> Bits:
        """The bit of each cell, row by row from the top left one."""
        cells = np.arange(self.cells)
        row, column = cells // self.columns, cells % self.columns
        return np.uint64(1) << (column * (self.rows + 1) + self.rows - 1 - row).astype(np.uint64)

    @cached_property
    def bottom(self) -> Bits:
        """The lowest bit of each column."""
        return np.uint64(1) << (np.arange(self.columns) * (self.rows + 1)).astype(np.uint64)

    @cached_property
    def column(self) -> Bits:
        """All bits of each column."""
        return self.bottom * np.uint64(2**self.rows - 1)

    @cached_property
    def steps(self) -> tuple[np.uint64, ...]:
        """How far apart the bits of neighbours are in a line: upright, level and the two diagonals."""
        return tuple(np.uint64(step) for step in (1, self.rows, self.rows + 1, self.rows + 2))

    def landing(self, own: Bits, other: Bits) -> Bits:
        """Where a stone would come to lie, (games, actions); zero where an action is not allowed."""
        taken = (own | other)[:, None]
        if self.drops:  # adding one at the bottom carries up to the first free cell
            return (taken + self.bottom) & self.column
        return ~taken & self.bit_of_cell

    def won(self, stones: Bits) -> NDArray[np.bool_]:
        """Whether there is a line, for every number of an array of any shape."""
        found = np.zeros_like(stones)
        for step in self.steps:
            line = stones & (stones >> step)
            if self.connect == 4:
                line &= line >> (step + step)
            else:
                line &= stones >> (step + step)
            found |= line
        lines: NDArray[np.bool_] = found != NONE
        return lines

    def played(self, own: Bits, other: Bits, actions: Actions) -> tuple[Bits, Bits]:
        """One allowed move in each game; what comes back is seen by the other side."""
        taken = own | other
        if self.drops:
            stone = (taken + self.bottom[actions]) & self.column[actions]
        else:
            stone = self.bit_of_cell[actions]
        return other, own | stone

    def result(self, own: Bits, other: Bits) -> NDArray[np.int8]:
        """WON where the other side, which moved last, has a line; DRAWN on a full board; else OPEN."""
        full = np.bitwise_count(own | other) == self.cells
        return np.where(self.won(other), WON, np.where(full, DRAWN, OPEN)).astype(np.int8)

    def planes(self, own: Bits, other: Bits) -> NDArray[np.float32]:
        """Both sides' stones as zeros and ones, (games, 2, rows, columns)."""
        both = np.stack([own, other], axis=1)[:, :, None]
        seen: NDArray[np.float32] = ((both & self.bit_of_cell) != NONE).astype(np.float32)
        return seen.reshape(len(own), 2, self.rows, self.columns)

    @cached_property
    def mirrored(self) -> Actions:
        """The action on the other side, left and right exchanged."""
        if self.drops:
            return np.arange(self.columns)[::-1].copy()
        return np.arange(self.cells).reshape(self.rows, self.columns)[:, ::-1].ravel()

    def to_json(self) -> dict[str, Any]:
        """As the browser's board wants it."""
        return {
            "name": self.name,
            "title": self.title,
            "rows": self.rows,
            "columns": self.columns,
            "connect": self.connect,
            "drops": self.drops,
        }


GAMES = {
    "connect_four": Rules("connect_four", "Connect Four, 6 by 7", 6, 7, 4, drops=True),
    "small_connect_four": Rules("small_connect_four", "Connect Four, 4 by 5", 4, 5, 4, drops=True),
    "tic_tac_toe": Rules("tic_tac_toe", "Tic-tac-toe", 3, 3, 3, drops=False),
}
