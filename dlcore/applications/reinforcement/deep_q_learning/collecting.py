"""Collect and avoid, our own game: fetch fruit in a small world while guards walk up and down their rows.

A guard walks until a wall or the edge stops it, turns, and walks back. Whoever meets one has lost.
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
from dlcore.applications.reinforcement.deep_q_learning.world import FAR, World, neighbours

RIGHT, LEFT = 1, 3  # numbers of the moves
CLOSE = 2  # steps to a fruit that count as near
MOST_FRUIT = 5  # that there is at a time
VIEW = 11  # cells that are seen, across and down
UNSEEN = VIEW * VIEW  # the place of all that is too far away
STAY = 4


class Collecting:
    """State: cell, cells of the fruit, cells of the guards, their ways (1 right, -1 left), clock, seed."""

    name = "collect"
    actions: tuple[str, ...] = ("up", "right", "down", "left", "stay")
    shape: tuple[int, ...] = (4, VIEW, VIEW)
    inputs: tuple[str, ...] = ("walls", "fruit", "guards", "where guards go")
    scale: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    limit = 200
    scored = GOAL

    def __init__(self, world: World) -> None:
        self.world = world
        self.to = np.column_stack([neighbours(world.walls), np.arange(100)])  # (cell, move)
        fruits, guards = min(MOST_FRUIT, len(world.places) - 1), len(world.guards)
        self.fruits = slice(1, 1 + fruits)
        self.guards = slice(self.fruits.stop, self.fruits.stop + guards)
        self.ways = slice(self.guards.stop, self.guards.stop + guards)
        self.walls = walls_around(world.walls)

    def begin(self, seeds: NDArray[Any]) -> State:
        """At the start; fruit at places drawn by chance."""
        state = np.zeros((len(seeds), self.ways.stop + 2), dtype=np.int32, order="F")
        state[:, 0], state[:, self.guards], state[:, self.ways] = self.world.start, self.world.guards, 1
        drawn, state[:, SEED] = dice.throws(seeds, len(self.world.places))
        shuffled = self.world.places[drawn.argsort(axis=1, kind="stable")]  # (games, places)
        state[:, self.fruits] = shuffled[:, : self.fruits.stop - self.fruits.start]
        return state

    def grow(self, state: State, games: NDArray[Any], column: int) -> None:
        """Fruit of one column grows anew, at a place where there is none now."""
        places = self.world.places
        drawn, state[games, SEED] = dice.throws(state[games, SEED], 1)
        free = (places != state[games, self.fruits][:, :, None]).all(axis=1)  # (games, places)
        turn = dice.below(drawn[:, 0], free.sum(axis=1))
        chosen = (free.cumsum(axis=1) == turn[:, None] + 1).argmax(axis=1)
        state[games, column] = places[chosen]

    def step(self, state: State, actions: Actions) -> Outcome:
        """First the player, then the guards."""
        after = state.copy(order="K")
        cell = self.to[state[:, 0], actions]
        lost = (state[:, self.guards] == cell[:, None]).any(axis=1)
        move = np.where(state[:, self.ways] > 0, RIGHT, LEFT)
        guards = self.to[state[:, self.guards], move]
        stopped = guards == state[:, self.guards]
        after[:, self.guards], after[:, self.ways] = guards, state[:, self.ways] * np.where(stopped, -1, 1)
        lost |= (guards == cell[:, None]).any(axis=1)
        found = (state[:, self.fruits] == cell[:, None]) & ~lost[:, None]
        happened = np.zeros((len(state), 4), dtype=bool, order="F")
        happened[:, NEAR] = (self.away(state, cell) <= CLOSE) & ~found.any(axis=1)
        happened[:, GOAL], happened[:, FAILURE], happened[:, STEP] = found.any(axis=1), lost, True
        after[:, 0] = cell
        after[:, CLOCK] += 1
        for column in np.flatnonzero(found.any(axis=0)):
            self.grow(after, np.flatnonzero(found[:, column]), self.fruits.start + int(column))
        return Outcome(after, happened, lost)

    def away(self, state: State, cell: NDArray[Any]) -> NDArray[np.int64]:
        """Steps from a cell to the nearest fruit of each game."""
        steps: NDArray[np.int64] = self.world.distances[cell[:, None], state[:, self.fruits]].min(axis=1)
        return steps

    def observe(self, state: State) -> NDArray[np.float32]:
        """Walls, fruit, guards, and where guards go next: five cells around the player on each side.

        The picture moves with the player: "fruit to the left" looks the same everywhere and is learned once.
        """
        games, seen = np.arange(len(state))[:, None], np.zeros((len(state), 4, UNSEEN + 1), dtype=np.float32)
        window = WINDOW[state[:, 0]]  # (games, 100): where each cell stands in the picture
        seen[:, 0, :UNSEEN] = self.walls[state[:, 0]]
        for channel, cells in enumerate((state[:, self.fruits], state[:, self.guards], self.ahead(state)), 1):
            seen[games, channel, window[games, cells]] = 1
        return np.ascontiguousarray(seen[:, :, :UNSEEN]).reshape(-1, *self.shape)

    def ahead(self, state: State) -> NDArray[Any]:
        """The cell to which each guard goes next."""
        ahead: NDArray[Any] = self.to[state[:, self.guards], np.where(state[:, self.ways] > 0, RIGHT, LEFT)]
        return ahead

    def rule(self, state: State) -> Actions:
        """The way to the nearest fruit, but never to where a guard is or goes next."""
        cells = self.to[state[:, 0]]  # (games, moves)
        steps = np.stack([self.away(state, cells[:, move]) for move in range(5)], axis=1)
        for cell in (state[:, self.guards], self.ahead(state)):
            steps = steps + FAR * (cells[:, :, None] == cell[:, None, :]).any(axis=2)
        best: Actions = steps.argmin(axis=1)
        return best


def windows() -> NDArray[np.int64]:
    """For a player in each cell, where each other cell stands in the picture, (100, 100), or `UNSEEN`."""
    row, column = np.divmod(np.arange(100), 10)
    down, right = row[None] - row[:, None] + VIEW // 2, column[None] - column[:, None] + VIEW // 2
    inside = (down >= 0) & (down < VIEW) & (right >= 0) & (right < VIEW)
    return np.where(inside, down * VIEW + right, UNSEEN)


WINDOW = windows()


def walls_around(walls: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The walls as a player in each cell sees them, (100, 121): all beyond the edge is wall too."""
    seen = np.ones((100, UNSEEN + 1), dtype=np.float32)
    np.put_along_axis(seen, WINDOW, np.tile(walls.astype(np.float32), (100, 1)), axis=1)
    return seen[:, :UNSEEN]
