"""The questions that the page puts to trained players. Positions are digits, one a move from 0 on."""

import time
from typing import Any

import numpy as np
from torch import nn

from dlcore.applications.reinforcement.self_play import look
from dlcore.applications.reinforcement.self_play.exam import opponents
from dlcore.applications.reinforcement.self_play.matches import Match
from dlcore.applications.reinforcement.self_play.model import AGES
from dlcore.applications.reinforcement.self_play.notation import Position, read, rules_of
from dlcore.applications.reinforcement.self_play.pictures import board_picture
from dlcore.applications.reinforcement.self_play.players import Thinker, network_judge, policy_alone
from dlcore.applications.reinforcement.self_play.ratings import OPPONENTS
from dlcore.applications.reinforcement.self_play.rules import Rules
from dlcore.contract import Images, TrainedModel

MOST = 400  # simulations of one question
MOMENTS = 8  # of a game, for the home page


def gallery(trained: TrainedModel) -> Images:
    """What the home page shows: moments of a game against itself."""
    name = next(iter(trained.signature["games"]))
    rules, player = rules_of(name), Thinker(rules_of(name), _judge(trained, name, "now"), 48)
    moves = look.game(rules, player, player)
    counts = np.linspace(4, len(moves), MOMENTS).astype(int)
    images = np.stack([board_picture(read(rules, moves[:count])) for count in counts])
    return Images(images, columns=4, alt=f"{MOMENTS} moments of a game of {rules.title} against itself")


def games(trained: TrainedModel) -> dict[str, Any]:
    """Which games these networks play."""
    return {name: rules_of(name).to_json() for name in trained.signature["games"]}


def answer(
    trained: TrainedModel, game: str, moves: str, simulations: int = 100, age: str = "now"
) -> dict[str, Any]:
    """The move that the agent chooses in a position, what it thought, and the position after it.

    With one simulation or none the policy plays alone. Raises `ValueError` with one sentence for an
    impossible position, or one in which the game is over.
    """
    position = _going_on(trained, game, moves)
    thought = _thought(trained, position, simulations, age)
    after = f"{moves}{thought['chosen']}"
    return {"thought": thought, "moves": after, "winner": read(position.rules, after).winner}


def finished(
    trained: TrainedModel, game: str, moves: str, you: int, simulations: int, age: str = "now"
) -> dict[str, Any]:
    """How a game ended that the visitor played as `you` (1 or 2), and whether the agent really played so.

    The agent's moves are checked: it always answers alike, so a made-up game is found out.
    """
    position = read(_rules(trained, game), moves)
    own = [count for count in range(len(moves)) if count % 2 + 1 != you]
    real = all(
        answer(trained, game, moves[:count], simulations, age)["moves"] == moves[: count + 1]
        for count in own[-2:]
    )
    result = {0: "going on", you: "won", 3 - you: "lost", 3: "draw"}[position.winner]
    return {"result": result, "real": real, "moves": len(moves), "game": game, "simulations": simulations}


def curve(trained: TrainedModel, game: str, moves: str, age: str = "now") -> dict[str, Any]:
    """What the game was worth to player 1 after each move, the empty board first; -1 to 1."""
    position = read(_rules(trained, game), moves)
    return {"values": look.values(position, _judge(trained, game, age))}


def grow(trained: TrainedModel, game: str, moves: str, simulations: int = 60) -> dict[str, Any]:
    """A search, position by position in the order in which it found them."""
    position = _going_on(trained, game, moves)
    return look.grown(position, _judge(trained, game, "now"), _bounded(simulations, 1, 200))


def duel(
    trained: TrainedModel, game: str, one: str, two: str, first: int, second: int, opening: str = ""
) -> dict[str, Any]:
    """A game between two ages with so many simulations each; the first to move is `one`."""
    start = _going_on(trained, game, opening)
    begins = _player(trained, start.rules, one, _bounded(first, 0, 32))
    follows = _player(trained, start.rules, two, _bounded(second, 0, 32))
    moves = look.game(start.rules, begins, follows, opening)
    end = read(start.rules, moves)
    return {"moves": moves, "winner": end.winner, "values": look.values(end, _judge(trained, game, "now"), 0)}


def match(
    trained: TrainedModel, game: str, one: str, two: str, simulations: int = 8, count: int = 16
) -> dict[str, Any]:
    """The score of an age against another age, or against an opponent such as "minimax_4"; with its error."""
    rules, dice = _rules(trained, game), np.random.default_rng(1)
    simulations = _bounded(simulations, 0, 16)
    rivals = opponents(rules, dice, max(simulations, 1))
    rival = rivals[two] if two in OPPONENTS else _player(trained, rules, two, simulations)
    played = Match(rules, _player(trained, rules, one, simulations), [rival], _bounded(count, 2, 40), dice)
    points = played.play().by_opponent[0]
    error = float(points.std() / np.sqrt(len(points)))
    return {"score": float(points.mean()), "error": error, "games": len(points)}


def openings(trained: TrainedModel, game: str, simulations: int = 0, age: str = "now") -> dict[str, Any]:
    """Scores against minimax of depth 2 after every pair of first moves, (first move, answer)."""
    rules = _rules(trained, game)
    return look.openings(rules, _player(trained, rules, age, _bounded(simulations, 0, 4)))


def hole(trained: TrainedModel, game: str, simulations: int = 0, you: int = 1) -> dict[str, Any]:
    """The shortest line that beats the agent among games of minimax that draw lots; none where it held."""
    rules = _rules(trained, game)
    return look.hole(rules, _player(trained, rules, "now", _bounded(simulations, 0, 16)), you)


def _rules(trained: TrainedModel, game: str) -> Rules:
    """The rules of a game that these networks know. Raises `ValueError`."""
    rules = rules_of(game)
    if game not in trained.signature["games"]:
        raise ValueError(f"This model does not play {rules.title}: choose another game or another model.")
    return rules


def _going_on(trained: TrainedModel, game: str, moves: str) -> Position:
    """A position in which there is a move to make. Raises `ValueError`."""
    position = read(_rules(trained, game), moves)
    if position.winner:
        raise ValueError("This game is over: begin a new one or take a move back.")
    return position


def _bounded(value: int, low: int, high: int) -> int:
    return min(max(int(value), low), high)


def _network(trained: TrainedModel, game: str, age: str) -> nn.Module:
    if age not in ("now", *AGES):
        raise ValueError(f"There is no age “{age[:20]}”; there are young, middle and now.")
    model: Any = trained.model
    return model.of_age(game, age)  # type: ignore[no-any-return]


def _judge(trained: TrainedModel, game: str, age: str) -> Any:
    return network_judge(_network(trained, game, age), rules_of(game))


def _player(trained: TrainedModel, rules: Rules, age: str, simulations: int) -> Any:
    """The network of an age as a player; with one simulation or none its policy plays alone."""
    network = _network(trained, rules.name, age)
    if simulations <= 1:
        return policy_alone(network, rules)
    return Thinker(rules, network_judge(network, rules), simulations)


def _thought(trained: TrainedModel, position: Position, simulations: int, age: str) -> dict[str, Any]:
    """What the agent thinks of every move of a position."""
    began = time.perf_counter()
    thought = look.thought(
        position, _judge(trained, position.rules.name, age), _bounded(simulations, 0, MOST)
    )
    return {**thought, "seconds": time.perf_counter() - began}
