"""Models that the tests of this application share, trained once."""

from typing import Any

import pytest

from dlcore.contract import (
    TrainedModel,
    find,
)

from .helpers import trained


@pytest.fixture(scope="session")
def pure() -> TrainedModel:
    return trained(steps=500)


@pytest.fixture(scope="session")
def smokers() -> TrainedModel:
    return trained(**find("patients").preset("shipped").values)


@pytest.fixture(autouse=True)
def home(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))
