"""Patients: interactions are found, simple models are right, faults show, bad tables get a sentence."""

import json
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from dlcore.applications.classification.patients import (
    cox,
    encoding,
    exhibits,
    explain,
    figures,
    folds,
    measures,
    own_sets,
    tables,
    use,
    whatif,
    words,
)
from dlcore.applications.classification.patients.config import Config
from dlcore.applications.classification.patients.data import baseline, load_data
from dlcore.applications.classification.patients.linear import Linear, logistic
from dlcore.applications.classification.patients.losses import loss_of, survival_loss
from dlcore.applications.classification.patients.tasks import BREAKAGES, TASKS
from dlcore.applications.classification.patients.trees import tree_outputs
from dlcore.contract import (
    Answer,
    Evidence,
    Images,
    Metrics,
    Plane,
    RunSummary,
    Sample,
    TrainedModel,
    Training,
    find,
)
from dlcore.contract.seeds import seeded
from dlcore.datasets import own
from dlcore.uploads import accept, canonical

Figures = dict[str, float]


@cache
def run(**values: Any) -> tuple[Training, Figures]:
    """A whole run and the figures of its last step, made once."""
    training = Training(find("patients"), values)
    last: Figures = {}
    for event in training:
        if isinstance(event, Metrics):
            last = event.values
    return training, last


def trained(**values: Any) -> TrainedModel:
    model = run(**values)[0].trained()
    model.model.eval()
    return model


@pytest.fixture(scope="module")
def pure() -> TrainedModel:
    return trained(steps=500)


@pytest.fixture(scope="module")
def smokers() -> TrainedModel:
    return trained(**find("patients").preset("shipped").values)


@pytest.fixture(autouse=True)
def home(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))


# What it learns


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_pure_interaction_is_found_by_the_network_and_not_by_a_weighted_sum(seed: int) -> None:
    _, last = run(seed=seed)
    assert last["fresh_auroc"] >= last["possible_auroc"] - 0.01
    assert abs(last["simple_auroc"] - 0.5) <= 0.03


def test_where_columns_add_up_nothing_is_won() -> None:
    _, last = run(interaction=0.0, steps=200)
    assert last["fresh_auroc"] <= last["simple_auroc"] + 0.01
    assert last["fresh_auroc"] >= last["possible_auroc"] - 0.03


def test_products_by_hand_know_the_interaction_too(pure: TrainedModel) -> None:
    models = use.compare(pure)["models"]
    truth = models["The truth itself"]["auroc"]
    assert models["Logistic, with products by hand"]["auroc"] >= truth - 0.01
    assert models["Gradient-boosted trees"]["auroc"] >= truth - 0.06  # greedy: no single split helps
    assert models["Logistic regression"]["auroc"] < 0.53
    assert words.table_of(models)


def test_thyroid_is_not_a_weighted_sum() -> None:
    _, last = run(table="thyroid", width=64, steps=300)
    assert last["fresh_auroc"] >= last["simple_auroc"] + 0.08


def test_the_network_ties_with_cox_on_survival() -> None:
    _, last = run(table="survival", steps=200)
    assert last["fresh_concordance"] >= 0.76
    assert abs(last["fresh_concordance"] - last["simple_concordance"]) <= 0.04


@pytest.mark.parametrize("name", ["leak", "duplicates", "overtraining", "noise", "hospital"])
def test_what_breaks_breaks(name: str) -> None:
    breakage = {one.name: one for one in BREAKAGES}[name]
    broken, healthy = run(**breakage.broken)[1], run(**breakage.healthy)[1]
    if name == "leak":
        assert broken["validation_auroc"] > 0.98
        assert broken["fresh_auroc"] < healthy["fresh_auroc"] - 0.05
    elif name == "duplicates":
        assert broken["validation_auroc"] > 0.95 > healthy["validation_auroc"] + 0.1
        assert broken["fresh_auroc"] < 0.8
    elif name == "overtraining":
        assert broken["auroc"] > 0.99
        cured = run(**breakage.cured)[1]
        assert broken["validation_loss"] > 2 * max(healthy["validation_loss"], cured["validation_loss"])
    elif name == "noise":
        assert broken["auroc"] > 0.99
        assert 0.4 < broken["validation_auroc"] < 0.6
    else:
        assert broken["fresh_loss"] > 1.5 * max(healthy["fresh_loss"], broken["validation_loss"])


