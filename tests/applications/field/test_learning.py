"""Field: what is put aside, what is measured, what is learned, and what is refused."""

import json
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from sklearn.metrics import log_loss, r2_score

from dlcore.applications.classification.field import (
    columns,
    data,
    explain,
    measures,
    model,
    pictures,
    places,
    simple,
    stations,
    tables,
    tasks,
    training,
    use,
    words,
)
from dlcore.applications.classification.field.config import Config
from dlcore.contract import Answer, Evidence, Metrics, RunSummary, TrainedModel, Training, find
from dlcore.contract.cards import model_card
from dlcore.contract.checkpoint import open_checkpoint
from dlcore.contract.seeds import seeded

APPLICATION = find("field")
PRESETS = {preset.name: dict(preset.values) for preset in APPLICATION.presets}


@pytest.fixture(scope="module")
def shipped() -> TrainedModel:
    return open_checkpoint("field")


def loaded(**values: Any) -> data.Data:
    config = Config.model_validate(values)
    with seeded(config.seed):
        return data.load_data(config)


def shared(positions: np.ndarray, some: np.ndarray, others: np.ndarray) -> bool:
    """Whether any pixel lies under a window of both groups."""
    covered = np.zeros((2, 82, 100), dtype=bool)
    for group, rows in enumerate((some, others)):
        for row, column in positions[rows]:
            covered[group, row : row + 3, column : column + 3] = True
    return bool((covered[0] & covered[1]).any())


def test_windows_are_cut_from_the_scene() -> None:
    scene, station = tables.scene(), stations.satellite()
    assert scene.image.shape == (82, 100, 4)
    assert station.inputs.shape == (6434, 36)
    assert np.bincount(station.targets).tolist() == [1532, 703, 1358, 626, 707, 1508]
    row, column = station.positions[4321]
    assert np.array_equal(
        station.inputs[4321].reshape(3, 3, 4), scene.image[row : row + 3, column : column + 3]
    )
    assert station.inputs.min() > 0  # no window holds an unknown pixel


def test_by_place_no_pixel_is_on_two_sides_and_by_row_many_are() -> None:
    positions = stations.satellite().positions
    for split in ("by place", "by row"):
        found = loaded(station="satellite", split=split).stations["satellite"]
        assert not shared(positions, found.train.rows, found.fresh.rows), split
        assert not shared(positions, found.validation.rows, found.fresh.rows), split
        assert shared(positions, found.train.rows, found.validation.rows) == (split == "by row")
        groups = [set(one.rows.tolist()) for one in (found.train, found.validation, found.fresh)]
        assert sum(map(len, groups)) == len(set.union(*groups)), split


def test_new_ground_does_not_depend_on_the_split() -> None:
    one, other = (loaded(station="soil", split=split).stations["soil"] for split in ("by place", "by row"))
    assert sorted(one.fresh.rows) == sorted(other.fresh.rows)


@pytest.mark.parametrize(("split", "together"), [("by place", True), ("by row", False)])
def test_a_farm_stays_together_by_place(split: str, together: bool) -> None:
    found, place = loaded(station="rice", split=split).stations["rice"], stations.rice().place
    learned, held_out, fresh = (set(place[one.rows]) for one in (found.train, found.validation, found.fresh))
    assert not fresh & (learned | held_out)
    assert (not learned & held_out) == together


def test_near_is_the_same_as_comparing_all_pairs() -> None:
    random = np.random.default_rng(0)
    positions = random.integers(0, 30, (200, 2))
    rows, chosen = np.arange(150), np.arange(150, 160)
    apart = np.abs(positions[rows][:, None] - positions[chosen][None]).max(axis=2)
    assert np.array_equal(places.near(positions, rows, chosen, 2), (apart <= 2).any(axis=1))
    assert not places.near(positions, rows, chosen[:0], 2).any()


def test_measures_agree_with_scikit_learn() -> None:
    random = np.random.default_rng(1)
    truth, values = random.normal(size=(2, 60))
    assert measures.explained(values, truth, truth.mean()) == pytest.approx(r2_score(truth, values))
    scores, classes = random.normal(size=(50, 4)), random.integers(0, 4, 50)
    likely = measures.softmax(scores)
    assert measures.cross_entropy(scores, classes) == pytest.approx(
        log_loss(classes, likely, labels=range(4))
    )


def test_the_interval_covers_what_it_promises() -> None:
    random = np.random.default_rng(2)
    inside = [
        (np.abs(random.normal(size=500)) <= measures.half_width(random.normal(size=60))).mean()
        for _ in range(200)
    ]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.015)


def test_the_first_layer_of_landsat_is_a_convolution() -> None:
    torch.manual_seed(0)
    network = model.Dense(36, 6, 5, 0.0)
    scene = torch.rand(1, 4, 9, 11)
    kernels = network.first.weight.reshape(5, 3, 3, 4).permute(0, 3, 1, 2)  # (filter, band, height, width)
    slid = F.conv2d(scene, kernels, network.first.bias)
    window = scene[0, :, 4:7, 2:5].permute(1, 2, 0).reshape(1, 36)
    assert torch.allclose(network.first(window)[0], slid[0, :, 4, 2], atol=1e-6)


