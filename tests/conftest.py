"""One data folder for the whole session, so that no test reads or leaves anything in the user's own."""

import os
import tempfile
from pathlib import Path

import pytest

HOME = tempfile.mkdtemp(prefix="dlcore-tests-")
os.environ["DLCORE_HOME"] = HOME
os.environ.setdefault("OMP_NUM_THREADS", "1")

SLOW_ONES_LAST = ("command", "contract", "test_contributing.py", "pages", "runs", "applications", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first: a small mistake shows within seconds."""
    root = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(root).parts[0]
        return SLOW_ONES_LAST.index(folder) + 1 if folder in SLOW_ONES_LAST else 0

    items.sort(key=place)
