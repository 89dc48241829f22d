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
    """A game; the address says which, who begins, what a link brings, and whether the agent keeps silent."""
    name = st.query_params.get("game", "connect_four")
    rules = {"name": name, **RULES[name]}
    you = int(st.query_params.get("you", "1"))
    told = boards.played("board")
    moves = st.query_params.get("moves", "") if told.turn is None else told.moves
    theirs = you in (1, 2) and len(moves) % 2 != you - 1
    thoughts = None
    if theirs and "silent" not in st.query_params:
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
    tree = Growing(rules["columns"])
    tree.widen(0)
    steps = [tree.simulate() for _ in range(simulations)]
    return {"rules": rules, "moves": moves, "nodes": tree.nodes, "steps": steps}


class Growing:
    """A search without a game: priors and values are drawn by chance."""

    def __init__(self, columns: int) -> None:
        self.dice, self.columns = np.random.default_rng(0), columns
        self.nodes: list[dict[str, Any]] = [{"parent": -1, "action": -1, "prior": 1.0}]
        self.below: list[list[int]] = [[]]
        self.visits, self.totals = [1], [0.0]

    def widen(self, leaf: int) -> None:
        """Give a node its next moves."""
        for action, prior in enumerate(self.dice.dirichlet(np.ones(self.columns))):
            self.below[leaf].append(len(self.nodes))
            self.nodes.append({"parent": leaf, "action": action, "prior": float(prior)})
            self.below.append([])
            self.visits.append(0)
            self.totals.append(0.0)

    def simulate(self) -> dict[str, Any]:
        """Down to a position that is new, and up again with its value for the side at the root."""
        path = [0]
        while self.below[path[-1]]:
            sign = 1 if len(path) % 2 else -1
            scores = [self.score(one, path[-1], sign) for one in self.below[path[-1]]]
            path.append(self.below[path[-1]][int(np.argmax(scores))])
        self.widen(path[-1])
        value = float(np.clip(self.dice.normal(0.2, 0.4), -1, 1))
        for node in path:
            self.visits[node] += 1
            self.totals[node] += value
        return {"path": path, "value": value}

    def score(self, one: int, parent: int, sign: int) -> float:
        """Value and curiosity, as the browser has to compute them."""
        visits, mean = self.visits[one], sign * self.totals[parent] / self.visits[parent] - 0.2
        if visits:
            mean = sign * self.totals[one] / visits
        return float(mean + 1.5 * self.nodes[one]["prior"] * self.visits[parent] ** 0.5 / (1 + visits))
