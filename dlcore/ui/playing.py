"""A game on a board as far as it has come: what the browser told last, or what a link brought."""

from typing import TYPE_CHECKING

import streamlit as st

from dlcore.ui.boards import Played, played

if TYPE_CHECKING:
    from dlcore.ui.page import Page


def linked_game(page: "Page") -> str:
    """The game that the address names; nothing where it names none."""
    return page.state.parameters.get("board", "")


def position(page: "Page", game: str, key: str) -> Played:
    """The moves of a game so far; a word from the browser counts once, and goes before the address."""
    kept = page.state.parameters
    moves = kept.get("moves", "") if linked_game(page) == game else ""
    told, heard = played(key), page.key(f"heard.{key}")
    if told.turn is None or told == st.session_state.get(heard):
        return Played(moves)
    st.session_state[heard] = told
    return told


def keep_position(page: "Page", game: str, moves: str) -> None:
    """Put a game into the address, so that a link or a reload brings it back."""
    page.state.parameters = {"board": game, "moves": moves} if moves else {"board": game}
