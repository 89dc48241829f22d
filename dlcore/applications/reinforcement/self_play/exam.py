"""Exams: a copy of the network plays against four opponents, a few moves at each training step."""

from collections.abc import Mapping
from copy import deepcopy

import numpy as np
from torch import nn

from dlcore.applications.reinforcement.self_play import ratings
from dlcore.applications.reinforcement.self_play.matches import Match
from dlcore.applications.reinforcement.self_play.players import (
    Player,
    Thinker,
    by_chance,
    minimax,
    network_judge,
    policy_alone,
    rollout,
)
from dlcore.applications.reinforcement.self_play.ratings import OPPONENTS, SIMULATIONS
from dlcore.applications.reinforcement.self_play.rules import Rules

GAMES, QUICK_GAMES = 8, 60  # against each opponent with search; of the policy alone


def opponents(rules: Rules, dice: np.random.Generator, simulations: int = SIMULATIONS) -> dict[str, Player]:
    """Who a network is measured against."""
    return {
        "chance": by_chance(rules, dice),
        "minimax_2": minimax(rules, 2, dice),
        "minimax_4": minimax(rules, 4, dice),
        "tree": Thinker(rules, rollout(rules, dice), simulations),
    }


def thinker(network: nn.Module, rules: Rules, simulations: int = SIMULATIONS) -> Thinker:
    """The network with search, as exams know it."""
    return Thinker(rules, network_judge(network, rules), simulations)


def exam(network: nn.Module, rules: Rules, dice: np.random.Generator, games: int = GAMES) -> Match:
    """A copy of the network with search against all opponents at once, to be played move by move."""
    copy = thinker(deepcopy(network), rules)
    rivals = list(opponents(rules, dice).values())
    shown = games * len(rivals) - games  # the first game against tree search is recorded
    return Match(rules, copy, rivals, games, dice, shown=shown)


def results(match: Match) -> dict[str, float]:
    """The scores of an exam, and the rating that follows from them."""
    known = ratings.anchors(match.rules.name)
    games = [match.games] * len(OPPONENTS)
    found, error = ratings.rating(match.scores, games, [known[name] for name in OPPONENTS])
    scores = {f"score_{name}": score for name, score in zip(OPPONENTS, match.scores, strict=True)}
    return {**scores, "rating": found, "rating_error": error}


def policy_match(network: nn.Module, rules: Rules, dice: np.random.Generator, games: int) -> Match:
    """The policy without search against minimax of depth 2: cheap, and it shows learning first."""
    return Match(rules, policy_alone(network, rules), [minimax(rules, 2, dice)], games, dice)


def examined(
    one: Player, alone: Player, rules: Rules, games: int, dice: np.random.Generator
) -> Mapping[str, float]:
    """All figures of a player on held-out games; `alone` is what it does without search."""
    match = Match(rules, one, list(opponents(rules, dice).values()), games, dice).play()
    quick = Match(rules, alone, [minimax(rules, 2, dice)], games, dice).play()
    return {**results(match), "policy_score": quick.scores[0]}
