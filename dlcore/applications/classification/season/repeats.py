"""Every station with other animals (sensors) held out, five times: how much the figures depend on the draw.

Writes `repeats.json`, which the page shows: python -m dlcore.applications.classification.season.repeats
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from dlcore.applications.classification.season import measures, simple
from dlcore.applications.classification.season.config import Config
from dlcore.applications.classification.season.data import Data, load_data
from dlcore.applications.classification.season.training import build_model, network_of, rule_of, train
from dlcore.contract.saving import machine
from dlcore.contract.seeds import seed_everything

PLACE = Path(__file__).with_name("repeats.json")
SEEDS = range(5)
STEPS = {"cows": 400, "chicks": 400, "rain": 300, "soil": 600}
SIMPLE = {
    "Linear rule": simple.linear,
    "Mixed model": simple.own_level,
    "Usual curve": simple.usual,
    "Last value": simple.last,
}


def surprises(data: Data, name: str, config: Config) -> dict[str, float]:
    """The fresh loss of the network, trained with the very loop of the Train view, and of simple rules."""
    seed_everything(config.seed)
    model = build_model(config, data.signature)
    for _ in train(model, data, config):
        pass
    rules = {"Network": rule_of(network_of(model, name))}
    rules |= {label: fit(data.stations[name]) for label, fit in SIMPLE.items()}
    if name == "rain":
        rules = {**rules, "Thirty years before": simple.recent(data.stations[name])}
        del rules["Mixed model"]
    part = data.held_out[name]
    return {
        label: round(measures.surprise(rule(part, part.series.values), part.targets, part.fresh), 4)
        for label, rule in rules.items()
    }


def main() -> None:
    """Measure and write."""
    torch.set_num_threads(1)
    found: dict[str, Any] = {"machine": machine(), "seeds": list(SEEDS), "steps": STEPS, "stations": {}}
    for name, steps in STEPS.items():
        each = []
        for seed in SEEDS:
            config = Config.model_validate({"dataset": name, "steps": steps, "seed": seed})
            seed_everything(seed)
            each.append(surprises(load_data(config), name, config))
        found["stations"][name] = {rule: [one[rule] for one in each] for rule in each[0]}
        print(name, {rule: round(float(np.mean(v)), 3) for rule, v in found["stations"][name].items()})
        PLACE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
