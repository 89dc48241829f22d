"""Recorded games as the page shows them."""

from collections.abc import Sequence

import numpy as np

from dlcore.applications.reinforcement.self_play.matches import Match
from dlcore.applications.reinforcement.self_play.rules import NONE, OPEN, WON, Rules
from dlcore.contract import Episode

RIVALS = {"policy": "minimax of depth 2", "tree": "tree search without a network"}


def episode(match: Match, rival: str) -> Episode:
    """The recorded game of a match. The network has the first stones."""
    rules, rows = match.rules, match.positions
    boards = frames(rules, rows)
    played = [int(frame[rules.cells]) for frame in boards[1:]]
    ends = {0: "goes on", 1: "the network won", 2: "the network lost", 3: "a draw"}
    told = f"{rules.title}: the network against {RIVALS[rival]}, {ends[int(boards[-1][-1])]}"
    return Episode(
        game=rules.name,
        frames=boards,
        actions=played,
        names=rules.names,
        scene={"rules": rules.to_json()},
        alt=f"{told} after {len(rows) - 1} moves",
    )


def frames(rules: Rules, positions: Sequence[tuple[np.uint64, np.uint64]]) -> list[list[int]]:
    """Each position as a row: the cells from the top left, the last action or -1, and who has won."""
    found: list[list[int]] = []
    before = positions[0][0] | positions[0][1]
    for own, other in positions:
        mover = int(np.bitwise_count(own | other)) % 2 + 1
        mine, theirs = own & rules.bit_of_cell, other & rules.bit_of_cell
        cells = np.where(mine != NONE, mover, np.where(theirs != NONE, 3 - mover, 0))
        placed = np.flatnonzero((rules.bit_of_cell & ((own | other) ^ before)) != NONE)
        cell = int(placed[0]) if len(placed) else -1
        action = cell % rules.columns if rules.drops and cell >= 0 else cell
        result = int(rules.result(np.array([own]), np.array([other]))[0])
        winner = 0 if result == OPEN else 3 - mover if result == WON else 3
        found.append([*map(int, cells), action, winner])
        before = own | other
    return found
