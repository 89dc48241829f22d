"""What a model must beat on its data, computed once for the same data and code."""

import hashlib
import json
from pathlib import Path

from dlcore.contract.checkpoint import TrainedModel
from dlcore.contract.seeds import seeded
from dlcore.runs.identity import code_hash
from dlcore.runs.worker.questions import data_key


class Baselines:
    """Baselines in memory and as small files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, dict[str, float]] = {}

    def get(self, trained: TrainedModel) -> dict[str, float]:
        """The baseline of the model's data. Raises what the application's `baseline` raises."""
        text = data_key(trained.application.name, trained.config) + code_hash(trained.application)
        key = hashlib.sha256(text.encode()).hexdigest()[:24]
        if key not in self._known:
            self._known[key] = self._read(key) or self._compute(key, trained)
        return self._known[key]

    def _read(self, key: str) -> dict[str, float] | None:
        try:
            values: dict[str, float] = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return values

    def _compute(self, key: str, trained: TrainedModel) -> dict[str, float]:
        with seeded(trained.config.seed):
            raw = trained.application.load("data", "baseline")(trained.data)
        values = {name: float(value) for name, value in raw.items()}
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / f"{key}.partial"
        partial.write_text(json.dumps(values), encoding="utf-8")
        partial.replace(self.folder / f"{key}.json")
        return values
