"""Gradient descent: it learns each set, fails where it shall, and answers its questions."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from dlcore.applications.foundations.gradient_descent import figures, landscape, playground, use, words
from dlcore.applications.foundations.gradient_descent.config import Config
from dlcore.applications.foundations.gradient_descent.data import Data, baseline, load_data
from dlcore.applications.foundations.gradient_descent.linear import LinearModel
from dlcore.applications.foundations.gradient_descent.model import Perceptron
from dlcore.applications.foundations.gradient_descent.tasks import BREAKAGES, TASKS
from dlcore.applications.foundations.gradient_descent.training import build_model, loss_of
from dlcore.contract import (
    Answer,
    Evidence,
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

SEEDS = (0, 1, 2)
Curves = dict[str, list[float]]


def run(**values: Any) -> tuple[Training, Curves]:
    """A whole run and its curves by metric."""
    training = Training(find("gradient_descent"), values)
    curves: Curves = {}
    while batch := training.advance(seconds=1.0):
        for event in batch:
            if isinstance(event, Metrics):
                for name, value in event.values.items():
                    curves.setdefault(name, []).append(value)
    return training, curves


def trained(**values: Any) -> TrainedModel:
    training, _ = run(**values)
    model = training.trained()
    model.model.eval()
    return model


def kept(kind: str, value: object) -> dict[str, Any]:
    return {"dataset": kind, kind.replace(" ", "_"): own.keep(json.dumps(value).encode())}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))


@pytest.fixture(scope="module")
def spirals() -> TrainedModel:
    return trained(steps=300)


@pytest.fixture(scope="module")
def sine() -> TrainedModel:
    return trained(dataset="noisy sine", steps=200)


# What it learns


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("dataset", "steps"), [("spirals", 700), ("moons", 300), ("circles", 300), ("xor", 300)]
)
def test_bent_boundaries_beat_the_linear_model(dataset: str, steps: int, seed: int) -> None:
    training, curves = run(dataset=dataset, steps=steps, seed=seed, noise=0.05)
    simple = baseline(training.data)
    assert curves["validation_accuracy"][-1] > simple["validation_accuracy"] + 0.05
    assert curves["validation_loss"][-1] < simple["validation_loss"] / 1.5


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("dataset", ["noisy sine", "step"])
def test_curves_beat_the_straight_line(dataset: str, seed: int) -> None:
    training, curves = run(dataset=dataset, steps=500, seed=seed)
    assert curves["validation_loss"][-1] < baseline(training.data)["validation_loss"] / 2


@pytest.mark.parametrize("dataset", ["blobs", "penguins"])
def test_where_a_straight_boundary_is_enough_both_do_well(dataset: str) -> None:
    training, curves = run(dataset=dataset, steps=300)
    assert curves["validation_accuracy"][-1] > 0.93
    assert baseline(training.data)["validation_accuracy"] > 0.93


def test_a_straight_line_is_learned_as_well_as_it_can_be() -> None:
    training, curves = run(dataset="straight line", layers=0, steps=500)
    assert curves["validation_loss"][-1] == pytest.approx(baseline(training.data)["validation_loss"], rel=0.1)


def test_the_network_without_hidden_layers_meets_the_linear_baseline() -> None:
    training, curves = run(dataset="moons", noise=0.2, layers=0, learning_rate=0.05, steps=600)
    simple = baseline(training.data)
    assert curves["validation_loss"][-1] == pytest.approx(simple["validation_loss"], rel=0.15)


def test_same_seed_gives_the_same_curves_bit_for_bit() -> None:
    first, again, other = (run(steps=60, dropout=0.2, seed=seed)[1] for seed in (5, 5, 6))
    assert first == again
    assert first["loss"] != other["loss"]


# What the visitor brings


def two_heaps(count: int = 24) -> list[list[float]]:
    return [[0.1 * (i % 5) - (0.8 if i % 2 else 0), 0.07 * (i % 3), i % 2] for i in range(count)]


def test_own_points_are_learned() -> None:
    training, curves = run(steps=200, **kept("own points", {"points": two_heaps()}))
    assert training.data.signature["classes"] == ["blue", "orange"]
    assert curves["validation_accuracy"][-1] == 1.0


def table_of(**columns: list[Any]) -> dict[str, Any]:
    return kept("own table", {"columns": columns})


def test_own_table_takes_the_first_two_numbers_and_the_label_and_says_so() -> None:
    numbers = np.arange(30.0)
    labels = ["cat" if n < 15 else "dog" for n in numbers]
    training, curves = run(
        steps=150, **table_of(name=["x"] * 30, a=[*numbers[:-1], None], kind=labels, b=list(-numbers))
    )
    assert training.data.signature["axes"] == ["a", "b"]
    assert training.data.signature["classes"] == ["cat", "dog"]
    assert "“kind”" in training.data.note
    assert "1 row" in training.data.note
    assert curves["validation_accuracy"][-1] > 0.9


def test_own_table_without_labels_becomes_a_curve() -> None:
    x = [i / 10 for i in range(40)]
    training, curves = run(steps=300, **table_of(x=x, y=[3 * value - 1 for value in x]))
    assert training.data.signature["classes"] == []
    assert curves["validation_loss"][-1] < 0.1


def test_a_third_column_of_few_whole_numbers_is_the_label() -> None:
    data = load_data(
        Config(**table_of(a=list(range(20)), b=list(range(20)), group=[i % 2 for i in range(20)]))
    )
    assert data.signature["classes"] == ["0", "1"]


GOOD = [float(i) for i in range(12)]
BAD_TABLES: dict[str, dict[str, list[Any]]] = {
    "one class only": {"a": GOOD, "b": GOOD, "label": ["same"] * 12},
    "all missing": {"a": GOOD, "b": [None] * 12, "label": ["u", "v"] * 6},
    "text where numbers should be": {"a": GOOD, "b": ["word"] * 12, "label": ["u", "v"] * 6},
    "no numbers": {"a": ["p"] * 12, "label": ["u", "v"] * 6},
    "too few rows": {"a": [1.0, 2.0], "b": [1.0, 3.0], "label": ["u", "v"]},
    "duplicates": {"a": [1.0] * 12, "b": [2.0] * 12, "label": ["u", "v"] * 6},
    "too many classes": {"a": GOOD, "b": GOOD, "label": [f"kind {i}" for i in range(12)]},
    "a class of one": {"a": GOOD, "b": GOOD, "label": ["u"] * 11 + ["v"]},
    "constant curve": {"a": GOOD, "b": [2.0] * 12},
    "empty": {},
}
BAD_POINTS: dict[str, object] = {
    "two points": {"points": [[0, 0, 0], [1, 1, 1]]},
    "none": {"points": []},
    "one class": {"points": [[i / 10, 0, 0] for i in range(12)]},
    "one place": {"points": [[0.5, 0.5, i % 2] for i in range(12)]},
    "ragged": {"points": [[0, 0], [1, 1, 1]]},
    "words": {"points": [["here", "there", 0]] * 12},
    "not a number": {"points": [[float("nan"), 0, i % 2] for i in range(12)]},
    "no points": {"lines": []},
}


@pytest.mark.parametrize("name", BAD_TABLES)
def test_a_table_with_nothing_to_learn_is_refused_in_one_sentence(name: str) -> None:
    refused_in_one_sentence(lambda: load_data(Config(**table_of(**BAD_TABLES[name]))))


@pytest.mark.parametrize("name", BAD_POINTS)
def test_points_with_nothing_to_learn_are_refused_in_one_sentence(name: str) -> None:
    refused_in_one_sentence(lambda: load_data(Config(**kept("own points", BAD_POINTS[name]))))


def test_a_file_that_is_gone_or_was_never_given_is_refused() -> None:
    refused_in_one_sentence(lambda: load_data(Config(dataset="own points", own_points="a" * 32)))
    refused_in_one_sentence(lambda: load_data(Config(dataset="own points")))
    refused_in_one_sentence(lambda: load_data(Config(dataset="own table")))


def refused_in_one_sentence(act: Callable[[], object]) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is looked at below
        act()
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert 20 < len(sentence) < 160


# What breaks


def broken_and_healthy(name: str, seed: int) -> dict[str, tuple[Training, Curves]]:
    breakage = {one.name: one for one in BREAKAGES}[name]
    variants = {"healthy": breakage.healthy, "broken": breakage.broken, "cured": breakage.cured}
    return {label: run(**values, seed=seed) for label, values in variants.items() if values}


@pytest.mark.parametrize("seed", SEEDS)
def test_too_high_a_learning_rate_diverges(seed: int) -> None:
    runs = broken_and_healthy("too_fast", seed)
    assert runs["broken"][0].status == "diverged"
    assert runs["broken"][1]["loss"][-2] > 1000 * runs["broken"][1]["loss"][0]
    assert runs["healthy"][1]["validation_loss"][-1] < 0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_too_low_a_learning_rate_hardly_moves(seed: int) -> None:
    runs = broken_and_healthy("too_slow", seed)
    slow = runs["broken"][1]["validation_loss"]
    assert slow[-1] > 2 * runs["healthy"][1]["validation_loss"][-1]
    assert slow[-1] > 2 * runs["cured"][1]["validation_loss"][-1]
    assert slow[-1] < slow[0]  # the direction is right


@pytest.mark.parametrize("seed", SEEDS)
def test_long_steps_kill_relus(seed: int) -> None:
    runs = broken_and_healthy("dead_relus", seed)
    assert runs["broken"][1]["dead_units"][-1] >= 0.4
    assert runs["broken"][1]["validation_accuracy"][-1] < 0.6
    assert runs["healthy"][1]["dead_units"][-1] <= 0.25
    assert runs["healthy"][1]["validation_accuracy"][-1] > 0.95
    assert runs["cured"][1]["dead_units"][-1] == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_few_points_are_learned_by_heart(seed: int) -> None:
    runs = broken_and_healthy("by_heart", seed)
    broken, cured = runs["broken"][1], runs["cured"][1]
    assert broken["accuracy"][-1] == 1.0
    assert broken["validation_loss"][-1] > 2 * min(broken["validation_loss"])
    assert broken["validation_loss"][-1] > 2 * runs["healthy"][1]["validation_loss"][-1]
    assert cured["validation_loss"][-1] < 0.6 * broken["validation_loss"][-1]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("name", "least"), [("all_zero", 0.68), ("all_equal", 0.45)])
def test_weights_without_chance_do_not_learn(name: str, least: float, seed: int) -> None:
    runs = broken_and_healthy(name, seed)
    assert runs["broken"][1]["validation_loss"][-1] > least
    assert runs["healthy"][1]["validation_loss"][-1] < runs["broken"][1]["validation_loss"][-1] / 2


def test_equal_weights_stay_equal_and_zero_weights_get_no_gradient() -> None:
    equal = trained(start="all equal", steps=50).model.state_dict()["hidden.1.weight"]
    torch.testing.assert_close(equal, equal[:1].expand_as(equal))
    zero = use.gradients(trained(start="zeros", steps=5))["layers"]
    assert all(layer["gradient_norm"] == 0 for layer in zero)


# What it answers


def finite(value: Any) -> bool:
    if isinstance(value, Plane):
        return finite(value.surface if value.surface is not None else value.lines[0].positions)
    if isinstance(value, dict):
        return all(finite(one) for one in value.values())
    if isinstance(value, list | tuple):
        return all(finite(one) for one in value)
    if isinstance(value, np.ndarray | float | int):
        return bool(np.isfinite(value).all())
    return True


@pytest.fixture(params=["spirals", "sine", "penguins", "linear"])
def model(request: pytest.FixtureRequest, spirals: TrainedModel, sine: TrainedModel) -> TrainedModel:
    made = {"spirals": lambda: spirals, "sine": lambda: sine}
    made |= {"penguins": lambda: trained(dataset="penguins", steps=30)}
    made |= {"linear": lambda: trained(layers=0, steps=30)}
    return made[request.param]()


def test_every_question_answers_with_finite_numbers_and_can_be_drawn(model: TrainedModel) -> None:
    surface = use.surface(model, detail=20)
    place = use.predict(model, x=0.2, y=0.1)
    neurons = use.neurons(model)
    gradients = use.gradients(model)
    number = use.one_number(model, layer=1, neuron=0, x=0.2, y=0.1)
    step = use.one_step(model, seed=3)
    assert finite([surface, place, neurons, gradients, number, step])
    drawn = figures.with_probe(surface["network"].to_json(), 0.2, 0.1)
    assert drawn["points"][-1]["xy"] == [[0.2, 0.1]]
    figures.weight_maps(gradients["layers"], "weights")
    figures.layer_norms(gradients["layers"])
    figures.sum_bars(number)
    assert set(figures.diagram_values(step)) <= {box.name for box in find("gradient_descent").diagram.boxes}
    assert all([words.verdict(place), words.held_out(surface["scores"]), words.sum_in_words(number)])


def test_the_surface_has_its_shape_and_the_network_its_probabilities(spirals: TrainedModel) -> None:
    found = use.surface(spirals, detail=30)
    heights = found["network"].surface
    assert heights.shape == found["linear"].surface.shape == (30, 30)
    left, right, bottom, top = found["extent"]
    corner = use.predict(spirals, x=right, y=bottom)["network"]
    assert heights[0, -1] == pytest.approx(corner["orange"], abs=1e-5)
    assert sum(corner.values()) == pytest.approx(1, abs=1e-5)
    assert heights[-1, 0] == pytest.approx(use.predict(spirals, left, top)["network"]["orange"], abs=1e-5)


def test_one_number_is_what_the_network_computes(spirals: TrainedModel) -> None:
    assert isinstance(spirals.model, Perceptron)
    answer = use.one_number(spirals, layer=1, neuron=3, x=0.3, y=-0.4)
    assert sum(answer["products"]) + answer["bias"] == pytest.approx(answer["sum"], abs=1e-5)
    scaled = (np.array([0.3, -0.4]) - spirals.signature["mean"]) / spirals.signature["scale"]
    with torch.no_grad():
        activities = spirals.model.activities(torch.tensor(scaled[None], dtype=torch.float32))
    assert answer["result"] == pytest.approx(float(activities[2][0, 3]), abs=1e-5)


def test_the_gradient_is_the_slope_of_the_loss(spirals: TrainedModel) -> None:
    answer = use.gradients(spirals)
    inputs, targets = spirals.data.train.tensors(True)
    with torch.no_grad():
        weight = spirals.model.output.weight  # type: ignore[union-attr]
        weight[0, 0] += 1e-2
        above = loss_of(spirals.model(inputs), targets).item()
        weight[0, 0] -= 2e-2
        below = loss_of(spirals.model(inputs), targets).item()
        weight[0, 0] += 1e-2
    slope = answer["layers"][-1]["gradient"][0, 0]
    assert (above - below) / 2e-2 == pytest.approx(slope, abs=1e-3)


def test_the_network_agrees_with_torchs_own() -> None:
    ours = Perceptron(2, 3, 2, 5, "relu").eval()
    theirs = torch.nn.Sequential(
        torch.nn.Linear(2, 5), torch.nn.ReLU(), torch.nn.Linear(5, 5), torch.nn.ReLU(), torch.nn.Linear(5, 3)
    )
    theirs.load_state_dict(dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)))
    points = torch.randn(7, 2)
    torch.testing.assert_close(ours(points), theirs(points))


def test_questions_leave_the_model_as_it_is(spirals: TrainedModel) -> None:
    before = {name: tensor.clone() for name, tensor in spirals.model.state_dict().items()}
    use.one_step(spirals, seed=1)
    use.gradients(spirals)
    use.landscape(spirals, "random", learning_rate=0.01, detail=5)
    for name, tensor in spirals.model.state_dict().items():
        assert torch.equal(tensor, before[name])


def test_the_walk_is_the_runs_own_path() -> None:
    values = {"steps": 25, "dropout": 0.1, "weight_decay": 0.05}
    training, _ = run(**values)
    config = Config(**values)
    _, path = landscape.walk(config, training.data)
    final = torch.nn.utils.parameters_to_vector(training.model.parameters())
    assert len(path) == 26
    torch.testing.assert_close(path[-1], final.detach())


@pytest.mark.parametrize("directions", ["path", "random"])
def test_the_landscape_has_the_models_loss_where_the_model_is(spirals: TrainedModel, directions: str) -> None:
    found = use.landscape(spirals, directions, learning_rate=0.01, steps=40, detail=9)
    assert found["losses"].shape == (9, 9)
    assert finite(found)
    figures.loss_landscape(found)
    figures.landscape_hills(found)
    assert words.landscape_in_words(found)
    if directions == "random":
        inputs, targets = spirals.data.train.tensors(True)
        with torch.no_grad():
            loss = loss_of(spirals.model(inputs), targets).item()
        assert found["losses"][4, 4] == pytest.approx(loss, rel=1e-4)
    else:
        assert len(found["path"]) == 41
        assert found["share"] > 0.7


def test_a_walk_that_runs_away_is_cut_and_said(sine: TrainedModel) -> None:
    wild = TrainedModel(
        sine.application,
        sine.model,
        sine.config.changed({"optimizer": "sgd", "activation": "relu"}),
        sine.signature,
        sine.data,
    )
    found = use.landscape(wild, "path", learning_rate=50.0, steps=60, detail=5)
    assert found["ran_away"]
    assert finite(found)


def test_descending_with_one_weight_obeys_the_textbook() -> None:
    problem = playground.line(1, centred=False)
    longest = problem.longest_rate()
    at = {rate: use.slope(None, 1, rate * longest, 3) for rate in (0.1, 0.5, 0.9, 1.1)}  # type: ignore[arg-type]
    assert at[0.5]["left"] < 1e-9  # half of it jumps straight to the bottom
    assert at[0.1]["left"] > at[0.5]["left"]
    assert not at[0.9]["ran_away"]
    assert at[1.1]["ran_away"]
    figures.descent(at[0.1])
    figures.fitted_line(at[0.1])
    assert "ran away" in words.descended(at[1.1])


def test_centring_makes_the_bowl_rounder() -> None:
    rate, steps = 0.3, 15
    raw, centred = (use.slope(None, 2, rate, steps, centred=centred) for centred in (False, True))  # type: ignore[arg-type]
    assert centred["left"] < raw["left"] / 10
    figures.descent(raw)


def test_points_just_put_are_learned_at_once_and_one_colour_is_refused(spirals: TrainedModel) -> None:
    answer = use.learn(spirals, two_heaps())
    assert answer["accuracy"] == 1.0
    assert isinstance(answer["picture"], Plane)
    refused_in_one_sentence(lambda: use.learn(spirals, [[0.1 * i, 0, 0] for i in range(10)]))


def test_samples_show_the_surface_and_the_curve() -> None:
    for dataset, has_surface in (("moons", True), ("noisy sine", False)):
        events = list(Training(find("gradient_descent"), {"dataset": dataset, "steps": 3}))
        planes = [event.content for event in events if isinstance(event, Sample)]
        assert len(planes) == 3
        assert all(
            isinstance(plane, Plane) and (plane.surface is not None) == has_surface for plane in planes
        )


# What is judged


def summary(**values: Any) -> RunSummary:
    last = values.pop("last", {})
    status = values.pop("status", "finished")
    lowest = values.pop("lowest", 9.0)
    best = {name: min(value, lowest) for name, value in last.items()}
    return RunSummary({**Config().model_dump(), **values}, status, 100, last, best, last)


def judged(*runs: RunSummary, answers: tuple[Answer, ...] = ()) -> set[str]:
    return {task.name for task in TASKS if task.check(Evidence(runs, answers))}


def test_tasks_are_judged_from_what_was_measured(spirals: TrainedModel) -> None:
    assert judged() == set()
    right = {"validation_accuracy": 0.98}
    assert judged(summary(last=right)) == {"spirals"}
    assert judged(summary(dataset="circles", layers=1, width=4, last=right)) == {"four"}
    assert judged(summary(dataset="circles", layers=1, width=5, last=right)) == set()
    assert judged(summary(dataset="own points", last=right)) == {"own"}
    wild = summary(dataset="noisy sine", status="diverged", learning_rate=3.0)
    tame = summary(dataset="noisy sine", learning_rate=0.01, last={"validation_loss": 0.1})
    assert judged(wild, tame) == {"diverge"}
    assert judged(wild, summary(dataset="step", last={"validation_loss": 0.1})) == set()
    by_heart = summary(dataset="moons", last={"accuracy": 1.0, "validation_loss": 1.2}, lowest=0.3)
    assert judged(by_heart) == {"by heart"}


def test_the_first_task_is_solved_with_half_the_longest_rate(spirals: TrainedModel) -> None:
    for rate, solved in ((0.23, {"downhill"}), (0.05, set())):
        arguments = {"weights": 1, "learning_rate": rate, "steps": 3}
        result = use.slope(spirals, **arguments)  # type: ignore[arg-type]
        assert judged(answers=(Answer("slope", arguments, result, "shipped"),)) == solved


# The parts


def test_held_out_points_are_not_learned_from_and_scaling_comes_from_the_others() -> None:
    with seeded(3):
        data = load_data(Config(points=100, validation_share=0.3))
    assert len(data.train.targets) == 70
    assert len(data.validation.targets) == 30
    np.testing.assert_allclose(data.train.inputs.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(data.train.inputs.std(axis=0), 1, atol=1e-9)
    overlap = {tuple(row) for row in data.train.inputs} & {tuple(row) for row in data.validation.inputs}
    assert not overlap


def test_the_linear_model_finds_a_flat_boundary() -> None:
    inputs = np.random.RandomState(0).randn(200, 2)
    targets = (inputs @ [1.0, -2.0] > 0).astype(float)
    model = LinearModel.fit(inputs, targets, classes=2)
    assert model.scores(inputs, targets)["accuracy"] > 0.97
    direction = model.weights[:2, 1] - model.weights[:2, 0]
    assert direction[1] / direction[0] == pytest.approx(-2, rel=0.15)


def test_a_model_is_built_from_its_signature_alone() -> None:
    data: Data = load_data(Config(dataset="penguins"))
    signature = json.loads(json.dumps(data.signature))
    model = build_model(Config(dataset="penguins"), signature)
    assert model.output.out_features == 3
    assert signature["classes"] == ["Adelie", "Chinstrap", "Gentoo"]
