"""Season: it learns a rule that it is shown, its gates are PyTorch's, its scores are right, it fails where "
"it shall."""

from typing import Any

import numpy as np
import pytest
import torch

from dlcore.applications.classification.season import alarms, measures, opened, simple, use
from dlcore.applications.classification.season.alarms import Bend
from dlcore.applications.classification.season.config import Config
from dlcore.applications.classification.season.data import Data, load_data
from dlcore.applications.classification.season.model import SeriesNetwork, gates
from dlcore.applications.classification.season.series import Station, encode
from dlcore.applications.classification.season.simple import Forecast
from dlcore.applications.classification.season.soil import SOILS, simulate
from dlcore.applications.classification.season.training import network_of, rule_of, surprises
from dlcore.contract import Metrics, TrainedModel, Training, find
from dlcore.contract.checkpoint import open_checkpoint
from dlcore.contract.seeds import seeded


def loaded(**values: Any) -> Data:
    with seeded(0):
        return load_data(Config(**values))


def last_figures(**values: Any) -> dict[str, float]:
    figures: dict[str, float] = {}
    for event in Training(find("season"), values):
        if isinstance(event, Metrics):
            figures = event.values
    return figures


@pytest.fixture(scope="module")
def shipped() -> TrainedModel:
    return open_checkpoint("season")


@pytest.fixture(scope="module")
def cows() -> Station:
    return loaded(dataset="cows").stations["cows"]


# The data


def test_no_animal_is_on_both_sides(cows: Station) -> None:
    learned, held_out = cows.train.any(axis=1), cows.held_out.any(axis=1)
    assert not (learned & held_out).any()
    assert learned.sum() == 47
    assert cows.fresh.any(axis=1).sum() == cows.validation.any(axis=1).sum() == 16


def test_a_random_split_shares_animals_but_no_fresh_ones() -> None:
    station = loaded(dataset="chicks", split="random").stations["chicks"]
    learned, validation, fresh = (
        mask.any(axis=1) for mask in (station.train, station.validation, station.fresh)
    )
    assert (learned & validation).sum() > 25
    assert not (fresh & (learned | validation)).any()
    assert not (station.train & station.validation).any()


def test_rain_is_learned_before_it_is_foretold() -> None:
    station = loaded(dataset="rain").stations["rain"]
    years = station.series.times[:, 1:]
    assert years[station.train].max() == 1971
    assert years[station.validation].min() == 1972
    assert years[station.fresh].min() == 1992
    assert years[station.fresh].max() == 2021


def test_a_forecast_reads_nothing_of_what_it_foretells() -> None:
    for name in ("cows", "rain", "soil"):
        station = loaded(dataset=name, **({"sensors": 20} if name == "soil" else {})).stations[name]
        changed = station.series.values.copy()
        changed[:, 8:] += 1.0
        before, _ = encode(station, station.series.values)
        after, _ = encode(station, changed)
        assert np.array_equal(before[:, :8], after[:, :8]), name
        assert not np.array_equal(before[:, 8], after[:, 8]), name


def test_the_same_year_s_index_is_a_leak_and_marked_as_one() -> None:
    honest, leaking = (loaded(dataset="rain", index=index) for index in ("last year", "same year"))
    names = leaking.signature["stations"]["rain"]["features"]
    assert "SOI to come" in names
    assert "SOI to come" not in honest.signature["stations"]["rain"]["features"]
    inputs = leaking.stations["rain"].inputs
    assert np.array_equal(inputs[0, 5, names.index("SOI to come")], inputs[0, 6, names.index("SOI")])


def test_the_bucket_keeps_its_bounds_and_answers_to_rain() -> None:
    with seeded(0):
        kinds = np.random.choice(list(SOILS), 60)
        readings, weather = simulate(kinds)
    for kind, (wilting, _, saturation) in SOILS.items():
        here = readings[kinds == kind]
        assert here.min() > wilting - 2
        assert here.max() < saturation + 2
    rises = np.diff(readings, axis=1)
    assert rises[weather.rain[:, 1:] > 15].mean() > 2
    assert rises[(weather.rain[:, 1:] == 0) & (weather.irrigation[:, 1:] == 0)].mean() < -0.1


# The network


def test_the_gates_are_those_of_pytorch() -> None:
    torch.manual_seed(0)
    network = SeriesNetwork(5, 12, 0.0)
    inputs = torch.randn(1, 30, 5)
    states, kept, reset = gates(network.memory, inputs[0])
    torch.testing.assert_close(states, network.memory(inputs)[0][0])
    assert ((kept > 0) & (kept < 1) & (reset > 0) & (reset < 1)).all()


