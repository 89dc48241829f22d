"""The shipped players, and live training of a minute, against everybody else on the page.

There is no peer to install: tree search without a network is measured with the same search code.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Any, cast

import numpy as np
import torch
from torch import nn

from dlcore.applications.reinforcement.self_play import perfect
from dlcore.applications.reinforcement.self_play.exam import thinker
from dlcore.applications.reinforcement.self_play.matches import Match, opened
from dlcore.applications.reinforcement.self_play.model import Players
from dlcore.applications.reinforcement.self_play.players import Player, Thinker, by_chance, minimax, rollout
from dlcore.applications.reinforcement.self_play.rules import GAMES, Rules
from dlcore.contract import Training, find
from dlcore.contract.checkpoint import open_checkpoint

Row = dict[str, Any]
SIMULATIONS = 32  # of both sides where they have the same, as in exams and on the card
MORE = 50  # the same once more with these
FULL = 200  # of the page's full strength
CONNECT, TINY = GAMES["connect_four"], GAMES["tic_tac_toe"]


def benchmark(quick: bool) -> list[Row]:
    """Scores are wins and half of the draws; seconds are processor time of one thread."""
    torch.set_num_threads(1)
    games = 20 if quick else 200
    networks = cast(Players, open_checkpoint("self_play").model).networks
    return [
        *shipped(networks["connect_four"], games),
        *tiny(networks["tic_tac_toe"], 100 if quick else 1000),
        *live(range(1 if quick else 5), quick),
    ]


def row(what: str, ours: float, goal: str, met: bool | None, peer: float | None = None) -> Row:
    """One line of the table."""
    ratio = ours / peer if peer else None
    return {"what": what, "ours": ours, "peer": peer, "ratio": ratio, "goal": goal, "met": met}


def played(one: Player, two: Player, games: int, rules: Rules = CONNECT, opening: int = 2) -> Match:
    """A whole match."""
    return Match(rules, one, [two], games, np.random.default_rng(99), opening).play()


def at_least(what: str, match: Match, goal: float) -> Row:
    """A score with its error, and whether it is high enough."""
    error = match.points.std() / np.sqrt(len(match.points))
    told = f"{what}: score in {len(match.points)} games (± {error:.3f})"
    return row(told, match.scores[0], f"{goal:g}", match.scores[0] >= goal)


def tree(simulations: int) -> Thinker:
    """Tree search without a network."""
    return Thinker(CONNECT, rollout(CONNECT, np.random.default_rng(7)), simulations)


def shipped(network: nn.Module, games: int) -> list[Row]:
    """The shipped network of the large board."""
    network.eval()
    dice = np.random.default_rng(1)
    ours, full = thinker(network, CONNECT, SIMULATIONS), thinker(network, CONNECT, FULL)
    fair, seconds = same_time(full)
    equal = f"Connect Four, shipped, {SIMULATIONS} simulations"
    return [
        at_least(f"{equal}, against tree search with as many", played(ours, tree(SIMULATIONS), games), 0.92),
        at_least(
            f"the same, both with {MORE}", played(thinker(network, CONNECT, MORE), tree(MORE), games), 0.92
        ),
        at_least(f"{equal}, against 8 times as many", played(ours, tree(8 * SIMULATIONS), games // 2), 0.70),
        at_least(f"{equal}, against minimax 4", played(ours, minimax(CONNECT, 4, dice), games), 0.85),
        at_least(
            f"Connect Four, shipped, {FULL} simulations, against tree search for the same time ({fair})",
            played(full, tree(fair), games // 4),
            0.5,
        ),
        row(f"seconds of a move at full strength, {FULL} simulations", seconds, "0.4", seconds < 0.4),
    ]


def same_time(full: Thinker) -> tuple[int, float]:
    """How many simulations tree search makes in the time of the network's, one game at a time; and that."""
    positions = opened(CONNECT, 6, 6, np.random.default_rng(3))

    def seconds(player: Callable[[Any, Any], Any]) -> float:
        began = time.process_time()
        for own, other in zip(*positions, strict=True):
            player(np.array([own]), np.array([other]))
        return (time.process_time() - began) / 6

    seconds(full)  # once to warm up
    ours, theirs = seconds(full), seconds(tree(FULL))
    return round(FULL * ours / theirs), ours


def tiny(network: nn.Module, games: int) -> list[Row]:
    """Tic-tac-toe from the empty board: against chance, against perfect play, and against everything."""
    player = thinker(network.eval(), TINY, FULL)
    dice, rows = np.random.default_rng(5), []
    for name, rival in (("chance", by_chance(TINY, dice)), ("perfect play", perfect.perfect(dice))):
        lost = int((played(player, rival, games, TINY, opening=0).points == 0).sum())
        rows.append(row(f"Tic-tac-toe: lost of {games} games against {name}", lost, "0", lost == 0))
    lost, met = perfect.losses(player)
    told = f"Tic-tac-toe: ways to beat it, every play tried ({met} positions)"
    return [*rows, row(told, lost, "0", lost == 0)]


def live(seeds: range, quick: bool) -> list[Row]:
    """The default settings: median score of some seeds, and how long they take."""
    seconds, against_tree, against_minimax, counts = [], [], [], []
    for seed in seeds:
        values = {"seed": seed, "steps": 40} if quick else {"seed": seed}
        began = time.process_time()
        training = Training(find("self_play"), values)
        for event in training:
            counts.append(event.to_json().get("values", {}).get("games", 0))
        seconds.append(time.process_time() - began)
        network = cast(Players, training.model).networks["connect_four"].eval()
        one, dice = thinker(network, CONNECT, SIMULATIONS), np.random.default_rng(seed)
        games = 20 if quick else 100
        against_tree.append(played(one, tree(SIMULATIONS), games).scores[0])
        against_minimax.append(played(one, minimax(CONNECT, 2, dice), games).scores[0])
    told = f"Connect Four, live: median of {len(seconds)} seeds,"
    return [
        row(f"{told} seconds of the default settings", median(seconds), "60", median(seconds) <= 60),
        row(f"{told} games of self-play", max(counts), "–", None),
        *(
            row(
                f"{told} {SIMULATIONS} simulations against {name} ({min(scores):.2f} to {max(scores):.2f})",
                median(scores),
                f"{goal:g}",
                median(scores) >= goal,
            )
            for name, scores, goal in (
                ("tree search with as many", against_tree, 0.78),
                ("minimax 2", against_minimax, 0.80),
            )
        ),
    ]
