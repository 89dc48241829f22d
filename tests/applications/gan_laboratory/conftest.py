"""Models that the tests of this application share, trained once."""

import pytest

from dlcore.contract import TrainedModel, Training
from dlcore.datasets import own

from .helpers import APPLICATION, TINY, last_values, trained


@pytest.fixture(scope="session")
def eight() -> tuple[TrainedModel, dict[str, float]]:
    training = Training(APPLICATION, {"steps": 700})
    values = last_values(training)
    model = training.trained()
    model.model.eval()
    return model, values


@pytest.fixture(scope="session")
def tiny() -> TrainedModel:
    return trained(TINY)


@pytest.fixture
def own_points(tmp_path, monkeypatch):
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))
    return lambda text: own.keep(text.encode())
