"""Models that the tests of this application share, trained once."""

import pytest

from dlcore.contract import TrainedModel
from dlcore.contract.checkpoint import open_checkpoint

from .helpers import run


@pytest.fixture(scope="session")
def trained() -> TrainedModel:
    return run({"code_size": 4, "width": 64, "steps": 60}).trained()


@pytest.fixture(scope="session")
def shipped() -> TrainedModel:
    return open_checkpoint("image_autoencoder")
