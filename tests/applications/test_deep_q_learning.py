"""Deep q-learning: the agents learn, fail where they shall, and answer their questions."""

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from dlcore.applications.reinforcement.deep_q_learning import figures, use, words, world, worlds
from dlcore.applications.reinforcement.deep_q_learning.cartpole import CartPole
from dlcore.applications.reinforcement.deep_q_learning.config import RECIPES, Config
from dlcore.applications.reinforcement.deep_q_learning.data import load_data
from dlcore.applications.reinforcement.deep_q_learning.exam import Exam
from dlcore.applications.reinforcement.deep_q_learning.games import EVENTS, begin_anew, over
from dlcore.applications.reinforcement.deep_q_learning.model import QNetwork
from dlcore.applications.reinforcement.deep_q_learning.replay import Batch, Replay
from dlcore.applications.reinforcement.deep_q_learning.tasks import BREAKAGES, TASKS
from dlcore.applications.reinforcement.deep_q_learning.training import error, exploration, follow
from dlcore.contract import (
    Answer,
    Evidence,
    Metrics,
    Note,
    RunSummary,
    Sample,
    TrainedModel,
    Training,
    find,
    saving,
)
from dlcore.contract.checkpoint import open_checkpoint
from dlcore.datasets import own

WORTH = {"goal": 1.0, "failure": -2.0, "nearer": 0.5, "step": 0.1}
POINTS = [[-0.9, 0.9, 3], [0.9, 0.9, 1], [0.9, -0.9, 1], [0.1, 0.1, 0], [0.1, -0.5, 2]]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))


@pytest.fixture(scope="module")
def shipped() -> TrainedModel:
    return open_checkpoint("deep_q_learning")


def run(**values: Any) -> tuple[Training, list[Any]]:
    training = Training(find("deep_q_learning"), values)
    return training, list(training)


def test_cartpole_is_solved_and_the_best_network_is_kept() -> None:
    training, events = run(seed=1)
    scores = [
        event.values["score"] for event in events if isinstance(event, Metrics) if "score" in event.values
    ]
    assert scores[0] < 100
    assert max(scores) >= 475
    assert any(isinstance(event, Note) and event.text.startswith("Solved") for event in events)
    kept = saving.heldout(training.application, training.model, training.data, training.config)
    assert kept["cartpole_score"] >= 475
    episodes = [event.content for event in events if isinstance(event, Sample)]
    assert len(episodes[-1].actions) > 400
    assert len(episodes[-1].frames) == len(episodes[-1].actions) + 1 == len(episodes[-1].points)


def test_without_rewards_there_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="All rewards are zero"):
        run(failure_reward=0.0)
    assert not Config(game="freeway", failure_reward=0.0).pointless  # a crossing still counts
    training = Training(find("deep_q_learning"))
    training.advance(seconds=0, steps=2)
    training.change({"failure_reward": 0.0})  # taken away later: it goes on, and learns nothing
    assert training.advance(seconds=0, steps=2)


def test_a_stopped_run_keeps_the_network_of_its_best_exam() -> None:
    training = Training(find("deep_q_learning"), {"seed": 1})
    events = training.advance(seconds=math.inf, steps=150)
    moment = {name: one.clone() for name, one in training.model.state_dict().items()}
    best = max(
        event.values["score"] for event in events if isinstance(event, Metrics) if "score" in event.values
    )
    training.stop()
    kept = training.model.state_dict()
    assert any(not torch.equal(kept[name], one) for name, one in moment.items())
    exam = Exam(CartPole(), training.model.networks["cartpole"])
    exam.play(500)
    assert exam.points.mean() > 0.5 * best > 50


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
        batch = memory.draw(64, {"goal": 0, "failure": 0, "nearer": 0, "step": worth}, 0.0, 1)
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


