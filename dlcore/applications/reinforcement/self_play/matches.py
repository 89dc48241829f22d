"""Matches: one player against others, many games side by side, each side begins half of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.reinforcement.self_play.players import Player, by_chance
from dlcore.applications.reinforcement.self_play.rules import OPEN, WON, Bits, Rules

OPENING = 2  # moves by chance before the players take over, the same for both colours


@dataclass
class Match:
    """`games` games of one player against each of the opponents.

    It goes on move by move, so that a training run may play a little of it at each step.
    """

    rules: Rules
    one: Player
    opponents: Sequence[Player]
    games: int
    dice: np.random.Generator
    opening: int = OPENING
    shown: int = 0  # the game that is recorded
    positions: list[tuple[np.uint64, np.uint64]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open every pair of games alike."""
        pairs, all_games = -(-self.games // 2), self.games * len(self.opponents)
        own, other = opened(self.rules, pairs, self.opening, self.dice)
        both = np.resize(np.arange(pairs), self.games)
        self.own, self.other = (np.tile(stones[both], len(self.opponents)) for stones in (own, other))
        self.first = np.tile(np.arange(self.games) >= pairs, len(self.opponents))  # an opponent begins
        self.rival = np.repeat(np.arange(len(self.opponents)), self.games)
        self.playing, self.ply = np.arange(all_games), 0
        self.points = np.full(all_games, 0.5)  # of player one: wins, and half of the draws
        self._record()

    @property
    def ended(self) -> bool:
        """Whether all games are over."""
        return not len(self.playing)

    @property
    def by_opponent(self) -> NDArray[np.float64]:
        """Points of each game, (opponents, games)."""
        return self.points.reshape(len(self.opponents), self.games)

    @property
    def scores(self) -> list[float]:
        """The share of points against each opponent."""
        return [float(score) for score in self.by_opponent.mean(axis=1)]

    def move(self) -> None:
        """One move in every game."""
        theirs = self.first[self.playing] ^ bool(self.ply % 2)
        actions = np.zeros(len(self.playing), dtype=np.int64)
        for number, player in enumerate((self.one, *self.opponents), -1):
            turn = theirs & (self.rival[self.playing] == number) if number >= 0 else ~theirs
            if turn.any():
                actions[turn] = player(self.own[turn], self.other[turn])
        self.own, self.other = self.rules.played(self.own, self.other, actions)
        self.ply += 1
        self._record()
        result = self.rules.result(self.own, self.other)
        won = self.playing[(result == WON) & ~theirs]
        lost = self.playing[(result == WON) & theirs]
        self.points[won], self.points[lost] = 1, 0
        going = result == OPEN
        self.own, self.other, self.playing = self.own[going], self.other[going], self.playing[going]

    def play(self) -> "Match":
        """To the end."""
        while not self.ended:
            self.move()
        return self

    def _record(self) -> None:
        row = np.flatnonzero(self.playing == self.shown)
        if len(row):
            self.positions.append((self.own[row[0]], self.other[row[0]]))


def opened(rules: Rules, games: int, moves: int, dice: np.random.Generator) -> tuple[Bits, Bits]:
    """So many games after some moves by chance; none of them is over."""
    own, other = np.zeros(games, dtype=np.uint64), np.zeros(games, dtype=np.uint64)
    chance = by_chance(rules, dice)
    for _ in range(moves):
        own, other = rules.played(own, other, chance(own, other))
    return own, other


def score(rules: Rules, one: Player, two: Player, games: int, dice: np.random.Generator) -> float:
    """The share of points of the first player."""
    return Match(rules, one, [two], games, dice).play().scores[0]
