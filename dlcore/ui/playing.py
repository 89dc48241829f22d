"""A visitor's game on a board: as far as it has come, and what the agent answers.

The application's questions are `answer`, `curve` and `finished`; its address keeps `board` and `moves`.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from dlcore.ui.boards import Played, board, played

if TYPE_CHECKING:
    from dlcore.ui.page import Page

Read = Callable[[str], tuple[int, int]]  # moves: who is to move and who has won; raises `ValueError`


def linked_game(page: "Page") -> str:
    """The game that the address names; nothing where it names none."""
    return page.state.parameters.get("board", "")


def linked_moves(page: "Page", game: str) -> str:
    """The moves of that game in the address; none where it is another one."""
    return page.state.parameters.get("moves", "") if linked_game(page) == game else ""


def play_against(
    page: "Page",
    rules: Mapping[str, Any],
    read: Read,
    you: Literal[1, 2],
    simulations: int,
    full: int,
) -> str:
    """The board on which the visitor plays; the agent answers at once. Returns the moves so far.

    `simulations` is the agent's strength and `full` that of hints.
    """
    game = str(rules["name"])
    key = page.key(f"board.{game}.{you}")
    _new_where_sides_changed(page, game, you)
    told = _position(page, game, key)
    moves = told.moves
    try:
        mover, winner = read(moves)
    except ValueError as refusal:
        st.error(str(refusal))
        moves, (mover, winner) = "", read("")
    if not winner and mover != you:
        answer = page.ask("answer", game=game, moves=moves, simulations=simulations)
        moves, thought = answer["moves"], answer["thought"]
        mover, winner = read(moves)
    else:
        thought = _last_thought(page, game, moves, mover == you, simulations)
    _keep(page, game, moves)
    hint = None
    if told.hint and not winner:
        hint = page.ask("answer", game=game, moves=moves, simulations=full)["thought"]["chosen"]
    curve = page.ask("curve", game=game, moves=moves)["values"]
    board(rules, moves, key, you=you, thought=thought, hint=hint, curve=curve)
    return moves


def _position(page: "Page", game: str, key: str) -> Played:
    """The moves of a game so far; a word from the browser counts once, and goes before the address."""
    told, heard = played(key), page.key(f"heard.{key}")
    if told.turn is None or told == st.session_state.get(heard):
        return Played(linked_moves(page, game))
    st.session_state[heard] = told
    # Kept before the agent has answered: where another widget interrupts this script, the next one goes on.
    _keep(page, game, told.moves)
    return told


def _new_where_sides_changed(page: "Page", game: str, you: int) -> None:
    """A game that was played from the other side is over: its first move was not this visitor's."""
    side = page.key("board.side")
    if st.session_state.get(side, you) != you:
        _keep(page, game, "")
    st.session_state[side] = you


def _keep(page: "Page", game: str, moves: str) -> None:
    """Put a game into the address."""
    page.state.parameters = {"board": game, "moves": moves} if moves else {"board": game}


def _last_thought(page: "Page", game: str, moves: str, agents: bool, simulations: int) -> Any:
    """What the agent thought before its last move; nothing where the moves in a link are not its own."""
    before = len(moves) - (1 if agents else 2)
    if before < 0:
        return None
    found = page.ask("answer", game=game, moves=moves[:before], simulations=simulations)
    return found["thought"] if moves.startswith(found["moves"]) else None
