import os
from collections.abc import Iterator

import pytest

import dlcore.runs
from dlcore.contract import applications
from dlcore.runs import Runs
from tests.runs.helpers import LONG_ENOUGH, Lab


@pytest.fixture(scope="session")
def toy() -> Iterator[None]:
    """The application of these tests, found like any other."""
    os.environ["DLCORE_EXTRA_APPLICATIONS"] = "tests.runs.foundations.toy"
    applications.cache_clear()
    yield
    del os.environ["DLCORE_EXTRA_APPLICATIONS"]
    applications.cache_clear()


@pytest.fixture(scope="session")
def runs(toy: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Runs with two warm workers, the ones of this process."""
    runs = Runs(home=tmp_path_factory.mktemp("home"), workers=2)
    runs.start()
    dlcore.runs.replace(runs)
    assert all(worker.ready.wait(LONG_ENOUGH) for worker in runs.engine.alive())
    yield runs
    dlcore.runs.replace(None)
    runs.close()


@pytest.fixture(scope="session")
def lab(runs: Runs) -> Lab:
    return Lab(runs)
