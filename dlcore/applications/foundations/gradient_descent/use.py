"""The questions that the page puts to a trained network."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import numpy as np
import torch

from dlcore.applications.foundations.gradient_descent import landscape as landscapes
from dlcore.applications.foundations.gradient_descent import own_sets, pictures, playground
from dlcore.applications.foundations.gradient_descent.config import Config
from dlcore.applications.foundations.gradient_descent.data import Data, Split, prepared
from dlcore.applications.foundations.gradient_descent.linear import LinearModel
from dlcore.applications.foundations.gradient_descent.model import Perceptron
from dlcore.applications.foundations.gradient_descent.sets import Array
from dlcore.applications.foundations.gradient_descent.training import (
    evaluate,
    gradient_norm,
    loss_of,
)
from dlcore.contract import Plane, TrainedModel
from dlcore.contract.seeds import seed_everything

SMALL = 24  # cells of a small picture along each side


def surface(trained: TrainedModel, detail: int = 80) -> dict[str, Any]:
    """The network's decision surface (or curve) beside the linear model's, with both on held-out points."""
    model, data = _parts(trained)
    linear = _linear(data)
    return {
        "network": pictures.network_plane(model, data, detail),
        "linear": pictures.plane(linear.outputs, data, detail, "linear model"),
        "classes": data.signature["classes"],
        "axes": data.signature["axes"],
        "extent": data.signature["extent"],
        "note": data.note,
        "scores": evaluate(model, data),
        "linear_scores": linear.scores(data.validation.inputs, data.validation.targets),
    }


def gallery(trained: TrainedModel) -> Plane:
    """The picture on the application's card in the gallery: the surface that the network has learned."""
    model, data = _parts(trained)
    return pictures.network_plane(model, data, detail=48)


def predict(trained: TrainedModel, x: float, y: float = 0.0) -> dict[str, Any]:
    """What network and linear model say at one place: probabilities by class, or the curve's value."""
    model, data = _parts(trained)
    point = _scaled(trained.signature, x, y)
    answers = (pictures.outputs(model, point, _classes(trained)), _linear(data).outputs(point))
    if not _classes(trained):
        scale, mean = data.signature["target_scale"], data.signature["target_mean"]
        values = [float(answer[0, 0]) * scale + mean for answer in answers]
        return {"network": values[0], "linear": values[1]}
    names = data.signature["classes"]
    network, linear = ({name: float(p) for name, p in zip(names, a[0], strict=True)} for a in answers)
    return {"network": network, "linear": linear, "class": max(network, key=lambda name: network[name])}


def neurons(trained: TrainedModel, detail: int = SMALL) -> dict[str, Any]:
    """Each hidden neuron's own picture: its activity all over the plane, or along x for a curve.

    `layers` holds one array a layer: (neurons, detail, detail), first row at the bottom; for a curve
    (neurons, places).
    """
    model, data = _parts(trained)
    places = _tensor(pictures.places(trained.signature, detail if _classes(trained) else 4 * detail))
    with torch.no_grad():
        over_plane = model.activities(places)[1:]
        on_points = model.activities(_tensor(data.train.inputs))[1:]
    shape = (detail, detail) if _classes(trained) else (4 * detail,)
    return {
        "layers": [activity.T.reshape(-1, *shape).numpy() for activity in over_plane],
        "dead": [(activity.std(dim=0) < 1e-6).tolist() for activity in on_points],
        "extent": trained.signature["extent"],
    }


def gradients(trained: TrainedModel) -> dict[str, Any]:
    """Weights and gradients of each layer on all training points: matrices (neurons, inputs) and lengths."""
    model, data = _parts(trained)
    model = deepcopy(model)
    inputs, targets = data.train.tensors(_classes(trained))
    loss = loss_of(model(inputs), targets)
    loss.backward()  # type: ignore[no-untyped-call]
    layers = []
    for name, layer in _layers(model):
        slope = layer.weight.grad
        assert slope is not None
        layers.append(
            {
                "name": name,
                "weights": layer.weight.detach().numpy(),
                "gradient": slope.numpy(),
                "weight_norm": float(layer.weight.detach().norm()),
                "gradient_norm": float(slope.norm()),
            }
        )
    return {"layers": layers, "loss": loss.item()}


