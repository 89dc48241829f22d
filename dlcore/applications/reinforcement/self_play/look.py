"""Looking into a player: what it thinks, how its tree grows, how a game went, and where it is weak."""

from typing import Any

import numpy as np

from dlcore.applications.reinforcement.self_play.matches import Match
from dlcore.applications.reinforcement.self_play.notation import Position, beginnings, read
from dlcore.applications.reinforcement.self_play.players import Player, minimax
from dlcore.applications.reinforcement.self_play.rules import DRAWN, LOST, NONE, OPEN, WON, Rules
from dlcore.applications.reinforcement.self_play.search import EXACT, EXPLORATION, Judge, Trees

GLANCE = 24  # simulations behind each point of a game's curve
SURE = {LOST: "lost", DRAWN: "a draw", WON: "won"}
TRIES = 48  # games in search of a hole


def thought(position: Position, judge: Judge, simulations: int) -> dict[str, Any]:
    """Prior, visits and value of every move, for the side to move; None where a move was never tried.

    With one simulation or none the policy plays alone: it takes the allowed move of the highest prior.
    """
    rules, alone = position.rules, simulations <= 1
    trees = Trees(rules, position.own, position.other, simulations + 1, known=not alone)
    trees.plant(judge)
    if alone:
        priors, values = judge(position.own, position.other)
        allowed = rules.landing(position.own, position.other)[0] != NONE
        prior = np.where(allowed, priors[0], 0)
        shares, value = prior / prior.sum(), float(values[0])
    else:
        trees.grow(judge, simulations)
        prior, value = np.maximum(trees.prior[0], 0), float(trees.values()[0])
        shares = trees.policy()[0]
    visits, total, certain = trees.visits[0], trees.total[0], trees.certain[0]
    if not alone and trees.solved[0] != OPEN:  # proved before or while it searched
        visits = np.where(shares > 0, np.maximum(visits, shares), visits)
    known = np.where(certain != OPEN, EXACT[certain], total / np.maximum(visits, 1))
    tried = (visits > 0) | (certain != OPEN)
    return {
        "actions": list(range(rules.actions)),
        "visits": [float(count) for count in (0 * visits if alone else visits)],
        "prior": [float(share) for share in prior],
        "values": [
            float(one) if seen and not alone else None for one, seen in zip(known, tried, strict=True)
        ],
        "sure": [SURE.get(int(one), "") if not alone else "" for one in certain],
        "chosen": int(shares.argmax()),
        "simulations": simulations,
        "value": value,
        "proved": SURE.get(int(trees.solved[0]), "") if not alone else "",
    }


def values(position: Position, judge: Judge, simulations: int = GLANCE) -> list[float]:
    """What each position of a game is worth to player 1, after a glance at all of them at once."""
    places = beginnings(position.rules, position.moves)
    going = [place for place in places if not place.winner]
    own, other = (np.concatenate([getattr(place, side) for place in going]) for side in ("own", "other"))
    trees = Trees(position.rules, own, other, simulations + 1)
    trees.plant(judge)
    trees.grow(judge, simulations)
    signs = np.array([1 if place.mover == 1 else -1 for place in going])
    found = [float(value) for value in trees.values() * signs]
    return found + [{1: 1.0, 2: -1.0, 3: 0.0}[place.winner] for place in places if place.winner]


def grown(position: Position, judge: Judge, simulations: int) -> dict[str, Any]:
    """A search tree as `ui.search_tree` draws it: nodes in the order of their creation, one step each."""
    trees = Trees(position.rules, position.own, position.other, simulations + 1)
    trees.plant(judge)
    nodes: list[dict[str, Any]] = [{"parent": -1, "action": -1, "prior": 1.0}]
    places, steps = {-1: 0}, []
    for _ in range(simulations):
        before = len(trees.steps)
        trees.grow(judge, 1, record=True)
        if len(trees.steps) == before:  # the root is solved: nothing is left to find
            break
        path, worth = trees.steps[-1]
        line, parent = [0], 0
        for _, at, actions in path:
            key = int(at[0]) * position.rules.actions + int(actions[0])
            if key not in places:
                places[key] = len(nodes)
                prior = float(max(trees.prior[at[0], actions[0]], 0))
                nodes.append({"parent": parent, "action": int(actions[0]), "prior": prior})
            parent = places[key]
            line.append(parent)
        steps.append({"path": line, "value": float(worth[0])})
    return {
        "rules": position.rules.to_json(),
        "moves": position.moves,
        "nodes": nodes,
        "steps": steps,
        "exploration": float(EXPLORATION),
        "proved": SURE.get(int(trees.solved[0]), ""),
    }


def game(rules: Rules, one: Player, two: Player, opening: str = "") -> str:
    """A whole game as digits; `one` moves first, also where the opening has an odd number of moves."""
    position, players = read(rules, opening), (one, two)
    while not position.winner:
        action = players[len(position.moves) % 2](position.own, position.other)[0]
        position = read(rules, f"{position.moves}{int(action)}")
    return position.moves


def openings(rules: Rules, player: Player) -> dict[str, Any]:
    """The score against minimax of depth 2 after each pair of first moves; -1 where it is not allowed."""
    dice, sides, repeats = np.random.default_rng(0), 2, 1
    actions = rules.actions
    pairs = [(one, two) for one in range(actions) for two in range(actions) if rules.drops or one != two]
    start = np.repeat(np.array(pairs), repeats, axis=0)
    match = Match(rules, player, [minimax(rules, 2, dice)], sides * len(start), dice, opening=0)
    for column in range(2):
        moves = np.tile(start[:, column], sides)
        match.own, match.other = rules.played(match.own, match.other, moves)
    points = match.play().points.reshape(sides, len(pairs), repeats).mean(axis=(0, 2))
    scores = np.full((actions, actions), -1.0)
    for (one, two), score in zip(pairs, points, strict=True):
        scores[one, two] = score
    return {"scores": scores, "names": rules.names, "mean": float(points.mean()), "games": len(match.points)}


def hole(rules: Rules, player: Player, you: int) -> dict[str, Any]:
    """Minimax of depth 4 draws lots among equal moves until it beats the player, who always plays alike."""
    dice = np.random.default_rng(0)
    own, other = np.zeros(TRIES, dtype=np.uint64), np.zeros(TRIES, dtype=np.uint64)
    rival, lines = minimax(rules, 4, dice), [""] * TRIES
    playing, best, won, lost, ply = np.arange(TRIES), "", 0, 0, 0
    while len(playing):
        turn = rival if ply % 2 + 1 == you else player
        actions = turn(own, other)
        own, other = rules.played(own, other, actions)
        ply += 1
        for number, action in zip(playing, actions, strict=True):
            lines[number] += str(action)
        result = rules.result(own, other)
        beaten = playing[(result == WON)]
        if turn is rival:
            lost += len(beaten)
            best = best or (lines[beaten[0]] if len(beaten) else "")
        else:
            won += len(beaten)
        going = result == OPEN
        own, other, playing = own[going], other[going], playing[going]
    return {"moves": best, "lost": lost, "won": won, "games": TRIES, "you": you}