def test_the_spectrum_reader_slides_as_by_hand() -> None:
    torch.manual_seed(0)
    network = model.SpectrumReader(830, 1, 8, 0.0).eval()
    curve = torch.randn(2, 830)
    pieces = curve.unfold(1, 25, 5)  # (batch, places, 25)
    found = torch.relu(pieces @ network.slide.weight[:, 0].T + network.slide.bias).permute(0, 2, 1)
    hidden = torch.relu(network.inner(found.flatten(1)))
    assert torch.allclose(network(curve), network.output(hidden), atol=1e-5)


@pytest.mark.parametrize(
    ("values", "figure"),
    [
        ({"station": "satellite", "split": "by row", "steps": 250}, "validation_satellite"),
        ({"split": "by row", **PRESETS["wheat"]}, "validation_wheat"),
        ({"split": "by row", **PRESETS["soil"], "steps": 300}, "validation_carbon"),
        ({"station": "drone", "steps": 150}, "fresh_drone"),
    ],
    ids=lambda one: one if isinstance(one, str) else one["station"],
)
def test_a_short_run_beats_the_simple_model(values: dict[str, Any], figure: str) -> None:
    run = Training(APPLICATION, values)
    losses = [event.values["loss"] for event in run if isinstance(event, Metrics)]
    assert np.mean(losses[-20:]) < 0.8 * np.mean(losses[:10])
    reached = training.evaluate(run.model.eval(), run.data)
    assert reached[figure] > data.baseline(run.data)[figure]
    assert reached.keys() == data.baseline(run.data).keys() <= APPLICATION.metrics.keys()


def test_drift_is_seen_on_new_ground_alone() -> None:
    usual, aged = (loaded(station="soil", fault=fault).stations["soil"] for fault in ("none", "drift"))
    assert np.array_equal(usual.train.inputs, aged.train.inputs)
    assert np.array_equal(usual.validation.inputs, aged.validation.inputs)
    assert (aged.fresh.inputs - usual.fresh.inputs).mean() > 0.4


def test_wrong_labels_are_wrong_where_it_is_learned_from_alone() -> None:
    usual, wrong = (
        loaded(station="satellite", fault=fault).stations["satellite"] for fault in ("none", "wrong labels")
    )
    assert np.array_equal(usual.validation.targets, wrong.validation.targets)
    changed = (usual.train.targets != wrong.train.targets).mean()
    assert 0.25 < changed < 0.4  # 4 in 10 are dealt out anew, and some get their own class again


def test_a_telling_column_tells_and_is_empty_on_new_ground() -> None:
    found = loaded(station="wheat", telling_column=True).stations["wheat"]
    assert found.signature["columns"][-1]["name"] == "bags"
    assert np.corrcoef(found.train.inputs[:, -1], found.train.targets[:, 0])[0, 1] > 0.95
    assert len(set(found.fresh.inputs[:, -1].tolist())) == 1
    assert "columns" in found.signature
    assert loaded(station="spectrum", telling_column=True).stations["spectrum"].signature["inputs"] == 830


def test_columns_are_encoded_and_nonsense_is_refused() -> None:
    made = [
        columns.number("land", "Land", ["1", "3", "2"], logarithm=True).to_json(),
        columns.words("kind", "Kind", ["own", "rent", "own"]).to_json(),
    ]
    assert made[0]["typical"] == 2
    assert made[1]["typical"] == "own"
    encoded = columns.encode(made, {"land": [0.0, 1.0], "kind": ["rent", "never seen"]})
    assert np.allclose(encoded, [[0, 0, 1], [np.log(2), 0, 0]])
    assert columns.owners(made) == [0, 1, 1]
    for wrong in (float("nan"), -1.0, "much", float("inf")):
        with pytest.raises(ValueError, match="Land must be a number"):
            columns.encode(made, {"land": [wrong], "kind": ["own"]})


def test_one_window_is_answered_and_a_gap_is_refused(shipped: TrainedModel) -> None:
    answer, known = use.window(shipped, 22, 30), use.land_map(shipped)
    assert sum(answer["chances"].values()) == pytest.approx(1, abs=1e-5)
    assert words.best(answer["chances"]) == tables.scene().names[known["classes"][22, 30]]
    gap = np.argwhere(tables.scene().classes < 0)[0].tolist()
    for row, column in (gap, (-1, 0), (80, 0), (0, 98)):
        with pytest.raises(ValueError, match="no labelled window"):
            use.window(shipped, row, column)
    assert set(np.unique(known["groups"])) == {-1, 0, 1, 2, 3}


