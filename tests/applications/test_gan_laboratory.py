import itertools
import math

import numpy as np
import pytest
import torch

from dlcore.applications.gans.gan_laboratory import figures, losses, planes
from dlcore.applications.gans.gan_laboratory.config import PRESETS, Config
from dlcore.applications.gans.gan_laboratory.data import load_data
from dlcore.applications.gans.gan_laboratory.ink import training_picture
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
from dlcore.contract import Evidence, Metrics, RunSummary, Sample, TrainedModel, Training, find
from dlcore.datasets import own
from dlcore.datasets.digits import load_digits

APPLICATION = find("gan_laboratory")
TINY = {"dataset": "digits", "latent_size": 8, "width": 32, "batch_size": 16, "steps": 2}


def last_values(training: Training) -> dict[str, float]:
    values: dict[str, float] = {}
    for event in training:
        if isinstance(event, Metrics):
            values |= event.values
    return values


def ask(trained: TrainedModel, question: str, **arguments: object) -> dict:
    return APPLICATION.function("use", question)(trained, **arguments)


def trained(values: dict) -> TrainedModel:
    training = Training(APPLICATION, values)
    for _ in training:
        pass
    model = training.trained()
    model.model.eval()
    return model


@pytest.fixture(scope="module")
def eight() -> tuple[TrainedModel, dict[str, float]]:
    training = Training(APPLICATION, {"steps": 700})
    values = last_values(training)
    model = training.trained()
    model.model.eval()
    return model, values


@pytest.fixture(scope="module")
def tiny() -> TrainedModel:
    return trained(TINY)


@pytest.fixture
def own_points(tmp_path, monkeypatch):
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))
    return lambda text: own.keep(text.encode())


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


# Own points


@pytest.mark.parametrize(
    "text",
    [
        "[[0, 0]]",
        '{"points": [[1, 1, 0], [1, 1, 0], [1, 1, 0], [1, 1, 0]]}',
        '{"points": []}',
        '{"points": [[1], [2, "x"]]}',
        "no json",
        "[[1e300, 1], [1, NaN], [2, Infinity]]",
    ],
)
def test_unusable_points_give_one_sentence(own_points, text):
    with pytest.raises(ValueError, match=r"^[A-Z][^.]*: [^.]*\.$"):
        load_data(Config(dataset="own", own_points=own_points(text)))


def test_own_without_points_says_what_to_do():
    with pytest.raises(ValueError, match="Draw your own points first"):
        load_data(Config(dataset="own"))


def test_own_points_are_scaled_and_grouped(own_points):
    heaps = [[x + dx, 500.0, 0] for x in (0, 1000, 2000) for dx in (0, 5, 10)]
    data = load_data(Config(dataset="own", own_points=own_points(str({"points": heaps}).replace("'", '"'))))
    assert data.target.modes.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert np.abs(data.target.centres).max() == pytest.approx(planes.OWN_RADIUS, abs=0.01)


# Questions


def test_generated_pictures_follow_seed_and_label(tiny):
    answer = ask(tiny, "generate", labels=["3", "7"], count=2, seed=5)
    again = ask(tiny, "generate", labels=["3", "7"], count=2, seed=5)
    assert answer["pictures"].shape == (4, 28, 28)
    assert answer["labels"] == ["3", "3", "7", "7"]
    assert np.array_equal(answer["pictures"], again["pictures"])
    other = ask(tiny, "generate", labels=["3", "7"], count=2, seed=6)
    assert not np.array_equal(answer["pictures"], other["pictures"])
    with pytest.raises(ValueError, match="is none of them"):
        ask(tiny, "generate", labels=["cat"], count=1, seed=0)


def test_without_noise_all_pictures_of_a_label_are_the_same(tiny):
    pictures = ask(tiny, "generate", labels=["3"], count=2, seed=5, truncation=0.0)["pictures"]
    assert np.array_equal(*pictures)


def test_a_number_is_written(tiny):
    answer = ask(tiny, "type_number", text=" 20 26 ", seed=0)
    assert answer["picture"].shape == (28, 5 * 28)
    assert not answer["picture"][:, 56:84].any()
    for text in ("", "abc", "c"):
        with pytest.raises(ValueError, match="Type something made of"):
            ask(tiny, "type_number", text=text, seed=0)


def test_a_morph_begins_and_ends_with_what_was_asked(tiny):
    way = ask(tiny, "morph", start="1", end="8", seed=1, end_seed=2)["pictures"]
    start = ask(tiny, "generate", labels=["1"], count=1, seed=1)["pictures"][0]
    end = ask(tiny, "generate", labels=["8"], count=1, seed=2)["pictures"][0]
    assert np.abs(way[0].astype(int) - start).max() <= 1
    assert np.abs(way[-1].astype(int) - end).max() <= 1


def test_noise_is_new_and_a_training_picture_is_a_copy(tiny, monkeypatch):
    assert ask(tiny, "nearest", label="4", seed=0)["kind"] == "new"
    use = APPLICATION.load("use", "shapes")
    fours = tiny.data.pictures[tiny.data.labels == 4]
    monkeypatch.setattr(use, "to_pictures", lambda _: fours[:1])
    found = ask(tiny, "nearest", label="4", seed=0)
    assert found["kind"] == "copied"
    assert found["distances"][0] == pytest.approx(0, abs=1e-5)


def test_verdicts_on_a_drawing(tiny):
    paper = np.full((112, 112, 3), 255, np.uint8)
    with pytest.raises(ValueError, match="nothing on this picture"):
        ask(tiny, "verdicts", picture=paper)
    paper[20:90, 50:60] = 0
    answer = ask(tiny, "verdicts", picture=paper)
    assert answer["best"] in answer["scores"]
    assert answer["score"] == max(answer["scores"].values())
    assert 0 <= answer["rank"] <= 1
    assert figures.verdict_histogram(answer).data[0].name == "real"


def test_a_drawing_is_turned_into_white_ink_in_the_middle():
    paper = np.full((200, 100), 250, np.uint8)
    paper[10:60, 5:10] = 3
    drawn = training_picture(paper)
    rows, columns = np.nonzero(drawn)
    assert drawn.max() == 255
    assert rows.max() - rows.min() == 19
    assert abs(rows.mean() - 13.5) < 1
    assert abs(columns.mean() - 13.5) < 1
    assert np.array_equal(drawn, training_picture(255 - paper))


def test_the_plane_and_the_four_steps(eight):
    model, _ = eight
    state = ask(model, "plane_state", seed=0)
    assert state["modes_covered"] == state["modes"] == 8
    assert state["scene"].to_json()["surface"]["rows"] == 40
    before = [one.clone() for one in model.model.parameters()]
    steps = ask(model, "four_steps", seed=0)
    assert all(map(torch.equal, before, model.model.parameters()))
    assert steps["generator_gradient"] > 0
    boxes = {box.name for box in APPLICATION.diagram.boxes}
    assert figures.diagram_values(steps).keys() <= boxes
    assert len(ask(model, "latent_walk", label="point", seed=0)["scene"].lines) == 34
    with pytest.raises(ValueError, match="makes points"):
        ask(model, "type_number", text="1", seed=0)


def test_pictures_have_no_plane(tiny):
    with pytest.raises(ValueError, match="needs a run on points"):
        ask(tiny, "plane_state", seed=0)
    assert ask(tiny, "latent_walk", label="2", seed=0, cells=3)["scene"].images.shape == (9, 28, 28)
    assert figures.diagram_values(ask(tiny, "four_steps", seed=0))["real"]["png"]


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