def test_the_loss_is_the_density_of_a_bell_curve() -> None:
    mean, spread, targets = torch.randn(40), torch.rand(40) + 0.2, torch.randn(40)
    ours = surprises(mean, spread, targets)
    torch.testing.assert_close(ours, -torch.distributions.Normal(mean, spread).log_prob(targets))
    station = np.ones(40, dtype=bool)
    forecast = Forecast(mean.double().numpy(), spread.double().numpy())
    assert measures.surprise(forecast, targets.numpy(), station) == pytest.approx(
        ours.mean().item(), abs=1e-5
    )


def test_weights_of_the_past_are_what_a_small_change_does(shipped: TrainedModel) -> None:
    for name in ("cows", "rain"):
        part = shipped.data.held_out[name].part([0])
        network = network_of(shipped.model, name)  # type: ignore[arg-type]
        found = opened.carried(network, part, 9)
        small = 1e-2 * float(part.scale.step[0, 0])
        for when in (5, 9):
            moved = part.series.values.copy()
            moved[:, when] += small
            change = told(part, network, moved, 9) - told(part, network, part.series.values, 9)
            assert found["weights"][when] == pytest.approx(change / small, abs=0.02), (name, when)


def told(part: Station, network: SeriesNetwork, values: Any, step: int) -> float:
    forecast = rule_of(network)(part, values)
    from dlcore.applications.classification.season.pictures import foretold

    return float(foretold(part, forecast, values=values)[0, step])


# Rules and scores


def test_the_linear_rule_finds_a_linear_world(cows: Station) -> None:
    rule = simple.linear(cows)
    forecast = rule(cows, cows.series.values)
    error = measures.error(forecast, cows.targets, cows.fresh)
    assert error < 0.9
    assert forecast.spread[0, 0] == pytest.approx(
        np.sqrt(np.mean((cows.targets - forecast.mean)[cows.train] ** 2)), rel=1e-6
    )


def test_a_rule_asked_about_a_part_says_what_it_says_about_all(cows: Station) -> None:
    rows = [3, 40, 77]
    part = cows.part(rows)
    for fit in (simple.last, simple.usual, simple.own_level, simple.linear, simple.fixed_limit):
        rule = fit(cows)
        whole, some = rule(cows, cows.series.values), rule(part, part.series.values)
        assert np.allclose(whole.mean[rows], some.mean), fit.__name__


def test_rank_scores_by_hand() -> None:
    chances = np.array([[1.0, 0.0, 0.0], [0.2, 0.3, 0.5], [1 / 3, 1 / 3, 1 / 3]])
    assert measures.rank_scores(chances, np.array([0, 0, 2])) == pytest.approx(
        [0.0, 0.64 + 0.25, 1 / 9 + 4 / 9]
    )
    assert measures.rank_scores(chances[:1], np.array([2])) == pytest.approx([2.0])


def test_climatology_has_no_skill_and_knowing_the_rain_has() -> None:
    station = loaded(dataset="rain").stations["rain"]
    reference = measures.climatology(station)
    assert measures.skill(station, reference, station.fresh) == pytest.approx(0.0)
    knowing = Forecast(station.targets.astype(float), np.full(station.targets.shape, 0.05))
    assert measures.skill(station, knowing, station.fresh) > 0.9


# Alarms


def test_a_bend_does_what_it_says() -> None:
    flat = np.zeros((1, 30))
    assert Bend("slide", 10, -1.0, 4)(flat)[0, [9, 10, 11, 13, 29]] == pytest.approx([0, -0.25, -0.5, -1, -1])
    assert Bend("drift", 10, 2.0)(flat)[0, [10, 20]] == pytest.approx([0, 2])
    assert Bend("stuck", 5)(np.arange(30.0)[None])[0, [4, 5, 29]] == pytest.approx([4, 5, 5])
    assert np.flatnonzero(Bend("spikes", 3, 1.0)(flat)[0]).tolist() == [3, 10, 17, 24]
    assert Bend("none", 3, 1.0)(flat).sum() == 0