# The parts agree with those of others


def test_logistic_regression_is_scikit_learns() -> None:
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    draw = np.random.RandomState(0)
    features = draw.randn(300, 4)
    ill = draw.uniform(size=300) < 1 / (1 + np.exp(-(features @ [1.0, -2.0, 0.0, 0.5] - 0.4)))
    theirs = LogisticRegression(C=1.0, tol=1e-10).fit(features, ill)
    np.testing.assert_allclose(logistic(features, ill), [*theirs.coef_[0], theirs.intercept_[0]], atol=1e-4)


def test_least_squares_and_several_classes() -> None:
    draw = np.random.RandomState(1)
    features = draw.randn(400, 3)
    line = Linear.fit(features, features @ [1.0, 2.0, 3.0] + 4, "number", 0, penalty=1e-9)
    np.testing.assert_allclose(line.weights[:, 0], [1, 2, 3, 4], atol=1e-6)
    classes = features.argmax(axis=1)
    model = Linear.fit(features, classes, "classes", 3)
    assert (model.outputs(features).argmax(axis=1) == classes).mean() > 0.9


def test_auroc_and_log_loss_are_scikit_learns() -> None:
    from sklearn.metrics import log_loss, roc_auc_score  # type: ignore[import-untyped]

    draw = np.random.RandomState(2)
    scores = np.round(draw.uniform(size=500), 1)  # many ties
    ill = draw.uniform(size=500) < scores
    assert measures.auroc(scores, ill) == pytest.approx(roc_auc_score(ill, scores))
    risk = np.clip(scores, 0.01, 0.99)
    assert measures.log_loss(risk, ill) == pytest.approx(log_loss(ill, risk))
    curve = measures.roc_curve(scores + draw.uniform(size=500) * 1e-6, ill, most=600)
    assert np.trapezoid(curve[:, 1], curve[:, 0]) == pytest.approx(measures.auroc(scores, ill), abs=0.02)
    assert measures.auroc(scores, np.zeros(500)) == 0.5


def test_concordance_of_two_classes_is_the_auroc() -> None:
    risk = np.random.RandomState(3).uniform(size=80)
    event = np.arange(80) < 30
    time = np.where(event, 1.0, 2.0)
    assert measures.concordance(risk, time, event) == pytest.approx(measures.auroc(risk, event))


def test_the_survival_loss_is_the_one_in_numpy_and_ignores_what_is_not_known() -> None:
    outputs = torch.randn(6, 5)
    interval, event = torch.tensor([0, 1, 4, 2, 3, 4]), torch.tensor([1.0, 0, 1, 0, 1, 0])
    ours = survival_loss(outputs, interval, event).item()
    assert ours == pytest.approx(cox.surprise(outputs.numpy(), interval.numpy(), event.numpy() > 0), abs=1e-5)
    changed = outputs.clone()
    changed[1, 1:] += 9.0  # left the study in the second interval: nothing is known from there on
    assert survival_loss(changed, interval, event).item() == pytest.approx(ours, abs=1e-6)


def test_one_interval_of_survival_is_plain_classification() -> None:
    outputs, event = torch.randn(50, 1), (torch.rand(50) < 0.4).float()
    interval = torch.where(event > 0, 0, 1)  # whoever did not die lived through it
    expected = loss_of(outputs, event, "two classes").item()
    assert survival_loss(outputs, interval, event).item() == pytest.approx(expected, abs=1e-6)


def test_cox_finds_the_hazard_that_made_the_data() -> None:
    draw = np.random.RandomState(4)
    features = draw.randn(3000, 2)
    death = draw.exponential(1 / np.exp(features @ [0.8, -0.5]))
    end = draw.uniform(0.2, 2.0, 3000)
    model = cox.fit(features, np.minimum(death, end), death <= end, [0.5, 1.0])
    np.testing.assert_allclose(model.weights, [0.8, -0.5], atol=0.08)
    np.testing.assert_allclose(model.cumulative, [0.5, 1.0], atol=0.08)


