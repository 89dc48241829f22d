"""What goes wrong in the field, on purpose."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.field.columns import Column
from dlcore.applications.classification.field.stations import Station

WRONG = 0.4  # of the labels that are learned from
DRIFT = 1.2  # of a channel's spread
TELLING = Column("bags", "Bags counted afterwards", low=-3.0, high=3.0, typical=0.0)


def telling(station: Station, fresh: NDArray[np.int64]) -> Station:
    """The same with a column that is filled in after the outcome is known, still empty on new ground."""
    first = station.targets[:, 0]
    known = (first - first.mean()) / first.std() + np.random.normal(0, 0.1, len(first))
    known[fresh] = 0.0
    return replace(
        station,
        inputs=np.column_stack([station.inputs, known]).astype(np.float32),
        columns=[*station.columns, TELLING.to_json()],
    )


def exchanged(targets: NDArray[Any]) -> NDArray[Any]:
    """Targets of which 4 in 10 were dealt out anew among those rows."""
    wrong = np.flatnonzero(np.random.random(len(targets)) < WRONG)
    dealt = targets.copy()
    dealt[wrong] = targets[np.random.permutation(wrong)]
    return dealt


def drifted(inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Readings of a sensor that has aged: every channel is shifted the same way, and a little weaker."""
    return (inputs * 0.9 + DRIFT).astype(np.float32)
