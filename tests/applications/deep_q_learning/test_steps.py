"""How the network learns: returns of several steps, targets, the slow network, exams, each by hand."""

import numpy as np
import pytest
import torch

from dlcore.applications.reinforcement.deep_q_learning.cartpole import CartPole
from dlcore.applications.reinforcement.deep_q_learning.config import Config
from dlcore.applications.reinforcement.deep_q_learning.exam import Exam
from dlcore.applications.reinforcement.deep_q_learning.games import EVENTS, over
from dlcore.applications.reinforcement.deep_q_learning.model import QNetwork
from dlcore.applications.reinforcement.deep_q_learning.replay import Batch, Replay
from dlcore.applications.reinforcement.deep_q_learning.training import error, exploration, follow

WORTH = {"goal": 1.0, "failure": -2.0, "near": 0.5, "step": 0.1}


def filled(length: int = 40, games: int = 3, capacity: int = 60) -> Replay:
    """A memory of moves with ends of both kinds; the state is the number of the moment."""
    dice = np.random.default_rng(5)
    memory = Replay(np.zeros((games, 1)), capacity)
    for moment in range(length):
        ended = dice.random(games) < 0.3
        lost = ended & (dice.random(games) < 0.5)
        happened = dice.random((games, 4)) < 0.5
        memory.add(np.full((games, 1), moment), np.arange(games), happened, lost, ended)
    return memory


def expected(
    memory: Replay, moment: int, game: int, discount: float, ahead: int
) -> tuple[float, float, float]:
    """Return, last moment and discount of one move, step by step."""
    total, factor = 0.0, 1.0
    for step in range(ahead):
        place = (moment + step) % memory.length
        if memory.ended[place, game] and not memory.lost[place, game]:
            return total, moment + step, factor
        total += factor * sum(WORTH[name] * memory.happened[place, game, i] for i, name in enumerate(EVENTS))
        factor *= discount
        if memory.lost[place, game]:
            return total, moment + ahead, 0.0
    return total, moment + ahead, factor


@pytest.mark.parametrize("ahead", [1, 3, 5])
def test_returns_of_several_steps_are_those_added_by_hand(ahead: int) -> None:
    memory = filled()
    np.random.seed(0)
    batch = memory.draw(300, WORTH, 0.9, ahead)
    newest = 40
    for row in range(300):
        moment, game = int(batch.states[row, 0]), int(batch.actions[row])
        assert newest - memory.length <= moment < newest - ahead
        total, last, factor = expected(memory, moment % memory.length, game, 0.9, ahead)
        assert batch.returns[row] == pytest.approx(total, abs=1e-5)
        assert batch.discounts[row] == pytest.approx(factor, abs=1e-6)
        if factor and batch.counts[row]:
            assert batch.later[row, 0] == moment + last - moment % memory.length
        assert batch.counts[row] == (0 if (last == moment % memory.length) else 1)


def test_a_new_reward_judges_the_past_anew() -> None:
    memory = filled()
    for worth in (0.0, 3.0):
        np.random.seed(1)
        batch = memory.draw(64, {"goal": 0, "failure": 0, "near": 0, "step": worth}, 0.0, 1)
        assert set(np.unique(batch.returns)) <= {0.0, np.float32(worth)}


def test_double_chooses_with_one_network_and_judges_with_the_other() -> None:
    torch.manual_seed(0)
    game = CartPole()
    learner, target = (QNetwork([4], 2, list(game.scale), 16, False) for _ in range(2))
    state = game.begin(np.arange(8))
    batch = Batch(
        state,
        np.zeros(8, dtype=int),
        np.ones(8, np.float32),
        state,
        np.full(8, 0.5, np.float32),
        np.ones(8, np.float32),
    )
    seen = torch.from_numpy(game.observe(state))
    with torch.no_grad():
        mine, other = learner(seen), target(seen)
    for double, later in (
        (True, other.gather(1, mine.argmax(1, keepdim=True))[:, 0]),
        (False, other.amax(1)),
    ):
        _, errors = error(learner, target, game, batch, double)
        assert torch.allclose(errors, (1 + 0.5 * later - mine[:, 0]).abs(), atol=1e-6)


def test_duelling_parts_worth_and_advantage() -> None:
    torch.manual_seed(0)
    network = QNetwork([4, 10, 10], 3, [1.0] * 4, 8, True)
    seen = torch.rand(5, 4, 10, 10)
    with torch.no_grad():
        mean = network(seen).mean(dim=1)
        hidden = network.body(seen)
        assert network.worth is not None
        assert torch.allclose(mean, network.worth(hidden)[:, 0], atol=1e-6)


def test_the_slow_network_follows_and_exploration_falls() -> None:
    one, other = torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)
    wanted = 0.75 * one.weight.detach() + 0.25 * other.weight.detach()
    follow(one, other, 0.25)
    assert torch.allclose(one.weight, wanted)
    config = Config()
    shares = [exploration(config, step) for step in (0, 100, 10_000)]
    assert shares[0] == 1.0 > shares[1] > shares[2]
    assert shares[2] == pytest.approx(config.last_exploration)


def test_exams_end_and_count_every_game() -> None:
    game = CartPole()
    exam = Exam(game, QNetwork([4], 2, list(game.scale), 8, False), game.begin(np.arange(5)))
    exam.play(3)
    assert not exam.ended
    exam.play(game.limit)
    assert exam.ended
    state, points = game.begin(np.arange(5)), np.zeros(5)
    alive = np.ones(5, dtype=bool)
    for _ in range(game.limit):
        values = exam.network(torch.from_numpy(game.observe(state))).argmax(dim=1).numpy()
        outcome = game.step(state, values)
        points += alive
        alive &= ~over(game, outcome)
        state = outcome.state
    assert exam.points.tolist() == points.tolist()


def test_the_best_exam_is_the_one_with_the_most_reward() -> None:
    game = CartPole()
    network, start = QNetwork([4], 2, list(game.scale), 8, False), game.begin(np.arange(2))
    long, short = (Exam(game, network, start) for _ in range(2))
    long.happened[:], short.happened[:] = [0, 1, 0, 400], [0, 1, 30, 40]
    usual = {"goal": 1.0, "failure": -1.0, "near": 0.0, "step": 0.0}
    assert long.result(usual) > short.result(usual)  # the same reward, more points
    assert short.result({**usual, "near": 1.0}) > long.result({**usual, "near": 1.0})
