"""Models that the tests of this application share, trained once."""

import pytest

from dlcore.applications.sequences.text_generation import data as texts
from dlcore.applications.sequences.text_generation.config import Config
from dlcore.contract import TrainedModel
from dlcore.contract.checkpoint import open_checkpoint

from .helpers import QUICK, run


@pytest.fixture(scope="session")
def nine() -> texts.TextData:
    return texts.load_data(Config())


@pytest.fixture(scope="session")
def quick() -> TrainedModel:
    training, _ = run(**QUICK)
    trained = training.trained()
    trained.model.eval()
    return trained


@pytest.fixture(scope="session")
def shipped() -> TrainedModel:
    return open_checkpoint("text_generation")
