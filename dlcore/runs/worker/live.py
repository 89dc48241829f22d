"""One run in the memory of a process, spoken to in plain values: the same calls work across a fork."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import nn

from dlcore.contract.checkpoint import save_weights
from dlcore.contract.course import Change
from dlcore.contract.events import Event, Metrics
from dlcore.contract.seeds import RandomState, seed_everything
from dlcore.contract.training import Training
from dlcore.runs.worker.questions import answer


class Computed(Protocol):
    """A run that can be computed further, here or in a forked process."""

    @property
    def status(self) -> str:
        """Running, finished, stopped or diverged."""

    @property
    def events(self) -> int:
        """Events yielded so far."""

    @property
    def metrics(self) -> int:
        """How many of them closed a step or a phase."""

    @property
    def seconds(self) -> float:
        """Seconds of computing so far."""

    def advance(self, seconds: float, metrics: float) -> list[dict[str, Any]]:
        """Events of about that many seconds and at most that many `Metrics`."""

    def change(self, values: Mapping[str, Any], event: int = 0) -> int:
        """Change live settings; returns the number of the event they hold from."""

    def stop(self) -> None:
        """End the run here."""

    def save(self, path: str) -> None:
        """Write the weights as they are now."""

    def answer(self, question: str, arguments: Mapping[str, Any]) -> Any:
        """Put a question to the model as it is now."""

    def close(self) -> None:
        """Free what the run holds."""


class LiveRun:
    """A `Training` with its events as JSON."""

    def __init__(self, training: Training) -> None:
        self.training = training
        self.metrics = 0  # events among them that closed a step or a phase

    @property
    def status(self) -> str:
        """Running, finished, stopped or diverged."""
        return self.training.status

    @property
    def events(self) -> int:
        """Events yielded so far."""
        return self.training.events

    @property
    def seconds(self) -> float:
        """Seconds of computing so far."""
        return self.training.seconds

    def advance(self, seconds: float, metrics: float = math.inf) -> list[dict[str, Any]]:
        """Events of about that many seconds and at most that many `Metrics`."""
        batch = self.training.advance(seconds, metrics)
        self.metrics += sum(isinstance(event, Metrics) for event in batch)
        return [event_json(event) for event in batch]

    def change(self, values: Mapping[str, Any], event: int = 0) -> int:
        """Change live settings from the next event on, or from a later one; returns its number."""
        if event > self.events:
            self.training.changes = [*self.training.changes, Change(event, dict(values))]
            return event
        return self.training.change(values).event

    def stop(self) -> None:
        """End the run here."""
        self.training.stop()

    def save(self, path: str) -> None:
        """Write the weights as they are now."""
        save_weights(self.training.model, Path(path))

    def answer(self, question: str, arguments: Mapping[str, Any]) -> Any:
        """Put a question to the model as it is now; the run goes on as if nobody had asked."""
        with untouched(self.training.model):
            return answer(self.training.trained(), question, arguments)

    def close(self) -> None:
        """Forget the run."""
        self.training.stop()


def event_json(event: Event) -> dict[str, Any]:
    """The event as plain values; a metric that is no longer a number becomes null."""
    value = event.to_json()
    if isinstance(event, Metrics) and not all(map(math.isfinite, event.values.values())):
        value["values"] = {
            name: number if math.isfinite(number) else None for name, number in event.values.items()
        }
    return value


@contextmanager
def untouched(model: nn.Module) -> Iterator[None]:
    """The model in evaluation mode for a block; modes, gradients, buffers and random state are put back."""
    modes = [(module, module.training) for module in model.modules()]
    gradients = [(weights, weights.grad, weights.requires_grad) for weights in model.parameters()]
    buffers = [(buffer, buffer.clone()) for buffer in model.buffers()]
    random, enabled = RandomState.capture(), torch.is_grad_enabled()
    for weights in model.parameters():
        weights.grad = None
    model.eval()
    seed_everything(0)
    try:
        with torch.enable_grad():
            yield
    finally:
        for module, mode in modes:
            module.training = mode
        for weights, gradient, required in gradients:
            weights.grad = gradient
            weights.requires_grad_(required)
        with torch.no_grad():
            for buffer, before in buffers:
                if not torch.equal(buffer, before):
                    buffer.copy_(before)
        random.restore()
        torch.set_grad_enabled(enabled)
