"""Autoencoder: what the page is told, and what hostile questions get."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dlcore.applications.autoencoders.image_autoencoder import compress, figures, use, words
from dlcore.applications.autoencoders.image_autoencoder.data import (
    scaled,
    squared_error,
)
from dlcore.applications.autoencoders.image_autoencoder.fitting import fitted
from dlcore.contract import Images, TrainedModel
from dlcore.datasets.digits import load_digits

from .helpers import APPLICATION, run

HOSTILE = {
    "one pixel": np.zeros((1, 1), np.uint8),
    "all white": np.full((40, 30, 3), 255, np.uint8),
    "a thin line": np.full((2, 900, 3), 90, np.uint8),
    "noise": np.random.default_rng(0).integers(0, 256, (200, 300, 3), dtype=np.uint8),
    "large": np.zeros((3000, 2000, 3), np.uint8),
    "as it should be": load_digits().test_images[0],
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(("dataset", "channels"), [("digits", 1), ("digits and doodles", 1), ("emoji", 3)])
def test_any_picture_is_brought_into_form(name: str, dataset: str, channels: int) -> None:
    ways = fitted(HOSTILE[name], dataset, 28, channels)
    assert ways
    for way in ways:
        assert way.dtype == np.uint8
        assert way.shape == ((28, 28, 3) if channels == 3 else (28, 28))


@pytest.mark.parametrize("wrong", [np.zeros((4, 4)), np.zeros(7, np.uint8), np.zeros((0, 3), np.uint8)])
def test_what_is_no_picture_is_refused(trained: TrainedModel, wrong: Any) -> None:
    with pytest.raises(ValueError, match="A picture is needed"):
        use.reconstruct(trained, wrong)


def test_turned_paper_gives_the_same_picture() -> None:
    digit = load_digits().test_images[3].repeat(8, axis=0).repeat(8, axis=1)
    dark, light = (fitted(one, "digits", 28, 1)[0] for one in (digit, 255 - digit))
    assert np.abs(dark.astype(int) - light).mean() < 1
    assert np.corrcoef(dark.ravel(), load_digits().test_images[3].ravel())[0, 1] > 0.95


def test_thin_lines_become_as_thick_as_the_models_own() -> None:
    for width in (2, 6, 30):
        paper = np.full((256, 256, 3), 255, np.uint8)
        paper[40:216, 128 - width // 2 : 128 + width // 2] = 0
        paper[40 : 40 + width, 80:176] = 0
        across = fitted(paper, "digits", 28, 1)[0][18] / 255
        assert 1.5 < across.sum() < 5


def test_the_code_is_what_the_decoder_paints_from(trained: TrainedModel) -> None:
    answer = use.reconstruct(trained, trained.data.held_out[0])
    assert np.array_equal(use.decode(trained, answer["code"])["picture"], answer["autoencoder"])
    assert answer["error"] == pytest.approx(
        squared_error(scaled(answer["autoencoder"][None]), scaled(answer["picture"][None])), abs=2e-3
    )
    with pytest.raises(ValueError, match="another length"):
        use.decode(trained, [0.0])
    with pytest.raises(ValueError, match="another length"):
        use.decode(trained, [float("nan")] * 4)


def test_noise_is_the_same_for_the_same_seed(trained: TrainedModel) -> None:
    picture = trained.data.held_out[0]
    first, again, other = (
        use.reconstruct(trained, picture, noise=0.4, seed=seed)["input"] for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_walk_begins_and_ends_at_the_reconstructions(trained: TrainedModel) -> None:
    first, second = trained.data.held_out[:2]
    walked = use.interpolate(trained, first, second, 5)["pictures"]
    assert walked.images.shape == (10, 28, 28)
    ends = [use.reconstruct(trained, one)["autoencoder"] for one in (first, second)]
    assert np.abs(walked.images[0].astype(int) - ends[0]).max() <= 1
    assert np.abs(walked.images[4].astype(int) - ends[1]).max() <= 1
    assert np.array_equal(walked.images[[5, 9]], np.stack([first, second]))


def test_the_sum_of_one_number_is_the_number(trained: TrainedModel) -> None:
    picture = trained.data.held_out[5]
    code = use.reconstruct(trained, picture)["code"]
    found = use.one_number(trained, picture, 2)
    assert found["value"] == pytest.approx(code[2], abs=1e-4)
    assert found["products"].sum() + found["bias"] == pytest.approx(code[2], abs=1e-3)
    with pytest.raises(ValueError, match="no such number"):
        use.one_number(trained, picture, 4)


def test_layers_narrow_to_the_code_and_widen_again(trained: TrainedModel) -> None:
    numbers = [layer["numbers"] for layer in use.stages(trained, trained.data.held_out[0])["layers"]]
    assert numbers == [784, 64, 32, 4, 32, 64, 784]


def test_nearest_leaves_the_picture_itself_out(trained: TrainedModel) -> None:
    data = trained.data
    found = use.nearest(trained, data.held_out[7], 3)
    assert found["pictures"].images.shape == (6, 28, 28)
    assert not any(np.array_equal(one, data.held_out[7]) for one in found["pictures"].images)
    distances = np.square(scaled(data.held_out[:1000]) - scaled(data.held_out[7][None])).sum(axis=1)
    assert np.array_equal(found["pictures"].images[3], data.held_out[np.argsort(distances)[1]])


@pytest.mark.parametrize("code_size", [1, 2, 4])
def test_maps_of_every_size_of_code(code_size: int) -> None:
    model = run({"code_size": code_size, "width": 16, "steps": 2}).trained()
    found = use.code_map(model)
    assert found["places"].shape == (500, 2)
    assert found["tiles"].shape == (28 * 11, 28 * 11)
    assert len(figures.map_of_codes(found).data) == 10
    assert 0 < found["kept"] <= 1


def test_jpeg_and_webp_are_measured_on_what_comes_back() -> None:
    pictures = load_digits().test_images[:400]
    for form in ("JPEG", "WEBP"):
        size, back = compress.stored_as(form, 90, pictures)
        assert back.shape == pictures.shape
        assert squared_error(scaled(back), scaled(pictures)) < 0.002
        sheet = Image.fromarray(pictures.reshape(20, 20, 28, 28).swapaxes(1, 2).reshape(560, 560))
        file = io.BytesIO()
        sheet.save(file, form, quality=90, **({"optimize": True} if form == "JPEG" else {"method": 6}))
        assert size == len(file.getvalue()) / 400


def test_other_worlds_cost_more_than_its_own(shipped: TrainedModel) -> None:
    found = use.other_worlds(shipped)["worlds"]
    own, *others = (world["error"] for world in found)
    assert all(error > 1.5 * own for error in others)
    assert all(isinstance(world["pictures"], Images) for world in found)


def test_figures_of_every_answer(trained: TrainedModel) -> None:
    picture = trained.data.held_out[0]
    answer, layers = use.reconstruct(trained, picture), use.stages(trained, picture)["layers"]
    boxes = {box.name for box in APPLICATION.diagram.boxes}
    assert figures.diagram_values(answer, layers).keys() <= boxes
    compared = use.compression(trained)
    assert len(figures.bytes_and_errors(compared).data) == 4
    assert figures.rows_of(compared["pictures"]).images.shape == (32, 28, 28)
    assert figures.sum_bars(use.one_number(trained, picture, 0)).data
    assert all(words.layer(layer) for layer in layers)
    assert figures.strongest(use.code_range(trained)["spread"], 2) == sorted(
        np.argsort(use.code_range(trained)["spread"])[-2:].tolist()
    )
