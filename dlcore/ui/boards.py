"""Board games in the browser: a board to play on, and a search tree that grows.

`rules` is {"name", "title", "rows", "columns", "connect", "drops"}; a position is a string of digits, one a
move from the empty board; a move is a column where pieces drop, else a cell, row by row from the top.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dlcore.ui.components import MOST_MOVES
from dlcore.ui.mounting import REM, kept, nothing, register

_BOARD = register("board", 380)
_SEARCH_TREE = register("search_tree", 420)


@dataclass(frozen=True)
class Played:
    """What the visitor did last on a board."""

    moves: str = ""  # the whole position, as the visitor left it
    hint: bool = False  # whether the visitor asked for a hint in this position
    turn: int | None = None  # counts what the browser told; None while it has told nothing


def played(key: str) -> Played:
    """What the browser told last of a board, known before it is drawn; the empty board if nothing."""
    found = kept(key, "played")
    if not isinstance(found, Mapping):
        return Played()
    moves = found.get("moves")
    # Only characters that a position may have; whether they can be played is for the rules to say.
    known = isinstance(moves, str) and len(moves) <= MOST_MOVES and set(moves) <= set("0123456789")
    return Played(str(moves), found.get("hint") is True, _heard(key)) if known else Played()


def board(
    rules: Mapping[str, Any],
    moves: str,
    key: str,
    *,
    you: Literal[0, 1, 2],
    thought: Mapping[str, Any] | None = None,
    hint: int | None = None,
    curve: Sequence[float] = (),
    show: bool = True,
    height: int = 380,
    names: Sequence[str] = (),
    autoplay: bool = False,
) -> None:
    """A board on which the visitor plays as player `you`; with 0 a game that is only shown, and played back.

    `thought` is of the move that the agent has just made, or of the position shown: {"actions", "visits",
    "prior", "values", "chosen", "simulations", "seconds", "value"}, and is shown at first if `show`. `curve`
    is the value after each move for player 1, from -1 to 1, with that of the empty board first if there is
    one more. `names` are the two players'; with `autoplay` a game that is only shown plays from its start.
    """
    data = {
        "key": key,
        "rules": dict(rules),
        "moves": moves,
        "you": you,
        "thought": None if thought is None else dict(thought),
        "hint": hint,
        "curve": [float(value) for value in curve],
        "show": show,
        "height": height / REM,
        "names": list(names),
        "autoplay": autoplay,
        "heard": _heard(key),
    }
    _BOARD(key=key, data=data, on_played_change=nothing)


def search_tree(tree: Mapping[str, Any], key: str, height: int = 420) -> None:
    """A search tree that grows simulation by simulation under the visitor's hand.

    `tree` is {"rules", "moves", "nodes", "steps", "exploration"}: nodes {"parent", "action", "prior"} in the
    order of their creation, the root with parent -1; steps {"path": nodes from the root, "value"}, one a
    simulation, the value from the side to move at the root.
    """
    _SEARCH_TREE(key=key, data={"tree": dict(tree), "height": height / REM})


def _heard(key: str) -> int | None:
    """The number of the browser's last word, so that it knows answers to former ones."""
    found = kept(key, "played")
    turn = found.get("turn") if isinstance(found, Mapping) else None
    return turn if isinstance(turn, int) else None
