"""The replay memory: the latest moments of all games, from which each update draws a few at random.

Moments that follow each other look alike; drawn at random they tell of many situations, and each can be
learned from many times. What is stored is what happened, not its reward: when a reward changes while training
runs, the whole past is judged anew.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.reinforcement.deep_q_learning.games import Actions, State, rewards


class Batch(NamedTuple):
    """Remembered moves, each with what it led to."""

    states: State  # (batch, numbers)
    actions: Actions  # (batch,)
    returns: NDArray[np.float32]  # rewards of the next steps, discounted
    later: State  # the state after them
    discounts: NDArray[np.float32]  # what the value of that state counts; 0 where the game was lost
    counts: NDArray[np.float32]  # 0 for the few moves that nothing can be learned from


class Replay:
    """A ring of moments: the newest overwrites the oldest."""

    def __init__(self, state: State, capacity: int) -> None:
        games, numbers = state.shape
        self.length = max(capacity // games, 2)  # moments of each game
        self.states = np.zeros((self.length, games, numbers), dtype=state.dtype)
        self.actions = np.zeros((self.length, games), dtype=np.int64)
        self.happened = np.zeros((self.length, games, 4), dtype=bool)
        self.lost = np.zeros((self.length, games), dtype=bool)
        self.ended = np.zeros((self.length, games), dtype=bool)
        self.head = self.filled = 0

    def __len__(self) -> int:
        """Moves that are remembered."""
        return int(self.filled * self.states.shape[1])

    def add(
        self, state: State, actions: Actions, happened: NDArray[Any], lost: NDArray[Any], ended: NDArray[Any]
    ) -> None:
        """Remember one move of every game. A game that ended without being lost was broken off."""
        self.states[self.head], self.actions[self.head] = state, actions
        self.happened[self.head], self.lost[self.head], self.ended[self.head] = happened, lost, ended
        self.head = (self.head + 1) % self.length
        self.filled = min(self.filled + 1, self.length)

    def draw(self, size: int, worth: Mapping[str, float], discount: float, look_ahead: int) -> Batch:
        """`size` moves by chance, with the rewards of up to `look_ahead` steps after each."""
        ahead = min(look_ahead, self.filled - 1)
        first = np.random.randint(0, self.filled - ahead, size=size) + self.head - self.filled
        game = np.random.randint(0, self.states.shape[1], size=size)
        returns, factor = np.zeros(size, dtype=np.float32), np.ones(size, dtype=np.float32)
        going, until = np.ones(size, dtype=bool), first + ahead
        counts = np.ones(size, dtype=np.float32)
        for step in range(ahead):
            moment = (first + step) % self.length
            lost, ended = self.lost[moment, game], self.ended[moment, game]
            cut = going & ended & ~lost  # the clock broke the game off: trust the network's guess before that
            until[cut] = first[cut] + step
            counts[cut & (step == 0)] = 0
            going = going & ~cut
            returns += going * factor * rewards(self.happened[moment, game], worth)
            factor = np.where(going, factor * np.float32(discount), factor)
            factor[going & lost] = 0
            going = going & ~lost
        states, later = self.states[first % self.length, game], self.states[until % self.length, game]
        return Batch(states, self.actions[first % self.length, game], returns, later, factor, counts)