def test_who_left_late_has_lived_through_the_year_and_who_died_later_was_not_seen_to_die() -> None:
    days = np.array([0.5, 1.5, 1.2, 1.8, 9.0, 9.0])
    event = np.array([True, True, False, False, True, False])
    lived, seen = cox.intervals(days, event, [1.0, 2.0, 3.0])
    assert lived.tolist() == [0, 1, 1, 2, 3, 3]
    assert seen.tolist() == [True, True, False, False, False, False]


def test_kaplan_meier_by_hand() -> None:
    days, event = np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, False, True, False])
    np.testing.assert_allclose(cox.kaplan_meier(days, event, [1.5, 2.5, 5.0]), [0.75, 0.75, 0.375])


def test_the_trees_are_deterministic() -> None:
    with seeded(0):
        data = load_data(Config(table="heart"))
    np.testing.assert_array_equal(tree_outputs(data, data.fresh), tree_outputs(data, data.fresh))


# Data


def test_nobody_is_in_two_groups_and_scaling_comes_from_those_learned_from() -> None:
    with seeded(0):
        data = load_data(Config(table="nhefs"))
    assert [len(split) for split in (data.train, data.validation, data.fresh)] == [977, 326, 326]
    groups = [
        {(*numbers, *codes) for numbers, codes in zip(split.numbers, split.codes, strict=True)}
        for split in (data.train, data.validation, data.fresh)
    ]
    assert not groups[0] & groups[1]
    assert not groups[0] & groups[2]
    columns = [one for one in data.signature["columns"] if one["kind"] == "number" and not one["flag"]]
    place = encoding.places(data.signature["columns"])[columns[0]["name"]][1][0]
    assert data.train.numbers[:, place].mean() == pytest.approx(0, abs=1e-4)


def test_with_duplicates_the_held_out_have_twins_and_the_new_have_none() -> None:
    with seeded(0):
        data = load_data(Config(table="nhefs", fault="duplicates"))
    train = {row.tobytes() for row in data.train.numbers}
    assert np.mean([row.tobytes() in train for row in data.validation.numbers]) > 0.8
    assert not any(row.tobytes() in train for row in data.fresh.numbers)


def test_unknown_words_and_missing_numbers_are_told() -> None:
    with seeded(0):
        data = load_data(Config(table="nhefs"))
    columns = data.signature["columns"]
    cells: dict[str, list[Any]] = {one["name"]: [None] for one in columns}
    numbers, codes = encoding.encode(columns, cells)
    assert not codes.any()
    flags = sum(one["kind"] == "number" and one["flag"] for one in columns)
    assert numbers.sum() == flags >= 2


@pytest.mark.parametrize("name", ["nhefs", "thyroid", "heart", "survival"])
def test_shipped_tables_are_as_their_cards_say(name: str) -> None:
    table = {
        "nhefs": tables.nhefs,
        "thyroid": tables.thyroid,
        "heart": tables.heart,
        "survival": tables.survival,
    }[name]()
    rows = {"nhefs": 1629, "thyroid": 9172, "heart": 920, "survival": 7874}[name]
    assert table.rows == rows
    assert all(len(column) == rows for column in table.columns.values())


# What it answers


def test_risks_of_patients_are_those_of_the_network_and_come_true(smokers: TrainedModel) -> None:
    columns = use.form(smokers)["columns"]
    values = {one["name"]: one["typical"] for one in columns} | {"age": 60.0, "cough": "yes"}
    answer = use.patient(smokers, values)
    assert answer["near"]["lowest"] <= answer["risk"] <= answer["near"]["highest"]
    assert abs(answer["near"]["ill"] / answer["near"]["patients"] - answer["risk"]) < 0.15
    age = next(one for one in answer["ranges"] if one["name"] == "age")
    assert age["lowest"] < answer["risk"] < age["highest"]
    assert words.came_true(answer["near"])
    figures.what_moves_it(answer)


