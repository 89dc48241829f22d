"""Ratings on the scale of chess (Elo): 400 points more are ten to one.

Chance has 0. The other opponents were measured once against each other (`anchors.json`, made by
`python -m dlcore.applications.reinforcement.self_play.ratings`), and a network's rating follows from its
scores against them.
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np

from dlcore.applications.reinforcement.self_play.rules import GAMES, Rules

SCALE = 400 / math.log(10)
FILE = Path(__file__).with_name("anchors.json")
OPPONENTS = ("chance", "minimax_2", "minimax_4", "tree")
SIMULATIONS = 32  # of both tree searches in exams
LIMIT = 3000.0


@cache
def anchors(game: str) -> dict[str, float]:
    """The ratings of the opponents in a game."""
    known: dict[str, dict[str, float]] = json.loads(FILE.read_text(encoding="utf-8"))
    return known[game]


def rating(scores: Sequence[float], games: Sequence[int], opponents: Sequence[float]) -> tuple[float, float]:
    """The likeliest rating, and its standard error, of who made these scores in so many games each.

    Half a point against each opponent is added to both sides, so that a clean sweep is not infinite.
    """
    counts = np.asarray(games, dtype=float) + 1
    points = np.asarray(scores) * np.asarray(games) + 0.5
    others, found = np.asarray(opponents), float(np.mean(opponents))
    for _ in range(60):
        expected = 1 / (1 + np.exp(-(found - others) / SCALE))
        information = float((counts * expected * (1 - expected)).sum())
        step = float((points - counts * expected).sum()) / max(information, 1e-3) * SCALE
        found += max(-200.0, min(200.0, step))
        found = max(-LIMIT, min(LIMIT, found))
        if abs(step) < 0.01:  # points of rating
            break
    return found, SCALE / math.sqrt(max(information, 1e-3))


def against_each_other(rules: Rules, games: int, seed: int = 0) -> dict[str, float]:
    """The opponents' ratings from matches between all of them, chance at 0."""
    from dlcore.applications.reinforcement.self_play.exam import opponents
    from dlcore.applications.reinforcement.self_play.matches import score

    dice = np.random.default_rng(seed)
    players = opponents(rules, dice)
    results = {
        (one, two): score(rules, players[one], players[two], games, dice)
        for one, two in combinations(OPPONENTS, 2)
    }
    found = dict.fromkeys(OPPONENTS, 0.0)
    for _ in range(200):  # in turn, each against the others as they stand, until nothing moves
        for name in OPPONENTS[1:]:
            others = [other for other in OPPONENTS if other != name]
            scores = [results.get((name, other), 1 - results.get((other, name), 0)) for other in others]
            found[name], _ = rating(scores, [games] * len(others), [found[other] for other in others])
    return {name: round(value) + 0.0 for name, value in found.items()}


def measure(path: Path = FILE, games: int = 200) -> Mapping[str, Mapping[str, float]]:
    """Measure the opponents in all games, and keep their ratings."""
    found = {name: against_each_other(rules, games) for name, rules in GAMES.items()}
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return found


if __name__ == "__main__":
    print(measure())
