"""The questions that the page puts to trained agents."""

from typing import Any, NamedTuple

import numpy as np
from torch import nn

from dlcore.applications.reinforcement.deep_q_learning import look, world
from dlcore.applications.reinforcement.deep_q_learning import table as tables
from dlcore.applications.reinforcement.deep_q_learning.config import ALL, RECIPES, Config
from dlcore.applications.reinforcement.deep_q_learning.data import make_game
from dlcore.applications.reinforcement.deep_q_learning.episodes import episode as recorded
from dlcore.applications.reinforcement.deep_q_learning.episodes import picture
from dlcore.applications.reinforcement.deep_q_learning.exam import Exam
from dlcore.applications.reinforcement.deep_q_learning.games import Game, State, at_random, over, played
from dlcore.applications.reinforcement.deep_q_learning.training import greedy
from dlcore.contract import Images, TrainedModel

GALLERY = 8  # moments of a game
TILES = 24  # pictures of the wall
TRIALS = np.arange(2_000_000, 2_000_020)  # seeds of disturbed games


def gallery(trained: TrainedModel) -> Images:
    """What the home page shows: moments of one game."""
    names = list(trained.signature["games"])
    game = _game(trained, "collect" if "collect" in names else names[0])
    exam = _played(trained, game, 1)
    moments = np.linspace(0, len(exam.frames) - 1, GALLERY).astype(int)
    images = np.stack([picture(game, exam.frames[moment]) for moment in moments])
    return Images(images, columns=4, alt=f"{GALLERY} moments of a game of {game.name}")


def games(trained: TrainedModel) -> dict[str, Any]:
    """Which games these agents know, and the names of their actions."""
    return {name: list(_game(trained, name).actions) for name in trained.signature["games"]}


def episode(trained: TrainedModel, game: str, seed: int) -> dict[str, Any]:
    """One game from a seed, as the agent plays it, with the values of its actions; and what others score."""
    rules = _game(trained, game)
    exam, same = _played(trained, rules, seed), np.array([seed])
    return {
        "episode": recorded(exam, digits=17).to_json(),
        "seed": seed,
        "agent": exam.gained[-1],
        "rule": float(played(rules, rules.rule, same)[0]),
        "chance": float(played(rules, at_random(rules), same)[0]),
    }


def replayed(trained: TrainedModel, game: str, seed: int, actions: str, start: int) -> dict[str, Any]:
    """What a visitor's moves were worth by the rules, beside the agent in the same game.

    `actions` are digits from the first step on; those before `start` were the agent's.
    """
    rules = _game(trained, game)
    replay = _replay(rules, seed, actions)
    agent = _played(trained, rules, seed).gained[-1]
    return {
        "points": replay.points,
        "moves": replay.moves,
        "agent": agent,
        "start": start,
        "ended": replay.ended,
    }


def handed_over(trained: TrainedModel, game: str, seed: int, actions: str) -> dict[str, Any]:
    """How the agent plays on where a visitor leaves the game to it.

    States and not only actions, as the browser's cosine may differ in its last digit, and a pole that falls
    makes much of it.
    """
    rules = _game(trained, game)
    replay = _replay(rules, seed, actions)
    exam = Exam(rules, _network(trained, game), replay.state)
    if not replay.ended:
        exam.play(rules.limit)
    rest = recorded(exam, digits=17)
    points = [replay.points + gained for gained in exam.gained]
    return {"frames": rest.frames, "actions": rest.actions, "points": points}


def one_step(trained: TrainedModel, game: str, seed: int, place: int) -> dict[str, Any]:
    """One step of a game with every number on the way, and pictures of the state before and after."""
    rules, settings = _game(trained, game), _settings(trained, game)
    exam = _played(trained, rules, seed)
    found = look.one_step(exam, place, settings.worth, settings.discount)
    found["before"] = picture(rules, exam.frames[found["place"]])
    found["after"] = picture(rules, exam.frames[found["place"] + 1])
    return {**found, "discount": settings.discount}


def surprises(trained: TrainedModel, game: str, exploring: float) -> Images:
    """Moments of play with a share of chance moves, the most surprising first."""
    rules, settings = _game(trained, game), _settings(trained, game)
    network = _network(trained, game)
    states, errors, actions = look.surprises(network, rules, settings.worth, settings.discount, exploring)
    picked = np.linspace(0, 1, TILES) ** 2 * (len(errors) - 1)  # more of the surprising ones
    chosen = np.unique(picked.astype(int))
    images = np.stack([picture(rules, states[number]) for number in chosen])
    captions = [f"{rules.actions[actions[number]]} {errors[number]:+.2f}" for number in chosen]
    return Images(images, 8, captions, f"{len(chosen)} moments of {game}, the most surprising first")


