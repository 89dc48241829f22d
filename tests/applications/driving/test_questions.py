"""Driving: what the page asks, what it draws, and what its tasks want."""

import json
from typing import Any, cast

import numpy as np
import pytest
import torch

from dlcore.applications.reinforcement.driving import figures, use, words
from dlcore.applications.reinforcement.driving.car import NAMES, USUAL
from dlcore.applications.reinforcement.driving.config import Config
from dlcore.applications.reinforcement.driving.look import standing
from dlcore.applications.reinforcement.driving.model import Drivers
from dlcore.applications.reinforcement.driving.tasks import TASKS
from dlcore.applications.reinforcement.driving.tracks import generated
from dlcore.contract import Answer, Evidence, RunSummary, TrainedModel
from dlcore.contract.checkpoint import open_checkpoint

CHANGED = Config().changed_world


@pytest.fixture(scope="module")
def shipped() -> TrainedModel:
    return open_checkpoint("driving")


def test_the_network_in_the_browser_chooses_as_here(shipped: TrainedModel) -> None:
    scene = use.scene(shipped, ["simulation", "camera"], 2000, [], 3.2)
    json.dumps(scene, allow_nan=False)
    for name, policy in scene["policies"].items():
        seen = standing(generated(2000), USUAL, policy["eyes"]).see()
        hidden = seen[0] * np.array(policy["scale"])
        for number, layer in enumerate(policy["layers"]):
            hidden = np.array(layer["weight"]) @ hidden + np.array(layer["bias"])
            hidden = np.tanh(hidden) if number < len(policy["layers"]) - 1 else hidden
        driver = cast(Drivers, shipped.model).drivers[name]
        with torch.no_grad():
            expected = driver(torch.from_numpy(seen))[0].numpy()
        assert hidden == pytest.approx(expected, abs=1e-3)
        assert len(policy["actions"]) == len(policy["names"]) == 9


def test_a_drawn_track_is_driven_or_refused(shipped: TrainedModel) -> None:
    angle = np.linspace(0, 2 * np.pi, 90)
    line = np.stack([50 + 34 * np.cos(angle), 50 + 27 * np.sin(angle)], axis=1).tolist()
    scene = use.scene(shipped, ["simulation"], 0, line, 4.0)
    assert scene["track"]["width"] == 4.0
    assert scene["length"] == pytest.approx(192, abs=5)
    with pytest.raises(ValueError, match="open"):
        use.scene(shipped, ["simulation"], 0, line[:60], 4.0)


def test_worlds_are_measured(shipped: TrainedModel) -> None:
    usual, changed = (use.measured(shipped, "simulation", world) for world in (USUAL, CHANGED))
    assert usual["laps"] > 1.7
    assert changed["crashes"] >= 0.9
    assert use.measured(shipped, "fine_tuned", CHANGED)["laps"] > 3 * changed["laps"]
    assert use.measured(shipped, "randomised", {**USUAL, "grip": 4.0})["crashes"] <= 0.25


def test_a_world_beyond_its_limits_is_brought_back(shipped: TrainedModel) -> None:
    wild = {"grip": -1e9, "delay": 99.0, "noise": 1e9, "mass": 0.0, "steering": 50.0, "night": 3.0}
    found = use.raced(shipped, "simulation", 3, [], 3.2, wild, 1e9, 400, False)
    assert found["laps"] == 20
    assert np.isfinite(found["driver"])


def test_unknown_names_get_a_sentence(shipped: TrainedModel) -> None:
    with pytest.raises(ValueError, match="no driver “nobody”"):
        use.measured(shipped, "nobody", USUAL)
    with pytest.raises(ValueError, match="choose a driver with rays"):
        use.choices(shipped, "camera", 2000, 10, 3, 7)


def test_a_sweep_says_where_it_breaks(shipped: TrainedModel) -> None:
    found = use.sweep(shipped, "simulation", "grip")
    assert found["values"][0] == 2
    assert found["crashes"][0] > 0.9 > found["crashes"][-2]
    assert found["laps"][-2] > found["laps"][0]
    drawn = figures.sweeps({"simulation": found, "rule": use.sweep(shipped, "rule", "delay")}, "grip", 6.0)
    assert len(drawn.data) == 4


