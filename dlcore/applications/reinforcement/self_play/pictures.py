"""Positions as small pictures."""

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.reinforcement.self_play.notation import Position

PAPER = (245, 245, 245)
INKS = ((222, 226, 230), (0, 114, 178), (166, 90, 0))  # empty, first and second player
CELL = 14  # pixels
SIDE = 98  # of the picture


def board_picture(position: Position) -> NDArray[np.uint8]:
    """The board, (98, 98, 3): full circles for the first player, rings for the second."""
    rules = position.rules
    picture = np.full((SIDE, SIDE, 3), PAPER, dtype=np.uint8)
    across, up = np.meshgrid(*[np.arange(CELL) - (CELL - 1) / 2] * 2)
    distance = np.hypot(across, up)
    shapes = (distance < 2.5, distance < 5.8, (distance < 5.8) & (distance > 2.9))
    top, left = (SIDE - rules.rows * CELL) // 2, (SIDE - rules.columns * CELL) // 2
    for cell, owner in enumerate(position.cells):
        row, column = top + cell // rules.columns * CELL, left + cell % rules.columns * CELL
        picture[row : row + CELL, column : column + CELL][shapes[owner]] = INKS[owner]
    return picture
