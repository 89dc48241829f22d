"""CartPole solved beside two peers, speed beside Gymnasium's, Freeway and Breakout within seconds.

The peers need `gymnasium` (and Stable-Baselines3) beside requirements.txt; without them there is no peer.
"""

import time
from importlib.util import find_spec
from statistics import median
from typing import Any, cast

import numpy as np
import torch

from dlcore.applications.reinforcement.deep_q_learning import peers
from dlcore.applications.reinforcement.deep_q_learning.config import RECIPES
from dlcore.applications.reinforcement.deep_q_learning.data import make_game
from dlcore.applications.reinforcement.deep_q_learning.games import Game, Many, played
from dlcore.applications.reinforcement.deep_q_learning.model import Agents
from dlcore.applications.reinforcement.deep_q_learning.training import greedy
from dlcore.applications.reinforcement.deep_q_learning.world import ORCHARD, read
from dlcore.contract import Metrics, Training, Value, find

Row = dict[str, Any]
SOLVED = 475
SIDE_BY_SIDE = 64
FRESH = np.arange(3_000_000, 3_000_200)  # games that no exam plays


def benchmark(quick: bool) -> list[Row]:
    """Seconds are processor time of one thread."""
    torch.set_num_threads(1)
    seeds = range(2 if quick else 8)
    return [
        *cartpole(seeds, quick),
        *speed(1 if quick else 5),
        live("freeway", 15, 15.0, "always up has 15", range(1 if quick else 3), quick),
        live("breakout", 30, 3.9, "ten times chance", range(1 if quick else 3), quick),
    ]


def row(what: str, ours: float, peer: float | None, goal: str, met: bool | None) -> Row:
    """One line of the table."""
    return {
        "what": what,
        "ours": ours,
        "peer": peer,
        "ratio": ours / peer if peer else None,
        "goal": goal,
        "met": met,
    }


def cartpole(seeds: range, quick: bool) -> list[Row]:
    """How many seeds are solved, after how many seconds, and whether the kept network is."""
    seconds, kept = [], []
    for seed in seeds:
        began = time.process_time()
        training = Training(find("deep_q_learning"), {"seed": seed})
        for _ in training:
            pass
        seconds.append(time.process_time() - began)
        game, networks = training.data.games["cartpole"], cast(Agents, training.model).networks
        kept.append(float(played(game, greedy(networks["cartpole"], game), FRESH).mean()))
    solved = sum(score >= SOLVED for score in kept)
    told = (
        f"CartPole, {len(kept)} seeds: median seconds to {SOLVED} ({min(seconds):.1f} to {max(seconds):.1f})"
    )
    measured = [row("CartPole: seeds whose kept network has 475", solved, None, "all", solved == len(kept))]
    for name, peer in peers.solvers().items():
        theirs = median(peer(2.0 if quick else 300.0, one) for one in range(1 if quick else 5))
        ratio = median(seconds) / theirs
        measured.append(row(f"{told}; {name}", median(seconds), theirs, "a fifteenth", ratio <= 1 / 15))
    return [
        *measured,
        row("CartPole: the kept networks' worst mean of 200 games", min(kept), None, "475", None),
    ]


def speed(times: int) -> list[Row]:
    """Steps a second of 64 games at once, by chance, new games included."""
    orchard = read(ORCHARD)
    rates = {name: max(steps_a_second(make_game(name, orchard)) for _ in range(times)) for name in RECIPES}
    rows = [
        row(f"{name}: steps a second, 64 at once", rates[name], None, "300,000", rates[name] > 300_000)
        for name in ("freeway", "breakout", "collect")
    ]
    for name, factor, peer in (
        ("one", 10, peers.one_gymnasium),
        ("vectorised", 2, peers.vectorised_gymnasium),
    ):
        theirs = max(peer() for _ in range(times)) if find_spec("gymnasium") else None
        met = rates["cartpole"] >= factor * theirs if theirs else None
        what = f"CartPole: steps a second, 64 at once; {name} of Gymnasium"
        rows.append(row(what, rates["cartpole"], theirs, f"{factor} times", met))
    return rows


def steps_a_second(game: Game, rounds: int = 1500) -> float:
    """Moves of all games together by processor time."""
    np.random.seed(0)
    many = Many(game, SIDE_BY_SIDE)
    began = time.process_time()
    for _ in range(rounds):
        many.move(np.random.randint(0, len(game.actions), SIDE_BY_SIDE))
    return rounds * SIDE_BY_SIDE / (time.process_time() - began)


def live(name: str, seconds: float, goal: float, told: str, seeds: range, quick: bool) -> Row:
    """The worst seed's best exam within so many seconds of processor time."""
    limit, best = seconds * (0.2 if quick else 1.0), []
    for seed in seeds:
        values: dict[str, Value] = {**RECIPES[name], "seed": seed}
        began, scores = time.process_time(), [0.0]
        for event in Training(find("deep_q_learning"), values):
            if isinstance(event, Metrics) and "score" in event.values:
                scores.append(event.values["score"])
            if time.process_time() - began > limit:
                break
        best.append(max(scores))
    what = f"{name}: best exam within {limit:g} s, worst of {[round(one, 1) for one in best]}"
    return row(what, min(best), None, f"above {goal:g}, {told}", min(best) > goal)
