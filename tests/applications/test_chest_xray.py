"""Chest X-ray: what is composed, measured, refused and learned."""

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
    familiar,
    figures,
    fitting,
    measure,
    model,
    overlay,
    scoring,
    tasks,
    training,
    use,
    words,
)
from dlcore.applications.classification.chest_xray.config import Config
from dlcore.contract import Answer, Evidence, Metrics, RunSummary, TrainedModel, Training, find
from dlcore.contract.cards import model_card
from dlcore.contract.checkpoint import open_checkpoint
from dlcore.datasets import pneumoniamnist

APPLICATION = find("chest_xray")


@pytest.fixture(scope="module")
def shipped() -> TrainedModel:
    return open_checkpoint("chest_xray")


@pytest.fixture(scope="module")
def pictures(shipped: TrainedModel) -> dict[str, np.ndarray]:
    return use.examples(shipped)["pictures"]


@pytest.fixture(scope="module")
def composed() -> compose.Composed:
    return compose.compose(60, 56, np.arange(len(compose.outlines())), seed=3)


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


def test_edges_are_where_their_maps_look() -> None:
    maps = torch.full((1, 4, 14, 14), -50.0)
    for edge, (row, column) in enumerate([(3, 2), (1, 6), (9, 11), (12, 5)]):
        maps[0, edge, row, column] = 50
    expected = torch.tensor([[2.5, 1.5, 11.5, 12.5]]) / 14
    assert torch.allclose(model.places(maps), expected, atol=1e-5)


def test_the_overlap_of_the_loss_is_that_of_the_measure() -> None:
    torch.manual_seed(0)
    one, two = (torch.rand(50, 4).sort(dim=1)[0][:, [0, 1, 2, 3]] for _ in range(2))
    expected = 1 - scoring.mean_iou(one, two) + 4 * (one - two).abs().mean()
    assert training.missed(one, two) == pytest.approx(float(expected), abs=1e-5)


def test_the_score_is_the_sum_of_its_map(shipped: TrainedModel, pictures: dict[str, np.ndarray]) -> None:
    """The heat map is the score itself: agrees with PyTorch's pooling and linear layer, place by place."""
    reader, image = shipped.model, pictures["Real"]
    answer = use.diagnose(shipped, image)
    with torch.no_grad():
        features = reader.trunk(batches.to_tensor(fitting.fitted(image, 28)[None]))
        pooled = torch.nn.functional.adaptive_avg_pool2d(features, 1).flatten(1)
        linear = torch.nn.functional.linear(pooled, reader.evidence.weight.flatten(1), reader.evidence.bias)
    assert answer["score"] == pytest.approx(linear.item(), abs=1e-4)
    assert np.mean(answer["evidence"]) == pytest.approx(answer["score"], abs=1e-4)
    place = use.one_place(shipped, image, 5, 7)
    assert place["value"] == pytest.approx(float(answer["evidence"][5, 7]), abs=1e-4)
    with pytest.raises(ValueError, match="no such place"):
        use.one_place(shipped, image, 14, 0)


def test_the_shipped_model_keeps_what_was_asked_of_it() -> None:
    card = model_card("chest_xray")
    assert card["heldout"]["validation_auc"] >= 0.965
    assert card["heldout"]["validation_auc"] > card["baseline"]["validation_auc"]
    assert card["heldout"]["validation_iou"] >= 0.6 > card["baseline"]["validation_iou"]
    assert card["check"]["validation_iou"] >= 0.6
    assert card["heldout"]["easy_auc"] > card["heldout"]["validation_auc"]


def test_it_learns_boxes_and_verdicts() -> None:
    run = Training(APPLICATION, {"steps": 90, "pictures": 2000})
    losses = [event.values["loss"] for event in run if isinstance(event, Metrics)]
    assert np.mean(losses[-10:]) < np.mean(losses[:10]) - 0.02
    reached, base = training.evaluate(run.model.eval(), run.data), data.baseline(run.data)
    assert reached["validation_iou"] > 1.5 * base["validation_iou"]
    assert reached["validation_auc"] > 0.65


