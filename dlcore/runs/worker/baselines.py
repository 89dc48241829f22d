"""What a model must beat on its data, computed once for the same data and code.

It may take seconds, so a forked process does it beside the training.
"""

import hashlib
import json
import logging
import os
from collections import deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from dlcore.contract.checkpoint import TrainedModel
from dlcore.contract.seeds import seeded
from dlcore.runs.identity import code_hash
from dlcore.runs.worker.fork import child
from dlcore.runs.worker.questions import data_key

logger = logging.getLogger("dlcore")


class Baselines:
    """Baselines as small files, computed one after another."""

    def __init__(self, folder: Path, to_close: list[int]) -> None:
        self.folder = folder
        self._to_close = to_close
        self._queue: deque[tuple[str, str, TrainedModel]] = deque()
        self._process = 0  # that computes the first of the queue

    @property
    def pending(self) -> bool:
        """Whether some are still to come."""
        return bool(self._queue)

    def order(self, run: str, trained: TrainedModel) -> None:
        """Ask for the baseline of a run's data; `done` gives it later."""
        text = data_key(trained.application.name, trained.config) + code_hash(trained.application)
        self._queue.append((run, hashlib.sha256(text.encode()).hexdigest()[:24], trained))

    def done(self) -> Iterator[tuple[str, dict[str, float]]]:
        """Runs whose baseline is there now; begins the next one."""
        while self._queue:
            run, key, trained = self._queue[0]
            if self._process and os.waitpid(self._process, os.WNOHANG)[0] == 0:
                return
            values = self._read(key)
            if values is None and not self._process:
                self._process = child(partial(self._write, key, trained), self._to_close)
                return
            self._queue.popleft()
            self._process = 0
            if values:
                yield run, values

    def _read(self, key: str) -> dict[str, float] | None:
        try:
            values: dict[str, float] = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return values

    def _write(self, key: str, trained: TrainedModel) -> None:
        try:
            with seeded(trained.config.seed):
                raw = trained.application.load("data", "baseline")(trained.data)
            values = {name: float(value) for name, value in raw.items()}
            self.folder.mkdir(parents=True, exist_ok=True)
            incomplete = self.folder / f"{key}.{os.getpid()}.partial"
            incomplete.write_text(json.dumps(values), encoding="utf-8")
            incomplete.replace(self.folder / f"{key}.json")
        except Exception:
            logger.exception("no baseline for %s", trained.application.name)
