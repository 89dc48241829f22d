"""Deep q-learning: the agents learn, fail where they shall, and answer their questions."""

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from dlcore.applications.reinforcement.deep_q_learning import figures, table, use, words, world, worlds
from dlcore.applications.reinforcement.deep_q_learning.cartpole import CartPole
from dlcore.applications.reinforcement.deep_q_learning.config import RECIPES, Config
from dlcore.applications.reinforcement.deep_q_learning.data import load_data
from dlcore.applications.reinforcement.deep_q_learning.exam import Exam
from dlcore.applications.reinforcement.deep_q_learning.games import EVENTS
from dlcore.applications.reinforcement.deep_q_learning.tasks import BREAKAGES, TASKS
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
    exam = Exam(CartPole(), training.model.networks["cartpole"], CartPole().begin(np.arange(40)))
    exam.play(500)
    assert exam.points.mean() > 0.5 * best > 50


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


def test_the_agent_plays_on_where_a_visitor_stops(shipped: TrainedModel) -> None:
    for game in words.TITLES:
        own = "0110"
        rest = use.handed_over(shipped, game, 7, own)
        together = own + "".join(map(str, rest["actions"]))
        whole = use.replayed(shipped, game, 7, together, 0)
        assert whole["ended"]
        assert (whole["moves"], whole["points"]) == (len(together), rest["points"][-1])
        assert len(rest["frames"]) == len(rest["points"]) == len(rest["actions"]) + 1
    alone = use.episode(shipped, "freeway", 7)["episode"]
    assert use.handed_over(shipped, "freeway", 7, "")["frames"] == alone["frames"]


def test_a_game_that_is_over_is_not_played_on(shipped: TrainedModel) -> None:
    over = "".join(map(str, use.episode(shipped, "freeway", 7)["episode"]["actions"]))
    assert use.handed_over(shipped, "freeway", 7, over)["actions"] == []


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
    inner = slice(15, 26)  # a little off upright, at rest or turning
    assert np.mean(lead[26:32, 26:32] > 0) > 0.8  # leaning and turning right: push right
    assert np.mean(lead[9:15, 9:15] < 0) > 0.8
    assert np.mean(np.asarray(found["value"])[inner, inner]) > np.mean(found["value"])
    figures.value_map(found, "value")


def test_what_speaks_for_a_choice_is_only_what_is_seen(shipped: TrainedModel) -> None:
    found = use.attention(shipped, "breakout", 1, 10)
    seen, moved = np.asarray(found["seen"]), np.asarray(found["moved"])
    assert seen.shape == moved.shape == (4, 10, 19)
    assert not moved[seen == 0].any()
    assert np.abs(moved).max() > 0
    figures.attention(found)
    numbers = use.attention(shipped, "cartpole", 1, 10)
    assert np.asarray(numbers["moved"]).shape == (4,)
    figures.attention(numbers)


def test_a_table_learns_the_small_world_and_the_truth_is_true() -> None:
    np.random.seed(0)
    torch.manual_seed(0)
    few, many = (table.compared(count, 0.9) for count in (30, 3000))
    assert few["table"]["right"] < many["table"]["right"] == many["cells"]
    assert few["network"]["right"] < many["network"]["right"]
    assert many["truth"]["right"] == many["cells"]
    known = np.asarray(few["table"]["known"])
    assert not known.all()
    free = table.SIGNS.reshape(6, 6) == "."
    assert np.allclose(many["table"]["value"][free], many["truth"]["value"][free], atol=0.01)
    values = np.asarray(many["truth"]["value"])
    assert values[2, 4] == 1.0  # one step from the goal
    assert values[1, 5] == 1.0
    assert values[0, 5] == pytest.approx(0.9)
    figures.small_world(many, "network")


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


def test_being_near_pays_whoever_does_not_eat() -> None:
    game = load_data(Config(game="collect")).games["collect"]
    state = game.begin(np.array([3]))
    state[0, 0], state[0, 1] = 30, 10  # two steps above is a fruit, in a corridor
    near, goal = EVENTS.index("near"), EVENTS.index("goal")
    waiting = game.step(state, np.array([4]))
    assert waiting.happened[0, near]
    closer = game.step(waiting.state, np.array([0]))
    eaten = game.step(closer.state, np.array([0]))
    assert closer.happened[0, near]
    assert eaten.happened[0, goal]
    assert not eaten.happened[0, near]


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
            {**RECIPES["collect"], "near_reward": 1.0},
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
