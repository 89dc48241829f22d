"""Gradient descent: what breaks breaks, and tasks are judged from it."""

from typing import Any

import pytest
import torch

from dlcore.applications.foundations.gradient_descent import use
from dlcore.applications.foundations.gradient_descent.config import Config
from dlcore.applications.foundations.gradient_descent.tasks import BREAKAGES, TASKS
from dlcore.contract import (
    Answer,
    Evidence,
    RunSummary,
    TrainedModel,
    Training,
)

from .helpers import SEEDS, Curves, run, trained

# What breaks


def broken_and_healthy(name: str, seed: int) -> dict[str, tuple[Training, Curves]]:
    breakage = {one.name: one for one in BREAKAGES}[name]
    variants = {"healthy": breakage.healthy, "broken": breakage.broken, "cured": breakage.cured}
    return {label: run(**values, seed=seed) for label, values in variants.items() if values}


@pytest.mark.parametrize("seed", SEEDS)
def test_too_high_a_learning_rate_diverges(seed: int) -> None:
    runs = broken_and_healthy("too_fast", seed)
    assert runs["broken"][0].status == "diverged"
    assert runs["broken"][1]["loss"][-2] > 1000 * runs["broken"][1]["loss"][0]
    assert runs["healthy"][1]["validation_loss"][-1] < 0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_too_low_a_learning_rate_hardly_moves(seed: int) -> None:
    runs = broken_and_healthy("too_slow", seed)
    slow = runs["broken"][1]["validation_loss"]
    assert slow[-1] > 2 * runs["healthy"][1]["validation_loss"][-1]
    assert slow[-1] > 2 * runs["cured"][1]["validation_loss"][-1]
    assert slow[-1] < slow[0]  # the direction is right


@pytest.mark.parametrize("seed", SEEDS)
def test_long_steps_kill_relus(seed: int) -> None:
    runs = broken_and_healthy("dead_relus", seed)
    assert runs["broken"][1]["dead_units"][-1] >= 0.4
    assert runs["broken"][1]["validation_accuracy"][-1] < 0.6
    assert runs["healthy"][1]["dead_units"][-1] <= 0.25
    assert runs["healthy"][1]["validation_accuracy"][-1] > 0.95
    assert runs["cured"][1]["dead_units"][-1] == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_few_points_are_learned_by_heart(seed: int) -> None:
    runs = broken_and_healthy("by_heart", seed)
    broken, cured = runs["broken"][1], runs["cured"][1]
    assert broken["accuracy"][-1] == 1.0
    assert broken["validation_loss"][-1] > 2 * min(broken["validation_loss"])
    assert broken["validation_loss"][-1] > 2 * runs["healthy"][1]["validation_loss"][-1]
    assert cured["validation_loss"][-1] < 0.6 * broken["validation_loss"][-1]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("name", "least"), [("all_zero", 0.68), ("all_equal", 0.45)])
def test_weights_without_chance_do_not_learn(name: str, least: float, seed: int) -> None:
    runs = broken_and_healthy(name, seed)
    assert runs["broken"][1]["validation_loss"][-1] > least
    assert runs["healthy"][1]["validation_loss"][-1] < runs["broken"][1]["validation_loss"][-1] / 2


def test_equal_weights_stay_equal_and_zero_weights_get_no_gradient() -> None:
    equal = trained(start="all equal", steps=50).model.state_dict()["hidden.1.weight"]
    torch.testing.assert_close(equal, equal[:1].expand_as(equal))
    zero = use.gradients(trained(start="zeros", steps=5))["layers"]
    assert all(layer["gradient_norm"] == 0 for layer in zero)


# What is judged


def summary(**values: Any) -> RunSummary:
    last = values.pop("last", {})
    status = values.pop("status", "finished")
    lowest = values.pop("lowest", 9.0)
    best = {name: min(value, lowest) for name, value in last.items()}
    return RunSummary({**Config().model_dump(), **values}, status, 100, last, best, last)


def judged(*runs: RunSummary, answers: tuple[Answer, ...] = ()) -> set[str]:
    return {task.name for task in TASKS if task.check(Evidence(runs, answers))}


def test_tasks_are_judged_from_what_was_measured(spirals: TrainedModel) -> None:
    assert judged() == set()
    right = {"validation_accuracy": 0.98}
    assert judged(summary(last=right)) == {"spirals"}
    assert judged(summary(dataset="circles", layers=1, width=4, last=right)) == {"four"}
    assert judged(summary(dataset="circles", layers=1, width=5, last=right)) == set()
    assert judged(summary(dataset="own points", last=right)) == {"own"}
    wild = summary(dataset="noisy sine", status="diverged", learning_rate=3.0)
    tame = summary(dataset="noisy sine", learning_rate=0.01, last={"validation_loss": 0.1})
    assert judged(wild, tame) == {"diverge"}
    assert judged(wild, summary(dataset="step", last={"validation_loss": 0.1})) == set()
    by_heart = summary(dataset="moons", last={"accuracy": 1.0, "validation_loss": 1.2}, lowest=0.3)
    assert judged(by_heart) == {"by heart"}


def test_the_first_task_is_solved_with_half_the_longest_rate(spirals: TrainedModel) -> None:
    for rate, solved in ((0.23, {"downhill"}), (0.05, set())):
        arguments = {"weights": 1, "learning_rate": rate, "steps": 3}
        result = use.slope(spirals, **arguments)  # type: ignore[arg-type]
        assert judged(answers=(Answer("slope", arguments, result, "shipped"),)) == solved
