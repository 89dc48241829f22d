"""The questions that page and gallery put to a trained network."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from dlcore.applications.classification.plant_species import explain, familiar, pictures
from dlcore.applications.classification.plant_species.columns import MEANING, OUTLINE, outline_numbers
from dlcore.applications.classification.plant_species.data import Data, outline_places, scaled, table
from dlcore.applications.classification.plant_species.measuring import measure
from dlcore.applications.classification.plant_species.model import LeafNetwork
from dlcore.applications.classification.plant_species.silhouette import NoLeafError, outlined, segment
from dlcore.applications.classification.plant_species.species import SPECIES
from dlcore.applications.classification.plant_species.training import chances_of
from dlcore.contract import Images, TrainedModel
from dlcore.contract.seeds import seeded

SHOWN = 6  # species with their probability
NEIGHBOURS = 5
NO_OUTLINE = (
    "This model was not told of outlines: choose another above, or train one that is told everything."
)


def gallery(trained: TrainedModel) -> Images:
    """What the home page shows: the species that the network knows."""
    model, data = _parts(trained)
    return pictures.species_known(data, chances_of(model, data.held_out))


def form(trained: TrainedModel) -> dict[str, Any]:
    """What can be chosen: the species with their held-out leaves, and the groups of columns."""
    species = trained.data.held_out.species
    return {
        "names": list(trained.signature["classes"]),
        "latin": [one.latin for one in SPECIES],
        "counts": np.bincount(species, minlength=len(SPECIES)).tolist(),
        "groups": list(trained.signature["groups"]),
    }


def leaf(trained: TrainedModel, species: int, number: int, told: Sequence[str]) -> dict[str, Any]:
    """A held-out leaf, by species and number from 0, told some groups: its name, and leaves like it."""
    model, data = _parts(trained)
    place = _place(data, species, number)
    groups = _group_places(data, told)
    known = torch.zeros(1, model.groups)
    known[:, groups] = 1.0
    features = data.held_out.features[place]
    answer = _answer(model, features, known)
    columns = [at for at, group in enumerate(model.group_of.tolist()) if group in groups]
    return answer | {
        "truth": trained.signature["classes"][species],
        "right": answer["best"] == trained.signature["classes"][species],
        "told": list(told),
        "picture": pictures.leaf(int(data.held_out.rows[place]), 200),
        "nearest": _nearest(data, features, columns),
    }


def recognise(trained: TrainedModel, picture: NDArray[np.uint8]) -> dict[str, Any]:
    """A drawn or photographed leaf by its outline alone, and how far it is from all known leaves."""
    model, data = _parts(trained)
    places = outline_places(trained.signature)
    if not places:
        return {"refusal": NO_OUTLINE}
    try:
        silhouette = segment(picture)
        measured = outline_numbers(
            {name: np.array(value) for name, value in measure(silhouette.mask).items()}
        )
    except NoLeafError as refusal:
        return {"refusal": str(refusal)}
    raw = np.array(trained.signature["mean"])
    raw[places] = [float(measured[trained.signature["features"][place]["name"]]) for place in places]
    features = scaled(raw, trained.signature)
    known = torch.zeros(1, model.groups)
    known[:, trained.signature["groups"].index("outline")] = 1.0
    return _answer(model, features, known) | {
        "seen": outlined(picture, silhouette.mask),
        "stalk_removed": silhouette.stalk_removed,
        "numbers": _beside_known(data, {name: float(value) for name, value in measured.items()}),
        "distance": _distance(data, features, places),
        "nearest": _nearest(data, features, places),
    }


def subsets(trained: TrainedModel) -> dict[str, Any]:
    """The share of held-out leaves named right when one group is told, and one group after another."""
    model, data = _parts(trained)
    groups = list(trained.signature["groups"])

    def share(places: Sequence[int]) -> float:
        right = chances_of(model, data.held_out, places).argmax(axis=1) == data.held_out.species
        return float(right.mean())

    alone = {group: share([place]) for place, group in enumerate(groups)}
    growing = {group: share(range(place + 1)) for place, group in enumerate(groups)}
    return {"alone": alone, "growing": growing}


def confusion(trained: TrainedModel) -> dict[str, Any]:
    """Counts of held-out leaves by true species and answer, told everything and told the outline alone."""
    model, data = _parts(trained)
    found: dict[str, Any] = {"names": list(trained.signature["classes"])}
    every = chances_of(model, data.held_out)
    first = chances_of(model, data.held_out, [0])
    for name, chances in (("everything", every), (trained.signature["groups"][0], first)):
        counts = np.zeros((len(SPECIES), len(SPECIES)), dtype=int)
        np.add.at(counts, (data.held_out.species, chances.argmax(axis=1)), 1)
        found[name] = counts.tolist()
    return found


def apart(trained: TrainedModel, one: int, other: int) -> dict[str, Any]:
    """The columns that set two species apart best, among the leaves learned from."""
    found = explain.apart(trained.data, one, other)
    names = trained.signature["classes"]
    chosen = [pictures.species_picture(number, 96) for number in (one, other)]
    return {"columns": found, "names": [names[one], names[other]], "pictures": chosen}


def importance(trained: TrainedModel) -> dict[str, Any]:
    """How many more held-out leaves get a wrong name when a group, or one column, is shuffled among them."""
    model, data = _parts(trained)
    with seeded(trained.config.seed):
        return explain.importance(model, data)


def hidden_map(trained: TrainedModel) -> dict[str, Any]:
    """The held-out leaves in the plane in which the hidden layer's activity differs most."""
    model, data = _parts(trained)
    return explain.hidden_map(model, data)


