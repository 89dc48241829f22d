"""The rules beside slow ones that look at cells, and positions that nobody can reach."""

import numpy as np
import pytest

from dlcore.applications.reinforcement.self_play import notation
from dlcore.applications.reinforcement.self_play.matches import Match, opened
from dlcore.applications.reinforcement.self_play.memory import Memory
from dlcore.applications.reinforcement.self_play.players import by_chance, minimax
from dlcore.applications.reinforcement.self_play.rules import GAMES, NONE, Rules

CONNECT, TINY = GAMES["connect_four"], GAMES["tic_tac_toe"]


def line_on(cells: list[list[int]], player: int, length: int) -> bool:
    """Whether a player has a line, by looking from every cell in every direction."""
    rows, columns = len(cells), len(cells[0])
    for row in range(rows):
        for column in range(columns):
            for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
                places = [(row + step * down, column + step * right) for step in range(length)]
                inside = all(0 <= one < rows and 0 <= two < columns for one, two in places)
                if inside and all(cells[one][two] == player for one, two in places):
                    return True
    return False


def slow_game(rules: Rules, dice: np.random.Generator) -> tuple[str, list[list[int]], int]:
    """A game by chance, played on cells: its moves, the last board and who has won (3 for a draw)."""
    cells = [[0] * rules.columns for _ in range(rules.rows)]
    moves = ""
    while True:
        if rules.drops:
            free = [column for column in range(rules.columns) if not cells[0][column]]
        else:
            free = [cell for cell in range(9) if not cells[cell // 3][cell % 3]]
        if not free:
            return moves, cells, 3
        action, player = int(dice.choice(free)), len(moves) % 2 + 1
        if rules.drops:
            row, column = max(one for one in range(rules.rows) if not cells[one][action]), action
        else:
            row, column = divmod(action, 3)
        cells[row][column] = player
        moves += str(action)
        if line_on(cells, player, rules.connect):
            return moves, cells, player


@pytest.mark.parametrize("name", list(GAMES))
def test_bits_play_as_cells_do(name: str) -> None:
    rules, dice = GAMES[name], np.random.default_rng(0)
    ends = set()
    for _ in range(60):
        moves, cells, won = slow_game(rules, dice)
        position = notation.read(rules, moves)
        assert position.cells == [cell for row in cells for cell in row]
        assert position.winner == won
        assert notation.read(rules, moves[:-1]).winner == 0
        ends.add(won)
    assert {1, 2} <= ends


def test_stones_know_where_they_may_lie() -> None:
    full = notation.read(CONNECT, "000000")
    landing = CONNECT.landing(full.own, full.other)
    assert (landing[0] != NONE).tolist() == [False, *[True] * 6]
    taken = notation.read(TINY, "48")
    assert np.flatnonzero(TINY.landing(taken.own, taken.other)[0] == NONE).tolist() == [4, 8]


def test_no_line_runs_over_the_edge() -> None:
    # Three on top of one column and one at the bottom of the next are neighbours in no direction.
    bits = CONNECT.bit_of_cell.reshape(6, 7)
    stones = bits[0, 0] | bits[1, 0] | bits[2, 0] | bits[5, 1]
    assert not CONNECT.won(np.array([stones], dtype=np.uint64))[0]


def test_planes_and_mirror_agree() -> None:
    position = notation.read(CONNECT, "3342")
    planes = CONNECT.planes(position.own, position.other)
    assert planes.shape == (1, 2, 6, 7)
    assert planes[0, 0, 5].tolist() == [0, 0, 0, 1, 1, 0, 0]  # who is to move has columns 3 and 4
    turned = notation.read(CONNECT, "3324")
    assert np.array_equal(planes[:, :, :, ::-1], CONNECT.planes(turned.own, turned.other))
    for rules in GAMES.values():
        assert rules.mirrored[rules.mirrored].tolist() == list(range(rules.actions))
    assert TINY.mirrored.tolist() == [2, 1, 0, 5, 4, 3, 8, 7, 6]


def test_memory_mirrors_board_and_policy_alike() -> None:
    memory, dice = Memory(CONNECT, 10), np.random.default_rng(0)
    position = notation.read(CONNECT, "0")
    policy = np.array([[0.9, 0.1, 0, 0, 0, 0, 0]], dtype=np.float32)
    for _ in range(12):  # more than there is room for
        memory.add(position.own, position.other, policy, np.array([0.5], dtype=np.float32))
    assert len(memory) == 10
    batch = memory.draw(8, dice)
    for board, shares in zip(batch.boards, batch.policies, strict=True):
        left = bool(board[1, 5, 0])
        assert shares.argmax() == (0 if left else 6)
    assert {bool(board[1, 5, 0]) for board in batch.boards} == {True, False}


@pytest.mark.parametrize(
    ("game", "moves", "said"),
    [
        ("connect_four", "7", "no move of Connect Four"),
        ("connect_four", "33<script>", "“<” is no move"),
        ("connect_four", "٣", "no move"),
        ("connect_four", "3333333", "Move 7 .* full column"),
        ("connect_four", "01010101", "over before move 8"),
        ("connect_four", "0" * 4000, "ends after 42 moves"),
        ("tic_tac_toe", "44", "Move 2 .* full cell"),
        ("tic_tac_toe", "9", "digits from 0 to 8"),
        ("tic_tac_toe", "031425", "over before move 6"),
        ("chess", "1", "no game “chess”"),
    ],
)
def test_impossible_positions_get_a_sentence(game: str, moves: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refusal:
        notation.read(notation.rules_of(game), moves)
    assert str(refusal.value).count("\n") == 0
    assert len(str(refusal.value)) < 200


def test_minimax_wins_and_stops_wins() -> None:
    dice = np.random.default_rng(0)
    wins = notation.read(CONNECT, "010101")
    must = notation.read(CONNECT, "01010")
    for depth in (2, 4):
        player = minimax(CONNECT, depth, dice)
        assert player(wins.own, wins.other).tolist() == [0]
        assert player(must.own, must.other).tolist() == [0]
    # Two open ends: who is to move makes three in the middle and can't be stopped. Depth 4 sees it.
    open_row = notation.read(CONNECT, "2626")
    assert minimax(CONNECT, 4, dice)(open_row.own, open_row.other).tolist()[0] in range(7)
    matches = Match(CONNECT, minimax(CONNECT, 4, dice), [minimax(CONNECT, 2, dice)], 100, dice).play()
    assert matches.scores[0] > 0.6


def test_matches_are_fair_and_whole() -> None:
    dice = np.random.default_rng(1)
    chance = by_chance(CONNECT, dice)
    match = Match(CONNECT, chance, [chance, minimax(CONNECT, 2, dice)], 200, dice).play()
    assert match.by_opponent.shape == (2, 200)
    assert 0.38 < match.scores[0] < 0.62
    assert match.scores[1] < 0.2
    assert match.first.reshape(2, 200).mean(axis=1).tolist() == [0.5, 0.5]
    own, other = opened(CONNECT, 50, 5, dice)
    assert np.array_equal(np.bitwise_count(own | other), np.full(50, 5))