def test_the_change_that_is_found_keeps_its_word(smokers: TrainedModel) -> None:
    columns = {one["name"]: one for one in use.form(smokers)["columns"]}
    values = {name: one["typical"] for name, one in columns.items()}
    values |= {"age": 60.0, "cough": "yes", "cigarettes": 40.0, "systolic": 160.0}
    risk = use.patient(smokers, values)["risk"]
    answer = use.change(smokers, values, goal=risk * 0.8)
    assert answer["found"]["risk"] < risk * 0.8
    changeable = {one["label"] for one in columns.values() if one["changeable"]}
    assert {one["label"] for one in answer["found"]["changes"]} <= changeable
    assert "age" not in {one["label"].lower() for one in answer["found"]["changes"]}
    assert words.changed(answer, risk)
    assert "No change" in words.changed(use.change(smokers, values, goal=0.0001), risk)


def test_the_smallest_change_is_the_smallest() -> None:
    columns = [
        {
            "name": name,
            "label": name,
            "kind": "number",
            "low": 0.0,
            "high": 10.0,
            "whole": True,
            "spread": 1.0,
        }
        | {"changeable": name != "fixed"}
        for name in ("fixed", "strong", "weak")
    ]
    weights = {"fixed": 5.0, "strong": 2.0, "weak": 0.1}

    def risk(patients: Any) -> Any:
        return np.array([sum(weights[name] * one[name] for name in weights) / 100 for one in patients])

    found = whatif.smallest_change(risk, columns, {"fixed": 10.0, "strong": 10.0, "weak": 10.0}, 0.66)
    assert found is not None
    assert [(one["label"], one["after"]) for one in found["changes"]] == [("strong", "7")]


def test_the_eight_cells_show_the_rule(pure: TrainedModel) -> None:
    answer = use.cells(pure)
    truth = np.array(answer["risks"]["The true risk"])
    assert np.abs(np.array(answer["risks"]["Network"]) - truth).max() < 0.1
    assert np.ptp(answer["risks"]["Logistic regression"]) < 0.15 < np.ptp(truth)
    figures.eight_cells(answer)


def test_shares_are_complete(pure: TrainedModel, smokers: TrainedModel) -> None:
    for model in (pure, smokers):
        values = {one["name"]: one["typical"] for one in use.form(model)["columns"]} | {"age": 66.0}
        answer = use.shares(model, values)
        total = sum(one["share"] for one in answer["shares"])
        assert total == pytest.approx(answer["score"] - answer["average"], abs=0.05)
        assert words.adds_up(answer)
        figures.shares(answer)


def test_columns_that_mean_nothing_have_no_importance(pure: TrainedModel) -> None:
    found = {one["label"]: one["fall"] for one in use.importance(pure)["columns"]}
    assert min(found[name] for name in ("Age", "Smokes", "Cough")) > 0.2
    assert max(abs(found[name]) for name in ("Weight (kg)", "Sleep (hours)", "Shoe size")) < 0.02
    figures.importances(use.importance(pure))


def test_what_only_the_three_do_together_is_found(pure: TrainedModel) -> None:
    answer = use.interaction(pure, ["age", "smokes", "cough"])
    triple, straight = answer["network"][-1], answer["logistic"][-1]
    assert triple["strength"] > 0.8
    assert triple["size"] > 1.5
    assert straight["size"] < 1e-6
    figures.interactions(answer, {"age": "Age", "smokes": "Smokes", "cough": "Cough"})


def test_the_interaction_of_a_known_function() -> None:
    with seeded(0):
        data = load_data(Config(patients=400))

    def score(numbers: Any, codes: Any) -> Any:
        smokes, coughs = np.where(codes[:, 0] == 2, 1, -1), np.where(codes[:, 1] == 2, 1, -1)
        return numbers[:, 0] + 3.0 * smokes * coughs

    found = explain.interaction(score, data.fresh, data.signature["columns"], ["age", "smokes", "cough"])
    sizes = {tuple(one["columns"]): one["size"] for one in found}
    assert sizes["smokes", "cough"] == pytest.approx(3, abs=0.4)
    assert sizes["age", "smokes"] == pytest.approx(0, abs=1e-6)
    assert sizes["age", "smokes", "cough"] == pytest.approx(0, abs=1e-6)