def one_number(trained: TrainedModel, layer: int, neuron: int, x: float, y: float = 0.0) -> dict[str, Any]:
    """One neuron as its sum at one place: inputs times weights, plus the bias, then the bend.

    Layers and neurons count from 0; the layer after the last hidden one is the output.
    """
    model, _ = _parts(trained)
    named = _layers(model)
    layer = min(max(layer, 0), len(named) - 1)
    weights, biases = named[layer][1].weight.detach(), named[layer][1].bias.detach()
    neuron = min(max(neuron, 0), len(weights) - 1)
    with torch.no_grad():
        activities = model.activities(_tensor(_scaled(trained.signature, x, y)))
        incoming = activities[layer][0]
        total = weights[neuron] @ incoming + biases[neuron]
        hidden = layer < len(model.hidden)
        result = model.bend(total) if hidden else total
    first = [f"{name} (scaled)" for name in trained.signature["axes"][: len(incoming)]]
    return {
        "layer": named[layer][0],
        "names": first if layer == 0 else [f"neuron {number + 1}" for number in range(len(incoming))],
        "inputs": incoming.tolist(),
        "weights": weights[neuron].tolist(),
        "products": (weights[neuron] * incoming).tolist(),
        "bias": float(biases[neuron]),
        "sum": float(total),
        "result": float(result),
        "bend": trained.config.activation if hidden else "",  # type: ignore[attr-defined]
    }


def one_step(trained: TrainedModel, seed: int) -> dict[str, Any]:
    """One plain turn of the loop from where the model is now, with every number on the way.

    The step is gradient times learning rate, without momentum or Adam's scaling; the model stays as it is.
    """
    model, data = _parts(trained)
    config = _config(trained)
    model = deepcopy(model)
    inputs, targets = data.train.tensors(_classes(trained))
    seed_everything(seed)
    chosen = torch.randperm(len(inputs))[: config.batch_size]
    answers = model(inputs[chosen])
    loss = loss_of(answers, targets[chosen])
    loss.backward()  # type: ignore[no-untyped-call]
    weights = list(model.parameters())
    slope = gradient_norm(weights)
    torch.optim.SGD(weights, lr=config.learning_rate).step()
    with torch.no_grad():
        loss_after = loss_of(model(inputs[chosen]), targets[chosen]).item()
    batch = Split(data.train.inputs[chosen.numpy()], data.train.targets[chosen.numpy()])
    right = answers.argmax(dim=1) == targets[chosen]
    return {
        "points": pictures.in_data_units(batch, data.signature),
        "targets": batch.targets,
        "right": float(right.float().mean()) if _classes(trained) else None,
        "loss": loss.item(),
        "loss_after": loss_after,
        "gradient_norm": slope,
        "learning_rate": config.learning_rate,
        "step_length": config.learning_rate * slope,
        "weights": sum(weight.numel() for weight in weights),
        "surface": _heights(trained, SMALL * 2),
        "extent": data.signature["extent"],
    }


def landscape(
    trained: TrainedModel, directions: str, learning_rate: float, steps: int = 150, detail: int = 25
) -> dict[str, Any]:
    """The loss over two directions in the space of weights.

    "path": a fresh network walks `steps` steps with this learning rate and the model's other settings, and
    the directions are those in which its path stretches most. "random": two directions around the model.
    """
    model, data = _parts(trained)
    config = _config(trained)
    if directions == "path":
        walking = config.changed({"learning_rate": learning_rate, "steps": steps})
        model, path = landscapes.walk(walking, data)
        view = landscapes.view_of_path(path)
        low, high = view.path.amin(dim=0), view.path.amax(dim=0)
        margin = (0.25 * (high - low)).clamp(min=1e-3)
        low, high = low - margin, high + margin
    else:
        seed_everything(config.seed)
        view = landscapes.random_view(model)
        low, high = -torch.ones(2), torch.ones(2)
    across, up = (torch.linspace(float(low[i]), float(high[i]), detail) for i in (0, 1))
    losses = landscapes.losses(model, data, view, across, up)
    return {
        "across": across.numpy(),
        "up": up.numpy(),
        "losses": np.nan_to_num(losses.numpy(), nan=1e9, posinf=1e9),
        "path": view.path.numpy() if directions == "path" else np.zeros((0, 2)),
        "share": view.share,
        "walked": len(view.path) - 1,
        "ran_away": directions == "path" and len(view.path) <= steps,
    }


