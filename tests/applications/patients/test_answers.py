"""Patients: what the page is told, and what hostile questions get."""

import json
from typing import Any

import numpy as np
import pytest

from dlcore.applications.classification.patients import (
    exhibits,
    explain,
    figures,
    folds,
    use,
    whatif,
    words,
)
from dlcore.applications.classification.patients.config import Config
from dlcore.applications.classification.patients.data import baseline, load_data
from dlcore.applications.classification.patients.tasks import TASKS
from dlcore.contract import (
    Answer,
    Evidence,
    Images,
    Plane,
    RunSummary,
    Sample,
    TrainedModel,
    Training,
    find,
)
from dlcore.contract.seeds import seeded

from .helpers import Figures, trained

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
