"""Gradient descent: what is learned, and that it beats its baseline."""

import json

import numpy as np
import pytest

from dlcore.applications.foundations.gradient_descent.config import Config
from dlcore.applications.foundations.gradient_descent.data import Data, baseline, load_data
from dlcore.applications.foundations.gradient_descent.linear import LinearModel
from dlcore.applications.foundations.gradient_descent.training import build_model
from dlcore.contract.seeds import seeded

from .helpers import SEEDS, run

# What it learns


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("dataset", "steps"), [("spirals", 700), ("moons", 300), ("circles", 300), ("xor", 300)]
)
def test_bent_boundaries_beat_the_linear_model(dataset: str, steps: int, seed: int) -> None:
    training, curves = run(dataset=dataset, steps=steps, seed=seed, noise=0.05)
    simple = baseline(training.data)
    assert curves["validation_accuracy"][-1] > simple["validation_accuracy"] + 0.05
    assert curves["validation_loss"][-1] < simple["validation_loss"] / 1.5


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("dataset", ["noisy sine", "step"])
def test_curves_beat_the_straight_line(dataset: str, seed: int) -> None:
    training, curves = run(dataset=dataset, steps=500, seed=seed)
    assert curves["validation_loss"][-1] < baseline(training.data)["validation_loss"] / 2


@pytest.mark.parametrize("dataset", ["blobs", "penguins"])
def test_where_a_straight_boundary_is_enough_both_do_well(dataset: str) -> None:
    training, curves = run(dataset=dataset, steps=300)
    assert curves["validation_accuracy"][-1] > 0.93
    assert baseline(training.data)["validation_accuracy"] > 0.93


def test_a_straight_line_is_learned_as_well_as_it_can_be() -> None:
    training, curves = run(dataset="straight line", layers=0, steps=500)
    assert curves["validation_loss"][-1] == pytest.approx(baseline(training.data)["validation_loss"], rel=0.1)


def test_the_network_without_hidden_layers_meets_the_linear_baseline() -> None:
    training, curves = run(dataset="moons", noise=0.2, layers=0, learning_rate=0.05, steps=600)
    simple = baseline(training.data)
    assert curves["validation_loss"][-1] == pytest.approx(simple["validation_loss"], rel=0.15)


def test_same_seed_gives_the_same_curves_bit_for_bit() -> None:
    first, again, other = (run(steps=60, dropout=0.2, seed=seed)[1] for seed in (5, 5, 6))
    assert first == again
    assert first["loss"] != other["loss"]


# The parts


def test_held_out_points_are_not_learned_from_and_scaling_comes_from_the_others() -> None:
    with seeded(3):
        data = load_data(Config(points=100, validation_share=0.3))
    assert len(data.train.targets) == 70
    assert len(data.validation.targets) == 30
    np.testing.assert_allclose(data.train.inputs.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(data.train.inputs.std(axis=0), 1, atol=1e-9)
    overlap = {tuple(row) for row in data.train.inputs} & {tuple(row) for row in data.validation.inputs}
    assert not overlap


def test_the_linear_model_finds_a_flat_boundary() -> None:
    inputs = np.random.RandomState(0).randn(200, 2)
    targets = (inputs @ [1.0, -2.0] > 0).astype(float)
    model = LinearModel.fit(inputs, targets, classes=2)
    assert model.scores(inputs, targets)["accuracy"] > 0.97
    direction = model.weights[:2, 1] - model.weights[:2, 0]
    assert direction[1] / direction[0] == pytest.approx(-2, rel=0.15)


def test_a_model_is_built_from_its_signature_alone() -> None:
    data: Data = load_data(Config(dataset="penguins"))
    signature = json.loads(json.dumps(data.signature))
    model = build_model(Config(dataset="penguins"), signature)
    assert model.output.out_features == 3
    assert signature["classes"] == ["Adelie", "Chinstrap", "Gentoo"]
