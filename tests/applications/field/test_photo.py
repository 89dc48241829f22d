"""Field, the photo from above: tiles, marks, the excess-green index, and what is refused."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlcore.applications.classification.field import aerial, figures, photo, tables, use, words
from dlcore.applications.classification.field.config import MARKS, Config
from dlcore.contract import Metrics, Training, find
from dlcore.contract.checkpoint import open_checkpoint
from dlcore.datasets import own
from dlcore.uploads import canonical


def test_excess_green_is_high_for_plants() -> None:
    picture, truth = aerial.example()
    green = aerial.excess_green(picture)
    by_kind = [green[truth == kind].mean() for kind in range(4)]
    assert min(by_kind[aerial.CROP], by_kind[aerial.WEEDS]) > 0.2
    assert max(by_kind[aerial.SOIL], by_kind[aerial.OTHER]) < 0.1
    pure = np.array([[[0, 255, 0], [255, 0, 0], [90, 90, 90], [0, 0, 0]]], np.uint8)
    assert np.allclose(aerial.excess_green(pure)[0], [2, -1, 0, 0], atol=1e-3)


def test_the_threshold_parts_two_groups() -> None:
    random = np.random.default_rng(0)
    low, high = random.normal(0, 0.1, 300), random.normal(1, 0.1, 100)
    assert 0.3 < aerial.threshold(np.concatenate([low, high])) < 0.7
    assert np.isfinite(aerial.threshold(np.zeros(50)))


def test_tiles_and_places_fit_together() -> None:
    picture, _ = aerial.example()
    cut = aerial.tiles(picture)
    for tile in (0, 31, 32, 500, 1023):
        row, column = aerial.tile_of(*aerial.centre(tile))
        assert row * aerial.TILES + column == tile
        assert np.array_equal(aerial.crops(picture, row, column)[0], cut[tile])
    assert aerial.tile_of(5.0, -7.0) == (31, 31)


def test_marks_are_split_by_kind() -> None:
    marked = photo.placed(aerial.example_marks())
    learned, held_out = photo.divided(marked)
    assert not set(learned) & set(held_out)
    assert {marked[tile] for tile in held_out} == {marked[tile] for tile in learned} == {0, 1, 2, 3}
    assert len(held_out) * 4 == len(marked)


@pytest.mark.parametrize(
    "points", [[], [(0.0, 0.0, 0)], [(0.1 * n - 0.5, 0.0, 1) for n in range(9)], [(0.0, 0.0, 0)] * 50]
)
def test_too_few_marks_get_a_sentence(points: list[Any]) -> None:
    with pytest.raises(ValueError, match="Mark at least 2 tiles"):
        photo.divided(photo.placed(points))


@pytest.mark.parametrize("shape", [(20, 20, 3), (600, 10, 3), (64, 64), (64, 64, 4)])
def test_what_is_no_photo_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="must be in colour and at least 32 pixels"):
        aerial.square(np.zeros(shape, np.uint8))


def test_a_file_that_is_gone_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))
    for values in ({"photo": "0" * 32}, {"marks": "../../etc/passwd"}):
        with pytest.raises(ValueError, match="choose it again"):
            photo.load(Config.model_validate({"station": "drone", **values}))


def test_a_photo_of_ones_own_is_learned_from_its_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left half green, right half brown; four marks on each side teach all 1,024 tiles."""
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))
    random = np.random.default_rng(0)
    halves = np.where(np.arange(700)[None, :, None] < 350, (60, 120, 50), (130, 100, 80))
    seen = (np.broadcast_to(halves, (600, 700, 3)) + random.integers(-9, 9, (600, 700, 3))).astype(np.uint8)
    fingerprint = own.keep(canonical("image", seen))
    places = ((0.5, 0.2), (0.8, 0.9), (0.3, -0.6), (0.6, -0.1))
    marks = [(x * side, y, int(side > 0)) for side in (-1, 1) for x, y in places]
    points = own.keep(json.dumps({"points": marks}).encode())
    run = Training(find("field"), {"station": "drone", "photo": fingerprint, "marks": points, "steps": 120})
    last = [event.values for event in run if isinstance(event, Metrics)][-1]
    assert last["validation_drone"] == 1
    assert "fresh_drone" not in last  # nobody knows what the unmarked tiles are
    found = use.photo(run.trained())
    expected = np.repeat([[0] * 16 + [1] * 16], 32, axis=0)
    assert (found["kinds"] == expected).mean() > 0.99
    assert found["marked"] == len(marks)


def test_the_shipped_network_knows_weeds_from_crop_and_the_index_does_not() -> None:
    answer = use.photo(open_checkpoint("field"))
    network, green = answer["figures"]["Network"], answer["figures"]["Excess green alone"]
    assert network["fresh_drone"] > green["fresh_drone"] + 0.05
    assert f"{network['fresh_drone']:.0%}" in words.photo(answer)
    assert all(name.lower() in words.kinds(answer["kinds"]) for name in MARKS)


def test_every_layer_of_the_scene_can_be_drawn() -> None:
    answer = use.land_map(open_checkpoint("field"))
    shown = {layer: figures.scene(layer, answer) for layer in figures.LAYERS}
    assert all(one.shape == (80, 98, 3) and one.dtype == np.uint8 for one in shown.values())
    assert all(words.legend(layer) and words.layer(layer).endswith(".") for layer in figures.LAYERS)
    wrong = (shown["Errors"] == (255, 176, 0)).all(axis=2)
    classes = tables.scene().classes
    assert wrong.sum() == ((answer["classes"] != classes) & (classes >= 0)).sum()
