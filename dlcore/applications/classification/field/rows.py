"""Rows of a station as a network reads them, in three groups."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Split:
    """Rows as the network reads them: scaled inputs, class numbers or scaled values, and their places."""

    inputs: NDArray[np.float32]
    targets: Array
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        """How many rows."""
        return len(self.rows)


@dataclass(frozen=True)
class StationData:
    """One station's three groups of rows, and the signature that reads them."""

    train: Split
    validation: Split
    fresh: Split
    signature: dict[str, Any]
    picture: NDArray[np.uint8] | None = None  # the photo that tiles were cut from
