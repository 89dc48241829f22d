"""Plant species: outlines are measured as the table's were, and what is no leaf gets a sentence."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from dlcore.applications.classification.leaf_sketches import KINDS, area, drawn, example_leaves, hull, outline
from dlcore.applications.classification.plant_species import (
    examples,
    familiar,
    figures,
    measuring,
    use,
    words,
)
from dlcore.applications.classification.plant_species.columns import OUTLINE, TOLD, outline_numbers
from dlcore.applications.classification.plant_species.data import table
from dlcore.applications.classification.plant_species.pictures import species_outline
from dlcore.applications.classification.plant_species.silhouette import NoLeafError, otsu, segment
from dlcore.applications.classification.plant_species.species import NAMES
from dlcore.applications.classification.plant_species.tasks import TASKS
from dlcore.contract import Answer, Evidence, TrainedModel, Training, find
from dlcore.contract.checkpoint import open_checkpoint

Picture = NDArray[np.uint8]
GROUPS = list(TOLD["everything"])
BLACK = (0, 0, 0)
STAR = [
    (120 + reach * np.sin(turn * np.pi / 5), 120 + reach * np.cos(turn * np.pi / 5))
    for turn, reach in enumerate([100, 40] * 5)
]


OPENCV = {  # of the mask in the first test, by version 5.0
    "area": 130846.0,
    "perimeter": 1651.90071,
    "hull_area": 148392.0,
    "hull_perimeter": 1479.24387,
    "length": 476.53461,
    "width": 448.37683,
}


@pytest.fixture(scope="module")
def shipped() -> TrainedModel:
    return open_checkpoint("plant_species")


def paper(draw: Any = None, side: int = 240) -> Picture:
    """White paper, and what somebody draws on it."""
    image = Image.new("RGB", (side, side), "white")
    if draw:
        draw(ImageDraw.Draw(image))
    return np.asarray(image)


def numbers(mask: NDArray[np.bool_]) -> dict[str, float]:
    measured = {name: np.array(value) for name, value in measuring.measure(mask).items()}
    return {name: float(value) for name, value in outline_numbers(measured).items()}


# Measuring


def test_a_contour_is_measured_as_by_opencv() -> None:
    y, x = np.mgrid[-300:300, -300:300]
    turn = np.arctan2(y, x)
    mask = np.hypot(x, y) < 200 + 60 * np.cos(3 * turn + 0.4) + 12 * np.cos(11 * turn)
    found = measuring.numbers_of(measuring.contour(mask))
    for name, value in OPENCV.items():
        assert found[name] == pytest.approx(value, rel=1e-5), name


def test_shapes_with_known_numbers() -> None:
    y, x = np.mgrid[-70:70, -120:120]
    ellipse = numbers((x / 100) ** 2 + (y / 50) ** 2 < 1)
    assert ellipse["slenderness"] == pytest.approx(0.5, abs=0.02)
    assert ellipse["box_filled"] == pytest.approx(np.pi / 4, abs=0.02)
    assert ellipse["solidity"] > 0.985
    box = numbers((abs(x) < 100) & (abs(y) < 25))
    assert box["box_filled"] == pytest.approx(1, abs=0.02)
    assert box["diameter_by_length"] == pytest.approx(np.hypot(1, 0.25), abs=0.02)
    assert box["convexity"] == pytest.approx(1, abs=0.01)  # its edges are no staircases


@pytest.mark.parametrize("turn", [0.0, 0.06, 0.2])
@pytest.mark.parametrize("side", [160, 320])
def test_neither_size_nor_turning_changes_the_numbers_much(turn: float, side: int) -> None:
    points = species_outline(NAMES.index("Trident maple"))
    usual = numbers(segment(drawn(points, 240)).mask)
    other = numbers(segment(drawn(points, side, turn)).mask)
    spread = {name: float(table()[name].std()) for name in OUTLINE}
    for name in set(OUTLINE) - {"diameter_by_length"}:
        assert other[name] == pytest.approx(usual[name], abs=0.35 * spread[name]), name


def test_a_smooth_leaf_has_the_convexity_that_smooth_leaves_have_in_the_table() -> None:
    """A chain of pixels is longer than the curve: only whoever measures the same way gets the same number."""
    smooth = numbers(segment(drawn(species_outline(NAMES.index("Crape myrtle")), 320)).mask)
    rows = table()["species"] == NAMES.index("Crape myrtle")
    low, high = np.quantile(table()["convexity"][rows], [0.02, 0.98])
    assert low <= smooth["convexity"] <= high


def test_a_ginkgo_sketch_lies_among_the_ginkgos() -> None:
    found = numbers(segment(drawn(species_outline(NAMES.index("Ginkgo")), 320)).mask)
    rows = table()["species"] == NAMES.index("Ginkgo")
    for name in OUTLINE:
        low, high = np.quantile(table()[name][rows], [0, 1])
        margin = 0.1 * (high - low)
        assert low - margin <= found[name] <= high + margin, name


def test_hull_area_and_threshold() -> None:
    points = np.array([[0, 0], [2, 0], [1, 0.5], [2, 2], [0, 2], [1, 1]], dtype=float)
    assert area(hull(points)) == 4
    assert 20 < otsu(np.array([10.0] * 50 + [200.0] * 50)) < 200


# Pictures that are given


def test_an_outline_that_is_drawn_is_filled_and_its_stalk_taken_off() -> None:
    leaf = segment(
        paper(
            lambda d: (d.ellipse((60, 30, 180, 170), outline=0, width=3), d.line((120, 170, 120, 230), 0, 3))
        )
    )
    assert leaf.stalk_removed
    assert leaf.mask.sum() == pytest.approx(np.pi * 60 * 70, rel=0.1)


def test_a_dark_table_a_shadow_of_noise_and_grey_paper_are_no_matter() -> None:
    random = np.random.default_rng(0)
    points = species_outline(NAMES.index("Oleander"))
    for paper_colour, leaf_colour in (((40, 40, 45), (160, 190, 120)), ((200, 200, 190), (60, 110, 50))):
        picture = drawn(points, 300, 0.1, leaf_colour, paper_colour)
        noisy = (picture + random.normal(0, 5, picture.shape)).clip(0, 255).astype(np.uint8)
        assert numbers(segment(noisy).mask)["slenderness"] < 0.3


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (None, "no leaf to be seen"),
        (lambda d: d.rectangle((0, 0, 240, 240), fill=BLACK), "no leaf to be seen"),
        (lambda d: d.rectangle((4, 4, 236, 236), fill=BLACK), "fills the whole picture"),
        (lambda d: d.rectangle((0, 60, 240, 180), fill=BLACK), "touches the edge"),
        (lambda d: d.ellipse((110, 110, 114, 114), fill=BLACK), "not closed|no leaf"),
        (lambda d: d.line((40, 120, 200, 120), fill=BLACK, width=1), "not closed|no leaf"),
        (lambda d: d.line((40, 40, 190, 120, 60, 200), fill=BLACK, width=14), "not closed"),
    ],
)
def test_what_is_no_leaf_gets_a_sentence(draw: Any, sentence: str, shipped: TrainedModel) -> None:
    with pytest.raises(NoLeafError, match=sentence) as refusal:
        measuring.measure(segment(paper(draw)).mask)
    assert use.recognise(shipped, paper(draw))["refusal"] == str(refusal.value)


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 900, 3), (900, 2, 3)])
def test_pictures_of_odd_shapes_get_a_sentence(shape: tuple[int, ...], shipped: TrainedModel) -> None:
    picture = np.random.default_rng(1).integers(0, 255, shape).astype(np.uint8)
    answer = use.recognise(shipped, picture)
    assert "refusal" in answer or answer["probabilities"]


# What the page says


def test_sketches_of_leaves_are_named_and_a_square_is_called_no_leaf(shipped: TrainedModel) -> None:
    for title, name in examples.CHOSEN.items():
        answer = use.recognise(shipped, examples.sketches()[title])
        assert answer["best"] == name
        assert "no leaf" not in words.outline_verdict(answer)
    square = use.recognise(shipped, paper(lambda d: d.rectangle((60, 60, 180, 180), fill=BLACK)))
    assert "no leaf that I know" in words.outline_verdict(square)
    star = use.recognise(shipped, paper(lambda d: d.polygon(STAR, fill=BLACK)))
    assert "no leaf that I know" not in words.outline_verdict(star)  # as the lesson says


def test_a_model_that_was_not_told_of_outlines_says_so() -> None:
    training = Training(find("plant_species"), {"told": "colour", "steps": 5})
    for _ in training:
        pass
    assert "not told of outlines" in use.recognise(training.trained(), paper())["refusal"]


def test_every_leaf_has_an_answer_and_the_figures_are_drawn(shipped: TrainedModel) -> None:
    form = use.form(shipped)
    answer = use.leaf(shipped, 3, form["counts"][3] + 40, GROUPS)  # beyond the last: begins again
    assert answer["truth"] == NAMES[3]
    assert sum(answer["probabilities"].values()) <= 1 + 1e-6
    assert figures.bars(answer).data[0].x[0] == max(answer["probabilities"].values())
    flow = use.flow(shipped, 3, 0, ["outline"])
    total = flow["sum"]
    assert total["for"] + total["against"] + total["bias"] == pytest.approx(total["score"], abs=1e-4)
    assert figures.diagram_values(flow)["known"]["text"] == "outline"


def test_subsets_importance_and_confusion_agree_with_the_card(shipped: TrainedModel) -> None:
    from dlcore.contract.cards import model_card

    heldout = model_card("plant_species")["heldout"]
    subsets = use.subsets(shipped)
    assert subsets["alone"]["outline"] == pytest.approx(heldout["outline_accuracy"], abs=0.005)
    assert subsets["growing"]["colour"] == pytest.approx(heldout["validation_accuracy"], abs=0.005)
    counts = np.array(use.confusion(shipped)["everything"])
    assert counts.trace() / counts.sum() == pytest.approx(heldout["validation_accuracy"], abs=0.005)
    one, other = words.worst_pair(counts.tolist())
    assert counts[one, other] == (counts - np.diag(np.diag(counts))).max()
    lost = {group["label"]: group["fall"] for group in use.importance(shipped)["groups"]}
    assert max(lost, key=lost.__getitem__) == "outline"
    assert len(use.apart(shipped, one, other)["columns"]) == 8
    assert 0.3 < use.hidden_map(shipped)["share"] < 1


def test_distances_are_what_they_say() -> None:
    known = np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0], [9.0, 12.0]])
    assert familiar.distances(np.array([[0.0, 0.0]]), known)[0] == pytest.approx((0 + 5 + 10) / 3)
    assert familiar.distances(known, known, without_itself=True)[0] == pytest.approx((5 + 10 + 15) / 3)
    order, away = familiar.nearest(np.array([3.0, 4.1]), known, 2)
    assert order.tolist() == [1, 2]
    assert away[0] == pytest.approx(0.1)


def test_tasks_look_at_what_was_measured(shipped: TrainedModel) -> None:
    tasks = {task.name: task for task in TASKS}
    square = paper(lambda d: d.rectangle((60, 60, 180, 180), fill=BLACK))
    maple = examples.sketches()["Indigo"]
    for name, picture, other in (("no leaf", square, maple), ("own leaf", maple, square)):
        answers = [
            Answer("recognise", {}, use.recognise(shipped, one), "shipped") for one in (picture, other)
        ]
        assert tasks[name].check(Evidence(answers=answers[:1]))
        assert not tasks[name].check(Evidence(answers=answers[1:]))
    cherry = NAMES.index("Japanese flowering cherry")
    told = [
        Answer(
            "leaf",
            {"species": cherry, "number": 0, "told": groups},
            use.leaf(shipped, cherry, 0, groups),
            "a",
        )
        for groups in (["outline"], GROUPS)
    ]
    assert tasks["told more"].check(Evidence(answers=told))
    assert not tasks["told more"].check(Evidence(answers=told[1:]))


def test_experiments_are_told_as_they_were_measured() -> None:
    measured = examples.measured()
    table_rows = {row["Model"]: row for row in words.folds_table(measured["folds"])}
    assert len(table_rows) == 5
    assert len(measured["left_out"]) == 32
    assert "Network is first" in words.winner(measured["folds"])
    assert "forest of random trees with 3" in words.enough(measured["counts"], measured["few_leaves"])
    assert len(figures.few_leaves(measured["counts"], measured["few_leaves"]).data) == 4
    assert len(figures.left_out(measured["left_out"]).data) == 2


# Sketches


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_sketch_has_the_numbers_that_it_was_given(kind: str) -> None:
    plan, usual = KINDS[kind]
    points = outline(plan, usual, 0.68, 0.55)
    width, height = np.ptp(points, axis=0)
    assert min(width / height, height / width) == pytest.approx(usual, abs=0.01)
    if plan.lobes:
        assert area(points) / area(hull(points)) == pytest.approx(0.55, abs=0.02)
    elif not plan.fan:
        assert area(points) / (width * height) == pytest.approx(0.68, abs=0.02)


def test_example_leaves_are_the_same_each_time_and_differ_among_each_other() -> None:
    leaves = example_leaves(3)
    assert {kind: len(pictures) for kind, pictures in leaves.items()} == dict.fromkeys(KINDS, 3)
    assert np.array_equal(leaves["maple"][0], example_leaves(3)["maple"][0])
    assert not np.array_equal(leaves["maple"][0], leaves["maple"][1])
