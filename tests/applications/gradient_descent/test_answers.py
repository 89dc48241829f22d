"""Gradient descent: what the page is told, and what hostile questions get."""

from typing import Any

import numpy as np
import pytest
import torch

from dlcore.applications.foundations.gradient_descent import figures, landscape, playground, use, words
from dlcore.applications.foundations.gradient_descent.config import Config
from dlcore.applications.foundations.gradient_descent.model import Perceptron
from dlcore.applications.foundations.gradient_descent.training import loss_of
from dlcore.contract import (
    Plane,
    Sample,
    TrainedModel,
    Training,
    find,
)

from .helpers import refused_in_one_sentence, run, trained, two_heaps


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
