"""GAN laboratory: what is learned, and that it beats its baseline."""

import itertools
import math

import numpy as np
import pytest
import torch

from dlcore.applications.gans.gan_laboratory import losses, planes
from dlcore.applications.gans.gan_laboratory.config import PRESETS, Config
from dlcore.applications.gans.gan_laboratory.measure import (
    frechet_distance,
    judge_pictures,
    measure_points,
    statistics,
)
from dlcore.applications.gans.gan_laboratory.model import MinibatchDeviation
from dlcore.applications.gans.gan_laboratory.pictures import to_tensor
from dlcore.applications.gans.gan_laboratory.tasks import BREAKAGES, TASKS
from dlcore.applications.gans.judge import CLASSES
from dlcore.contract import Evidence, Metrics, RunSummary, Sample, Training
from dlcore.datasets.digits import load_digits

from .helpers import APPLICATION, TINY, last_values

# Measuring


def test_points_on_all_centres_cover_all_modes():
    target = planes.target("eight gaussians")
    assert measure_points(np.repeat(target.centres, 50, axis=0), target) == {
        "modes_covered": 8.0,
        "high_quality": 1.0,
    }


def test_a_fifth_of_the_due_share_is_needed():
    target = planes.target("eight gaussians")
    counts = [200, 4, 6] + [0] * 5  # of 210 points 26.25 are due to each, a fifth are 5.25
    points = np.repeat(target.centres, counts, axis=0)
    assert measure_points(points, target)["modes_covered"] == 2


@pytest.mark.parametrize(
    ("dataset", "modes"), [("eight gaussians", 8), ("twenty-five gaussians", 25), ("ring", 16)]
)
def test_real_points_cover_every_mode(dataset, modes):
    torch.manual_seed(0)
    target = planes.target(dataset)
    found = measure_points(target.draw(4000).numpy(), target)
    assert found["modes_covered"] == modes
    assert found["high_quality"] > 0.99


def test_frechet_distance_of_two_gaussians():
    torch.manual_seed(0)
    one, other = torch.randn(20_000, 3), 2 * torch.randn(20_000, 3) + 1
    assert frechet_distance(statistics(one), statistics(one)) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(statistics(one), statistics(other)) == pytest.approx(3 + 3, rel=0.05)


def test_the_judge_reads_digits_that_it_never_saw():
    digits = load_digits()
    _, verdicts = judge_pictures(to_tensor(digits.test_images))
    right = np.array([CLASSES[verdict] for verdict in verdicts]) == digits.test_labels.astype(str)
    assert right.mean() > 0.97


# The game


def test_eight_modes_are_found_and_the_baseline_finds_none(eight):
    model, values = eight
    assert values["modes_covered"] == 8
    assert values["high_quality"] > 0.5
    base = APPLICATION.load("data", "baseline")(model.data)
    assert base["modes_covered"] < 4
    assert base["high_quality"] < 0.2


def test_a_generator_that_is_too_fast_collapses():
    broken = {**next(one for one in BREAKAGES if one.name == "collapse").broken, "steps": 700}
    values = last_values(Training(APPLICATION, broken))
    assert values["modes_covered"] <= 2


def test_a_strong_discriminator_freezes_the_generator_on_few_modes_and_r1_frees_it():
    breakage = next(one for one in BREAKAGES if one.name == "frozen")
    broken = last_values(Training(APPLICATION, breakage.broken))
    cured = last_values(Training(APPLICATION, breakage.cured))
    assert broken["modes_covered"] <= 3
    assert broken["high_quality"] > 0.4  # what it forges, it forges well
    assert cured["modes_covered"] >= 6


def test_the_gradient_vanishes_and_the_cure_brings_it_back(eight):
    breakage = next(one for one in BREAKAGES if one.name == "too good")
    broken = last_values(Training(APPLICATION, {**breakage.broken, "steps": 100}))
    cured = last_values(Training(APPLICATION, {**breakage.cured, "steps": 40}))
    healthy = eight[1]["generator_gradient_norm"]
    assert broken["discriminator_accuracy"] > 0.95
    assert broken["generator_gradient_norm"] < 1e-4 * healthy
    assert cured["generator_gradient_norm"] > 0.05 * healthy


def test_the_saturating_loss_is_flat_where_the_other_is_steep():
    for loss, expected in (("saturating", 0.0), ("non-saturating", -1.0)):
        score = torch.tensor([-20.0], requires_grad=True)
        losses.generator_loss(loss, score).backward()
        assert score.grad.item() == pytest.approx(expected, abs=1e-6)


