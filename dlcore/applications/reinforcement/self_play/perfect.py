"""Perfect play of tic-tac-toe by looking at everything, and a proof that a player never loses."""

from collections.abc import Callable
from functools import cache

import numpy as np

from dlcore.applications.reinforcement.self_play.notation import winner
from dlcore.applications.reinforcement.self_play.players import Player
from dlcore.applications.reinforcement.self_play.rules import GAMES, Actions, Bits

RULES = GAMES["tic_tac_toe"]
Board = tuple[int, int]  # stones of who is to move, and of the other


@cache
def worth(board: Board) -> int:
    """1 where who is to move can win against any play, 0 for a draw, -1 for a loss."""
    own, other = (np.array([stones], dtype=np.uint64) for stones in board)
    ended = winner(RULES, own, other, 0)
    if ended:
        return 0 if ended == 3 else -1
    return max(-worth(after) for _, after in moves(board))


def moves(board: Board) -> list[tuple[int, Board]]:
    """Each allowed move, and the board that it makes."""
    taken = board[0] | board[1]
    bits = [int(bit) for bit in RULES.bit_of_cell]
    return [(cell, (board[1], board[0] | bit)) for cell, bit in enumerate(bits) if not taken & bit]


def perfect(dice: np.random.Generator) -> Player:
    """One of the best moves, by lot."""

    def player(own: Bits, other: Bits) -> Actions:
        chosen = []
        for board in zip(own.tolist(), other.tolist(), strict=True):
            best = worth(board)
            good = [cell for cell, after in moves(board) if -worth(after) == best]
            chosen.append(good[int(dice.integers(len(good)))])
        return np.array(chosen)

    return player


def losses(player: Player, progress: Callable[[int], None] = lambda _: None) -> tuple[int, int]:
    """Against every possible play of the other side, from both sides: games lost, and positions met.

    The player is asked about all positions of one length at once.
    """
    lost, met = 0, 0
    for begins in (True, False):
        boards: set[Board] = {(0, 0)}
        turn = begins
        while boards:
            met += len(boards)
            progress(met)
            following: set[Board] = set()
            listed = sorted(boards)
            if turn:
                own, other = (np.array(stones, dtype=np.uint64) for stones in zip(*listed, strict=True))
                following.update(_pairs(*RULES.played(own, other, player(own, other))))
            else:
                following.update(after for board in listed for _, after in moves(board))
            own, other = (
                np.array(stones, dtype=np.uint64) for stones in zip(*sorted(following), strict=True)
            )
            if not turn:
                lost += int(RULES.won(other).sum())
            going = RULES.result(own, other) == 0
            boards = set(_pairs(own[going], other[going]))
            turn = not turn
    return lost, met


def _pairs(own: Bits, other: Bits) -> list[Board]:
    return list(zip(own.tolist(), other.tolist(), strict=True))