def test_the_simple_model_beside_an_answer_is_that_of_the_table(shipped: TrainedModel) -> None:
    cells, truth = (use.samples(shipped, "soil")[part][0] for part in ("cells", "truth"))
    answer = use.estimate(shipped, "soil", cells)["targets"]
    found = shipped.data.stations["soil"]
    straight = measures.in_units(found.signature, simple.simple_outputs(found, found.fresh))[0]
    assert [one["simple"] for one in answer.values()] == pytest.approx(straight.tolist(), rel=1e-3)
    carbon = tables.numbers("soil_sensors", ["carbon"])[found.fresh.rows[0], 0]
    assert truth["carbon"] == pytest.approx(carbon, rel=1e-4)
    assert all(one["half"] > 0 for one in answer.values())


def test_questions_refuse_what_makes_no_sense(shipped: TrainedModel) -> None:
    with pytest.raises(ValueError, match="no value for"):
        use.estimate(shipped, "rice", {"size": 1.0})
    with pytest.raises(ValueError, match="spectra to choose from"):
        use.one_spectrum(shipped, 10_000)
    with pytest.raises(ValueError, match="no filters to draw"):
        use.filters(shipped, "rice")
    lone = Training(APPLICATION, {"station": "wheat", "steps": 1}).trained()
    with pytest.raises(ValueError, match="has not learned this station"):
        use.land_map(lone)


def test_a_telling_column_is_named_first_and_there_is_no_map() -> None:
    run = Training(APPLICATION, {"station": "wheat", "split": "by row", "telling_column": True, "steps": 120})
    list(run)
    found = explain.importance(run.model.eval(), "wheat", run.data.stations["wheat"])
    told = training.evaluate(run.model, run.data)
    assert told["validation_wheat"] > 0.8 > 0.5 > told["fresh_wheat"]
    assert len(found) == 3
    with pytest.raises(ValueError, match="no map"):
        use.wheat_map(run.trained())


def test_stretches_of_a_spectrum_are_its_own(shipped: TrainedModel) -> None:
    answer = use.one_spectrum(shipped, 3)
    assert len(answer["stretches"]) == 42
    assert answer["stretches"][0]["from"] == 350
    reader = shipped.model
    usual = np.zeros((1, 830), np.float32)  # the mean spectrum: nothing differs from the usual
    nothing = explain.stretches(reader, usual, shipped.signature["stations"]["spectrum"]["wavelengths"])
    assert all(abs(one["share"]) < 1e-4 for one in nothing)


def test_the_shipped_networks_keep_what_was_asked() -> None:
    card = model_card("field")
    assert card["heldout"]["validation_satellite"] >= 0.89 > card["baseline"]["validation_satellite"]
    assert card["heldout"]["fresh_satellite"] < card["heldout"]["validation_satellite"]
    assert card["heldout"]["validation_carbon"] > card["baseline"]["validation_carbon"]


def test_five_folds_say_what_the_page_says() -> None:
    found = json.loads(words.FOLDS_PLACE.read_text(encoding="utf-8"))
    landsat = found["stations"]["satellite"]
    assert min(found["official_size"]["Network"]["satellite"]) >= 0.89
    by_row, by_place = (np.mean(landsat[split]["Network"]["satellite"]) for split in ("by row", "by place"))
    assert by_row > by_place + 0.03
    trees = landsat["by row"]["Trees"]["satellite"]
    assert len(trees) == 5
    assert words.folds_table("satellite")[0]["By row"].startswith(f"{by_row:.3f}")


def run_of(last: dict[str, float], **values: Any) -> RunSummary:
    config = Config.model_validate(values).model_dump()
    return RunSummary(config, "finished", 100, last, last, last)


def test_tasks_are_given_for_what_was_measured() -> None:
    good = run_of({"validation_satellite": 0.9}, split="by row")
    honest = run_of({"validation_satellite": 0.82}, split="by place")
    other = run_of({"validation_satellite": 0.82}, split="by place", seed=1)
    assert tasks.mapped(Evidence([good]))
    assert not tasks.mapped(Evidence([honest]))
    assert tasks.flattered(Evidence([good, honest]))
    assert not tasks.flattered(Evidence([good, other]))
    lie = run_of({"validation_wheat": 0.97, "fresh_wheat": 0.1}, station="wheat", telling_column=True)
    assert tasks.caught(Evidence([lie]))
    assert not tasks.caught(Evidence([run_of(dict(lie.last), station="wheat")]))
    unsure = Answer("window", {}, {"chances": {"red soil": 0.45, "grey soil": 0.4}}, "shipped")
    assert tasks.unsure(Evidence(answers=[unsure]))


def test_maps_have_the_size_of_the_ground(shipped: TrainedModel) -> None:
    assert use.gallery(shipped).images.shape == (2, 240, 294, 3)
    plane = use.wheat_map(shipped)
    assert plane.surface.shape == (pictures.DETAIL, pictures.DETAIL)
    assert sum(len(layer.positions) for layer in plane.points) == 224
