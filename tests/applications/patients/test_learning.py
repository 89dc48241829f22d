"""Patients: what is learned, and that it beats its baseline."""

import pytest

from dlcore.applications.classification.patients import (
    use,
    words,
)
from dlcore.applications.classification.patients.tasks import BREAKAGES
from dlcore.contract import (
    TrainedModel,
)

from .helpers import run


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