def test_two_survival_curves_fall_and_differ() -> None:
    model = trained(table="survival", steps=100)
    columns = use.form(model)["columns"]
    values = {one["name"]: one["typical"] for one in columns}
    old, young = (use.patient(model, {**values, "age": age})["alive"] for age in (90.0, 55.0))
    assert all(np.diff(old) <= 0)
    assert old[-1] < 0.25
    assert young[-1] > 0.75
    assert use.importance(model)["figure"] == "concordance"
    figures.survival_curves({"A": old}, {"A": young})
    assert set(use.compare(model)["models"]) >= {"Network", "Cox"}


def test_samples_can_be_watched_for_every_kind_of_table() -> None:
    for values, kind in (({}, Images), ({"table": "thyroid"}, Plane), ({"table": "survival"}, Plane)):
        events = list(Training(find("patients"), {**values, "steps": 2}))
        assert all(isinstance(event.content, kind) for event in events if isinstance(event, Sample))


# The visitor's own table


def csv(rows: int, **columns: Any) -> bytes:
    lines = [",".join(columns)]
    lines += [",".join(str(make(row)) for make in columns.values()) for row in range(rows)]
    return "\n".join(lines).encode()


def taken(content: bytes) -> dict[str, Any]:
    return {
        "table": "own table",
        "own_table": own.keep(canonical("table", accept("a.csv", content, "table"))),
    }


GOOD = {"x": lambda row: row % 17 if row % 9 else "", "colour": lambda row: "red" if row % 2 else "blue"}
BAD_TARGETS = {
    "constant": lambda _: "yes",
    "an identity": lambda row: f"P{row:05d}",
    "a counter": lambda row: row + 1000,
    "three thousand levels": lambda row: f"word{row % 3000}",
    "a date": lambda row: f"2024-{row % 12 + 1:02d}-{row % 28 + 1:02d}",
    "a date as a number": lambda row: 20240101 + row % 28,
    "too rare": lambda row: "yes" if row < 3 else "no",
}


@pytest.mark.parametrize("name", BAD_TARGETS)
def test_a_target_that_cannot_be_learned_is_refused_in_one_sentence(name: str) -> None:
    content = csv(3100, **GOOD, outcome=BAD_TARGETS[name])
    with pytest.raises(ValueError, match="“outcome”") as refusal:
        load_data(Config(**taken(content)))
    one_sentence(refusal)


def test_other_tables_of_no_use_are_refused_in_one_sentence() -> None:
    few = csv(10, **GOOD, outcome=lambda row: row * 1.5)
    alone = csv(100, id=lambda row: row, outcome=lambda row: row % 7 * 1.5 + row % 3)
    for values in (taken(few), taken(alone), taken(csv(100, **GOOD)) | {"target": "<b>no</b>"}):
        with pytest.raises(ValueError, match=r"\.$") as refusal:
            load_data(Config(**values))
        one_sentence(refusal)
    for values in ({"table": "own table"}, {"table": "own table", "own_table": "f" * 32}):
        with pytest.raises(ValueError, match=r"\.$") as refusal:
            load_data(Config(**values))
        one_sentence(refusal)


def one_sentence(refusal: pytest.ExceptionInfo[ValueError]) -> None:
    text = str(refusal.value)
    assert text.endswith(".")
    assert "\n" not in text
    assert "<" not in text
    assert 30 < len(text) < 200


