"""Runs: worker processes, scheduler, store and the live stream between them and the browser.

Nothing here but `dlcore.runs.worker` imports torch, and nothing imports Streamlit.
"""

import atexit
import threading

from dlcore.runs.budgets import BudgetError
from dlcore.runs.hub import Runs
from dlcore.runs.process import QuestionError
from dlcore.runs.records import Run

_lock = threading.Lock()
_current: Runs | None = None


def current() -> Runs:
    """The runs of this process, started at the first use."""
    global _current
    with _lock:
        if _current is None:
            _current = Runs()
            atexit.register(_current.close)
    _current.start()
    return _current


def replace(runs: Runs | None) -> None:
    """Make other runs the ones of this process, for tests; None lets the next use make new ones."""
    global _current
    with _lock:
        _current = runs


__all__ = ["BudgetError", "QuestionError", "Run", "Runs", "current", "replace"]
