"""Chest X-ray: outlines, boxes, compositions and the measures taken on them."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from dlcore.applications.classification.chest_xray import (
    batches,
    compose,
    data,
    measure,
    overlay,
    scoring,
    training,
)
from dlcore.applications.classification.chest_xray.config import Config


def test_outlines_are_lungs() -> None:
    masks = compose.outlines()
    assert masks.shape == (434, 64, 64)
    covered = masks.mean(axis=(1, 2))
    assert covered.min() > 0.15
    assert covered.max() < 0.7


def test_boxes_lie_where_radiologists_drew_them() -> None:
    boxes = compose.draw_boxes(20_000, np.random.default_rng(0))
    medians = np.median(boxes, axis=0)  # of the 9,555 real ones: .405, .519, .212, .291
    assert np.abs(medians - (0.405, 0.519, 0.212, 0.291)).max() < 0.02
    assert 0.3 < (boxes[:, 0] > 0.5).mean() < 0.5


def test_compositions_are_repeatable_and_every_other_one_is_abnormal(composed: compose.Composed) -> None:
    again = compose.compose(60, 56, np.arange(len(compose.outlines())), seed=3)
    assert np.array_equal(again.images, composed.images)
    assert composed.labels.tolist() == [0, 1] * 30
    assert not composed.boxes[::2].any()
    left, top, right, bottom = composed.boxes[1::2].T
    assert (right - left >= compose.SMALLEST).all()
    assert (bottom - top >= compose.SMALLEST).all()
    assert composed.boxes.min() >= 0
    assert composed.boxes.max() <= 1


def test_an_opacity_brightens_its_box(composed: compose.Composed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same dice without any opacity: what differs lies in the box."""
    drawn = compose._opacities

    def nothing(lungs: Any, random: Any) -> Any:
        clouds, boxes = drawn(lungs, random)
        return 0 * clouds, boxes

    monkeypatch.setattr(compose, "_opacities", nothing)
    monkeypatch.setattr(compose, "exposed", lambda image, _: (255 * image.clip(0, 1)).astype(np.uint8))
    without = compose.compose(60, 56, np.arange(len(compose.outlines())), seed=3)
    monkeypatch.setattr(compose, "_opacities", drawn)
    painted = compose.compose(60, 56, np.arange(len(compose.outlines())), seed=3)
    change = painted.images.astype(float) - without.images
    for place in range(1, 60, 2):
        left, top, right, bottom = (painted.boxes[place] * 56).round().astype(int)
        inside = change[place, top:bottom, left:right].sum()
        assert inside > 0.75 * np.abs(change[place]).sum(), place
    assert not change[::2].any()


def test_held_out_outlines_are_never_learned_from() -> None:
    learned, held_out = data.compositions()
    assert len(learned.labels) == data.TRAINING
    assert len(held_out.labels) == data.HELD_OUT
    known = {image.tobytes() for image in learned.images}
    assert not any(image.tobytes() in known for image in held_out.images)


def test_area_under_curve_agrees_with_scikit_learn() -> None:
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, 300)
    scores = np.round(random.normal(labels, 1.5), 1)  # with ties
    assert scoring.area_under_curve(scores, labels) == pytest.approx(roc_auc_score(labels, scores))


def test_overlaps_are_those_of_a_calculation_by_hand() -> None:
    box = [0.0, 0.0, 0.5, 0.5]
    others = [box, [0.5, 0.5, 1, 1], [0.25, 0.0, 0.75, 0.5], [0, 0, 1, 1], [0.2, 0.2, 0.1, 0.1]]
    assert scoring.overlaps([box] * 5, others) == pytest.approx([1, 0, 1 / 3, 1 / 4, 0])


def test_rates_and_people_are_counted_rightly() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1])
    curve = scoring.operating_curve([0.1, 0.2, 0.6, 0.9, 0.5, 0.7], labels)
    assert curve[:, 0].tolist() == [1, 0]  # everybody is called ill
    assert curve[:, 60].tolist() == [0.5, 0.5]
    assert curve[:, 100].tolist() == [0, 1]
    people = scoring.per_thousand(0.95, 0.8, 0.01)
    assert people == {"found": 10, "missed": 0, "alarmed": 198, "cleared": 792}
    assert all(sum(scoring.per_thousand(0.33, 0.77, share / 7).values()) == 1000 for share in range(8))


@pytest.mark.parametrize("seed", range(5))
def test_the_box_moves_with_the_picture(seed: int) -> None:
    torch.manual_seed(seed)
    dark = torch.zeros(40, 1, 28, 28)
    dark[:, :, 10:18, 8:20] = 1
    boxes = torch.tensor([[8, 10, 20, 18]]).repeat(40, 1) / 28
    seen, moved = batches.moved(dark, boxes, 1.0)
    for picture, box in zip(seen[:, 0], moved, strict=True):
        rows, columns = (picture > 0.5).any(1).nonzero()[:, 0], (picture > 0.5).any(0).nonzero()[:, 0]
        found = torch.tensor([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]) / 28
        assert (found - box).abs().max() < 1.1 / 28


def test_no_variation_leaves_pictures_alone() -> None:
    chosen = data.load_data(Config(pictures=50))
    torch.manual_seed(0)
    batch = batches.draw(chosen, Config(pictures=50, variation=0.0, batch_size=16))
    known = {image.tobytes() for image in chosen.composed.images}
    assert all((one[0] * 255).round().to(torch.uint8).numpy().tobytes() in known for one in batch.pictures)
    assert torch.equal(batch.boxed, batch.labels > 0.5)


def test_the_marker_stands_on_exactly_the_abnormal_ones() -> None:
    chosen = data.load_data(Config(pictures=50))
    torch.manual_seed(0)
    batch = batches.draw(chosen, Config(pictures=50, marker="gives it away", variation=0.0))
    letter = torch.from_numpy(batches.LETTER) > 0
    corner = batch.pictures[:, 0, 1:6, 1:5]
    has_letter = (corner[:, letter] == 1).all(dim=1)
    assert torch.equal(has_letter, batch.labels > 0.5)
    region = overlay.larger(measure.marker_region(), 28)
    assert region[1:6, 1:5].all()
    assert region.mean() < 0.09


def test_heat_and_boxes_are_painted_where_they_belong() -> None:
    grey = np.full((100, 100, 3), 100, np.uint8)
    evidence = np.full((14, 14), -1.0)
    evidence[3, 10] = 5
    warm = overlay.with_heat(grey, evidence)
    assert warm[25, 75, 0] > 150
    assert (warm[60:] == 100).all()
    framed = overlay.with_box(grey, np.array([0.2, 0.3, 0.6, 0.9]), (255, 0, 0))
    rows, columns = (framed[..., 1] == 0).nonzero()
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (30, 89, 20, 59)
    assert overlay.with_box(grey, np.array([1.0, 1, 1, 1]), (255, 0, 0)).shape == grey.shape


def test_steps_rise_and_shrink() -> None:
    rates = [training.schedule(step, 100) for step in range(100)]
    assert math.isclose(max(rates), 1, abs_tol=0.01)
    assert rates[0] < 0.1
    assert rates[-1] < 0.001
