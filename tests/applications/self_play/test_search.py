"""Tree search: sums that add up, what is certain, and a perfect player to be measured by."""

import numpy as np
import pytest
import torch

from dlcore.applications.reinforcement.self_play import notation, perfect, ratings
from dlcore.applications.reinforcement.self_play.exam import opponents, thinker
from dlcore.applications.reinforcement.self_play.matches import Match, opened, score
from dlcore.applications.reinforcement.self_play.model import Network
from dlcore.applications.reinforcement.self_play.players import (
    Thinker,
    minimax,
    network_judge,
    rollout,
    round_size,
)
from dlcore.applications.reinforcement.self_play.rules import GAMES, LOST, OPEN, WON, Bits, Rules
from dlcore.applications.reinforcement.self_play.search import EXACT, Floats, Trees

CONNECT, SMALL, TINY = (GAMES[name] for name in ("connect_four", "small_connect_four", "tic_tac_toe"))


def searched(rules: Rules, own: Bits, other: Bits, simulations: int, known: bool = True) -> Trees:
    dice = np.random.default_rng(0)
    trees = Trees(rules, own, other, simulations + 1, known)
    judge = rollout(rules, dice)
    trees.plant(judge)
    trees.grow(judge, simulations)
    return trees


def test_visits_add_up() -> None:
    own, other = opened(CONNECT, 20, 4, np.random.default_rng(0))
    trees = searched(CONNECT, own, other, 40)
    going = trees.solved[trees.roots] == OPEN
    assert going.sum() > 10
    assert np.all(trees.visits[trees.roots][going].sum(axis=1) == 40)
    assert np.allclose(trees.policy().sum(axis=1), 1)
    assert np.all(np.abs(trees.values()) <= 1)
    # Every node below the root was come to as often as its own moves were tried, and once more.
    rows, actions = np.nonzero(trees.child >= 0)
    below = trees.child[rows, actions]
    opened_nodes = trees.solved[below] == OPEN
    tried = trees.visits[below].sum(axis=1)
    assert np.array_equal((tried + 1)[opened_nodes], trees.visits[rows, actions][opened_nodes])


def test_games_side_by_side_do_not_mix() -> None:
    def judge(own: Bits, other: Bits) -> tuple[Floats, Floats]:
        """Something that depends on the position alone."""
        boards = CONNECT.planes(own, other)
        weights = np.linspace(-1, 1, 42, dtype=np.float32).reshape(6, 7)
        return np.exp(boards[:, 0].sum(axis=1)), np.tanh(
            ((boards[:, 0] - boards[:, 1]) * weights).sum((1, 2))
        )

    own, other = opened(CONNECT, 12, 6, np.random.default_rng(3))
    together = Thinker(CONNECT, judge, 30).trees(own, other)
    for number in range(12):
        alone = Thinker(CONNECT, judge, 30).trees(own[number : number + 1], other[number : number + 1])
        assert np.allclose(alone.policy()[0], together.policy()[number], atol=1e-6)


def test_wins_and_blocks_are_certain() -> None:
    wins = notation.read(CONNECT, "010101")
    trees = searched(CONNECT, wins.own, wins.other, 1)
    assert trees.solved[0] == WON
    assert trees.policy()[0].argmax() == 0
    block = notation.read(CONNECT, "01010")
    trees = searched(CONNECT, block.own, block.other, 20)
    assert [action for action in range(7) if trees.certain[0, action] != LOST] == [0]
    assert trees.policy()[0].tolist() == [1, 0, 0, 0, 0, 0, 0]
    blind = searched(CONNECT, block.own, block.other, 1, known=False)
    assert (blind.certain[0] == OPEN).all()


@pytest.mark.parametrize("moves", ["", "4", "0", "48", "01", "0482", "1"])
def test_what_is_proved_in_tic_tac_toe_is_true(moves: str) -> None:
    position = notation.read(TINY, moves)
    trees = searched(TINY, position.own, position.other, 3000)
    rows = np.flatnonzero(trees.solved != OPEN)
    assert len(rows)
    for row in rows:
        if trees.mine[row] | trees.theirs[row] or not row:
            board = (int(trees.mine[row]), int(trees.theirs[row]))
            assert EXACT[trees.solved[row]] == perfect.worth(board)


def test_perfect_play_never_loses_and_every_line_was_tried() -> None:
    dice = np.random.default_rng(0)
    lost, met = perfect.losses(perfect.perfect(dice))
    assert lost == 0
    assert met > 300
    assert perfect.losses(minimax(TINY, 2, dice))[0] > 0  # so that a loss is really seen
    assert perfect.worth((0, 0)) == 0


def test_more_simulations_are_stronger() -> None:
    dice = np.random.default_rng(0)
    many, few = (Thinker(CONNECT, rollout(CONNECT, dice), count) for count in (48, 6))
    assert score(CONNECT, many, few, 40, dice) > 0.65


def test_a_network_is_asked_in_few_sizes() -> None:
    assert [round_size(count) for count in (1, 2, 3, 8, 9, 16, 17, 60)] == [1, 2, 4, 8, 16, 16, 32, 64]
    torch.manual_seed(0)
    network = Network(6, 7, 7, 8, 1).eval()
    torch.nn.init.normal_(network.value[2].weight)
    own, other = opened(CONNECT, 11, 5, np.random.default_rng(0))
    priors, values = network_judge(network, CONNECT)(own, other)
    assert priors.shape == (11, 7)
    with torch.no_grad():
        scores, expected = network(torch.from_numpy(CONNECT.planes(own, other)))
    assert np.allclose(values, expected.numpy(), atol=1e-5)
    assert np.allclose(priors, scores.softmax(1).numpy(), atol=1e-5)


def test_an_exam_is_played_move_by_move() -> None:
    torch.manual_seed(0)
    dice = np.random.default_rng(0)
    network = Network(4, 5, 5, 8, 0).eval()
    match = Match(SMALL, thinker(network, SMALL, 4), list(opponents(SMALL, dice, 4).values()), 4, dice)
    moves = 0
    while not match.ended:
        match.move()
        moves += 1
    assert 3 < moves <= 18
    assert len(match.scores) == len(ratings.OPPONENTS)


def test_ratings_find_back_what_made_the_scores() -> None:
    others = [0.0, 500.0, 750.0, 900.0]
    for truth in (200.0, 800.0, 1100.0):
        expected = [1 / (1 + 10 ** ((other - truth) / 400)) for other in others]
        found, error = ratings.rating(expected, [4000] * 4, others)
        assert abs(found - truth) < 5
        assert ratings.rating(expected, [8] * 4, others)[1] > 5 * error
    sure, _ = ratings.rating([1.0] * 4, [8] * 4, others)
    assert 900 < sure < 2000
    none, _ = ratings.rating([0.0] * 4, [8] * 4, others)
    assert none < 0


def test_the_known_ratings_are_those_of_the_opponents() -> None:
    measured = ratings.against_each_other(TINY, 60, seed=5)
    for name, value in ratings.anchors("tic_tac_toe").items():
        assert abs(measured[name] - value) < 130, name
    assert all(list(one.values()) == sorted(one.values()) for one in map(ratings.anchors, GAMES))
