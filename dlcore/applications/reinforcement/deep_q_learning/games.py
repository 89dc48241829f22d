"""What a game is to the learner: whole states in, whole states out, for many games at once.

A state is one row of numbers, (games, numbers); the last two are the clock and the seed of the game's dice.
Nothing else is remembered anywhere, so a game can be stored, shown, and gone on with from any moment.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.reinforcement.deep_q_learning import dice

State = NDArray[Any]
Actions = NDArray[np.integer[Any]]
CLOCK, SEED = -2, -1  # columns of every state
GOAL, FAILURE, NEAR, STEP = range(4)  # columns of what happened
EVENTS = ("goal", "failure", "near", "step")


class Outcome(NamedTuple):
    """What one step did to each game."""

    state: State
    happened: NDArray[np.bool_]  # (games, 4): goal, failure, near, step
    lost: NDArray[np.bool_]  # (games,): over, and nothing can follow


class Game(Protocol):
    """The rules of one game, its picture for the network, and a rule of thumb to compare with."""

    name: str
    actions: tuple[str, ...]
    shape: tuple[int, ...]  # of what the network sees: (numbers,) or (channel, 10, 10)
    inputs: tuple[str, ...]  # names of the numbers or channels
    scale: tuple[float, ...]  # what each number or channel is multiplied by, so that it is about 1
    limit: int  # steps, after which a game is broken off
    scored: int  # the column of what happened that counts as a point

    def begin(self, seeds: NDArray[Any]) -> State:
        """One new game a seed."""

    def step(self, state: State, actions: Actions) -> Outcome:
        """All games one step further; the given state stays as it is."""

    def observe(self, state: State) -> NDArray[np.float32]:
        """What the network sees, (games, *shape)."""

    def rule(self, state: State) -> Actions:
        """What a rule that a person wrote would do."""


POOL = 512  # new games made at a time
Player = Callable[[State], Actions]


def at_random(game: Game) -> Player:
    """Play without any idea."""
    return lambda state: np.random.randint(0, len(game.actions), size=len(state))


def over(game: Game, outcome: Outcome) -> NDArray[np.bool_]:
    """Which games have ended: lost, or broken off by the clock."""
    ended: NDArray[np.bool_] = outcome.lost | (outcome.state[:, CLOCK] >= game.limit)
    return ended


class Many:
    """Games side by side that go on for ever: one that has ended makes place for a new one."""

    def __init__(self, game: Game, count: int) -> None:
        self.game = game
        self.state = game.begin(dice.fresh_seeds(count))
        self.newcomers, self.used = game.begin(dice.fresh_seeds(POOL)), 0

    def move(self, actions: Actions) -> tuple[Outcome, NDArray[np.bool_]]:
        """One step of every game: what it did, and which games it ended."""
        outcome = self.game.step(self.state, actions)
        ended = over(self.game, outcome)
        self.state = outcome.state
        if count := int(np.count_nonzero(ended)):
            self.state = outcome.state.copy(order="K")
            self.state[ended] = self.begin(count)
        return outcome, ended

    def begin(self, count: int) -> State:
        """So many new games; they are made in large numbers, as that is quicker than one by one."""
        if self.used + count > POOL:
            self.newcomers, self.used = self.game.begin(dice.fresh_seeds(POOL)), 0
        self.used += count
        fresh: State = self.newcomers[self.used - count : self.used]
        return fresh


def played(game: Game, player: Player, seeds: NDArray[Any]) -> NDArray[np.float64]:
    """The points of one whole game a seed."""
    state, points = game.begin(seeds), np.zeros(len(seeds))
    playing = np.arange(len(seeds))  # which games the rows of the state are
    while len(playing):
        outcome = game.step(state, player(state))
        points[playing] += outcome.happened[:, game.scored]
        going = ~over(game, outcome)
        state, playing = outcome.state[going], playing[going]
    return points


def rewards(happened: NDArray[Any], worth: Mapping[str, float]) -> NDArray[np.float32]:
    """What happened, weighed: (games, 4) to (games,)."""
    weights = np.array([worth[name] for name in EVENTS], dtype=np.float32)
    return happened.astype(np.float32) @ weights
