"""The workers that pages put their questions to, started once."""

import pytest

from dlcore import runs


@pytest.fixture(scope="session")
def engine():
    yield runs.current()
    runs.current().close()
