"""What takes too long for a page: five folds, a curve of few leaves, each species left out once.

Writes `measured.json`, which the page shows:
python -m dlcore.applications.classification.plant_species.experiments
"""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from dlcore.applications.classification.plant_species import familiar
from dlcore.applications.classification.plant_species.config import PRESETS, Config
from dlcore.applications.classification.plant_species.data import (
    Data,
    assembled,
    logistic,
    outline_places,
    split_rows,
    table,
)
from dlcore.applications.classification.plant_species.species import NAMES
from dlcore.applications.classification.plant_species.training import build_model, chances_of, train
from dlcore.contract.saving import machine
from dlcore.contract.seeds import seed_everything, seeded

PLACE = Path(__file__).with_name("measured.json")
SEED, FOLDS, DRAWS = 0, 5, 3
COUNTS = (1, 2, 3, 5, 10, 20, 40)  # leaves of each species
SHIPPED = dict(PRESETS[0].values)
LEFT_OUT = {"steps": 600}  # settings of the 32 networks that miss a species
Guesses = NDArray[np.int64]
Guesser = Callable[[Data, list[int]], Guesses]


def five_folds() -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Rows to learn from and held-out rows, five times; each leaf is held out once, species by species."""
    with seeded(SEED):
        place = np.empty(len(table()["species"]), dtype=int)
        for number in range(len(NAMES)):
            rows = np.random.permutation(np.flatnonzero(table()["species"] == number))
            place[rows] = np.arange(len(rows)) % FOLDS
    return [(np.flatnonzero(place != fold), np.flatnonzero(place == fold)) for fold in range(FOLDS)]


def by_logistic(data: Data, places: list[int]) -> Guesses:
    """What logistic regression calls the held-out leaves, from the features at these places."""
    return np.asarray(logistic(data, places).argmax(axis=1))


def by_neighbour(data: Data, places: list[int]) -> Guesses:
    """The species of the nearest leaf learned from."""
    known = data.train.features[:, places]
    nearest = [familiar.nearest(row, known, 1)[0][0] for row in data.held_out.features[:, places]]
    return data.train.species[nearest]


def by_boosting(data: Data, places: list[int]) -> Guesses:
    """Gradient-boosted trees (Friedman 2001)."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]

    trees = HistGradientBoostingClassifier(max_iter=60, early_stopping=False, random_state=SEED)
    return _fitted(trees, data, places)


def by_forest(data: Data, places: list[int]) -> Guesses:
    """Three hundred extremely randomised trees (Geurts and others 2006)."""
    from sklearn.ensemble import ExtraTreesClassifier

    return _fitted(ExtraTreesClassifier(300, random_state=SEED), data, places)


def _fitted(trees: Any, data: Data, places: list[int]) -> Guesses:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # few leaves a species: it wonders whether these are classes
        trees.fit(data.train.features[:, places], data.train.species)
    return np.asarray(trees.predict(data.held_out.features[:, places]))


SIMPLE: dict[str, Guesser] = {
    "Logistic regression": by_logistic,
    "Nearest leaf": by_neighbour,
    "Forest of random trees": by_forest,
}


def network(config: Config, data: Data) -> Any:
    """The network trained on this data, with the very loop that the Train view runs."""
    seed_everything(config.seed)
    model = build_model(config, data.signature)
    for _ in train(model, data, config):
        pass
    return model


def share(guesses: Guesses, data: Data) -> float:
    """The share of right names among held-out leaves."""
    return round(float((guesses == data.held_out.species).mean()), 4)


def folds() -> dict[str, dict[str, list[float]]]:
    """Accuracy of every model on each fold, told everything and told the outline alone."""
    found: dict[str, dict[str, list[float]]] = {"everything": {}, "outline": {}}
    config = Config.model_validate(SHIPPED)
    for learned, held_out in five_folds():
        data = assembled(config, learned, held_out)
        model = network(config, data)
        guesses = {"everything": {}, "outline": {}}  # type: dict[str, dict[str, Guesses]]
        guesses["everything"]["Network"] = chances_of(model, data.held_out).argmax(axis=1)
        guesses["outline"]["Network"] = chances_of(model, data.held_out, [0]).argmax(axis=1)
        everything = list(range(data.train.features.shape[1]))
        for told, places in (("everything", everything), ("outline", outline_places(data.signature))):
            for name, guesser in (SIMPLE | {"Gradient-boosted trees": by_boosting}).items():
                guesses[told][name] = guesser(data, places)
        for told, models in guesses.items():
            for name, called in models.items():
                found[told].setdefault(name, []).append(share(called, data))
    return found


def few_leaves() -> dict[str, list[list[float]]]:
    """Accuracy of every model with few leaves of each species, for each count over several draws."""
    found: dict[str, list[list[float]]] = {name: [] for name in ("Network", *SIMPLE)}
    for count in COUNTS:
        draws: dict[str, list[float]] = {name: [] for name in found}
        for seed in range(DRAWS):
            config = Config(leaves=count, seed=seed)
            with seeded(seed):
                data = assembled(config, *split_rows(count))
            draws["Network"].append(
                share(chances_of(network(config, data), data.held_out).argmax(axis=1), data)
            )
            places = list(range(data.train.features.shape[1]))
            for name, guesser in SIMPLE.items():
                draws[name].append(share(guesser(data, places), data))
        for name, values in draws.items():
            found[name].append(values)
    return found


def left_out() -> list[dict[str, Any]]:
    """For each species: a network that never saw it, and what it says of its leaves."""
    found = []
    for number, name in enumerate(NAMES):
        config = Config.model_validate({**LEFT_OUT, "unseen": name})
        with seeded(config.seed):
            data = assembled(config, *split_rows(config.leaves))
        chances = chances_of(network(config, data), data.held_out)
        strangers = data.held_out.species == number
        called = np.bincount(chances[strangers].argmax(axis=1), minlength=len(NAMES))
        found.append(
            {
                "species": name,
                "confidence": round(float(chances[strangers].max(axis=1).mean()), 3),
                "noticed": round(float(familiar.strange(data)[strangers].mean()), 3),
                "false_alarms": round(float(familiar.strange(data)[~strangers].mean()), 3),
                "called": NAMES[int(called.argmax())],
                "share": round(float(called.max() / called.sum()), 3),
            }
        )
    return found


def main() -> None:
    """Measure and write."""
    torch.set_num_threads(1)
    found: dict[str, Any] = {"machine": machine(), "seed": SEED, "counts": COUNTS}
    for name, section in (("folds", folds), ("few_leaves", few_leaves), ("left_out", left_out)):
        found[name] = section()
        print(name, json.dumps(found[name])[:600], flush=True)
        PLACE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