def slope(
    trained: TrainedModel,  # noqa: ARG001 - every question has it; this one needs no network
    weights: int,
    learning_rate: float,
    steps: int,
    momentum: float = 0.0,
    centred: bool = False,
) -> dict[str, Any]:
    """Descent with one weight or two: the loss all around, the path on it, and how near it came."""
    problem = playground.line(weights, centred)
    best = problem.best()
    start = best + np.array([-2.4, 2.0])[:weights]
    path = playground.descend(problem, start, learning_rate, steps, momentum)
    losses, lowest = problem.loss(path), float(problem.loss(best[None])[0])
    return {
        **playground.landscape(problem),
        "x": problem.x,
        "y": problem.y,
        "path": path,
        "path_losses": losses,
        "lowest": lowest,
        "left": float((losses[-1] - lowest) / (losses[0] - lowest)),
        "longest_rate": problem.longest_rate(),
        "ran_away": bool(losses[-1] > losses[0]),
    }


def learn(
    trained: TrainedModel,
    points: Sequence[Sequence[float]],
    extent: Sequence[float] = (-1.2, 1.2, -1.2, 1.2),
    steps: int = 250,
) -> dict[str, Any]:
    """A small network trained at once on points [x, y, class] that the visitor has just put, as its surface.

    `extent` is left, right, bottom and top of the picture. Raises `ValueError` where there is
    nothing to learn.
    """
    seed_everything(_config(trained).seed)
    data = prepared(own_sets.from_rows(points), share=0.0)
    data.signature["extent"] = list(extent)
    config = Config(steps=steps, width=12, learning_rate=0.02, batch_size=500, seed=_config(trained).seed)
    model, _ = landscapes.walk(config, data)
    inputs, targets = data.train.tensors(classes=True)
    right = model(inputs).argmax(dim=1) == targets
    return {
        "picture": pictures.network_plane(model, data, 60),
        "accuracy": float(right.float().mean()),
        "steps": steps,
    }


def _parts(trained: TrainedModel) -> tuple[Perceptron, Data]:
    assert isinstance(trained.model, Perceptron)
    return trained.model, trained.data


def _config(trained: TrainedModel) -> Config:
    assert isinstance(trained.config, Config)
    return trained.config


def _classes(trained: TrainedModel) -> bool:
    return bool(trained.signature["classes"])


def _linear(data: Data) -> LinearModel:
    return LinearModel.fit(data.train.inputs, data.train.targets, len(data.signature["classes"]))


def _layers(model: Perceptron) -> list[tuple[str, torch.nn.Linear]]:
    hidden = [(f"Hidden layer {number + 1}", layer) for number, layer in enumerate(model.hidden)]
    return [*hidden, ("Output", model.output)]  # type: ignore[list-item]


def _scaled(signature: Mapping[str, Any], x: float, y: float) -> Array:
    """One place in data units as the network's input, (1, inputs)."""
    point = np.array([[x, y]])[:, : len(signature["mean"])]
    return (point - signature["mean"]) / signature["scale"]  # type: ignore[no-any-return]


def _tensor(values: Array) -> torch.Tensor:
    return torch.from_numpy(values.astype(np.float32))


def _heights(trained: TrainedModel, detail: int) -> Array:
    plane = pictures.network_plane(trained.model, trained.data, detail)
    if plane.surface is None:
        return np.asarray(plane.lines[0].positions)
    return np.asarray(plane.surface) / max(plane.high, 1)
