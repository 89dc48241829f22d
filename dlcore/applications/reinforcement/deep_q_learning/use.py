"""The questions that the page puts to trained agents."""

from typing import Any

import numpy as np

from dlcore.applications.reinforcement.deep_q_learning.data import make_game
from dlcore.applications.reinforcement.deep_q_learning.episodes import episode as recorded
from dlcore.applications.reinforcement.deep_q_learning.episodes import picture
from dlcore.applications.reinforcement.deep_q_learning.exam import Exam
from dlcore.applications.reinforcement.deep_q_learning.games import Game, over
from dlcore.applications.reinforcement.deep_q_learning.world import read, split
from dlcore.contract import Images, TrainedModel

GALLERY = 8  # moments of a game


def gallery(trained: TrainedModel) -> Images:
    """What the home page shows: moments of one game."""
    names = list(trained.signature["games"])
    game = _game(trained, "freeway" if "freeway" in names else names[0])
    exam = _played(trained, game, 1)
    moments = np.linspace(0, len(exam.frames) - 1, GALLERY).astype(int)
    images = np.stack([picture(game, exam.frames[moment]) for moment in moments])
    return Images(images, columns=4, alt=f"{GALLERY} moments of a game of {game.name}")


def episode(trained: TrainedModel, game: str, seed: int) -> dict[str, Any]:
    """One game from a seed, as the agent plays it, with the values of its actions; and what others score."""
    rules = _game(trained, game)
    return {"episode": recorded(_played(trained, rules, seed)).to_json(), "seed": seed}


def games(trained: TrainedModel) -> dict[str, Any]:
    """Which games these agents know, and the names of their actions."""
    return {name: list(_game(trained, name).actions) for name in trained.signature["games"]}


def replayed(trained: TrainedModel, game: str, seed: int, actions: str, start: int) -> dict[str, Any]:
    """What a visitor's moves were worth by the rules, beside the agent in the same game.

    `actions` are digits from the first step on; those before `start` were the agent's.
    """
    rules = _game(trained, game)
    state, points = rules.begin(np.array([seed])), 0
    moves = 0
    for digit in actions:
        outcome = rules.step(state, np.array([min(int(digit), len(rules.actions) - 1)]))
        points, moves, state = points + int(outcome.happened[0, rules.scored]), moves + 1, outcome.state
        if over(rules, outcome)[0]:
            break
    agent = _played(trained, rules, seed)
    ended = bool(over(rules, outcome)[0]) if moves else False
    return {"points": points, "moves": moves, "agent": agent.gained[-1], "start": start, "ended": ended}


def _game(trained: TrainedModel, name: str) -> Game:
    """A game that these agents know. Raises `ValueError`."""
    if name not in trained.signature["games"]:
        raise ValueError(f"This model does not play “{name[:20]}”: choose one of its own games.")
    return make_game(name, read(split(trained.signature["world"])))


def _played(trained: TrainedModel, game: Game, seed: int) -> Exam:
    """One whole game without chance moves."""
    exam = Exam(game, trained.model.networks[game.name], count=1, first_seed=seed)  # type: ignore[arg-type,index,union-attr]
    exam.play(game.limit)
    return exam
