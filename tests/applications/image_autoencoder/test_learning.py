"""Autoencoder: what is learned, and that it beats its baseline."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from dlcore.applications.autoencoders.image_autoencoder import tasks, use, words
from dlcore.applications.autoencoders.image_autoencoder.data import (
    baseline,
    load_data,
    principal_components,
    project,
    scaled,
    squared_error,
)
from dlcore.applications.autoencoders.image_autoencoder.training import evaluate, to_pictures, to_tensor
from dlcore.contract import Answer, Evidence, RunSummary, TrainedModel, Training
from dlcore.contract.cards import model_card
from dlcore.datasets import doodles, emoji_pictures
from dlcore.datasets.digits import load_digits
from dlcore.datasets.files import FetchError

from .helpers import APPLICATION, run

# Data


def test_digits_are_whole_and_split() -> None:
    digits = load_digits()
    assert digits.train_images.shape == (8000, 28, 28)
    assert digits.test_images.shape == (2000, 28, 28)
    assert np.bincount(digits.test_labels).min() > 150
    every = np.concatenate([digits.train_images, digits.test_images]).reshape(10_000, -1)
    assert len(np.unique(every, axis=0)) == 10_000  # so that nothing held out is learned
    with pytest.raises(ValueError, match="read-only"):
        digits.train_images[0, 0, 0] = 1


def test_synthetic_cats_are_the_same_again_and_differ_from_each_other() -> None:
    cats = doodles.draw_cats(40, seed=3)
    assert cats.shape == (40, 28, 28)
    assert cats.dtype == np.uint8
    assert np.array_equal(cats, doodles.draw_cats(40, seed=3))
    random = np.random.default_rng(3)
    assert np.array_equal(cats[0], doodles.draw_cat(random))  # what was kept is what would be drawn
    assert len(np.unique(cats.reshape(40, -1), axis=0)) == 40
    assert 20 < cats.mean() < 100


def test_missing_doodles_and_emoji_say_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))
    with pytest.raises(FetchError, match="data fetch quickdraw"):
        doodles.load_doodles("cat")
    with pytest.raises(FetchError, match="data fetch openmoji"):
        emoji_pictures.load_emoji_pictures()
    with pytest.raises(FetchError, match="data fetch openmoji"):
        load_data(APPLICATION.Config(dataset="emoji"))


def test_doodles_are_synthetic_cats_where_there_are_no_real_ones() -> None:
    data = load_data(APPLICATION.Config(dataset="doodles"))
    assert set(data.labels) == {"synthetic cat"}
    assert len(data.training) == 9 * len(data.held_out) == 3600
    together = {picture.tobytes() for picture in data.training} & {one.tobytes() for one in data.held_out}
    assert not together


def test_pca_is_what_linear_algebra_says() -> None:
    random = np.random.default_rng(0)
    pictures = random.integers(0, 256, (30, 6, 6), dtype=np.uint8)
    mean, directions = principal_components(pictures)
    assert np.allclose(directions @ directions.T, np.eye(len(directions)), atol=1e-4)
    rows = scaled(pictures)
    _, _, expected = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    agreement = np.abs((directions[:5] * expected[:5]).sum(axis=1))
    assert np.allclose(agreement, 1, atol=1e-3)
    assert squared_error(project(rows, mean, directions), rows) < 1e-8  # 29 directions hold 30 pictures


def test_a_part_of_the_pictures_depends_on_the_seed_alone() -> None:
    first, again, other = (
        load_data(APPLICATION.Config(pictures=60, seed=seed)).training for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


# Training


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_beats_pca_with_two_numbers(seed: int) -> None:
    training = run(
        {"code_size": 2, "width": 128, "batch_size": 64, "learning_rate": 3e-3, "steps": 400, "seed": seed}
    )
    assert (
        evaluate(training.model, training.data)["validation_loss"]
        < baseline(training.data)["validation_loss"]
    )


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_beats_pca_with_eight_numbers(seed: int) -> None:
    training = run(
        {"code_size": 8, "width": 192, "batch_size": 64, "learning_rate": 3e-3, "steps": 400, "seed": seed}
    )
    assert (
        evaluate(training.model, training.data)["validation_loss"]
        < baseline(training.data)["validation_loss"]
    )


def test_a_few_pictures_are_learned_by_heart() -> None:
    training = Training(
        APPLICATION, {"pictures": 50, "code_size": 32, "width": 128, "batch_size": 50, "steps": 300}
    )
    last = [event.values for event in training if hasattr(event, "values")][-1]
    assert last["loss"] < 0.02 < last["validation_loss"]


def test_the_convolutional_one_learns_too() -> None:
    training = run(
        {"architecture": "convolutional", "width": 128, "batch_size": 32, "learning_rate": 5e-3, "steps": 160}
    )
    blank = float(np.square(scaled(training.data.held_out) - scaled(training.data.training).mean(0)).mean())
    assert evaluate(training.model, training.data)["validation_loss"] < 0.8 * blank


def test_the_rival_travels_with_the_model(trained: TrainedModel) -> None:
    pictures = trained.data.held_out[:20]
    mean, directions = trained.data.components
    expected = project(scaled(pictures), mean, directions)
    with torch.inference_mode():
        painted = trained.model.rival(to_tensor(pictures)).flatten(1).numpy()
    assert np.allclose(painted, expected, atol=1e-5)


def test_colour_goes_to_tensors_and_back() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (3, 5, 4, 3), dtype=np.uint8)
    assert to_tensor(pictures).shape == (3, 3, 5, 4)
    assert np.array_equal(to_pictures(to_tensor(pictures)), pictures)


# The shipped model


def test_the_shipped_model_beats_pca_and_jpeg_and_loses_to_webp(shipped: TrainedModel) -> None:
    measured = evaluate(shipped.model, shipped.data)["validation_loss"]
    assert measured == pytest.approx(model_card("image_autoencoder")["heldout"]["validation_loss"], rel=2e-3)
    alone = principal_components(load_digits().train_images)  # fitted to digits alone: the harder rival
    rows = scaled(load_digits().test_images)
    size = shipped.config.model_dump()["code_size"]
    assert measured < 0.8 * squared_error(project(rows, alone[0], alone[1][:size]), rows)
    found = use.compression(shipped)
    assert found["shown"]["autoencoder"][1] < found["shown"]["JPEG"][1]
    assert found["shown"]["WebP"][1] < found["shown"]["autoencoder"][1]
    assert abs(found["curves"]["autoencoder"][0][1] - measured) < 0.1 * measured  # a byte a number is enough
    assert "WebP wins" in words.compressed(found)


def test_a_drawn_digit_comes_back(shipped: TrainedModel) -> None:
    paper = np.full((256, 256, 3), 255, np.uint8)
    paper[60:200, 120:134] = 20  # a stroke of dark ink on white paper, as the drawing pad gives it
    answer = use.reconstruct(shipped, paper)
    assert answer["input"][14, 14] > 200 > 50 > answer["input"][14, 2]  # turned to white on black, centred
    assert answer["error"] < 2 * answer["typical_error"]
    assert words.verdict(answer)


# Tasks


def ended(config: dict[str, Any], **figures_: float) -> Evidence:
    settings = APPLICATION.Config.model_validate(config).model_dump()
    return Evidence(runs=[RunSummary(settings, "finished", 1500, figures_, figures_, figures_)])


@pytest.mark.parametrize(
    ("check", "given", "refused"),
    [
        (
            tasks.beats_pca_with_two,
            ended({"code_size": 2}, validation_loss=0.045),
            ended({"code_size": 3}, validation_loss=0.04),
        ),
        (
            tasks.beats_pca_with_eight,
            ended({"code_size": 8}, validation_loss=0.025),
            ended({"code_size": 8}, validation_loss=0.035),
        ),
        (tasks.keeps_noise_out, ended({}, noise_error=0.015), ended({}, noise_error=0.02)),
        (
            tasks.knows_them_by_heart,
            ended({}, loss=0.01, validation_loss=0.04),
            ended({}, loss=0.02, validation_loss=0.04),
        ),
    ],
)
def test_tasks_judge_runs(check: Callable[[Evidence], bool], given: Evidence, refused: Evidence) -> None:
    assert check(given)
    assert not check(refused)


def test_tasks_judge_answers() -> None:
    def asked(*codes: list[float]) -> Evidence:
        return Evidence(answers=[Answer("decode", {"code": code}, {}, "shipped") for code in codes])

    assert tasks.turned_a_bar(asked([0, 0, 1], [0, 3, 1]))
    assert not tasks.turned_a_bar(asked([0, 0, 1], [1, 3, 1]))
    strange = {"error": 0.2, "typical_error": 0.01}
    assert tasks.another_world(Evidence(answers=[Answer("reconstruct", {}, strange, "shipped")]))
    assert not tasks.another_world(
        Evidence(answers=[Answer("reconstruct", {"noise": 1.0}, strange, "shipped")])
    )


def test_the_tasks_know_what_pca_needs() -> None:
    for size, known in ((2, tasks.PCA_OF_TWO), (8, tasks.PCA_OF_EIGHT)):
        measured = baseline(load_data(APPLICATION.Config(code_size=size)))["validation_loss"]
        assert measured == pytest.approx(known, abs=2e-4)
