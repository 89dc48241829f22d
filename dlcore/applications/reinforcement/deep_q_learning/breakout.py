"""Breakout on ten by ten cells, with the rules of MinAtar (Young and Tian, 2019).

A paddle keeps a ball in play that knocks out bricks. One thing differs from MinAtar: a game is broken off
after 500 steps.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.reinforcement.deep_q_learning import dice
from dlcore.applications.reinforcement.deep_q_learning.games import (
    CLOCK,
    FAILURE,
    GOAL,
    NEAR,
    SEED,
    STEP,
    Actions,
    Outcome,
    State,
)

PADDLE, X, Y, WAY, LAST_X, LAST_Y, STRIKE = range(7)
BRICKS = slice(7, 10)  # three rows of ten bricks as the bits of three numbers
FULL = 1023
ACROSS = np.array([-1, 1, 1, -1])  # by way: up left, up right, down right, down left
DOWN = np.array([-1, -1, 1, 1])
SIDEWAYS = np.array([1, 0, 3, 2])  # the way after a wall at the side
TURNED = np.array([3, 2, 1, 0])  # after a brick, the ceiling, or the paddle
BACK = np.array([2, 3, 0, 1])  # after the paddle's corner
BITS = ((np.arange(1024)[:, None] >> np.arange(10)) & 1).astype(np.float32)
MIDDLE, WIDTH = 9, 19  # of the picture, in which the paddle always stands in the middle
AROUND = np.zeros((10, 1024, WIDTH), dtype=np.float32)  # a row of bricks as it looks from each paddle
for _paddle in range(10):
    AROUND[_paddle, :, MIDDLE - _paddle : WIDTH - _paddle] = BITS


class Breakout:
    """State: paddle, ball, its way, where it was, strike, three rows of bricks, clock, seed."""

    name = "breakout"
    actions: tuple[str, ...] = ("stay", "left", "right")
    shape: tuple[int, ...] = (4, 10, WIDTH)
    inputs: tuple[str, ...] = ("ball", "where it was", "bricks", "outside")
    scale: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    limit = 500
    scored = GOAL

    def begin(self, seeds: NDArray[Any]) -> State:
        """The ball comes down from one of the two upper corners."""
        drawn, after = dice.throws(seeds, 1)
        right = dice.below(drawn[:, 0], 2)
        state = np.zeros((len(seeds), 12), dtype=np.int32, order="F")
        state[:, PADDLE], state[:, Y], state[:, LAST_Y] = 4, 3, 3
        state[:, X] = state[:, LAST_X] = 9 * right
        state[:, WAY], state[:, BRICKS], state[:, SEED] = 2 + right, FULL, after
        return state

    def step(self, state: State, actions: Actions) -> Outcome:
        """The paddle moves, then the ball one cell on its diagonal."""
        games, after = np.arange(len(state)), state.copy(order="K")
        paddle = np.clip(state[:, PADDLE] - (actions == 1) + (actions == 2), 0, 9)
        x, y, way = state[:, X], state[:, Y], state[:, WAY]
        to_x, to_y = x + ACROSS[way], y + DOWN[way]
        way = np.where((to_x < 0) | (to_x > 9), SIDEWAYS[way], way)
        to_x = np.clip(to_x, 0, 9)
        ceiling = to_y < 0
        row = np.clip(to_y, 1, 3) - 1
        brick = (to_y >= 1) & (to_y <= 3) & (((state[games, 7 + row] >> to_x) & 1) == 1)
        knocked = brick & (state[:, STRIKE] == 0)
        floor = to_y == 9
        after[games[knocked], 7 + row[knocked]] &= ~(1 << to_x[knocked])
        cleared = floor & (state[:, 7] + state[:, 8] + state[:, 9] == 0)
        after[cleared, BRICKS] = FULL
        caught = floor & (x == paddle)
        corner = floor & ~caught & (to_x == paddle)
        way = np.where(ceiling | knocked | caught, TURNED[way], np.where(corner, BACK[way], way))
        to_y = np.where(ceiling, 0, np.where(knocked | caught | corner, y, to_y))
        lost = floor & ~caught & ~corner
        after[:, PADDLE], after[:, X], after[:, Y], after[:, WAY] = paddle, to_x, to_y, way
        after[:, LAST_X], after[:, LAST_Y], after[:, STRIKE] = x, y, brick
        after[:, CLOCK] += 1
        happened = np.zeros((len(state), 4), dtype=bool, order="F")
        happened[:, GOAL], happened[:, FAILURE], happened[:, STEP] = knocked, lost, True
        happened[:, NEAR] = np.abs(paddle - to_x) <= 1
        return Outcome(after, happened, lost)

    def observe(self, state: State) -> NDArray[np.float32]:
        """Ball, where it was, bricks, and what is outside: nine cells to each side of the paddle.

        The picture moves with the paddle: "the ball comes down to my left" looks the same everywhere.
        """
        games, seen = np.arange(len(state)), np.zeros((len(state), *self.shape), dtype=np.float32)
        paddle = state[:, PADDLE]
        seen[games, 0, state[:, Y], state[:, X] - paddle + MIDDLE] = 1
        seen[games, 1, state[:, LAST_Y], state[:, LAST_X] - paddle + MIDDLE] = 1
        seen[:, 2, 1:4] = AROUND[paddle[:, None], state[:, BRICKS]]
        seen[:, 3] = (1 - AROUND[paddle, FULL])[:, None]
        return seen

    def rule(self, state: State) -> Actions:
        """Keep the paddle under the ball."""
        gap = state[:, X] - state[:, PADDLE]
        return np.where(gap < 0, 1, np.where(gap > 0, 2, 0))
