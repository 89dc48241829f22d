"""Five folds of every real table: each fifth foreseen once by models that never saw it.

Writes `folds.json`, which the page shows: python -m dlcore.applications.classification.patients.folds
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from dlcore.applications.classification.patients import measures
from dlcore.applications.classification.patients.config import PRESETS, Config
from dlcore.applications.classification.patients.data import Data, assembled, baseline_outputs, table_of
from dlcore.applications.classification.patients.training import build_model, outputs_of, train
from dlcore.applications.classification.patients.trees import tree_outputs
from dlcore.contract.saving import machine
from dlcore.contract.seeds import seed_everything, seeded

PLACE = Path(__file__).with_name("folds.json")
FOLDS = 5
SETTINGS = {preset.name: dict(preset.values) for preset in PRESETS}
TABLES: dict[str, dict[str, Any]] = {
    "NHEFS, died by 1992": SETTINGS["shipped"],
    "Thyroid, any diagnosis": SETTINGS["thyroid"],
    "Heart, four hospitals mixed": {**SETTINGS["hospital"], "hospital": "all"},
}


def five_folds(config: Config) -> list[Data]:
    """The table five times, each time another fifth held out."""
    with seeded(config.seed):
        table = table_of(config)
        parts = np.array_split(np.random.permutation(table.rows), FOLDS)
    made = []
    for number, part in enumerate(parts):
        learned = np.concatenate([other for index, other in enumerate(parts) if index != number])
        made.append(assembled(table, learned, part, part))
    return made


def areas(data: Data, config: Config) -> dict[str, float]:
    """AUROC of every model on the fold that is held out."""
    outputs = {
        "Network": network_outputs(data, config),
        "Logistic regression": baseline_outputs(data)["fresh"],
        "Logistic, with products by hand": baseline_outputs(data, products=True)["fresh"],
        "Gradient-boosted trees": tree_outputs(data, data.fresh),
    }
    return {name: round(measures.auroc(one[:, 0], data.fresh.targets), 4) for name, one in outputs.items()}


def network_outputs(data: Data, config: Config) -> Any:
    """The network trained on this fold, with the very loop that the Train view runs."""
    seed_everything(config.seed)
    model = build_model(config, data.signature)
    for _ in train(model, data, config):
        pass
    return outputs_of(model, data.fresh)


def main() -> None:
    """Measure and write."""
    torch.set_num_threads(1)
    found: dict[str, Any] = {"machine": machine(), "seed": 0, "configs": TABLES, "tables": {}}
    for name, values in TABLES.items():
        config = Config.model_validate(values)
        each = [areas(data, config) for data in five_folds(config)]
        found["tables"][name] = {model: [one[model] for one in each] for model in each[0]}
        print(
            name, {model: round(float(np.mean(areas)), 3) for model, areas in found["tables"][name].items()}
        )
    PLACE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