def test_every_metric_is_measured_in_turn() -> None:
    names: set[str] = set()
    run = Training(APPLICATION, {"steps": measure.MEASURE_EVERY, "pictures": 100, "batch_size": 8})
    for event in run:
        names |= event.values.keys() if isinstance(event, Metrics) else set()
    assert names == APPLICATION.metrics.keys() - {"easy_auc"}
    assert run.model.curve[0, 0] == 1  # remembered: at threshold 0 everybody is called ill


def test_radiographs_from_a_file_teach_the_verdict(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))
    small = compose.compose(24, 28, np.arange(20), seed=0)
    arrays = {f"{part}_images": small.images for part in pneumoniamnist.PARTS}
    arrays |= {f"{part}_labels": small.labels[:, None].astype(np.uint8) for part in pneumoniamnist.PARTS}
    np.savez(tmp_path / "own.npz", **arrays)
    values = {"dataset": "pneumoniamnist", "steps": 2, "pictures": 60, "batch_size": 8}
    with pytest.raises(ValueError, match="data fetch pneumoniamnist"):
        Training(APPLICATION, values)
    pneumoniamnist.add(tmp_path / "own.npz")
    run = Training(APPLICATION, values)
    assert [event.step for event in run if isinstance(event, Metrics)] == [0, 1]
    assert run.data.signature["kind"] == "PneumoniaMNIST"
    assert not run.data.radiographs.boxes.any()
    assert "easy_auc" in training.evaluate(run.model.eval(), run.data)
    assert data.baseline(run.data).keys() >= {"validation_auc", "easy_auc", "validation_iou"}


def test_xrays_get_a_verdict_and_other_pictures_none(
    shipped: TrainedModel, pictures: dict[str, np.ndarray]
) -> None:
    random = np.random.default_rng(0)
    noise = random.integers(0, 256, (200, 200, 3), dtype=np.uint8)
    stripes = np.tile(np.repeat([0, 255], 20).astype(np.uint8), (200, 5))
    for title in ("Real", "Composed", "Healthy"):
        assert use.diagnose(shipped, pictures[title])["refused"] == "", title
    for name, other in {"photo": pictures["Photo"], "noise": noise, "stripes": stripes}.items():
        assert "no verdict" in use.diagnose(shipped, other)["refused"], name


def test_most_held_out_compositions_are_familiar_and_doodles_are_not(shipped: TrainedModel) -> None:
    from dlcore.datasets.digits import load_digits

    known = shipped.model.known.give()
    usual = known.distance(familiar.even(data.compositions()[1].images))
    assert (usual <= known.limit).mean() > 0.97
    strange = known.distance(familiar.even(load_digits().test_images[:300]))
    assert (strange > known.limit).mean() > 0.97


def test_exchanged_black_and_white_is_noticed_and_mended(
    shipped: TrainedModel, pictures: dict[str, np.ndarray]
) -> None:
    inverted = 255 - pictures["Real"]
    assert "exchanged" in use.diagnose(shipped, inverted)["refused"]
    mended = use.diagnose(shipped, inverted, exchange=True)
    assert mended["refused"] == ""
    assert mended["score"] == pytest.approx(use.diagnose(shipped, pictures["Real"])["score"], abs=0.1)


