"""The loss over two directions through the space of all weights, and the path that was walked on it.

After Li and others, “Visualizing the loss landscape of neural nets” (2018): either the two directions in
which the walked path stretches most, or two random ones, each neuron's part scaled to its own weights.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.func import functional_call, vmap
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from dlcore.applications.foundations.gradient_descent.config import Config
from dlcore.applications.foundations.gradient_descent.data import Data
from dlcore.applications.foundations.gradient_descent.model import Perceptron
from dlcore.applications.foundations.gradient_descent.training import build_model, loss_of, make_optimizer
from dlcore.contract.seeds import seed_everything

FAR = 1e5  # weights beyond this have run away


@dataclass(frozen=True)
class View:
    """A plane through the space of weights: `directions` is (2, weights), `path` (steps, 2) lies in it."""

    centre: Tensor
    directions: Tensor
    path: Tensor
    share: float = 0.0  # of the path's movement, how much lies in this plane


def walk(config: Config, data: Data) -> tuple[Perceptron, Tensor]:
    """Train afresh and keep the weights before each step: (steps + 1, weights), fewer if they run away.

    The same loop as in `training.train`, seeded as the driver does it: the same path as the run's.
    """
    seed_everything(config.seed)
    model = build_model(config, data.signature)
    inputs, targets = data.train.tensors(bool(data.signature["classes"]))
    optimizer = make_optimizer(model, config)
    seed_everything(config.seed)
    path = [_weights(model)]
    for _ in range(config.steps):
        chosen = torch.randperm(len(inputs))[: config.batch_size]
        loss = loss_of(model(inputs[chosen]), targets[chosen])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        weights = _weights(model)
        if not weights.norm() < FAR:  # also where it is no number any more
            break
        path.append(weights)
    vector_to_parameters(path[-1], model.parameters())
    return model.eval(), torch.stack(path)


def view_of_path(path: Tensor) -> View:
    """The plane in which a path (steps, weights) stretches most, through its end."""
    moves = path - path[-1]
    _, strengths, directions = torch.linalg.svd(moves, full_matrices=False)
    if len(directions) < 2:  # a path of one point
        directions = torch.eye(path.shape[1])[:2]
    plane = directions[:2]  # (2, weights)
    share = strengths[:2].square().sum() / strengths.square().sum().clamp(min=1e-12)
    return View(path[-1], plane, moves @ plane.T, float(share))


def random_view(model: Perceptron) -> View:
    """Two random directions around a model; each neuron's part is as long as its own weights are."""
    directions = torch.stack([_random_direction(model), _random_direction(model)])
    return View(_weights(model), directions, torch.zeros(1, 2))


def losses(model: Perceptron, data: Data, view: View, across: Tensor, up: Tensor) -> Tensor:
    """The loss on the training points at each place of the view, (up, across)."""
    inputs, targets = data.train.tensors(bool(data.signature["classes"]))
    places = torch.cartesian_prod(up, across).flip(1)  # (up * across, 2)
    candidates = view.centre + places @ view.directions  # (up * across, weights)
    names = {name: weight.shape for name, weight in model.named_parameters()}

    def loss(weights: Tensor) -> Tensor:
        parts = torch.split(weights, [shape.numel() for shape in names.values()])
        shaped = {name: part.view(names[name]) for name, part in zip(names, parts, strict=True)}
        return loss_of(functional_call(model, shaped, (inputs,)), targets)

    with torch.no_grad():
        found: Tensor = vmap(loss, chunk_size=128)(candidates)
    return found.view(len(up), len(across))


def _weights(model: Perceptron) -> Tensor:
    return parameters_to_vector(model.parameters()).detach().clone()


def _random_direction(model: Perceptron) -> Tensor:
    parts = []
    for weight in model.parameters():
        part = torch.randn_like(weight)
        if weight.dim() < 2:
            part.zero_()  # biases stay where they are
        else:
            part *= weight.norm(dim=1, keepdim=True) / part.norm(dim=1, keepdim=True)
        parts.append(part.detach().ravel())
    return torch.cat(parts)