@pytest.mark.parametrize(
    ("target", "kind", "figure"),
    [
        (lambda row: "ill" if row % 17 > 8 else "well", "two classes", "fresh_auroc"),
        (lambda row: ("low", "middle", "high")[row % 17 // 6], "classes", "fresh_accuracy"),
        (lambda row: row % 17 * 1.7 + (row % 2), "number", "fresh_explained"),
    ],
)
def test_own_tables_are_learned(target: Any, kind: str, figure: str) -> None:
    content = csv(
        600, id=lambda row: row, day=lambda row: f"2024-01-{row % 28 + 1:02d}", **GOOD, outcome=target
    )
    training, last = run(**taken(content), steps=250)
    assert training.signature["kind"] == kind
    assert {one["name"] for one in training.signature["columns"]} == {
        "x",
        "colour",
    }  # id and date are left out
    assert last[figure] > 0.8
    model = training.trained()
    model.model.eval()
    values = {"x": 3.0, "colour": "red"}
    assert use.patient(model, values)
    assert use.importance(model)["columns"][0]["label"] == "x"
    assert use.compare(model)["models"]
    assert use.flow(model, values)["features"]
    assert isinstance(use.gallery(model), Plane)


def test_what_was_found_is_told_column_by_column() -> None:
    content = csv(80, id=lambda row: row, **GOOD, outcome=lambda row: row % 2)
    table = accept("a.csv", content, "table")
    found = {one["Column"]: one for one in own_sets.found(table.columns, "")}
    assert found["outcome"]["Used as"] == "what is predicted"
    assert "an ID" in found["id"]["Used as"]
    assert found["x"]["Missing"] == "11%"
    assert found["colour"]["Type"] == "2 words"


# What is judged, and what is told


def judged(*runs: RunSummary, answers: tuple[Answer, ...] = ()) -> set[str]:
    return {task.name for task in TASKS if task.check(Evidence(runs, answers))}


def summary(last: Figures, **values: Any) -> RunSummary:
    return RunSummary({**Config().model_dump(), **values}, "finished", 100, last, last, last)


def test_tasks_are_judged_from_what_was_measured(smokers: TrainedModel) -> None:
    good = {"fresh_auroc": 0.9, "simple_auroc": 0.5, "possible_auroc": 0.91}
    tie = {"fresh_auroc": 0.77, "simple_auroc": 0.775, "possible_auroc": 0.78}
    assert judged(summary(good)) == {"interaction"}
    assert judged(summary(good), summary(tie, interaction=0.0)) == {"interaction", "turn"}
    assert judged(summary(good, table="thyroid")) == {"real"}
    assert judged(summary(good, table="thyroid", fault="leak")) == set()
    lie = {"validation_auroc": 0.99, "fresh_auroc": 0.7, "simple_auroc": 0.8}
    assert judged(summary(lie, fault="leak")) == {"lie"}
    assert judged(summary({"fresh_explained": 0.5}, table="own table")) == {"own"}
    values = {one["name"]: one["typical"] for one in use.form(smokers)["columns"]}
    values |= {"age": 58.0, "cigarettes": 30.0, "smoking_years": 38.0, "cough": "yes"}
    asked = Answer("patient", {"values": values}, use.patient(smokers, values), "shipped")
    change = Answer("change", {"values": values, "goal": 0.2}, use.change(smokers, values, 0.2), "shipped")
    assert judged(answers=(asked, change)) == {"change"}
    assert judged(answers=(change,)) == set()


def test_exhibits_say_what_they_are_there_for() -> None:
    groups = exhibits.simpson()
    assert groups["all"]["yes"] < groups["all"]["no"]
    assert all(one["yes"] > one["no"] for name, one in groups.items() if name != "all")
    survey = exhibits.survey()
    assert survey["twice"] == 33
    assert abs(survey["smokers"] - survey["others"]) < 0.05
    assert words.simpson(groups)
    assert words.survey(survey)
    figures.simpson(groups)


def test_the_five_folds_are_what_is_measured() -> None:
    kept = json.loads(folds.PLACE.read_text(encoding="utf-8"))
    assert kept["configs"] == folds.TABLES
    name = "Heart, four hospitals mixed"
    config = Config.model_validate(folds.TABLES[name])
    again = folds.areas(folds.five_folds(config)[0], config)
    for model, value in again.items():
        assert kept["tables"][name][model][0] == pytest.approx(value, abs=0.02)
    assert len(words.folds_table(kept, name)) == 4


def test_model_and_baseline_are_told_apart_honestly(smokers: TrainedModel) -> None:
    figures_of_both = baseline(smokers.data)
    found = use.quality(smokers)
    assert abs(found["losses"]["network"] - found["losses"]["logistic"]) < 0.02
    assert figures_of_both["validation_auroc"] > 0.8
    assert "equally" in words.honest({"network": 0.35, "logistic": 0.352})
    figures.calibration(found)
