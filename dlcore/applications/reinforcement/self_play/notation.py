"""Positions as texts, one digit a move: "3342" on the wide board is columns 3, 3, 4 and 2, counted from 0."""

from dataclasses import dataclass

import numpy as np

from dlcore.applications.reinforcement.self_play.rules import GAMES, NONE, OPEN, WON, Bits, Rules

WHERE = "The empty board is shown instead."


@dataclass(frozen=True)
class Position:
    """One game as far as it has come. `own` are the stones of who is to move."""

    rules: Rules
    moves: str
    own: Bits  # (1,)
    other: Bits
    winner: int  # 1 or 2; 3 for a draw; 0 while the game goes on

    @property
    def mover(self) -> int:
        """Who is to move, 1 or 2."""
        return len(self.moves) % 2 + 1

    @property
    def cells(self) -> list[int]:
        """Row by row from the top left cell: 0, 1 or 2."""
        mine, theirs = self.own & self.rules.bit_of_cell, self.other & self.rules.bit_of_cell
        board = np.where(mine != NONE, self.mover, np.where(theirs != NONE, 3 - self.mover, 0))
        return [int(cell) for cell in board]


def rules_of(game: str) -> Rules:
    """The rules by their name. Raises `ValueError` with one sentence."""
    if game not in GAMES:
        raise ValueError(f"There is no game “{game[:30]}”; there are {', '.join(GAMES)}.")
    return GAMES[game]


def read(rules: Rules, moves: str) -> Position:
    """A position from its moves. Raises `ValueError` with one sentence for what the rules don't allow."""
    if len(moves) > rules.cells:
        raise ValueError(f"{rules.title} ends after {rules.cells} moves at most; this is longer. {WHERE}")
    own, other = np.zeros(1, dtype=np.uint64), np.zeros(1, dtype=np.uint64)
    for number, sign in enumerate(moves, 1):
        action = "0123456789".find(sign)
        if not 0 <= action < rules.actions:
            told = f"“{sign}” is no move of {rules.title}: digits from 0 to {rules.actions - 1} are. {WHERE}"
            raise ValueError(told)
        if winner(rules, own, other, number - 1):
            raise ValueError(f"The game was over before move {number} of this position. {WHERE}")
        if rules.landing(own, other)[0, action] == NONE:
            place = "column" if rules.drops else "cell"
            raise ValueError(f"Move {number} of this position goes into a full {place}. {WHERE}")
        own, other = rules.played(own, other, np.array([action]))
    return Position(rules, moves, own, other, winner(rules, own, other, len(moves)))


def possible(rules: Rules, moves: str) -> str:
    """The moves if they make a position, else none."""
    try:
        return read(rules, moves).moves
    except ValueError:
        return ""


def winner(rules: Rules, own: Bits, other: Bits, played: int) -> int:
    """1 or 2 for who has a line, 3 for a draw, 0 while the game goes on after `played` moves."""
    result = int(rules.result(own, other)[0])
    if result == OPEN:
        return 0
    return 2 - played % 2 if result == WON else 3


def beginnings(rules: Rules, moves: str) -> list[Position]:
    """The position after each move, the empty board first. Raises `ValueError` like `read`."""
    return [read(rules, moves[:count]) for count in range(len(moves) + 1)]
