"""Which rows are learned from: whole places are put aside, so that neighbours are not on both sides.

Landsat's windows overlap: windows one step apart share six of their nine pixels. So besides the chosen blocks
every window that shares a pixel with them is left out.
"""

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def blocks(positions: NDArray[np.floating], across: float, up: float) -> Rows:
    """The number of the rectangle of that size in which each position (rows, 2) lies."""
    columns = (positions[:, 0] // across).astype(np.int64)
    lines = (positions[:, 1] // up).astype(np.int64)
    return np.unique(lines * (columns.max() + 1) + columns, return_inverse=True)[1].astype(np.int64)


def put_aside(rows: Rows, place: Rows, share: float) -> NDArray[np.bool_]:
    """Which of the rows to put aside: whole places drawn at random until they hold that share."""
    groups = np.random.permutation(np.unique(place[rows]))
    counts = np.array([(place[rows] == group).sum() for group in groups])
    enough = int(np.searchsorted(np.cumsum(counts), share * len(rows))) + 1
    return np.isin(place[rows], groups[: min(enough, len(groups) - 1)])


def near(positions: NDArray[np.int64], rows: Rows, chosen: Rows, reach: int) -> NDArray[np.bool_]:
    """Which of the rows lie within `reach` of a chosen one, along and across."""
    if not reach or not len(chosen):
        return np.zeros(len(rows), dtype=bool)
    size = positions.max(axis=0) + 2 * reach + 1
    taken = np.zeros(size, dtype=bool)
    for across in range(-reach, reach + 1):
        for up in range(-reach, reach + 1):
            taken[positions[chosen, 0] + reach + across, positions[chosen, 1] + reach + up] = True
    return np.asarray(taken[positions[rows, 0] + reach, positions[rows, 1] + reach])
