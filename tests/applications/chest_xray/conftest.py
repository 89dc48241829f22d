"""Models that the tests of this application share, trained once."""

import numpy as np
import pytest

from dlcore.applications.classification.chest_xray import (
    compose,
    use,
)
from dlcore.contract import TrainedModel
from dlcore.contract.checkpoint import open_checkpoint


@pytest.fixture(scope="session")
def shipped() -> TrainedModel:
    return open_checkpoint("chest_xray")


@pytest.fixture(scope="session")
def pictures(shipped: TrainedModel) -> dict[str, np.ndarray]:
    return use.examples(shipped)["pictures"]


@pytest.fixture(scope="session")
def composed() -> compose.Composed:
    return compose.compose(60, 56, np.arange(len(compose.outlines())), seed=3)