def test_small_departures_add_up() -> None:
    forecast = Forecast(np.zeros((1, 40)), np.ones((1, 40)))
    targets = np.full((1, 40), 1.2)
    assert alarms.departures(targets, forecast, adding=False).max() < 1.5
    assert alarms.departures(targets, forecast)[0, -1] > 3
    alternating = targets * np.where(np.arange(40) % 2, 1, -1)
    assert alarms.departures(alternating, forecast).max() < 1.5


def test_thresholds_let_as_many_alarm_as_asked() -> None:
    generator = np.random.RandomState(0)
    score, known = generator.rand(20, 9), np.ones((20, 9), dtype=bool)
    for count in (0, 1, 7):
        limit = alarms.same_alarms(score, known, count)
        assert (alarms.loudest(score, known) > limit).sum() == count


# What it learns, and where it fails


def test_it_learns_soil_far_better_than_the_linear_rule() -> None:
    figures = last_figures(dataset="soil", sensors=40, steps=90)
    assert figures["fresh_loss"] < figures["linear_fresh_loss"] - 0.1
    assert figures["soil_error"] < 0.45


def test_rows_across_the_split_flatter() -> None:
    values = {"dataset": "chicks", "past": False, "ear_tag": True, "steps": 200}
    honest, random = last_figures(**values), last_figures(**values, split="random")
    assert random["validation_loss"] < honest["validation_loss"] - 0.5
    assert random["fresh_loss"] > random["validation_loss"] + 1


# Questions


def test_a_fault_of_a_sensor_is_noticed_and_none_is_not(shipped: TrainedModel) -> None:
    fault = {"station": "soil", "row": 40, "onset": 60.0, "ramp": 1.0, "threshold": 3.5}
    drift = use.watch(shipped, kind="drift", amount=2.0, **fault)
    network, linear = drift["rules"][:2]
    assert network["caught"] > 0.7 > 0.4 > linear["caught"]
    assert network["time"] >= drift["onset"] == 60
    nothing = use.watch(shipped, kind="none", amount=2.0, **fault)
    assert nothing["curve"]["measured"] == nothing["curve"]["healthy"]
    assert nothing["rules"][0]["time"] is None
    assert nothing["alarmed"] == drift["alarmed"] < 20


def test_a_lower_threshold_costs_false_alarms(shipped: TrainedModel) -> None:
    fault = {"station": "cows", "row": 0, "kind": "slide", "onset": 7.0, "amount": -0.8, "ramp": 2.0}
    low, high = (use.watch(shipped, threshold=threshold, **fault) for threshold in (2.0, 4.0))
    assert low["alarmed"] > high["alarmed"]
    assert low["rules"][0]["caught"] >= high["rules"][0]["caught"]


def test_chances_of_a_year_are_chances(shipped: TrainedModel) -> None:
    answer = use.outlook_of(shipped, region=2, year=2010)
    assert all(sum(chances) == pytest.approx(1) for chances in answer["chances"].values())
    assert answer["region"] == "Queensland"
    assert not answer["learned"]
    assert answer["happened"] == 2


def test_the_rain_s_skill_is_said_as_it_is(shipped: TrainedModel) -> None:
    answer = use.skill(shipped)
    assert answer["rows"]["Thirty years before"]["skill"] == pytest.approx(0)
    assert abs(answer["rows"]["Network"]["skill"]) < 0.05
    assert len(answer["blocks"]) == 6


@pytest.mark.parametrize(
    "values",
    [
        {"dataset": "cows", "split": "random"},
        {"dataset": "chicks", "past": False, "ear_tag": True},
        {"dataset": "rain", "split": "random", "index": "same year"},
        {"dataset": "soil", "sensors": 20, "drifting": 0.5},
    ],
)
def test_every_kind_of_run_answers(values: dict[str, Any]) -> None:
    training = Training(find("season"), {**values, "steps": 2})
    for _ in training:
        pass
    run, name = training.trained(), str(values["dataset"])
    assert list(use.stations(run)) == [name]
    assert use.gallery(run).to_json()["kind"] == "plane"
    assert np.isfinite(use.past(run, name, 1, 4)["weights"]).all()
    assert use.memory(run, name, 1)["states"].shape[1] == 24
    assert np.isfinite(use.flow(run, name, 1, 4)["interval"]).all()
    if name == "rain":
        assert use.outlook_of(run, 0, 2000)["happened"] in (0, 1, 2)
        assert use.skill(run)["rows"]
    else:
        answer = use.watch(run, name, 1, "slide", 5.0, -0.3, 2.0, 3.0)
        assert len(answer["curve"]["time"]) == len(answer["curve"]["departure"])
