"""The games of a run. Nothing is stored and nobody's games are looked at: experience comes from self-play.

One worked example: tree search without a network scores 0.5 against itself. A network with the same number
of simulations that scores 0.9 wins nine points of ten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlcore.applications.reinforcement.self_play.config import ALL, Config
from dlcore.applications.reinforcement.self_play.rules import GAMES, Rules

HELD_OUT = 7_654_321  # the dice of held-out games, whatever the run's seed


@dataclass(frozen=True)
class Data:
    """The rules of each game, and how many held-out games are played against each opponent."""

    games: Mapping[str, Rules]
    exam_games: int
    signature: dict[str, Any]

    @property
    def first(self) -> Rules:
        """The game of a run; of all three, the largest."""
        return next(iter(self.games.values()))


def load_data(config: Config) -> Data:
    """The game of a config, or all three."""
    names = list(GAMES) if config.game == ALL else [config.game]
    games = {name: GAMES[name] for name in names}
    shapes = {
        name: {"rows": rules.rows, "columns": rules.columns, "actions": rules.actions}
        for name, rules in games.items()
    }
    return Data(games, config.exam_games, {"games": shapes})


def baseline(data: Data) -> dict[str, float]:
    """Tree search without a network, with as many simulations as the network has; no policy of its own."""
    from dlcore.applications.reinforcement.self_play.exam import examined, opponents

    found: dict[str, float] = {}
    for name, rules in data.games.items():
        dice = np.random.default_rng(HELD_OUT)
        rivals = opponents(rules, dice)
        figures = examined(rivals["tree"], rivals["minimax_2"], rules, data.exam_games, dice)
        found |= named(data, name, figures)
    return found


def named(data: Data, game: str, figures: Mapping[str, float]) -> dict[str, float]:
    """The figures of one game as card and curves have them: in full for the first, else what matters most."""
    if game == data.first.name:
        return dict(figures)
    return {f"{game}_score_tree": figures["score_tree"], f"{game}_rating": figures["rating"]}
