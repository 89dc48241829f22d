"""Gradient descent, written out: look at some points, measure the error, ask which way is down, step."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from dlcore.applications.foundations.gradient_descent.config import Config
from dlcore.applications.foundations.gradient_descent.data import Data, Split
from dlcore.applications.foundations.gradient_descent.model import Perceptron, dead_units, set_weights
from dlcore.applications.foundations.gradient_descent.pictures import network_plane
from dlcore.contract import Event, Metrics, Note, Sample


def build_model(config: Config, signature: Mapping[str, Any]) -> Perceptron:
    """The network before its first step: one output a class, or a single one for a curve."""
    inputs, outputs = len(signature["mean"]), max(1, len(signature["classes"]))
    model = Perceptron(inputs, outputs, config.layers, config.width, config.activation, config.dropout)
    set_weights(model, config.start, config.activation)
    return model


def train(model: Perceptron, data: Data, config: Config) -> Iterator[Event]:
    """Teach the network to tell the classes apart, or to follow the curve."""
    inputs, targets = data.train.tensors(bool(data.signature["classes"]))
    optimizer = make_optimizer(model, config)
    weights = list(model.parameters())
    measure_every, sample_every = max(1, config.steps // 150), max(1, config.steps // 50)
    if data.note:
        yield Note(0, data.note)
    for step in range(config.steps):
        for group in optimizer.param_groups:  # read at every step: both sliders are live
            group["lr"], group["weight_decay"] = config.learning_rate, config.weight_decay
        # 1. A handful of points. Which ones is left to chance: each step sees another estimate of the slope.
        chosen = torch.randperm(len(inputs))[: config.batch_size]
        # 2. The loss: one number that says how wrong the network is on them.
        outputs = model(inputs[chosen])  # (batch, outputs)
        loss = loss_of(outputs, targets[chosen])
        # 3. The gradient: for each weight, how fast the loss rises when that weight grows.
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        slope = gradient_norm(weights)
        # 4. A step downhill, against the gradient.
        optimizer.step()
        # From here on nothing is learned: measure and draw.
        last = step == config.steps - 1
        if step % sample_every == 0 or last:
            yield Sample(step, network_plane(model, data), name="surface")
        measured = {"loss": loss.item(), "gradient_norm": slope}
        if step % measure_every == 0 or last:
            measured |= evaluate(model, data)
            measured["dead_units"] = dead_units(model, inputs)
            if data.signature["classes"]:
                measured["accuracy"] = scores(model, data.train, True)["accuracy"]
        yield Metrics(step, measured)


def evaluate(model: nn.Module, data: Data) -> dict[str, float]:
    """Loss (and, for classes, accuracy) on the points that the network never learned from."""
    measured = scores(model, data.validation, bool(data.signature["classes"]))
    return {f"validation_{name}": value for name, value in measured.items()}


def make_optimizer(model: nn.Module, config: Config) -> torch.optim.Optimizer:
    """How a gradient becomes a step."""
    rate, decay = config.learning_rate, config.weight_decay
    if config.optimizer == "adam":
        return torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=decay, fused=True)
    momentum = 0.9 if config.optimizer == "momentum" else 0.0
    return torch.optim.SGD(model.parameters(), lr=rate, momentum=momentum, weight_decay=decay, fused=True)


def loss_of(outputs: Tensor, targets: Tensor) -> Tensor:
    """How wrong the outputs (batch, outputs) are: in nats a point for classes, else the squared error.

    Whole-number targets are classes. A curve's targets are scaled to a spread of one, so a loss of one is
    what always answering with the mean would give.
    """
    if targets.dtype == torch.int64:
        return F.cross_entropy(outputs, targets)
    return F.mse_loss(outputs[:, 0], targets)


def gradient_norm(weights: Sequence[nn.Parameter]) -> float:
    """Length of the gradient over all weights: how steep the ground is."""
    return float(torch.cat([weight.grad.ravel() for weight in weights if weight.grad is not None]).norm())


@torch.no_grad()
def scores(model: nn.Module, split: Split, classes: bool) -> dict[str, float]:
    """Loss, and accuracy where there are classes, with dropout off."""
    inputs, targets = split.tensors(classes)
    was_training = model.training
    outputs = model.eval()(inputs)
    model.train(was_training)
    measured = {"loss": loss_of(outputs, targets).item()}
    if classes:
        measured["accuracy"] = float(np.mean((outputs.argmax(dim=1) == targets).numpy()))
    return measured
