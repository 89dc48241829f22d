"""Questions to models that are not being trained here, and the measurement of a run's speed."""

import time
from pathlib import Path
from typing import Any

from dlcore.contract.application import find
from dlcore.contract.events import Metrics
from dlcore.contract.training import Training
from dlcore.runs.worker.live import untouched
from dlcore.runs.worker.questions import DataCache, ModelCache, answer

WARMING = 0.1  # seconds before a measurement counts
MEASURING = 0.5  # seconds


class Desk:
    """Models kept loaded, and what can be asked of them."""

    def __init__(self, data: DataCache) -> None:
        self.data = data
        self.models = ModelCache(data)

    def answer(self, message: dict[str, Any]) -> Any:
        """What the shipped model, or the saved weights of a run, answer."""
        if message.get("run"):
            trained = self.models.saved(
                message["application"], message["config"], message["signature"], Path(message["weights"])
            )
        else:
            trained = self.models.shipped(message["application"])
        with untouched(trained.model):
            return answer(trained, message["question"], message["arguments"])

    def measure(self, message: dict[str, Any]) -> int:
        """How many steps of a config fit in so many seconds of this process alone."""
        application = find(message["application"])
        config = application.Config.model_validate(message["config"])
        training = Training(application, config, data=self.data.get(application.name, config))
        first = _last_step(training.advance(WARMING))
        began = time.perf_counter()
        events = []
        while training.status == "running" and time.perf_counter() - began < MEASURING:
            events += training.advance(MEASURING - (time.perf_counter() - began))
        elapsed = time.perf_counter() - began
        steps = max(1, _last_step(events) - first)
        training.stop()
        setting = next(setting for setting in application.Config.settings() if setting.name == "steps")
        wanted = message["seconds"] * steps / max(elapsed, 1e-6)
        return int(min(max(wanted, setting.minimum or 1), setting.maximum or wanted))


def _last_step(events: list[Any]) -> int:
    return max((event.step for event in events if isinstance(event, Metrics)), default=0)
