"""What one visitor, and all together, may have under way."""

from dlcore.runs.engine import Engine
from dlcore.runs.memory import free_memory

RUNS_OF_A_VISITOR = 6  # being computed at the same time
RUNS_OF_A_WORKER = 24
LEAST_MEMORY = 300e6  # bytes that must be free for a new run


class BudgetError(RuntimeError):
    """One sentence that says which limit is reached and what to do."""


def check(engine: Engine, visitor: str) -> None:
    """Raise `BudgetError` where a visitor can't begin another run now."""
    active = engine.active()
    own = sum(visitor in record.visits for record in active)
    if own >= RUNS_OF_A_VISITOR:
        raise BudgetError(f"{own} of your runs are training: stop or pause one before you start another.")
    if len(active) >= RUNS_OF_A_WORKER * engine.count:
        raise BudgetError(f"{len(active)} runs are training here, which is the limit: try again soon.")
    if free_memory() < LEAST_MEMORY:
        raise BudgetError("The memory of this machine is full: try again when other runs have ended.")
