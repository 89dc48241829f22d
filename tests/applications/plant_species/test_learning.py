"""Plant species: leaves are named, faults show, strangers are noticed, the table is what we say."""

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from dlcore.applications.classification.plant_species import exhibits, words
from dlcore.applications.classification.plant_species.columns import TOLD, outline_numbers
from dlcore.applications.classification.plant_species.config import Config
from dlcore.applications.classification.plant_species.data import baseline, load_data, table
from dlcore.applications.classification.plant_species.species import NAMES, SPECIES
from dlcore.applications.classification.plant_species.tasks import BREAKAGES
from dlcore.applications.classification.plant_species.training import hide_groups
from dlcore.contract import Metrics, Training, find
from dlcore.contract.seeds import seeded

Figures = dict[str, float]
GROUPS = list(TOLD["everything"])


@cache
def run(**values: Any) -> tuple[Training, Figures]:
    """A whole run and the figures of its last step, made once."""
    training, last = Training(find("plant_species"), values), {}
    for event in training:
        if isinstance(event, Metrics):
            last = event.values
    return training, last


# What it learns


def test_the_shipped_model_beats_logistic_regression_with_and_without_the_outline_alone() -> None:
    from dlcore.contract.cards import model_card

    card = model_card("plant_species")
    assert card["heldout"]["validation_accuracy"] >= card["baseline"]["validation_accuracy"] + 0.01
    assert card["heldout"]["outline_accuracy"] >= card["baseline"]["outline_accuracy"] + 0.02


@pytest.mark.parametrize("name", ["words", "camera", "mislabelled", "few", "hidden"])
def test_what_breaks_breaks_and_what_cures_cures(name: str) -> None:
    breakage = {one.name: one for one in BREAKAGES}[name]
    healthy, broken = (run(**dict(values))[1] for values in (breakage.healthy, breakage.broken))
    if name == "words":  # too good, and worthless where nobody has written them yet
        assert broken["validation_accuracy"] > healthy["validation_accuracy"] + 0.02
        assert broken["blank_accuracy"] < healthy["validation_accuracy"] - 0.15
    else:
        assert broken[breakage.metric] < healthy[breakage.metric] - 0.15
    if name == "camera":
        cured = run(**dict(breakage.cured))[1]
        assert cured["validation_accuracy"] > healthy["validation_accuracy"] - 0.03


def test_a_stranger_gets_a_name_all_the_same_and_the_distance_notices_most() -> None:
    breakage = {one.name: one for one in BREAKAGES}["unseen"]
    broken = run(**dict(breakage.broken))[1]
    assert broken["stranger_confidence"] > 0.7
    assert broken["strangers_noticed"] > 0.5


def test_told_nothing_of_a_group_the_network_does_not_look_at_it() -> None:
    model = run(**dict(BREAKAGES[0].healthy))[0].model
    features = torch.randn(5, 46)
    known = torch.zeros(5, 6)
    known[:, 0] = 1.0
    other = features.clone()
    other[:, 9:] = 7.0  # everything but the nine numbers of the outline
    with torch.no_grad():
        assert torch.equal(model.eval()(features, known), model(other, known))


def test_of_a_leaf_something_is_always_shown() -> None:
    known = hide_groups(4000, GROUPS, 0.8)
    assert known.sum(dim=1).min() >= 1
    alone = (known.sum(dim=1) == 1) & (known[:, 0] == 1)
    assert 0.36 < float(alone.float().mean()) < 0.5  # 0.8 x half, and a few by chance
    assert hide_groups(50, GROUPS, 0.0).min() == 1


# The table


def test_the_split_is_by_species_and_no_leaf_stands_on_both_sides() -> None:
    with seeded(3):
        data = load_data(Config(leaves=7))
    assert not set(data.train.rows) & set(data.held_out.rows)
    assert np.bincount(data.train.species).tolist() == [7] * 32
    assert np.bincount(data.held_out.species).min() >= 12
    np.testing.assert_allclose(data.signature["mean"][0], table()["slenderness"][data.train.rows].mean())


def test_ratios_of_the_table_do_not_change_with_the_camera() -> None:
    doubled = {
        name: table()[name] * (4 if "area" in name else 2)
        for name in ("area", "perimeter", "diameter", "length", "width", "hull_area", "hull_perimeter")
    }
    for name, values in outline_numbers(doubled).items():
        np.testing.assert_allclose(values, table()[name])


def test_the_table_gives_away_what_we_say() -> None:
    found = exhibits.giveaways()
    assert found["constant"] == 32
    assert found["right_by_words"] > 0.8
    assert found["upright"] >= 8
    assert found["twins"]["copies"] == 0
    assert found["twins"]["nearest"] > 0.5
    assert "88%" in words.giveaways(found)


def test_names_are_those_of_the_config() -> None:
    choices = {one.name: one for one in Config.settings()}["unseen"].choices
    assert choices == ("none", *NAMES)
    assert len({one.latin for one in SPECIES}) == len(SPECIES) == 32


@pytest.mark.parametrize("leaves", [1, 2])
def test_a_baseline_of_hardly_any_leaves_is_silent_and_better_than_guessing(leaves: int) -> None:
    with seeded(0):
        figures_found = baseline(load_data(Config(leaves=leaves, unseen="Ginkgo")))
    assert 0.2 < figures_found["validation_accuracy"] < 0.9
    assert np.isfinite(figures_found["validation_loss"])
