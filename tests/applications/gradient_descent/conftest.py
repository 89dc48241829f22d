"""Models that the tests of this application share, trained once."""

from pathlib import Path

import pytest

from dlcore.contract import (
    TrainedModel,
)

from .helpers import trained


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))


@pytest.fixture(scope="session")
def spirals() -> TrainedModel:
    return trained(steps=300)


@pytest.fixture(scope="session")
def sine() -> TrainedModel:
    return trained(dataset="noisy sine", steps=200)
