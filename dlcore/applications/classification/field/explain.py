"""What carries an answer: columns, stretches of a spectrum, and the filters of the first layer."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from dlcore.applications.classification.field import columns, measures
from dlcore.applications.classification.field.model import Dense, FieldNetwork, SpectrumReader
from dlcore.applications.classification.field.rows import StationData
from dlcore.applications.classification.field.training import says

Array = NDArray[Any]
STRETCH = 20  # wavelengths that are exchanged together
TIMES = 5  # shuffles of each column
MOST_FILTERS = 32


def importance(model: FieldNetwork, station: str, data: StationData) -> list[dict[str, Any]]:
    """Each column's label, the fall of each target's R² when it is shuffled, and the spread of that fall."""
    inputs, targets = _never_learned(data)
    described = data.signature["columns"]
    of_column = np.array(columns.owners(described))
    judge = _judge(model, station, targets)
    whole = judge(inputs)
    found = []
    for place, column in enumerate(described):
        falls = [whole - judge(_shuffled(inputs, of_column == place)) for _ in range(TIMES)]
        fall, spread = np.mean(falls, axis=0), np.std(falls, axis=0)
        found.append({"label": column["label"], "fall": fall.tolist(), "spread": spread.tolist()})
    return sorted(found, key=lambda one: -max(one["fall"]))


def wavelengths(model: FieldNetwork, data: StationData) -> list[dict[str, float]]:
    """The same for stretches of the spectrum."""
    inputs, targets = _never_learned(data)
    judge = _judge(model, "spectrum", targets)
    whole = judge(inputs)[0]
    found = []
    for start, end in _stretches(inputs.shape[1]):
        chosen = np.zeros(inputs.shape[1], dtype=bool)
        chosen[start:end] = True
        falls = [whole - judge(_shuffled(inputs, chosen))[0] for _ in range(2)]
        found.append({**_ends(data.signature["wavelengths"], start, end), "fall": float(np.mean(falls))})
    return found


def stretches(model: FieldNetwork, inputs: Array, nanometres: Sequence[int]) -> list[dict[str, float]]:
    """What each stretch of one spectrum adds to its answer: the answer less that with the usual stretch."""
    places = _stretches(inputs.shape[1])
    without = inputs.repeat(len(places), axis=0)
    for row, (start, end) in enumerate(places):
        without[row, start:end] = 0.0  # scaled: the mean of all samples
    said = says(model, "spectrum", np.concatenate([inputs, without]))[:, 0]
    return [
        {**_ends(nanometres, start, end), "share": float(said[0] - said[row + 1])}
        for row, (start, end) in enumerate(places)
    ]


def filters(model: FieldNetwork, station: str) -> Array:
    """The first layer's weights as filters, those with the largest weights first."""
    network = model.stations[station]
    if isinstance(network, Dense) and network.first.in_features == 36:
        weights = network.first.weight.detach().numpy().reshape(-1, 3, 3, 4)
    elif isinstance(network, SpectrumReader):
        weights = network.slide.weight.detach().numpy()[:, 0]
    else:
        raise ValueError("This station's first layer has no filters to draw.")
    size = np.abs(weights).reshape(len(weights), -1).sum(axis=1)
    return np.asarray(weights[np.argsort(-size)][:MOST_FILTERS])


def active(model: FieldNetwork, inputs: Array) -> list[tuple[int, int]]:
    """How many neurons of each hidden layer answer a Landsat window, and of how many."""
    network = model.stations["satellite"]
    assert isinstance(network, Dense)
    with torch.no_grad():
        first = torch.relu(network.first(torch.from_numpy(inputs)))
        second = torch.relu(network.second(first))
    return [(int((one > 0).sum()), one.shape[1]) for one in (first, second)]


def _never_learned(data: StationData) -> tuple[Array, Array]:
    """Inputs and targets of held-out rows and new ground together."""
    both = (data.validation, data.fresh)
    return np.concatenate([one.inputs for one in both]), np.concatenate([one.targets for one in both])


def _judge(model: FieldNetwork, station: str, targets: Array) -> Callable[[Array], Array]:
    def judge(inputs: Array) -> Array:
        said = says(model, station, inputs)
        return np.array(
            [measures.explained(said[:, place], targets[:, place]) for place in range(said.shape[1])]
        )

    return judge


def _shuffled(inputs: Array, chosen: Array) -> Array:
    """The same with the chosen features taken from other rows."""
    mixed = inputs.copy()
    mixed[:, chosen] = inputs[np.random.permutation(len(inputs))][:, chosen]
    return mixed


def _stretches(count: int) -> list[tuple[int, int]]:
    return [(start, min(start + STRETCH, count)) for start in range(0, count, STRETCH)]


def _ends(nanometres: Sequence[int], start: int, end: int) -> dict[str, float]:
    return {"from": float(nanometres[start]), "to": float(nanometres[end - 1])}
