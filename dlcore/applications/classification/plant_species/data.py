"""From a config to leaves that are learned from and leaves that are held out.

One worked example: the first leaf is a Chinese redbud, 1,253 pixels long and 1,088 wide. Its slenderness is
0.868; the mean over the leaves is 0.49, the spread 0.26, so it stands 1.4 spreads above, and
log(1 + 1.4) = 0.89 goes into the network.
"""

import csv
import gzip
import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.plant_species.columns import (
    GROUPS,
    OUTLINE,
    SIZE,
    TOLD,
    WORDS,
    labels,
    outline_numbers,
)
from dlcore.applications.classification.plant_species.config import Config
from dlcore.applications.classification.plant_species.species import NAMES, NUMBER
from dlcore.contract import ROOT

HELD_OUT = 0.25  # of the leaves of each species
CALLED = ("Chinese cinnamon", "Nanmu")  # half of the first are called the second when mislabelled
RESOLUTION = 0.5  # of the other camera
LEAST = 1e-6  # probability that a loss is measured with

Features = NDArray[np.float32]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Leaves as scaled features (leaves, feature), their species (leaves,), and their rows in the table."""

    features: Features
    species: Labels
    rows: Labels

    def __len__(self) -> int:
        """How many leaves."""
        return len(self.species)


@dataclass(frozen=True)
class Data:
    """Leaves to learn from, held-out leaves, and what it takes to read them."""

    train: Split
    held_out: Split
    signature: dict[str, Any]
    unseen: int | None = None  # the species left out of the training


@cache
def table() -> dict[str, NDArray[Any]]:
    """The whole table by column, with the nine numbers of the outline; `species` are numbers from 0 to 31."""
    content = gzip.decompress((ROOT / "assets" / "data" / "flavia.csv.gz").read_bytes()).decode()
    names, *rows = csv.reader(io.StringIO(content))
    cells = dict(zip(names, zip(*rows, strict=True), strict=True))
    columns: dict[str, NDArray[Any]] = {
        name: np.array(values) if name in WORDS else np.array(values, dtype=np.float64)
        for name, values in cells.items()
        if name != "species"
    }
    columns["species"] = np.array([NUMBER[key] for key in cells["species"]], dtype=np.int64)
    sides = columns.pop("physiological_length"), columns.pop("physiological_width")
    columns["length"], columns["width"] = np.maximum(*sides), np.minimum(*sides)
    columns["hull_area"] = columns["area"] / columns.pop("area_ratio_convexity")
    columns["hull_perimeter"] = columns["perimeter"] * columns.pop("perimeter_convexity")
    return columns | outline_numbers(columns)


def load_data(config: Config) -> Data:
    """The leaves of a config, split by chance within each species, and scaled by those learned from."""
    learned, held_out = split_rows(config.leaves)
    return assembled(config, learned, held_out)


def split_rows(leaves: int) -> tuple[Labels, Labels]:
    """Rows to learn from, at most so many a species, and held-out rows: a quarter of each species."""
    species = table()["species"]
    learned, held_out = [], []
    for number in range(len(NAMES)):
        rows = np.random.permutation(np.flatnonzero(species == number))
        count = round(HELD_OUT * len(rows))
        held_out.append(rows[:count])
        learned.append(rows[count:][:leaves])
    return np.concatenate(learned), np.concatenate(held_out)


def assembled(config: Config, learned: Labels, held_out: Labels) -> Data:
    """Two groups of the table's rows as arrays, with the fault that the config asks for."""
    groups = TOLD[config.told] + (("words",) if config.fault == "words" else ())
    unseen = None if config.unseen == "none" else NAMES.index(config.unseen)
    if unseen is not None:
        learned = learned[table()["species"][learned] != unseen]
    raw, named = raw_features(groups)
    mean, spread = raw[learned].mean(axis=0), raw[learned].std(axis=0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    signature = {
        "classes": list(NAMES),
        "groups": list(groups),
        "features": named,
        "mean": mean.tolist(),
        "spread": spread.tolist(),
    }
    species = table()["species"]
    seen = raw[held_out]
    if config.fault == "another camera":
        seen = seen * camera([one["name"] for one in named], RESOLUTION)
    train = Split(scaled(raw[learned], signature), _labels(config, species[learned]), learned)
    return Data(train, Split(scaled(seen, signature), species[held_out], held_out), signature, unseen)


def raw_features(groups: Sequence[str]) -> tuple[NDArray[np.float64], list[dict[str, str]]]:
    """All leaves' features (leaves, feature) as in the table, and each one's name, label and group."""
    columns, named = [], []
    for group in groups:
        if group == "words":
            continue
        for name, label in labels((group,)).items():
            columns.append(table()[name])
            named.append({"name": name, "label": label, "group": group})
    if "words" in groups:
        for word in WORDS:
            for value in sorted(set(table()[word].tolist())):
                columns.append((table()[word] == value).astype(np.float64))
                named.append({"name": f"{word}={value}", "label": f"{word}: {value}", "group": "words"})
    return np.stack(columns, axis=1), named


def scaled(raw: NDArray[Any], signature: Mapping[str, Any]) -> Features:
    """Distance from the mean in spreads, with large values pulled in: sign(z) log(1 + |z|)."""
    z = (raw - np.array(signature["mean"])) / np.array(signature["spread"])
    pulled_in: Features = (np.sign(z) * np.log1p(np.abs(z))).astype(np.float32)
    return pulled_in


def camera(names: Sequence[str], resolution: float) -> NDArray[np.float64]:
    """What a camera of that resolution makes of each column: lengths and areas change, nothing else."""
    factors = dict.fromkeys(SIZE, resolution) | {"area": resolution**2}
    return np.array([factors.get(name, 1.0) for name in names])


def group_numbers(signature: Mapping[str, Any]) -> list[int]:
    """For each feature the number of its group."""
    return [signature["groups"].index(one["group"]) for one in signature["features"]]


def outline_places(signature: Mapping[str, Any]) -> list[int]:
    """Where the nine numbers of the outline stand among the features; none where they were not told."""
    return [place for place, one in enumerate(signature["features"]) if one["name"] in OUTLINE]


def baseline(data: Data) -> dict[str, float]:
    """Logistic regression on the same leaves, with all features and with the outline alone."""
    figures = figures_of(data, logistic(data, list(range(data.train.features.shape[1]))))
    places = outline_places(data.signature)
    if places and len(data.signature["groups"]) > 1:
        chances = logistic(data, places)
        figures["outline_accuracy"] = float((chances.argmax(axis=1) == data.held_out.species).mean())
    return figures


def logistic(data: Data, places: Sequence[int]) -> NDArray[np.float64]:
    """What logistic regression on some features says of the held-out leaves: (leaves, species)."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    model = LogisticRegression(C=10, max_iter=3000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # few leaves a species: it wonders whether these are classes
        model.fit(data.train.features[:, places], data.train.species)
    chances = np.zeros((len(data.held_out), len(NAMES)))
    chances[:, model.classes_] = model.predict_proba(data.held_out.features[:, places])
    return chances


def figures_of(data: Data, chances: NDArray[np.floating[Any]]) -> dict[str, float]:
    """Loss, accuracy, how often the truth is among three; chances of held-out leaves (leaves, species)."""
    truth = data.held_out.species
    right = chances[np.arange(len(truth)), truth]
    better = (chances > right[:, None]).sum(axis=1)
    return {
        "validation_loss": float(-np.log(np.maximum(right, LEAST)).mean()),
        "validation_accuracy": float((chances.argmax(axis=1) == truth).mean()),
        "validation_top3": float((better < 3).mean()),
    }


def _labels(config: Config, species: Labels) -> Labels:
    """The species as they were written down."""
    if config.fault != "mislabelled":
        return species
    called = species.copy()
    truly, wrongly = (NAMES.index(name) for name in CALLED)
    rows = np.flatnonzero(species == truly)
    called[np.random.permutation(rows)[: len(rows) // 2]] = wrongly
    return called


assert set(TOLD["everything"]) == set(GROUPS)
