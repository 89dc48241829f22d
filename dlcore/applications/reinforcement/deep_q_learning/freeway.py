"""Freeway on ten by ten cells, with the rules of MinAtar (Young and Tian, 2019): a hen crosses eight lanes.

Two things differ from MinAtar: the hen may move at every step instead of every third, and a game has 250
steps instead of 2,500.
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

COLUMN, HOME, LANES, FASTEST = 4, 9, 8, 5
PLACES, WAITS, SPEEDS = slice(1, 9), slice(9, 17), slice(17, 25)  # columns of a state, one a lane
ROWS = np.arange(LANES)
CLOSE = 3  # rows from the other side that count as near
SEEN = 12  # rows of the picture


class Freeway:
    """State: row of the hen; of each car its place, steps until it moves, signed speed; clock, seed."""

    name = "freeway"
    actions: tuple[str, ...] = ("stay", "up", "down")
    shape: tuple[int, ...] = (5, SEEN, 10)
    inputs: tuple[str, ...] = ("other side", "cars", "where they were", "period", "waiting")
    scale: tuple[float, ...] = (1.0, 1.0, 1.0, 1 / FASTEST, 1 / FASTEST)
    limit = 250
    scored = GOAL

    def begin(self, seeds: NDArray[Any]) -> State:
        """The hen at home, all cars at the left edge."""
        state = np.zeros((len(seeds), 27), dtype=np.int32, order="F")
        state[:, 0], state[:, SEED] = HOME, seeds
        return self.with_new_speeds(state)

    def with_new_speeds(self, state: State) -> State:
        """Every car draws a speed from 1 (moves at every second step) to 5, and a direction."""
        drawn, state[:, SEED] = dice.throws(state[:, SEED], LANES)
        period = 1 + dice.below(drawn, FASTEST)
        state[:, WAITS] = period
        state[:, SPEEDS] = np.where(drawn & np.uint32(1), period, -period)
        return state

    def step(self, state: State, actions: Actions) -> Outcome:
        """The hen moves, then the cars; whoever is touched begins again at home."""
        after = state.copy(order="K")
        hen = np.clip(state[:, 0] - (actions == 1) + (actions == 2), 0, HOME)
        happened = np.zeros((len(state), 4), dtype=bool, order="F")
        crossed = hen == 0
        if crossed.any():
            after[crossed] = self.with_new_speeds(after[crossed])
            hen[crossed] = HOME
        struck = self.touched(after, hen)
        moves = after[:, WAITS] == 0
        after[:, PLACES] = (after[:, PLACES] + np.sign(after[:, SPEEDS]) * moves) % 10
        after[:, WAITS] = np.where(moves, np.abs(after[:, SPEEDS]), after[:, WAITS] - 1)
        struck |= self.touched(after, hen)
        hen[struck] = HOME
        after[:, 0] = hen
        after[:, CLOCK] += 1
        happened[:, GOAL], happened[:, FAILURE], happened[:, STEP] = crossed, struck, True
        happened[:, NEAR] = hen <= CLOSE
        return Outcome(after, happened, np.zeros(len(state), dtype=bool))

    def touched(self, state: State, hen: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether the car of the hen's lane stands where she does; there are none at home."""
        place = state[np.arange(len(state)), np.minimum(hen, LANES)]  # column of lane 1 is 1, and so on
        struck: NDArray[np.bool_] = (place == COLUMN) & (hen < HOME) & (hen > 0)
        return struck

    def observe(self, state: State) -> NDArray[np.float32]:
        """The other side, cars, where each came from, and in each lane its speed and how long it still waits.

        The picture moves with the hen: "the next lane" is always the same row. There are nine rows before her
        and two behind.
        """
        games, seen = np.arange(len(state)), np.zeros((len(state), 5, 20, 10), dtype=np.float32)
        lane = ROWS + 1 + HOME - state[:, :1]  # (games, lanes): rows of the picture
        place, each = state[:, PLACES], games[:, None]
        seen[games, 0, HOME - state[:, 0]] = 1
        seen[each, 1, lane, place] = 1
        seen[each, 2, lane, (place - np.sign(state[:, SPEEDS])) % 10] = 1
        seen[each, 3, lane] = np.abs(state[:, SPEEDS])[:, :, None]
        seen[each, 4, lane] = state[:, WAITS][:, :, None]
        return np.ascontiguousarray(seen[:, :, :SEEN])

    def rule(self, state: State) -> Actions:
        """Up, unless a car is in the next cell now."""
        ahead = state[np.arange(len(state)), np.maximum(state[:, 0] - 1, 1)] == COLUMN
        return np.where(ahead & (state[:, 0] > 1), 0, 1)
