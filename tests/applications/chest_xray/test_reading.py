"""Chest X-ray: verdict, heat map and box, and what hostile pictures get."""

from typing import Any

import numpy as np
import pytest
import torch

from dlcore.applications.classification.chest_xray import (
    batches,
    compose,
    data,
    familiar,
    figures,
    fitting,
    measure,
    model,
    scoring,
    tasks,
    training,
    use,
    words,
)
from dlcore.contract import Answer, Evidence, Metrics, RunSummary, TrainedModel, Training
from dlcore.contract.cards import model_card
from dlcore.datasets import pneumoniamnist

from .helpers import APPLICATION, run


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
