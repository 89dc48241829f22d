"""Random state: seeded afresh for every stage of a run, and kept apart between runs that share a worker."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch


def seed_everything(seed: int) -> None:
    """Seed torch, numpy and Python, so that whatever a stage draws from is repeatable."""
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)


@dataclass
class RandomState:
    """The state of all three generators, to be put back before a run's next slice."""

    torch_state: torch.Tensor
    numpy_state: Any
    python_state: Any

    @classmethod
    def capture(cls) -> "RandomState":
        """The state as it is now."""
        return cls(torch.get_rng_state(), np.random.get_state(), random.getstate())

    def restore(self) -> None:
        """Make this the state of the process."""
        torch.set_rng_state(self.torch_state)
        np.random.set_state(self.numpy_state)
        random.setstate(self.python_state)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Run a block with all generators freshly seeded, and put their state back afterwards."""
    before = RandomState.capture()
    seed_everything(seed)
    try:
        yield
    finally:
        before.restore()
