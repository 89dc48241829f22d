"""CartPole, after Barto, Sutton and Anderson (1983), step by step equal to Gymnasium's CartPole-v1.

A cart is pushed left or right so that the pole on it does not fall: 500 steps at most.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.reinforcement.deep_q_learning import dice
from dlcore.applications.reinforcement.deep_q_learning.games import (
    FAILURE,
    NEAR,
    STEP,
    Actions,
    Outcome,
    State,
)

GRAVITY, CART, POLE, HALF_LENGTH, PUSH, SECONDS = 9.8, 1.0, 0.1, 0.5, 10.0, 0.02
TOTAL, MOMENT = CART + POLE, POLE * HALF_LENGTH
EDGE, FALLEN = 2.4, 12 * 2 * np.pi / 360  # metres, radians
UPRIGHT = np.radians(1)  # what counts as near
PLACE, SPEED, ANGLE, TURN, CLOCK, SEED = range(6)


class CartPole:
    """State: place, speed, angle, turning speed, clock, seed."""

    name = "cartpole"
    actions: tuple[str, ...] = ("push left", "push right")
    shape: tuple[int, ...] = (4,)
    inputs: tuple[str, ...] = ("place", "speed", "angle", "turning speed")
    scale: tuple[float, ...] = (1 / 2.4, 1 / 2, 1 / 0.2095, 1 / 2)
    limit = 500
    scored = STEP

    def begin(self, seeds: NDArray[Any]) -> State:
        """All four numbers a little off zero."""
        drawn, after = dice.throws(seeds, 4)
        state = np.zeros((len(seeds), 6), order="F")
        state[:, :4] = 0.1 * dice.share(drawn) - 0.05
        state[:, SEED] = after
        return state

    def step(self, state: State, actions: Actions) -> Outcome:
        """A push for a fiftieth of a second."""
        _, speed, angle, turn, clock, _ = state.T
        cosine, sine = np.cos(angle), np.sin(angle)
        push = (PUSH * 2) * actions - PUSH
        pull = (push + MOMENT * (turn * turn) * sine) / TOTAL
        bend = (GRAVITY * sine - cosine * pull) / (
            HALF_LENGTH * (4.0 / 3.0 - POLE * (cosine * cosine) / TOTAL)
        )
        changes = np.empty((4, len(state)))
        changes[PLACE], changes[ANGLE], changes[TURN] = speed, turn, bend
        changes[SPEED] = pull - MOMENT * bend * cosine / TOTAL
        after = state.copy(order="K")
        after.T[:4] += SECONDS * changes
        after[:, CLOCK] = clock + 1
        place, _, tilt = np.abs(after.T[:3])
        lost = (place > EDGE) | (tilt > FALLEN)
        happened = np.zeros((4, len(state)), dtype=bool)
        happened[FAILURE], happened[STEP] = lost, True
        happened[NEAR] = tilt < UPRIGHT
        return Outcome(after, happened.T, lost)

    def observe(self, state: State) -> NDArray[np.float32]:
        """Place, speed, angle, turning speed, as they are."""
        return state[:, :4].astype(np.float32, order="C")

    def rule(self, state: State) -> Actions:
        """Push to the side to which the pole will lean soon, corrected a little towards the middle."""
        lean = state[:, ANGLE] + 0.3 * state[:, TURN] + 0.02 * state[:, PLACE] + 0.04 * state[:, SPEED]
        return (lean > 0).astype(np.int64)