@pytest.mark.parametrize(
    ("image", "says"),
    [
        (np.zeros((10, 400), np.uint8), "28 a side or more"),
        (np.zeros((40, 40)), "no picture"),
        (np.zeros((0, 40), np.uint8), "no picture"),
        (np.zeros(40, np.uint8), "no picture"),
    ],
    ids=["small", "floats", "empty", "flat"],
)
def test_what_is_no_picture_is_refused(shipped: TrainedModel, image: np.ndarray, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        use.diagnose(shipped, image)


def test_colour_and_shape_do_no_harm(shipped: TrainedModel, pictures: dict[str, np.ndarray]) -> None:
    grey = pictures["Real"]
    tinted = np.stack([grey, grey, (grey * 0.6).astype(np.uint8)], axis=2)
    answer = use.diagnose(shipped, tinted)
    assert answer["coloured"]
    assert answer["refused"] == ""
    wide = np.pad(grey, ((0, 0), (300, 300)))
    assert use.diagnose(shipped, wide)["refused"] == ""
    assert not use.diagnose(shipped, np.full((64, 64), 90, np.uint8))["coloured"]


def test_rates_follow_the_threshold(shipped: TrainedModel) -> None:
    rates = [use.operate(shipped, threshold, 0.1) for threshold in (0.0, 0.3, 0.6, 1.0)]
    assert [one["sensitivity"] for one in rates] == sorted(
        (one["sensitivity"] for one in rates), reverse=True
    )
    assert [one["specificity"] for one in rates] == sorted(one["specificity"] for one in rates)
    assert rates[0]["people"] == {"found": 100, "missed": 0, "alarmed": 900, "cleared": 0}
    assert rates[1]["held_out"] == 624
    assert use.operate(shipped, 7.0, -3.0)["people"]["cleared"] == 1000
    drawn = figures.people(rates[1]["people"])
    assert sum(len(trace.x) for trace in drawn.data) == 1000


def test_the_threshold_task_can_be_done_but_not_by_doing_nothing(shipped: TrainedModel) -> None:
    def done(threshold: float) -> bool:
        answer = Answer("operate", {}, use.operate(shipped, threshold, 0.1), "shipped")
        return tasks.balanced(Evidence(answers=[answer]))

    assert not done(0.5)
    assert any(done(share / 100) for share in range(101))


def test_a_letter_in_the_corner_is_shown_on_both_maps(
    shipped: TrainedModel, pictures: dict[str, np.ndarray]
) -> None:
    found = use.with_marker(shipped, pictures["Composed"])
    assert found["pictures"].shape == (2, 28, 28)
    assert not np.array_equal(found["pictures"][0], found["pictures"][1])
    assert all(0 <= share <= 1 for share in found["heat"])
    assert [one.shape for one in figures.before_and_after(found)] == [(280, 280, 3)] * 2


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


def test_words_fit_what_was_measured(shipped: TrainedModel, pictures: dict[str, np.ndarray]) -> None:
    answer = use.diagnose(shipped, pictures["Real"])
    assert "**suspicious**" in words.verdict(answer, 0.0)
    assert "not suspicious" in words.verdict(answer | {"probability": 0.2}, 0.5)
    assert "nobody would ever see it" in words.box_note(answer | {"probability": 0.2}, 0.5, "Real")
    assert "nobody has measured" in words.box_note(answer, 0.0, "Your own")
    none = use.operate(shipped, 1.0, 0.0)
    assert "no alarm" in words.people(none)
    table = figures.published(model_card("chest_xray"))
    assert len(table) == 6
    assert "This network" in set(table["Who"])


def run(**values: Any) -> RunSummary:
    last = {name: value for name, value in values.items() if name != "marker"}
    config = Config().model_dump() | {"marker": values.get("marker", "none")}
    return RunSummary(config, "finished", 300, last, last, last)


def test_tasks_are_judged_from_what_was_measured() -> None:
    def done(name: str, *runs: RunSummary, **answer: Any) -> bool:
        question = "diagnose" if "refused" in answer else "operate"
        answers = [Answer(question, {}, answer, "shipped")] if answer else []
        task = next(task for task in tasks.TASKS if task.name == name)
        return task.check(Evidence(runs=runs, answers=answers))

    assert done("box", run(validation_iou=0.61))
    assert not done("box", run(validation_iou=0.59))
    assert done("marker", run(marker="gives it away", misled_auc=0.1))
    assert not done("marker", run(misled_auc=0.1))
    assert done("inverted", run(inverted_auc=0.82, validation_auc=0.85))
    assert not done("inverted", run(inverted_auc=0.82, validation_auc=0.7))
    rates = {"sensitivity": 0.97, "specificity": 0.8, "people": {"found": 96, "alarmed": 180}}
    assert done("threshold", **rates)
    assert not done("threshold", **rates | {"specificity": 0.7})
    assert not done("rare", **rates)
    assert done("rare", **rates | {"people": {"found": 10, "alarmed": 198}})
    assert done("refused", refused="There is no verdict.")
    assert not done("refused", refused="")


def test_steps_rise_and_shrink() -> None:
    rates = [training.schedule(step, 100) for step in range(100)]
    assert math.isclose(max(rates), 1, abs_tol=0.01)
    assert rates[0] < 0.1
    assert rates[-1] < 0.001