def value_map(trained: TrainedModel, detail: int = 41) -> dict[str, Any]:
    """CartPole's value over angle and turning speed. Raises `ValueError` for a model of another game."""
    return look.map_of_values(_network(trained, "cartpole"), _game(trained, "cartpole"), min(detail, 80))


def attention(trained: TrainedModel, game: str, seed: int, place: int) -> dict[str, Any]:
    """What the network sees at one step of a game, by channel, and how much each part moves its choice."""
    rules = _game(trained, game)
    exam = _played(trained, rules, seed)
    place = min(place, len(exam.actions) - 1)
    seen, moved = look.attention(_network(trained, game), rules, exam.frames[place])
    names = list(rules.inputs)
    return {"seen": seen, "moved": moved, "names": names, "action": rules.actions[exam.actions[place]]}


def table(trained: TrainedModel, moves: int, discount: float) -> dict[str, Any]:  # noqa: ARG001
    """A world of 36 cells learned from moves by chance: a table beside a network, and the truth."""
    return tables.compared(min(max(moves, 10), 5000), min(max(discount, 0.0), 0.99))


def disturbed(trained: TrainedModel, game: str, slips: float, delay: int) -> dict[str, Any]:
    """Mean points in twenty games with moves that slip or come late, beside undisturbed ones."""
    rules, network = _game(trained, game), _network(trained, game)
    usual = look.disturbed(network, rules, TRIALS, 0.0, 0)
    other = look.disturbed(network, rules, TRIALS, min(max(slips, 0), 1), min(max(delay, 0), 5))
    return {"usual": float(usual.mean()), "disturbed": float(other.mean()), "games": len(TRIALS)}


def elsewhere(trained: TrainedModel, rows: list[str]) -> dict[str, Any]:
    """The collecting agent in another world than its own, beside the rule; and one game of it.

    Raises `ValueError` with one sentence where nothing can be won in that world.
    """
    place = make_game("collect", world.read(rows))
    network = _network(trained, "collect")
    return {
        "agent": float(played(place, greedy(network, place), TRIALS).mean()),
        "rule": float(played(place, place.rule, TRIALS).mean()),
        "at_home": float(played(home := _game(trained, "collect"), greedy(network, home), TRIALS).mean()),
        "episode": recorded(_exam(network, place, 1)).to_json(),
    }


def _game(trained: TrainedModel, name: str) -> Game:
    """A game that these agents know. Raises `ValueError`."""
    if name not in trained.signature["games"]:
        raise ValueError(f"This model does not play “{name[:20]}”: choose another game or another model.")
    return make_game(name, world.read(world.split(trained.signature["world"])))


def _network(trained: TrainedModel, name: str) -> nn.Module:
    _game(trained, name)
    networks: Any = trained.model.networks
    return networks[name]  # type: ignore[no-any-return]


def _settings(trained: TrainedModel, game: str) -> Config:
    """The settings by which the network of a game was trained."""
    config = trained.config
    assert isinstance(config, Config)
    return Config.model_validate(RECIPES[game]) if config.game == ALL else config


def _played(trained: TrainedModel, game: Game, seed: int) -> Exam:
    """One whole game without chance moves."""
    return _exam(_network(trained, game.name), game, seed)


class Replay(NamedTuple):
    """Where a visitor's moves have led."""

    state: State
    points: int
    moves: int
    ended: bool


def _replay(rules: Game, seed: int, actions: str) -> Replay:
    """A game from its start by given actions, as far as it goes."""
    state, points = rules.begin(np.array([seed])), 0
    for count, digit in enumerate(actions, start=1):
        outcome = rules.step(state, np.array([min(int(digit), len(rules.actions) - 1)]))
        points, state = points + int(outcome.happened[0, rules.scored]), outcome.state
        if over(rules, outcome)[0]:
            return Replay(state, points, count, ended=True)
    return Replay(state, points, len(actions), ended=False)


def _exam(network: nn.Module, game: Game, seed: int) -> Exam:
    exam = Exam(game, network, game.begin(np.array([seed])))
    exam.play(game.limit)
    return exam
