"""Self-play: the network against itself in many games, with a tree search before every move."""

from dataclasses import dataclass, field

import numpy as np

from dlcore.applications.reinforcement.self_play.config import Config
from dlcore.applications.reinforcement.self_play.matches import opened
from dlcore.applications.reinforcement.self_play.memory import Memory
from dlcore.applications.reinforcement.self_play.rules import NONE, OPEN, Actions, Bits, Rules
from dlcore.applications.reinforcement.self_play.search import EXACT, Floats, Judge, Trees

ONE_OPENING = {"connect_four": "3344", "small_connect_four": "2213", "tic_tac_toe": "4018"}
QUICK = 5  # a quick move has so many times fewer simulations


@dataclass
class Game:
    """One game under way, position by position."""

    own: list[np.uint64] = field(default_factory=list)
    other: list[np.uint64] = field(default_factory=list)
    policies: list[Floats] = field(default_factory=list)
    values: list[float] = field(default_factory=list)  # of search, for who was to move
    learned: list[bool] = field(default_factory=list)  # whether search was long enough to learn from


class SelfPlay:
    """Games side by side; where one ends, the next begins at once."""

    def __init__(self, rules: Rules, config: Config, memory: Memory, dice: np.random.Generator) -> None:
        self.rules, self.config, self.memory, self.dice = rules, config, memory, dice
        self.start = self._opening()
        self.own, self.other = (
            np.full(config.games_at_once, stones, dtype=np.uint64) for stones in self.start
        )
        self.games = [Game() for _ in range(config.games_at_once)]
        self.finished = self.positions = 0
        if not config.one_opening:
            self._stagger()

    def move(self, judge: Judge) -> None:
        """Search and move once in every game. Settings are read now: they may change at any time."""
        config = self.config
        quick = self.dice.random() < config.quick_share
        policies, values, solved = self._search(judge, quick)
        actions = self._chosen(policies)
        for number, game in enumerate(self.games):
            game.own.append(self.own[number])
            game.other.append(self.other[number])
            game.policies.append(policies[number])
            game.values.append(float(values[number]))
            game.learned.append(not quick)
        own, other = self.rules.played(self.own, self.other, actions)
        result = self.rules.result(own, other)
        # A game ends when it is over, or when search has proved what it is worth to who was to move.
        worth = np.where(result != OPEN, EXACT[result], EXACT[solved])
        decided = (result != OPEN) | (solved != OPEN) if config.certain else result != OPEN
        self.own, self.other = own, other
        for ended in np.flatnonzero(decided):
            self._end(int(ended), float(worth[ended]))

    def _search(self, judge: Judge, quick: bool) -> tuple[Floats, Floats, Actions]:
        """Where search looked, what it thinks of each position, and what is certain."""
        config = self.config
        simulations = -(-config.simulations // QUICK) if quick else config.simulations
        if not simulations:  # no search: the network is taught what it would play anyway
            policies, values = judge(self.own, self.other)
            policies = np.where(self.rules.landing(self.own, self.other) != NONE, policies, 0)
            return (
                policies / policies.sum(axis=1, keepdims=True),
                values,
                np.zeros(len(values), dtype=np.int64),
            )
        trees = Trees(self.rules, self.own, self.other, simulations + 1, config.certain)
        trees.plant(judge, 0.0 if quick else config.noise, self.dice)
        trees.grow(judge, simulations)
        return trees.policy(), trees.values(), trees.solved[trees.roots].astype(np.int64)

    def _chosen(self, policies: Floats) -> Actions:
        """Early moves by lot with the shares of visits as chances; later ones the most visited."""
        plies = np.bitwise_count(self.own | self.other)
        lots = self.dice.random((len(policies), 1), dtype=np.float32)
        drawn = (policies.cumsum(axis=1) <= lots * np.float32(0.99999)).sum(axis=1)
        actions: Actions = np.where(plies < self.config.lottery_moves, drawn, policies.argmax(axis=1))
        return actions

    def _end(self, number: int, worth: float) -> None:
        """A game is decided: `worth` for who was to move in its last position. The next one begins."""
        game, share = self.games[number], np.float32(self.config.search_share)
        count = len(game.values)
        results = worth * np.where((count - 1 - np.arange(count)) % 2 == 0, 1, -1).astype(np.float32)
        values = (1 - share) * results + share * np.array(game.values, dtype=np.float32)
        learned = np.array(game.learned)
        own: Bits = np.array(game.own)[learned]
        other: Bits = np.array(game.other)[learned]
        self.memory.add(own, other, np.array(game.policies)[learned], values[learned])
        self.positions += int(learned.sum())
        self.finished += 1
        self.own[number], self.other[number] = self.start
        self.games[number] = Game()

    def _opening(self) -> tuple[int, int]:
        """The board with which every game begins."""
        own, other = np.zeros(1, dtype=np.uint64), np.zeros(1, dtype=np.uint64)
        for action in ONE_OPENING[self.rules.name] if self.config.one_opening else "":
            own, other = self.rules.played(own, other, np.array([int(action)]))
        return int(own[0]), int(other[0])

    def _stagger(self) -> None:
        """The very first games begin after some moves by chance, so that they don't all end together."""
        count, lengths = len(self.games), self.rules.cells // 3
        for length in range(1, lengths):
            rows = np.arange(length, count, lengths)
            own, other = opened(self.rules, len(rows), length, self.dice)
            going = self.rules.result(own, other) == OPEN
            self.own[rows[going]], self.other[rows[going]] = own[going], other[going]