def test_points_become_a_world() -> None:
    fingerprint = own.keep(json.dumps({"points": POINTS}).encode())
    data = load_data(Config(game="collect", own_world=fingerprint))
    rows = world.split(data.signature["world"])
    assert (rows[0][0], rows[0][9], rows[9][9], rows[4][5], rows[7][5]) == ("S", "*", "*", "#", "G")
    twice = world.from_points([*POINTS, [0.5, 0.5, 3]])
    assert "".join(twice).count("S") == 1  # the last start counts


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        (POINTS[1:], "exactly one"),
        ([*POINTS[:2]], "two places or more"),
        ([*POINTS, *[[x / 5 - 0.5, -0.9, 2] for x in range(5)]], "At most 4 guards"),
        ([[-0.9, 0.9, 3], [-0.9, 0.7, 0], [-0.7, 0.9, 0], *POINTS[1:3]], "there are 0"),
    ],
)
def test_a_world_in_which_nothing_can_be_won_gets_a_sentence(points: list[Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        world.read(world.from_points(points))


def test_places_out_of_reach_are_left_out_and_told() -> None:
    walled = [[0.9, -0.7, 0], [0.7, -0.9, 0], [-0.9, -0.9, 1]]
    fingerprint = own.keep(json.dumps({"points": POINTS + walled}).encode())
    data = load_data(Config(game="collect", own_world=fingerprint))
    assert data.note.startswith("1 places")


def test_play_and_questions_agree(shipped: TrainedModel) -> None:
    for game in words.TITLES:
        found = use.episode(shipped, game, 7)
        actions = "".join(map(str, found["episode"]["actions"]))
        again = use.replayed(shipped, game, 7, actions, 0)
        assert again["points"] == again["agent"] == found["agent"] == found["episode"]["points"][-1]
        assert again["ended"]
        assert "number 7" in words.compared(game, found)
        assert words.verdict(game, again).endswith("a draw.")
        assert use.replayed(shipped, game, 7, actions + "9" * 50, 0)["points"] == again["points"]
    assert not use.replayed(shipped, "freeway", 7, "1", 0)["ended"]
    assert not use.replayed(shipped, "freeway", 7, "", 0)["ended"]


def test_a_step_is_the_sum_that_the_page_shows(shipped: TrainedModel) -> None:
    step = use.one_step(shipped, "collect", 1, 5)
    best = use.one_step(shipped, "collect", 1, 6)["values"]
    assert step["target"] == pytest.approx(step["reward"] + step["discount"] * max(best), abs=1e-5)
    assert step["error"] == pytest.approx(step["target"] - step["values"][step["action"]], abs=1e-5)
    assert figures.diagram_values(step)["action"]["text"] == step["names"][step["action"]]
    assert f"{step['error']:+.3f}" in words.step(step)
    assert use.one_step(shipped, "collect", 1, 10**6)["place"] < 200


def test_surprises_come_in_their_order(shipped: TrainedModel) -> None:
    np.random.seed(0)
    wall = use.surprises(shipped, "freeway", 0.3)
    sizes = [abs(float(caption.split()[-1])) for caption in wall.captions]
    assert sizes == sorted(sizes, reverse=True)
    assert len(wall.images) == len(wall.captions) > 8


def test_cartpoles_map_pushes_to_where_the_pole_leans(shipped: TrainedModel) -> None:
    found = use.value_map(shipped)
    lead = np.asarray(found["lead"])
    assert lead[-1, -1] > 0 > lead[0, 0]  # leaning and turning right: push right
    figures.value_map(found, "value")


def test_disturbances_and_other_worlds_cost_points(shipped: TrainedModel) -> None:
    np.random.seed(0)
    calm = use.disturbed(shipped, "freeway", 0.0, 0)
    assert calm["usual"] == calm["disturbed"]
    late = use.disturbed(shipped, "cartpole", 0.3, 3)
    assert late["disturbed"] < 0.7 * late["usual"]
    maze = use.elsewhere(shipped, list(worlds.WORLDS["A maze"]))
    assert maze["agent"] < 0.5 * maze["at_home"]
    assert maze["rule"] > maze["agent"]
    with pytest.raises(ValueError, match="ten rows"):
        use.elsewhere(shipped, ["*"])
    with pytest.raises(ValueError, match="does not play"):
        use.episode(shipped, "chess", 1)


def test_coming_nearer_can_be_gamed() -> None:
    game = load_data(Config(game="collect")).games["collect"]
    state, paid = game.begin(np.array([3])), 0
    for step in range(40):  # to and fro beside the start, never to a fruit
        outcome = game.step(state, np.array([1 if step % 2 else 3]))
        paid += int(outcome.happened[0, EVENTS.index("nearer")])
        assert not outcome.happened[0, EVENTS.index("goal")]
        if outcome.lost[0]:
            break
        state = outcome.state
    assert paid * 2 >= step - 1


def summary(config: Mapping[str, Any], **values: float) -> RunSummary:
    return RunSummary(
        Config.model_validate(dict(config)).model_dump(), "finished", 500, values, values, values
    )


def test_tasks_are_judged_from_what_was_measured() -> None:
    judge: dict[str, Callable[[Evidence], bool]] = {task.name: task.check for task in TASKS}
    freeway = {"game": "freeway"}
    runs = {
        "balance": ({}, {"score": 480.0}, {"score": 300.0}),
        "other reward": ({"failure_reward": 0.0, "step_reward": 1.0}, {"score": 310.0}, {"score": 290.0}),
        "road": (freeway, {"score": 16.0}, {"score": 15.0}),
        "hack": (
            {**RECIPES["collect"], "nearer_reward": 1.0},
            {"score": 4.0, "reward": 60.0},
            {"score": 30.0, "reward": 60.0},
        ),
        "own world": ({"game": "collect", "own_world": "a" * 32}, {"score": 9.0}, {"score": 3.0}),
    }
    for name, (config, enough, short) in runs.items():
        assert judge[name](Evidence([summary(config, **enough)])), name
        assert not judge[name](Evidence([summary(config, **short)])), name
    won = {"points": 20, "agent": 19.0, "start": 0, "ended": True}
    for changed, beaten in (
        ({}, True),
        ({"start": 5}, False),
        ({"ended": False}, False),
        ({"points": 19}, False),
    ):
        answer = Answer("replayed", {}, {**won, **changed}, "shipped")
        assert judge["beat it"](Evidence(answers=[answer])) is beaten


def test_no_breakage_stops_early() -> None:
    for breakage in BREAKAGES:
        for values in (breakage.healthy, breakage.broken):
            assert not Config.model_validate(dict(values)).stop_when_solved


def test_exams_end_and_count_every_game() -> None:
    game = CartPole()
    exam = Exam(game, QNetwork([4], 2, list(game.scale), 8, False), count=5)
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
        state = begin_anew(game, outcome.state, over(game, outcome))
    assert exam.points.tolist() == points.tolist()
