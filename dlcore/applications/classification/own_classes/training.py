"""Teaching a network the names of pictures: one step for each handful of them."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from dlcore.applications.classification.own_classes.config import Config
from dlcore.applications.classification.own_classes.data import Data, DrawingData, scores
from dlcore.applications.classification.own_classes.model import DrawingNet, Head, network
from dlcore.applications.classification.own_classes.own_data import FeatureData
from dlcore.applications.classification.own_classes.samples import watched
from dlcore.contract import Event, Metrics, Sample

MEASURES = 40  # over the whole run
WATCHED = 200  # held-out pictures measured while training; `evaluate` takes all
SAMPLES = 25


def build_model(config: Config, signature: Mapping[str, Any]) -> DrawingNet | Head:
    """The network before its first step."""
    return network(signature, config.width)


def train(model: DrawingNet | Head, data: Data, config: Config) -> Iterator[Event]:
    """Show pictures, ask for their class, and move every weight towards the right answer."""
    if isinstance(model, Head) and isinstance(data, FeatureData):
        # The pictures themselves say around which values their features lie.
        model.mean.copy_(torch.from_numpy(data.inputs).mean(dim=0))
        model.spread.copy_(torch.from_numpy(data.inputs).std(dim=0).mean().clamp_min(1e-6))
    importance = class_importance(data, config.balanced)  # (class,)
    optimizer = torch.optim.AdamW(model.parameters(), lr=config.learning_rate)
    every = max(1, config.steps // MEASURES)
    for step in range(config.steps):
        # Long steps first, fine ones at the end. Read every step: the sliders are live.
        set_rate(optimizer, config.learning_rate * (1 - step / config.steps), config.weight_decay)
        inputs, labels = batch(data, config)  # (batch, 1, 28, 28) or (batch, feature); (batch,)
        answers = model(inputs)  # (batch, class)
        loss = functional.cross_entropy(answers, labels, weight=importance)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()

        last = step == config.steps - 1
        right = (answers.argmax(dim=1) == labels).float().mean()
        measured = {"loss": loss.item(), "accuracy": right.item(), **watch(model, data, step, every, last)}
        if step % max(1, config.steps // SAMPLES) == 0 or last:
            yield Sample(step, watched(model, data))
        yield Metrics(step, measured)


def set_rate(optimizer: torch.optim.Optimizer, rate: float, decay: float) -> None:
    """Step length and pull to zero of the next step."""
    for group in optimizer.param_groups:
        group["lr"], group["weight_decay"] = rate, decay


def class_importance(data: Data, balanced: bool) -> Tensor:
    """How much a mistake in each class counts, (class,): one over its number of pictures, if balanced."""
    counts = torch.from_numpy(np.bincount(data.labels, minlength=len(data.names))).float()
    if not balanced:
        return torch.ones_like(counts)
    return counts.sum() / (len(counts) * counts.clamp_min(1))


def batch(data: Data, config: Config) -> tuple[Tensor, Tensor]:
    """Random pictures and their classes; drawings moved about, and some under a lamp."""
    rows = torch.randint(len(data.labels), (config.batch_size,)).numpy()
    labels = torch.from_numpy(data.labels[rows])
    if isinstance(data, FeatureData):
        return torch.from_numpy(data.inputs[rows]), labels
    pictures = to_tensor(data.pictures[rows])  # (batch, 1, 28, 28)
    if config.lamp:  # another strength for each picture, none for half of them
        strengths = (config.lamp * (2 * torch.rand(len(rows), 1, 1, 1) - 1)).clamp_min(0)
        pictures = strengths + (1 - strengths) * pictures
    if config.shift:  # all of a batch together
        size, shift = pictures.shape[-1], config.shift
        across, down = (int(place) for place in torch.randint(2 * shift + 1, (2,)))
        padded = functional.pad(pictures, (shift, shift, shift, shift), mode="replicate")
        pictures = padded[:, :, down : down + size, across : across + size]
        if config.dataset != "digits" and bool(torch.rand(()) < 0.5):
            pictures = pictures.flip(3)  # a fish swims to the left or to the right
    return pictures, labels


def watch(model: nn.Module, data: Data, step: int, every: int, last: bool) -> dict[str, float]:
    """One of the held-out figures in turn, so that no step takes long."""
    turn = step % every
    figures: dict[str, float] = {}
    if turn == 0 or last:
        figures |= measure(model, data, WATCHED)
    if isinstance(data, DrawingData):
        if turn == every // 3 or last:
            figures |= disturbed(model, data, "lamp_accuracy", WATCHED)
        if turn == 2 * every // 3 or last:
            figures |= disturbed(model, data, "moved_accuracy", WATCHED)
    return figures


def evaluate(model: nn.Module, data: Data) -> dict[str, float]:
    """Loss and share of right answers on all held-out pictures, plain and disturbed."""
    figures = measure(model, data)
    if isinstance(data, DrawingData):
        figures |= disturbed(model, data, "lamp_accuracy") | disturbed(model, data, "moved_accuracy")
    return figures


def measure(model: nn.Module, data: Data, most: int | None = None) -> dict[str, float]:
    """Loss, accuracy and the lowest recall of a class on held-out pictures, or an even part of them."""
    part = evenly(len(data.held_labels), most)
    truth = data.held_labels[part]
    answers = answer(model, data.held_inputs[part])
    guessed = answers.argmax(dim=1).numpy()
    loss = functional.cross_entropy(answers, torch.from_numpy(truth)).item()
    return {"validation_loss": loss, **scores(guessed, truth, len(data.names))}


def disturbed(model: nn.Module, data: DrawingData, name: str, most: int | None = None) -> dict[str, float]:
    """Share of right answers with a lamp switched on, or on other papers."""
    part = evenly(len(data.held_labels), most)
    pictures = data.lit if name == "lamp_accuracy" else data.moved
    guessed = answer(model, pictures[part]).argmax(dim=1).numpy()
    return {name: float((guessed == data.held_labels[part]).mean())}


def evenly(count: int, most: int | None) -> NDArray[np.int64]:
    """At most so many places, spread over all."""
    return np.linspace(0, count - 1, min(count, most or count)).astype(np.int64)


@torch.no_grad()
def answer(model: nn.Module, inputs: NDArray[Any], block: int = 500) -> Tensor:
    """Scores (count, class) for drawings in bytes or features in numbers."""
    tensor = to_tensor(inputs) if inputs.dtype == np.uint8 else torch.from_numpy(inputs)
    return torch.cat([model(part) for part in torch.split(tensor, block)])


def to_tensor(pictures: NDArray[np.uint8]) -> Tensor:
    """Bytes (count, 28, 28) to numbers (count, 1, 28, 28) from 0 to 1."""
    return torch.tensor(np.ascontiguousarray(pictures), dtype=torch.float32)[:, None] / 255
