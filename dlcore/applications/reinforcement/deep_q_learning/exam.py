"""Exams: a copy of the network plays games without chance moves, a few moves at each training step."""

from collections.abc import Mapping
from copy import deepcopy

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from dlcore.applications.reinforcement.deep_q_learning.games import (
    Game,
    State,
    over,
    rewards,
)

PASSED, PASSED_AT_LENGTH = 0.95, 0.97  # of all steps of CartPole; a margin, as the first to pass is lucky
GAMES, FINAL = 40, 200  # games of an exam, and of the one that confirms a solved game


class Exam:
    """Some games under way, from the given states on. The first one is recorded."""

    def __init__(self, game: Game, network: nn.Module, state: State) -> None:
        self.game, self.network = game, deepcopy(network).eval()
        self.state, count = state, len(state)
        self.playing = np.arange(count)  # which games the rows of the state are
        self.happened = np.zeros((count, 4))
        self.frames: list[State] = [self.state[0].copy()]
        self.values: list[NDArray[np.float32]] = []
        self.actions: list[int] = []
        self.gained: list[float] = [0.0]  # points of the recorded game, at each frame

    @property
    def ended(self) -> bool:
        """Whether all games are over."""
        return not len(self.playing)

    @property
    def points(self) -> NDArray[np.float64]:
        """Points of each game so far."""
        return self.happened[:, self.game.scored]

    @property
    def solved(self) -> bool:
        """Whether CartPole stood for 475 of 500 steps, on average; 485 in an exam at length."""
        wanted = PASSED_AT_LENGTH if len(self.happened) == FINAL else PASSED
        return self.game.name == "cartpole" and float(self.points.mean()) >= wanted * self.game.limit

    def reward(self, worth: Mapping[str, float]) -> float:
        """The mean sum of rewards of a game."""
        return float(rewards(self.happened, worth).mean())

    def result(self, worth: Mapping[str, float]) -> tuple[float, float]:
        """What exams are compared by: rewards, which are all that the agent knows; then points."""
        return self.reward(worth), float(self.points.mean())

    def play(self, moves: int) -> None:
        """So many moves in every game that is still going on."""
        for _ in range(moves):
            if self.ended:
                return
            self.move()

    @torch.no_grad()
    def move(self) -> None:
        """One move in every game, the one with the highest value."""
        values = self.network(torch.from_numpy(self.game.observe(self.state))).numpy()
        actions = values.argmax(axis=1)
        outcome = self.game.step(self.state, actions)
        self.happened[self.playing] += outcome.happened
        if self.playing[0] == 0:
            self.frames.append(outcome.state[0].copy())
            self.values.append(values[0])
            self.actions.append(int(actions[0]))
            self.gained.append(float(self.points[0]))
        going = ~over(self.game, outcome)
        self.state, self.playing = outcome.state[going], self.playing[going]
