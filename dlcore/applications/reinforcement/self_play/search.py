"""Tree search as AlphaZero does it (Silver and others, 2018), in many games at once.

Every game has a tree. One simulation goes down each tree along the most promising moves, adds the position
that it comes to, lets somebody judge it, and carries the value back up. All arrays lie flat: row
`game * size + node` holds a node, and each of its moves has a place for prior, visits and the sum of values.

Who judges is given as a function: the network, or a game played to its end by chance. Won, lost and forced
positions are known exactly, one move ahead, and need no judge; what follows from them is carried up too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.reinforcement.self_play.rules import (
    DRAWN,
    LOST,
    NONE,
    OPEN,
    WON,
    Actions,
    Bits,
    Rules,
)

Floats = NDArray[np.float32]
Judge = Callable[[Bits, Bits], tuple[Floats, Floats]]  # own and other stones: priors (n, actions), values (n)
EXPLORATION = np.float32(1.5)  # how much priors and unseen moves count beside values
PESSIMISM = np.float32(0.2)  # a move never tried is thought this much worse than the position
EXACT = np.array([0, -1, 0, 1], dtype=np.float32)
NEVER, LAST = np.float32(-1e9), np.float32(-1e6)


@dataclass
class Trees:
    """One tree a game, with room for `size` positions each."""

    rules: Rules
    own: Bits  # (games,): the position at the root
    other: Bits
    size: int
    known: bool = True  # use what is certain: wins, losses, forced moves
    steps: list[tuple[list[tuple[Actions, Actions, Actions]], Floats]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Empty trees."""
        games, rows, actions = len(self.own), len(self.own) * self.size, self.rules.actions
        self.games, self.count = np.arange(games), np.ones(games, dtype=np.int64)
        self.mine, self.theirs = np.zeros(rows, dtype=np.uint64), np.zeros(rows, dtype=np.uint64)
        self.prior = np.zeros((rows, actions), dtype=np.float32)
        self.visits = np.zeros((rows, actions), dtype=np.float32)
        self.total = np.zeros((rows, actions), dtype=np.float32)  # sum of values, for who moves there
        self.judged = np.zeros(rows, dtype=np.float32)
        self.child = np.full((rows, actions), -1, dtype=np.int64)
        self.certain = np.zeros((rows, actions), dtype=np.int8)
        self.solved = np.zeros(rows, dtype=np.int8)  # of a whole node: OPEN or what it is worth
        self.roots = self.games * self.size

    def plant(self, judge: Judge, noise: float = 0.0, dice: np.random.Generator | None = None) -> None:
        """Judge the roots. `noise` is the share of the prior that chance replaces (Dirichlet)."""
        self._add(self.roots, self.own, self.other, judge)
        if noise and dice is not None:
            allowed = self.certain[self.roots] != LOST
            allowed &= self.prior[self.roots] > NEVER
            some = dice.gamma(1.0, size=allowed.shape).astype(np.float32) * allowed
            some /= np.maximum(some.sum(axis=1, keepdims=True), 1e-9)
            mixed = (1 - noise) * self.prior[self.roots] + np.float32(noise) * some
            self.prior[self.roots] = np.where(allowed, mixed, self.prior[self.roots])

    def grow(self, judge: Judge, simulations: int, record: bool = False) -> None:
        """So many simulations in every tree whose root is not solved."""
        for _ in range(simulations):
            who = self.games[self.solved[self.roots] == OPEN]
            if not len(who):
                return
            self._simulate(who, judge, record)

    def _simulate(self, who: Actions, judge: Judge, record: bool) -> None:
        """Down, add a position, judge it, and up again."""
        nodes, path = self.roots[who], []
        values, grown = np.zeros(len(self.games), dtype=np.float32), []
        playing = who
        while len(playing):
            actions = self._best(nodes)
            path.append((playing, nodes, actions))
            below = self.child[nodes, actions]
            sure = self.certain[nodes, actions]
            ended, new = sure != OPEN, (below < 0) & (sure == OPEN)
            values[playing[ended]] = EXACT[sure[ended]]
            if new.any():
                grown.append((playing[new], nodes[new], actions[new]))
            on = ~(ended | new)
            playing, nodes = playing[on], below[on]
        # Ended moves are worth their exact value to who made them; new positions are judged, all at once.
        added: Actions = np.zeros(0, dtype=np.int64)
        if grown:
            games, nodes, actions = (np.concatenate(part) for part in zip(*grown, strict=True))
            added = games * self.size + self.count[games]
            self.count[games] += 1
            self.child[nodes, actions] = added
            position = self.rules.played(self.mine[nodes], self.theirs[nodes], actions)
            self._add(added, *position, judge)
            values[games] = -self.judged[added]  # the judge saw it from the other side
        if record:
            self.steps.append((path, values.copy()))
        for playing, nodes, actions in reversed(path):
            self._learn_for_sure(nodes, actions)
            self.visits[nodes, actions] += 1
            self.total[nodes, actions] += values[playing]
            values[playing] = -values[playing]

    def _best(self, nodes: Actions) -> Actions:
        """The move of each node with the best sum of value and curiosity (PUCT)."""
        visits, total = self.visits[nodes], self.total[nodes]
        all_visits = visits.sum(axis=1)
        mean = (self.judged[nodes] + total.sum(axis=1)) / (1 + all_visits)
        tried = total / np.maximum(visits, 1)
        value = np.where(visits > 0, tried, (mean - PESSIMISM)[:, None])
        curious = EXPLORATION * np.sqrt(all_visits + 1)
        score = value + curious[:, None] * self.prior[nodes] / (1 + visits)
        sure = self.certain[nodes]
        score[sure == LOST] += LAST
        score[self.prior[nodes] < 0] = NEVER
        best: Actions = score.argmax(axis=1)
        return best

    def _add(self, rows: Actions, own: Bits, other: Bits, judge: Judge) -> None:
        """Positions into the trees: what is certain about them, and what the judge says of the rest."""
        self.mine[rows], self.theirs[rows] = own, other
        landing = self.rules.landing(own, other)
        allowed = landing != NONE
        self._look_ahead(rows, own, other, landing, allowed)
        asked = self.solved[rows] == OPEN
        priors = allowed / np.maximum(allowed.sum(axis=1, keepdims=True), 1).astype(np.float32)
        values = EXACT[self.solved[rows]]
        if asked.any():
            priors[asked], values[asked] = judge(own[asked], other[asked])
        priors = np.where(allowed, priors, 0)
        priors /= np.maximum(priors.sum(axis=1, keepdims=True), 1e-9)
        self.prior[rows] = np.where(allowed, priors, NEVER)
        self.judged[rows] = values

    def _look_ahead(
        self, rows: Actions, own: Bits, other: Bits, landing: Bits, allowed: NDArray[np.bool_]
    ) -> None:
        """A move that wins; a move that does not stop the other side's win; a full board."""
        wins = self.rules.won(own[:, None] | landing) & allowed
        certain = np.where(wins, np.int8(WON), np.int8(OPEN))
        winning = wins.any(axis=1)
        if self.known:
            threats = self.rules.won(other[:, None] | landing) & allowed
            count = threats.sum(axis=1)
            forced = ((count > 0) & ~winning)[:, None]
            certain[forced & ~(threats & (count == 1)[:, None]) & allowed] = LOST
        last = np.bitwise_count(own | other) == self.rules.cells - 1  # one free cell: nothing follows
        certain[last[:, None] & allowed & ~wins] = DRAWN
        self.certain[rows] = certain
        self.solved[rows] = self._worth(certain, allowed)

    def _worth(self, certain: NDArray[np.int8], allowed: NDArray[np.bool_]) -> NDArray[np.int8]:
        """What a position is worth for sure: the best move's worth where all are known or one wins."""
        best = certain.max(axis=1)
        unknown = ((certain == OPEN) & allowed).any(axis=1)
        return np.where((best == WON) | ~unknown, best, OPEN).astype(np.int8)

    def _learn_for_sure(self, nodes: Actions, actions: Actions) -> None:
        """Where the position behind a move is solved, so is the move, and perhaps the position before it."""
        below = self.child[nodes, actions]
        worth = np.where(below >= 0, self.solved[below], OPEN)
        changed = (worth != OPEN) & (self.certain[nodes, actions] == OPEN)
        if not changed.any():
            return
        nodes, actions = nodes[changed], actions[changed]
        self.certain[nodes, actions] = 4 - worth[changed]  # won for one side is lost for the other
        self.solved[nodes] = self._worth(self.certain[nodes], self.prior[nodes] >= 0)

    def policy(self) -> Floats:
        """The share of each move's visits at the roots, (games, actions); what is certain overrules them.

        In a won position all winning moves share alike. In a lost one visits count: the other side may err.
        """
        visits, sure = self.visits[self.roots].copy(), self.certain[self.roots]
        solved = self.solved[self.roots]
        worse = (sure != OPEN) & (EXACT[sure] < EXACT[solved][:, None]) | (sure == LOST)
        visits[worse & (solved != LOST)[:, None]] = 0
        won = solved == WON
        visits[won] = sure[won] == WON
        none = visits.sum(axis=1) == 0  # never tried: as the judge says, among what is not lost
        prior = np.maximum(self.prior[self.roots[none]], 0)
        good = prior * ~worse[none]
        visits[none] = np.where(good.sum(axis=1, keepdims=True) > 0, good, prior)
        shares: Floats = visits / visits.sum(axis=1, keepdims=True)
        return shares

    def values(self) -> Floats:
        """What each root is worth to who is to move: exactly where it is known, else the mean."""
        visits, total = self.visits[self.roots], self.total[self.roots]
        mean = (self.judged[self.roots] + total.sum(axis=1)) / (1 + visits.sum(axis=1))
        solved = self.solved[self.roots]
        return np.where(solved == OPEN, mean, EXACT[solved])
