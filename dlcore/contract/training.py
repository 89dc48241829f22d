"""The driver of one run: it asks `train` for the next event, and keeps the run apart from all others."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from dlcore.contract.application import Application
from dlcore.contract.checkpoint import TrainedModel
from dlcore.contract.config import BaseConfig, Value
from dlcore.contract.course import Change, Until
from dlcore.contract.events import Event, Metrics, Note
from dlcore.contract.seeds import RandomState, seed_everything


@dataclass
class Training:
    """One run, advanced event by event: `for event in Training(find("autoencoder"), {"steps": 200})`.

    Every stage is freshly seeded, random state and gradient mode are put back before each slice, and
    changes of live settings are applied at the event they are recorded for: the same arguments give
    bit-equal events, alone or interleaved with other runs, as long as torch uses one thread.
    """

    application: Application
    values: Mapping[str, Value] | BaseConfig = field(default_factory=dict)
    changes: Sequence[Change] = ()
    until: Until | None = None
    data: Any = None  # loaded already, by whoever keeps a cache
    status: str = "running"  # then: finished, stopped, diverged
    events: int = 0  # yielded so far
    seconds: float = 0.0  # spent computing so far

    def __post_init__(self) -> None:
        """Load the data, build the model; nothing is trained yet."""
        torch.set_num_threads(1)
        started = time.perf_counter()
        before = RandomState.capture()
        config_class = self.application.Config
        given = self.values.model_dump() if isinstance(self.values, BaseConfig) else dict(self.values)
        self.config = config_class.model_validate(given)
        self.changes = list(self.changes)
        if self.data is None:
            seed_everything(self.config.seed)
            self.data = self.application.load("data", "load_data")(self.config)
        seed_everything(self.config.seed)
        self.signature: Mapping[str, Any] = self.data.signature
        self.model: nn.Module = self.application.load("training", "build_model")(self.config, self.signature)
        seed_everything(self.config.seed)
        self._generator: Iterator[Event] = self.application.load("training", "train")(
            self.model, self.data, self.config
        )
        self._random = RandomState.capture()
        self._last_good: dict[str, torch.Tensor] | None = None
        self._last_good_at = 0.0
        before.restore()
        self.seconds += time.perf_counter() - started

    def __iter__(self) -> Iterator[Event]:
        """All events to the end of the run."""
        while batch := self.advance(seconds=0.0):
            yield from batch

    def advance(self, seconds: float, steps: float = math.inf) -> list[Event]:
        """Events of about that many seconds and at most that many steps, at least one; none at the end.

        A step is closed by its `Metrics` (half a step where a model has phases).
        """
        outside, gradients = RandomState.capture(), torch.is_grad_enabled()
        self._random.restore()
        torch.set_grad_enabled(True)
        started = time.perf_counter()
        batch: list[Event] = []
        closed = 0
        try:
            while self.status == "running" and closed < steps:
                self._apply_changes()
                event = next(self._generator, None)
                if event is None:
                    self.status = "finished"
                    break
                closed += isinstance(event, Metrics)
                self.events += 1
                batch.append(event)
                batch.extend(self._judge(event))
                if time.perf_counter() - started >= seconds:
                    break
        finally:
            self.seconds += time.perf_counter() - started
            self._random = RandomState.capture()
            outside.restore()
            torch.set_grad_enabled(gradients)
        return batch

    def change(self, values: Mapping[str, Value]) -> Change:
        """Change live settings from the next event on, and return what must be recorded for a replay."""
        self.config.changed(values)  # refuse now, in a sentence, rather than in the loop
        change = Change(self.events, dict(values))
        self.changes = [*self.changes, change]
        return change

    def stop(self) -> None:
        """End the run here; its weights are those of this moment."""
        self._generator.close()  # type: ignore[attr-defined]
        if self.status == "running":
            self.status = "stopped"

    def trained(self) -> TrainedModel:
        """The model as it is now, for questions; it stays the run's own object."""
        return TrainedModel(self.application, self.model, self.config, self.signature, self.data)

    def _apply_changes(self) -> None:
        for change in self.changes:
            if change.event == self.events:
                self.config.apply(change.values)

    def _judge(self, event: Event) -> list[Event]:
        """End the run where it has diverged or has reached its goal; remember good weights on the way."""
        if not isinstance(event, Metrics):
            return []
        if not all(math.isfinite(value) for value in event.values.values()):
            self._generator.close()  # type: ignore[attr-defined]
            self.status = "diverged"
            if self._last_good is not None:
                self.model.load_state_dict(self._last_good)
            return [self._note(event.step, DIVERGED, "warning")]
        if self.until is not None and self.until.reached(event):
            self._generator.close()  # type: ignore[attr-defined]
            self.status = "finished"
            return [self._note(event.step, f"Goal reached: {self.until.metric.replace('_', ' ')}.")]
        if self._last_good is None or self.seconds - self._last_good_at > 2:
            self._remember()
        return []

    def _note(self, step: int, text: str, level: str = "info") -> Note:
        self.events += 1
        return Note(step, text, level)

    def _remember(self) -> None:
        state = self.model.state_dict()
        if all(bool(torch.isfinite(tensor).all()) for tensor in state.values()):
            self._last_good = {name: tensor.detach().clone() for name, tensor in state.items()}
            self._last_good_at = self.seconds


DIVERGED = (
    "The loss is no longer a number: the steps were too long and the weights ran away. "
    "The last good weights were kept; try a smaller learning rate or clip the gradients."
)