def test_penalties_know_the_slope_of_a_plane():
    def discriminate(places: torch.Tensor) -> torch.Tensor:
        return places @ torch.tensor([3.0, 4.0])

    points = torch.randn(10, 2)
    assert losses.r1_penalty(discriminate, points).item() == pytest.approx(12.5)
    assert losses.gradient_penalty(discriminate, points, points).item() == pytest.approx(16.0)


def test_minibatch_deviation_is_finite_where_nothing_differs():
    features = torch.zeros(8, 5, requires_grad=True)
    deviation = MinibatchDeviation()(features)
    (gradient,) = torch.autograd.grad(deviation.sum(), features, create_graph=True)
    gradient.square().sum().backward()
    assert torch.isfinite(features.grad).all()


@pytest.mark.parametrize(
    "cures",
    [
        {"r1_penalty": 0.1, "minibatch_deviation": True, "spectral_norm": True},
        {"loss": "wasserstein", "gradient_penalty": 1.0, "r1_penalty": 0.0, "instance_noise": 0.2},
        {"loss": "least squares", "discriminator_steps": 2, "generator_steps": 2},
    ],
)
def test_every_cure_trains_pictures(cures):
    training = Training(APPLICATION, {**TINY, **cures})
    values = last_values(training)
    assert training.status == "finished"
    assert all(math.isfinite(value) for value in values.values())


def test_one_player_may_stand_still():
    training = Training(APPLICATION, {"steps": 2, "generator_steps": 0})
    before = [one.clone() for one in training.model.generator.parameters()]
    assert {event.phase for event in training if isinstance(event, Metrics)} == {"discriminator"}
    assert all(map(torch.equal, before, training.model.generator.parameters()))
    with pytest.raises(ValueError, match="can't both stand still"):
        Config(generator_steps=0, discriminator_steps=0)


def test_half_steps_are_bit_equal():
    whole = [event.to_json() for event in Training(APPLICATION, {"steps": 6})]
    halves, halved, other = [], Training(APPLICATION, {"steps": 6}), Training(APPLICATION, {"seed": 1})
    while batch := halved.advance(seconds=0.0, steps=1):
        halves += [event.to_json() for event in batch]
        other.advance(seconds=0.0, steps=1)
    assert halves == whole
    phases = [event["phase"] for event in whole if event["type"] == "metrics"]
    assert phases == ["discriminator", "generator"] * 6


def test_picture_runs_are_examined_and_shown():
    training = Training(APPLICATION, {**TINY, "steps": 100})
    events = list(itertools.chain(training))
    examined = [
        event for event in events if isinstance(event, Metrics) and "frechet_distance" in event.values
    ]
    assert [event.step for event in examined] == [99]
    shown = next(event for event in events if isinstance(event, Sample))
    assert shown.to_json()["content"]["count"] == 60


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_is_valid(preset):
    Config.model_validate(dict(preset.values))


# Tasks


def test_tasks_are_judged_from_measured_state():
    tasks = {task.name: task.check for task in TASKS}
    config = Config().model_dump()

    def run(changes: dict, **last: float) -> Evidence:
        return Evidence(runs=[RunSummary({**config, **changes}, "finished", 1000, last, last, last)])

    assert tasks["eight"](run({}, modes_covered=8, high_quality=0.8))
    assert not tasks["eight"](run({}, modes_covered=7, high_quality=0.8))
    assert not tasks["eight"](run({"dataset": "ring"}, modes_covered=8, high_quality=0.8))
    assert tasks["vanish"](run({}, generator_gradient_norm=1e-8, discriminator_accuracy=1.0))
    assert not tasks["vanish"](run({}, generator_gradient_norm=1e-8, discriminator_accuracy=0.5))
    assert tasks["alive"](run({"discriminator_steps": 5}, modes_covered=5))
    assert tasks["digits"](run({"dataset": "digits"}, label_agreement=0.9))
    assert tasks["own"](run({"dataset": "own"}, modes_covered=3, high_quality=0.6))
    square = {"dataset": "twenty-five gaussians"}
    collapsed, whole = run(square, modes_covered=3), run(square, modes_covered=24)
    assert not tasks["mend"](collapsed)
    assert tasks["mend"](Evidence(runs=[*collapsed.runs, *whole.runs]))
