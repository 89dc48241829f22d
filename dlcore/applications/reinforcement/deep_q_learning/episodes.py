"""Recorded games as the page shows them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.reinforcement.deep_q_learning.breakout import (
    BITS,
    BRICKS,
    LAST_X,
    LAST_Y,
    PADDLE,
    Breakout,
    X,
    Y,
)
from dlcore.applications.reinforcement.deep_q_learning.collecting import Collecting
from dlcore.applications.reinforcement.deep_q_learning.exam import Exam
from dlcore.applications.reinforcement.deep_q_learning.freeway import COLUMN, LANES, PLACES, SPEEDS
from dlcore.applications.reinforcement.deep_q_learning.games import Game, State
from dlcore.applications.reinforcement.deep_q_learning.world import to_json
from dlcore.contract import Episode


def episode(exam: Exam, digits: int = 4) -> Episode:
    """The first game of an exam: all its states, with the values of the actions.

    With 17 digits somebody can go on from any moment: an unstable pole makes much of small differences.
    """
    game = exam.game
    return Episode(
        game=game.name,
        frames=[row(state, digits) for state in exam.frames],
        actions=exam.actions,
        names=game.actions,
        values=[[round(float(value), 3) for value in values] for values in exam.values],
        scene=scene(game),
        points=exam.gained,
        alt=f"A game of {game.name}: {exam.gained[-1]:.0f} points in {len(exam.actions)} steps",
    )


def row(state: State, digits: int) -> list[float]:
    """One state as plain numbers."""
    if state.dtype.kind == "i":
        return state.tolist()  # type: ignore[no-any-return]
    return [round(float(number), digits) for number in state]


def scene(game: Game) -> dict[str, Any]:
    """What stands still in a game."""
    return to_json(game.world) if isinstance(game, Collecting) else {}


INKS = np.array(
    [[0, 114, 178], [166, 128, 0], [200, 210, 220], [89, 0, 0], [128, 0, 242]], dtype=np.uint8
)  # one a channel: player, things, traces
PAPER, CELL = 245, 6  # pixels a cell


def picture(game: Game, state: State) -> NDArray[np.uint8]:
    """One state as colours, (60, 60, 3)."""
    if len(game.shape) == 1:
        return cart_picture(state)
    cells = np.full((10, 10, 3), PAPER, dtype=np.uint8)
    if isinstance(game, Collecting):
        layers = (game.world.walls, state[game.fruits], state[game.guards], state[0])
        for ink, where in zip((2, 1, 3, 0), layers, strict=True):
            cells.reshape(100, 3)[where] = INKS[ink]
    elif isinstance(game, Breakout):
        cells[1:4][BITS[state[BRICKS]] > 0] = INKS[3]
        for ink, row, column in ((2, LAST_Y, LAST_X), (1, Y, X)):
            cells[state[row], state[column]] = INKS[ink]
        cells[9, state[PADDLE]] = INKS[0]
    else:
        lanes, place = np.arange(1, LANES + 1), state[PLACES]
        cells[lanes, (place - np.sign(state[SPEEDS])) % 10] = INKS[2]
        cells[lanes, place] = INKS[1]
        cells[state[0], COLUMN] = INKS[0]
    return cells.repeat(CELL, axis=0).repeat(CELL, axis=1)


def cart_picture(state: State, size: int = 10 * CELL) -> NDArray[np.uint8]:
    """Cart and pole from the side."""
    cells = np.full((size, size, 3), PAPER, dtype=np.uint8)
    middle, ground = size / 2 + float(state[0]) / 2.4 * size / 2, int(size * 0.75)
    rows, columns = np.mgrid[:size, :size]
    along = (columns - middle) * np.sin(state[2]) + (ground - rows) * np.cos(state[2])
    beside = (columns - middle) * np.cos(state[2]) - (ground - rows) * np.sin(state[2])
    cells[(np.abs(beside) < 1.5) & (along > 0) & (along < size / 2)] = INKS[1]
    cells[(np.abs(columns - middle) < 7) & (rows >= ground) & (rows < ground + 6)] = INKS[0]
    return cells
