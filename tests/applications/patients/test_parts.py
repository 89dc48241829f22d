"""Patients: the parts agree with those of others, and the data is split as it should be."""

from typing import Any

import numpy as np
import pytest
import torch

from dlcore.applications.classification.patients import (
    cox,
    encoding,
    measures,
    tables,
)
from dlcore.applications.classification.patients.config import Config
from dlcore.applications.classification.patients.data import load_data
from dlcore.applications.classification.patients.linear import Linear, logistic
from dlcore.applications.classification.patients.losses import loss_of, survival_loss
from dlcore.applications.classification.patients.trees import tree_outputs
from dlcore.contract.seeds import seeded

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
