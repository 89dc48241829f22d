"""Five folds of every station: each fifth of the rows foreseen once by models that never saw it.

By row the fifths are drawn anywhere. By place whole blocks and farms stay together, and Landsat's windows
that share a pixel with the fifth are left out. For Landsat also 2,000 windows are held out, three times, as
many as in the official test part. Writes `folds.json`, which the page shows:
python -m dlcore.applications.classification.field.folds
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from dlcore.applications.classification.field import measures, places, simple
from dlcore.applications.classification.field.config import PRESETS, Config
from dlcore.applications.classification.field.data import Data, assembled
from dlcore.applications.classification.field.rows import StationData
from dlcore.applications.classification.field.stations import STATIONS, Station
from dlcore.applications.classification.field.training import build_model, says, train
from dlcore.contract.saving import machine
from dlcore.contract.seeds import seed_everything, seeded

PLACE = Path(__file__).with_name("folds.json")
FOLDS = 5
OFFICIAL = 2000  # windows of the test part that Landsat was published with
SEEDS = (0, 1, 2)
PRESET = {preset.name: dict(preset.values) for preset in PRESETS}
SETTINGS: dict[str, dict[str, Any]] = {
    "satellite": {},
    "soil": PRESET["soil"],
    "spectrum": PRESET["spectrum"],
    "rice": PRESET["rice"],
    "wheat": PRESET["wheat"],
}
Rows = NDArray[np.int64]


def fifths(station: Station, by_place: bool) -> list[tuple[Rows, Rows]]:
    """Rows to learn from and rows to foresee, five times."""
    rows = np.arange(len(station.targets))
    groups = station.place if by_place else rows
    fold_of = np.random.permutation(groups.max() + 1) % FOLDS
    found = []
    for number in range(FOLDS):
        chosen = fold_of[groups] == number
        learned = rows[~chosen]
        if by_place and station.positions is not None:
            learned = learned[~places.near(station.positions, learned, rows[chosen], station.reach)]
        found.append((learned, rows[chosen]))
    return found


def official_size(station: Station) -> tuple[Rows, Rows]:
    """Landsat's rows with 2,000 held out, each class as often as everywhere."""
    held_out = []
    for kind in np.unique(station.targets):
        rows = np.random.permutation(np.flatnonzero(station.targets == kind))
        held_out.append(rows[: round(len(rows) * OFFICIAL / len(station.targets))])
    chosen = np.concatenate(held_out)
    return np.setdiff1d(np.arange(len(station.targets)), chosen), chosen


def measured(name: str, station: Station, learned: Rows, held_out: Rows, seed: int = 0) -> dict[str, Any]:
    """Figures of every model on rows that it never saw."""
    with seeded(seed):
        config = Config.model_validate({**SETTINGS[name], "seed": seed})
        data = assembled(name, station, learned, held_out, held_out)
        outputs = {
            "Network": network_outputs(name, data, config),
            "Logistic regression" if name == "satellite" else "Ridge regression": simple.simple_outputs(
                data, data.fresh
            ),
            "Trees": simple.tree_outputs(data, data.fresh),
        }
    found = {}
    for model, one in outputs.items():
        figures = measures.figures_of(data.signature, one, data.fresh.targets, data.fresh.inputs)
        found[model] = {key: round(value, 4) for key, value in figures.items() if key != "loss"}
    return found


def network_outputs(name: str, data: StationData, config: Config) -> Any:
    """The network trained on these rows, with the very loop that the Train view runs."""
    seed_everything(config.seed)
    whole = Data({name: data}, {"stations": {name: data.signature}})
    model = build_model(config, whole.signature)
    for _ in train(model, whole, config):
        pass
    return says(model, name, data.fresh.inputs)


def gathered(each: list[dict[str, Any]]) -> dict[str, Any]:
    """Model to figure to its values over the folds."""
    return {
        model: {figure: [one[model][figure] for one in each] for figure in figures}
        for model, figures in each[0].items()
    }


def main() -> None:
    """Measure and write."""
    torch.set_num_threads(1)
    found: dict[str, Any] = {"machine": machine(), "configs": SETTINGS, "stations": {}}
    for name, make in STATIONS.items():
        station = make()
        splits = {"by row": False} | ({} if name == "spectrum" else {"by place": True})
        found["stations"][name] = {}
        for split, by_place in splits.items():
            with seeded(0):
                parts = fifths(station, by_place)
            each = [measured(name, station, *part) for part in parts]
            found["stations"][name][split] = gathered(each)
            print(name, split, each[0], flush=True)
    station = STATIONS["satellite"]()
    each = []
    for seed in SEEDS:
        with seeded(seed):
            part = official_size(station)
        each.append(measured("satellite", station, *part, seed))
    found["official_size"] = gathered(each)
    print(found["official_size"])
    PLACE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