def test_one_moment_is_a_sum(shipped: TrainedModel) -> None:
    found = use.moment(shipped, "simulation", 2000, USUAL, 60)
    assert found["target"] == pytest.approx(found["reward"] + 0.98 * found["later"])
    assert found["advantage"] == pytest.approx(found["target"] - found["value"])
    assert sum(found["probabilities"]) == pytest.approx(1, abs=1e-5)
    assert found["action"] == int(np.argmax(found["probabilities"]))
    assert set(figures.diagram_values(found, NAMES)) == {
        "sensors",
        "policy",
        "action",
        "world",
        "judge",
        "advantage",
        "update",
    }
    assert "advantage of" in words.moment(found, NAMES)
    assert len(figures.neurons(found).data) == 4
    late = use.moment(shipped, "simulation", 2000, CHANGED, 399)  # it crashed long before
    assert late["step"] == late["steps"] - 1 < 300
    assert late["crashed"]
    assert late["target"] < 0
    assert late["target"] == pytest.approx(late["reward"])


def test_it_brakes_when_the_road_ends(shipped: TrainedModel) -> None:
    found = use.choices(shipped, "simulation", 2000, 60, 3, 7)
    throttle = np.array(found["throttle"])
    assert throttle[-1, 3] < -0.5 < 0 < throttle[3, -1]  # fast and near against slow and free
    assert figures.choices(found, 3, 7).data


def test_attention_is_on_the_picture(shipped: TrainedModel) -> None:
    day, night = (use.attention(shipped, 2000, 60, dark) for dark in (0.0, 1.0))
    assert np.shape(day["picture"]) == np.shape(day["moved"]) == (12, 16)
    assert np.abs(day["moved"]).max() > 0
    assert np.mean(night["picture"]) < np.mean(day["picture"])
    assert figures.attention(day).data


def test_drives_leave_the_road_where_the_map_says(shipped: TrainedModel) -> None:
    found = use.leaving(shipped, "simulation", 2000, {**USUAL, "grip": 4.0})
    assert len(found["places"]) == round(found["crashes"] * found["drives"]) > 10
    assert figures.leaving(found).data
    assert figures.leaving({**found, "places": []}).data


def test_a_race_has_a_verdict(shipped: TrainedModel) -> None:
    found = use.raced(shipped, "simulation", 2000, [], 3.2, USUAL, 3.0, 400, False)
    assert found["driver"] > 1.7
    assert "You win" in words.verdict(found, "simulation")
    assert "left the road" in words.verdict({**found, "crashed": True}, "simulation")
    assert "40 seconds" in words.verdict({**found, "whole": False}, "simulation")
    assert words.worlds_apart({**USUAL, "grip": 3.0}, USUAL) == "a world with grip 3"
    assert words.worlds_apart(USUAL, USUAL) == "the usual world"


def summary(last: dict[str, float], **config: Any) -> RunSummary:
    return RunSummary(Config(**config).model_dump(), "finished", 32, last, last, last)


GOOD = {
    "two laps": Evidence(runs=[summary({"laps": 1.95})]),
    "too far": Evidence(answers=[Answer("measured", {"driver": "simulation"}, {"crashes": 0.97}, "shipped")]),
    "five times": Evidence(
        runs=[summary({"reward": 50.0}, stage="fine-tuned"), summary({"reward": 4.0}, stage="from scratch")]
    ),
    "any grip": Evidence(
        runs=[summary({"laps": 1.5, "crashes": 0.1}, stage="randomised", least_grip=3.0, most_grip=8.0)]
    ),
    "hack": Evidence(runs=[summary({"laps": 0.1, "reward": 90.0}, speed_reward=0.2)]),
    "race": Evidence(answers=[Answer("raced", {}, {"whole": True, "laps": 2.2, "driver": 2.1}, "shipped")]),
}
BAD = {
    "two laps": Evidence(runs=[summary({"laps": 1.95}, speed_reward=0.1), summary({"laps": 1.8})]),
    "too far": Evidence(answers=[Answer("measured", {"driver": "rule"}, {"crashes": 0.97}, "shipped")]),
    "five times": Evidence(
        runs=[
            summary({"reward": 50.0}, stage="fine-tuned"),
            summary({"reward": 4.0}, stage="from scratch", grip=2.0),
        ]
    ),
    "any grip": Evidence(
        runs=[summary({"laps": 1.5, "crashes": 0.1}, stage="randomised", least_grip=5.0, most_grip=8.0)]
    ),
    "hack": Evidence(runs=[summary({"laps": 2.0, "reward": 90.0})]),
    "race": Evidence(answers=[Answer("raced", {}, {"whole": False, "laps": 2.2, "driver": 2.1}, "shipped")]),
}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_tasks_are_judged_from_what_was_measured(task: Any) -> None:
    assert task.check(GOOD[task.name])
    assert not task.check(BAD[task.name])
