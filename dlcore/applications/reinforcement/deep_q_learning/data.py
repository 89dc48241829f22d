"""The games of a run, and what play by chance and a hand-written rule reach in them.

One worked example: Freeway's hen crosses 0.3 times in a game when she moves by chance, and 19 times by the
rule "up, unless a car is in the next cell". A network that crosses 15 times has a skill of 79: 0 is chance,
100 is the rule.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlcore.applications.reinforcement.deep_q_learning import world as worlds
from dlcore.applications.reinforcement.deep_q_learning.breakout import Breakout
from dlcore.applications.reinforcement.deep_q_learning.cartpole import CartPole
from dlcore.applications.reinforcement.deep_q_learning.collecting import Collecting
from dlcore.applications.reinforcement.deep_q_learning.config import ALL, NAMES, Config
from dlcore.applications.reinforcement.deep_q_learning.freeway import Freeway
from dlcore.applications.reinforcement.deep_q_learning.games import Game, at_random, played
from dlcore.datasets import own

HELD_OUT = np.arange(1_000_000, 1_000_100)  # seeds of games that no exam plays


@dataclass(frozen=True)
class Mark:
    """Points of a game by chance and by the hand-written rule, means over the held-out games."""

    chance: float
    rule: float

    def skill(self, points: float) -> float:
        """0 for play by chance, 100 for the rule."""
        return 100 * (points - self.chance) / (self.rule - self.chance)


@dataclass(frozen=True)
class Data:
    """The games, each with its marks."""

    games: Mapping[str, Game]
    marks: Mapping[str, Mark]
    signature: dict[str, Any]
    note: str = ""


def load_data(config: Config) -> Data:
    """The game of a config, or all four. Raises `ValueError` with one sentence for an unusable own world."""
    world = worlds.read(_rows(config))
    names = NAMES if config.game == ALL else (config.game,)
    games = {name: make_game(name, world) for name in names}
    marks = {name: marked(game) for name, game in games.items()}
    note = f"{world.unreachable} places for fruit can't be reached and were left out."
    return Data(games, marks, signature(games, world), note if world.unreachable else "")


def signature(games: Mapping[str, Game], world: worlds.World) -> dict[str, Any]:
    """What rebuilds networks and games."""
    shapes = {
        name: {"shape": list(game.shape), "actions": len(game.actions), "scale": list(game.scale)}
        for name, game in games.items()
    }
    return {"games": shapes, "world": world.text}


def make_game(name: str, world: worlds.World) -> Game:
    """A game by its name."""
    if name == "collect":
        return Collecting(world)
    simple: dict[str, Game] = {"cartpole": CartPole(), "freeway": Freeway(), "breakout": Breakout()}
    return simple[name]


def marked(game: Game) -> Mark:
    """Chance and rule in the held-out games."""
    chance = float(played(game, at_random(game), HELD_OUT).mean())
    return Mark(chance, max(float(played(game, game.rule, HELD_OUT).mean()), chance + 0.01))


def baseline(data: Data) -> dict[str, float]:
    """The hand-written rule of each game: a skill of 100 by definition."""
    return figures(data, {name: mark.rule for name, mark in data.marks.items()})


def figures(data: Data, points: Mapping[str, float]) -> dict[str, float]:
    """Mean points of each game as the figures that card and curves have."""
    skills = [data.marks[name].skill(value) for name, value in points.items()]
    named = {f"{name}_score": value for name, value in points.items()}
    return {"skill": float(np.mean(skills)), **named}


def _rows(config: Config) -> tuple[str, ...]:
    if config.game != "collect" or not config.own_world:
        return worlds.ORCHARD
    return worlds.from_points(json.loads(own.read(config.own_world))["points"])
