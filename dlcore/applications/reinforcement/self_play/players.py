"""Everybody who can play: chance, minimax, and tree search with a judge of its own or with a network."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from dlcore.applications.reinforcement.self_play.rules import NONE, Actions, Bits, Rules
from dlcore.applications.reinforcement.self_play.search import NEVER, Floats, Judge, Trees

Player = Callable[[Bits, Bits], Actions]  # own and other stones of many games: a move in each
QUICKER = np.float32(0.9)  # a win one move later is worth this much of it


def by_chance(rules: Rules, dice: np.random.Generator) -> Player:
    """Any allowed move."""

    def player(own: Bits, other: Bits) -> Actions:
        allowed = rules.landing(own, other) != NONE
        actions: Actions = np.where(allowed, dice.random(allowed.shape), -1).argmax(axis=1)
        return actions

    return player


def minimax(rules: Rules, depth: int, dice: np.random.Generator) -> Player:
    """Looks at every line of `depth` moves for wins and losses; among equals it draws lots."""

    def player(own: Bits, other: Bits) -> Actions:
        worth = looked_ahead(rules, own, other, depth)
        actions: Actions = (worth + dice.random(worth.shape) * 1e-3).argmax(axis=1)
        return actions

    return player


def looked_ahead(rules: Rules, own: Bits, other: Bits, depth: int) -> Floats:
    """What each move is worth when both sides look `depth` moves ahead, (games, actions); 0 is unknown."""
    landing = rules.landing(own, other)
    allowed = landing != NONE
    wins = rules.won(own[:, None] | landing) & allowed
    worth = np.where(allowed, wins, NEVER).astype(np.float32)
    if depth > 1:
        open_games = allowed & ~wins & ~wins.any(axis=1, keepdims=True)  # who can win looks no further
        games, actions = np.nonzero(open_games)
        if len(games):
            after = own[games] | landing[games, actions]
            below = looked_ahead(rules, other[games], after, depth - 1)
            best = below.max(axis=1)
            worth[games, actions] = -QUICKER * np.where(best <= NEVER, 0, best)
    return worth


def rollout(rules: Rules, dice: np.random.Generator) -> Judge:
    """A judge without a network: all moves alike, and one game played to its end by chance."""

    def judge(own: Bits, other: Bits) -> tuple[Floats, Floats]:
        values, sign = np.zeros(len(own), dtype=np.float32), np.float32(1)
        priors = np.ones((len(own), rules.actions), dtype=np.float32)
        playing = np.arange(len(own))
        while len(playing):
            landing = rules.landing(own, other)
            chances = dice.random(landing.shape, dtype=np.float32)
            chances[landing == NONE] = -1
            actions = chances.argmax(axis=1)
            stone = landing[np.arange(len(own)), actions]
            moved = own | stone
            won = rules.won(moved)
            values[playing[won]] = sign
            going = ~won & (stone != NONE)
            own, other, playing, sign = other[going], moved[going], playing[going], -sign
        return priors, values

    return judge


def network_judge(network: nn.Module, rules: Rules) -> Judge:
    """The network as judge of positions."""

    @torch.inference_mode()
    def judge(own: Bits, other: Bits) -> tuple[Floats, Floats]:
        # Each new size of batch costs the convolutions a preparation: few sizes, filled up with nothing.
        count = len(own)
        boards = np.zeros((round_size(count), 2, rules.rows, rules.columns), dtype=np.float32)
        boards[:count] = rules.planes(own, other)
        scores, values = network(torch.from_numpy(boards))
        return torch.softmax(scores[:count], dim=1).numpy(), values[:count].numpy()

    return judge


def round_size(count: int) -> int:
    """The next power of two, from 16 on the next multiple of 16."""
    return -(-count // 16) * 16 if count > 8 else 1 << max(count - 1, 0).bit_length()


@dataclass(frozen=True)
class Thinker:
    """Plays the move that its tree search visits most; with one simulation, the one of the highest prior."""

    rules: Rules
    judge: Judge
    simulations: int
    known: bool = True

    def __call__(self, own: Bits, other: Bits) -> Actions:
        """The best move in each game."""
        actions: Actions = self.trees(own, other).policy().argmax(axis=1)
        return actions

    def trees(self, own: Bits, other: Bits) -> Trees:
        """The whole search."""
        trees = Trees(self.rules, own, other, self.simulations + 1, self.known)
        trees.plant(self.judge)
        trees.grow(self.judge, self.simulations)
        return trees


def policy_alone(network: nn.Module, rules: Rules) -> Player:
    """No search: the allowed move that the network likes best."""
    judge = network_judge(network, rules)

    def player(own: Bits, other: Bits) -> Actions:
        priors, _ = judge(own, other)
        priors[rules.landing(own, other) == NONE] = -1
        actions: Actions = priors.argmax(axis=1)
        return actions

    return player
