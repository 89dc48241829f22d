"""Boards in the tiny app: games against an agent that plays the last move it can, and a search tree."""

from typing import Any

import numpy as np
import streamlit as st

from dlcore.contract import Episode
from dlcore.ui import boards, components

RULES: dict[str, dict[str, Any]] = {
    "tic_tac_toe": {"title": "Tic-tac-toe", "rows": 3, "columns": 3, "connect": 3, "drops": False},
    "connect_four": {"title": "Connect Four", "rows": 6, "columns": 7, "connect": 4, "drops": True},
}


def answer(rules: dict[str, Any], moves: str) -> str:
    """The position after the agent's move: the last column or square that has room."""
    drops, size = rules["drops"], rules["columns"] if rules["drops"] else 9
    room = rules["rows"] if drops else 1
    free = [action for action in range(size) if moves.count(str(action)) < room]
    return moves + str(free[-1]) if free else moves


def thought(rules: dict[str, Any], chosen: int) -> dict[str, Any]:
    """Made up: more visits to the right."""
    count = rules["columns"] if rules["drops"] else rules["rows"] * rules["columns"]
    visits = [3 * action * action for action in range(count)]
    prior = [1 / count] * count
    values = [None if not seen else action / count - 0.5 for action, seen in enumerate(visits)]
    return {
        "actions": list(range(count)),
        "visits": visits,
        "prior": prior,
        "values": values,
        "chosen": chosen,
        "simulations": sum(visits),
        "seconds": 0.04,
        "value": 0.35,
    }


def board() -> None:
    """A game; the address says which, who begins, and the position that a link brings."""
    name = st.query_params.get("game", "connect_four")
    rules = {"name": name, **RULES[name]}
    you = int(st.query_params.get("you", "1"))
    told = boards.played("board")
    moves = told.moves or st.query_params.get("moves", "")
    theirs = you in (1, 2) and len(moves) % 2 != you - 1
    over = st.query_params.get("over", "") == moves != ""
    thoughts = None
    if theirs and not over:
        moves = answer(rules, moves)
        thoughts = thought(rules, int(moves[-1]))
    curve = [0.1 * (index % 5) - 0.2 for index in range(len(moves) + 1)]
    hint = 3 if told.hint else None
    boards.board(rules, moves, "board", you=you, thought=thoughts, hint=hint, curve=curve)  # type: ignore[arg-type]
    st.write(f"moves={moves} hint={told.hint}")
    st.slider("A widget that makes the page run again", 0, 10, key="again")


def watched() -> None:
    """A game of two agents, and the same game as a recorded episode."""
    rules = {"name": "connect_four", **RULES["connect_four"]}
    names, curve = ("Early", "Late"), [0.0, 0.1, 0.0, 0.2, 0.3, 0.5, 0.7, 1.0]
    boards.board(rules, "3344556", "watched", you=0, curve=curve, names=names)
    components.sample(recorded(rules, "3344556"), key="episode", height=300)


def recorded(rules: dict[str, Any], moves: str) -> Episode:
    """The frames of a game of dropped pieces."""
    rows, columns = rules["rows"], rules["columns"]
    cells, frames = [0] * rows * columns, [[0] * rows * columns + [-1, 0]]
    for index, action in enumerate(map(int, moves)):
        row = max(row for row in range(rows) if not cells[row * columns + action])
        cells[row * columns + action] = index % 2 + 1
        frames.append([*cells, action, 1 if index == len(moves) - 1 else 0])
    values = [[float(index + action) for action in range(columns)] for index in range(len(moves))]
    actions, column_names = [int(action) for action in moves], [str(column + 1) for column in range(columns)]
    return Episode("connect_four", frames, actions, column_names, values, {"rules": rules}, alt="A game")


def tree() -> None:
    """A search over the first moves of Connect Four that chance has grown."""
    boards.search_tree(grown({"name": "connect_four", **RULES["connect_four"]}, "33"), "tree")


def grown(rules: dict[str, Any], moves: str, simulations: int = 60) -> dict[str, Any]:
    """A tree that goes where the score is highest; new positions are worth a number drawn by chance."""
    dice = np.random.default_rng(0)
    columns = rules["columns"]
    nodes: list[dict[str, Any]] = [{"parent": -1, "action": -1, "prior": 1.0}]
    below: list[list[int]] = [[]]
    visits, totals, steps = [1], [0.0], []
    for _ in range(simulations):
        path = [0]
        while below[path[-1]]:
            parent = path[-1]
            path.append(
                max(below[parent], key=lambda one: score(one, parent, nodes, visits, totals, len(path) % 2))
            )
            if visits[path[-1]] == 0:
                break
        leaf = path[-1]
        for action, prior in enumerate(dice.dirichlet(np.ones(columns))):
            below[leaf].append(len(nodes))
            nodes.append({"parent": leaf, "action": action, "prior": float(prior)})
            below.append([])
            visits.append(0)
            totals.append(0.0)
        value = float(np.clip(dice.normal(0.2, 0.4), -1, 1))
        for node in path:
            visits[node] += 1
            totals[node] += value
        steps.append({"path": path, "value": value})
    return {"rules": rules, "moves": moves, "nodes": nodes, "steps": steps}


def score(
    one: int, parent: int, nodes: list[dict[str, Any]], visits: list[int], totals: list[float], own: int
) -> float:
    """Value and curiosity, as the browser has to compute them."""
    sign = 1 if own else -1
    mean = sign * totals[one] / visits[one] if visits[one] else sign * totals[parent] / visits[parent] - 0.2
    return float(mean + 1.5 * nodes[one]["prior"] * visits[parent] ** 0.5 / (1 + visits[one]))