def flow(trained: TrainedModel, species: int, number: int, told: Sequence[str]) -> dict[str, Any]:
    """One held-out leaf on its way through the network, for the diagram."""
    model, data = _parts(trained)
    place = _place(data, species, number)
    known = torch.zeros(1, model.groups)
    known[:, _group_places(data, told)] = 1.0
    features = torch.from_numpy(data.held_out.features[place : place + 1])
    with torch.no_grad():
        hidden = model.hidden(features, known)[0]
        scores = model.output(hidden)
    chances = torch.softmax(scores, dim=0)
    best = int(chances.argmax())
    return {
        "picture": pictures.leaf(int(data.held_out.rows[place]), 96),
        "numbers": features[0].tolist(),
        "known": known[0].tolist(),
        "groups": list(trained.signature["groups"]),
        "hidden": hidden.tolist(),
        "best": trained.signature["classes"][best],
        "chance": float(chances[best]),
        "surprise": float(-torch.log(chances[species])),
        "sum": explain.one_sum(model, hidden, best),
    }


def _parts(trained: TrainedModel) -> tuple[LeafNetwork, Data]:
    assert isinstance(trained.model, LeafNetwork)
    return trained.model, trained.data


def _place(data: Data, species: int, number: int) -> int:
    """Where the held-out leaf stands; numbers beyond the last begin again."""
    places = np.flatnonzero(data.held_out.species == species)
    return int(places[number % len(places)])


def _group_places(data: Data, told: Sequence[str]) -> list[int]:
    groups: list[str] = data.signature["groups"]
    return [groups.index(name) for name in told if name in groups] or [0]


@torch.no_grad()
def _answer(model: LeafNetwork, features: NDArray[np.float32], known: torch.Tensor) -> dict[str, Any]:
    """The likeliest species with their probabilities."""
    scores = model(torch.from_numpy(features[None]), known)[0]
    chances = torch.softmax(scores, dim=0).numpy()
    order = np.argsort(-chances, kind="stable")[:SHOWN].tolist()
    probabilities = {SPECIES[number].name: float(chances[number]) for number in order}
    return {"probabilities": probabilities, "best": SPECIES[order[0]].name, "latin": SPECIES[order[0]].latin}


def _nearest(data: Data, features: NDArray[np.float32], columns: Sequence[int]) -> Images:
    """Sketches of the leaves learned from that are nearest in these columns."""
    places, away = familiar.nearest(features[columns], data.train.features[:, columns], NEIGHBOURS)
    names = [SPECIES[data.train.species[place]].name for place in places]
    sketches = np.stack([pictures.leaf(int(data.train.rows[place]), 88) for place in places])
    alt = "Sketches of the most similar leaves learned from: " + ", ".join(names)
    captions = [f"{name}" for name in names]
    assert len(away) == len(captions)
    return Images(sketches, NEIGHBOURS, captions, alt)


def _distance(data: Data, features: NDArray[np.float32], places: Sequence[int]) -> dict[str, float]:
    """How far from its neighbours the outline is; the share of known leaves that lie nearer to theirs."""
    known = data.train.features[:, places]
    usual = familiar.usual_distances(known)
    own = float(familiar.distances(features[None, places], known)[0])
    return {
        "own": own,
        "usual": float(np.quantile(usual, 0.5)),
        "furthest": float(usual[-1]),
        "share": float(np.searchsorted(usual, own) / len(usual)),
    }


def _beside_known(data: Data, measured: Mapping[str, float]) -> list[dict[str, Any]]:
    """Each number of the outline, beside the range in which nine of ten leaves learned from lie."""
    rows = data.train.rows
    found = []
    for name, label in OUTLINE.items():
        low, high = np.quantile(table()[name][rows], [0.05, 0.95])
        found.append(
            {
                "label": label,
                "meaning": MEANING[name],
                "value": measured[name],
                "low": float(low),
                "high": float(high),
                "within": bool(table()[name][rows].min() <= measured[name] <= table()[name][rows].max()),
            }
        )
    return found
