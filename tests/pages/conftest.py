"""The workers that pages put their questions to, started once and warm before the first page asks."""

import pytest

from dlcore import runs


@pytest.fixture(scope="session")
def engine():
    running = runs.current()
    for worker in running.engine.workers:
        assert worker is not None
        assert worker.ready.wait(120), "a worker did not start"
    yield running
    running.close()
