"""Whose turn it is among the runs of a worker."""

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from dlcore.runs.worker.live import Computed

LONGEST_SLICE = 0.25  # seconds
ROUND = (
    0.5  # seconds of computing in which every run has its turn; with the server beside them it takes longer
)
BURST = 0.05  # seconds after which a slice looks for messages
SAVE_EVERY = 5.0  # seconds of computing between two snapshots of the weights
MOST_PAUSED = 8  # runs that wait in memory; others go on by replay


@dataclass
class Job:
    """A run in the worker's care."""

    id: str
    run: Computed
    skip: int  # events that the server has already, from before a replay
    limit: int | None  # `Metrics` that anybody wants so far, None without limit, 0 when nobody does
    application: str
    used: float = 0.0  # seconds of turns, for fairness
    saved_at: float = 0.0  # seconds of computing at the last snapshot
    baseline_ordered: bool = False
    touched: float = field(default_factory=time.monotonic)

    @property
    def runnable(self) -> bool:
        """Whether somebody wants its next step."""
        return self.run.status == "running" and self.allowance > 0

    @property
    def allowance(self) -> float:
        """How many `Metrics` it may still compute."""
        if self.limit is None:
            return math.inf
        replaying = self.limit > 0 and self.run.events < self.skip
        return math.inf if replaying else self.limit - self.run.metrics


def slice_seconds(active: int) -> float:
    """How long one turn lasts when so many runs take turns."""
    return min(LONGEST_SLICE, ROUND / max(1, active))


def next_job(jobs: Iterable[Job]) -> Job | None:
    """The runnable run that has had least; a new one has had nothing."""
    return min((job for job in jobs if job.runnable), key=lambda job: job.used, default=None)


def fair_start(jobs: Iterable[Job]) -> float:
    """What a run that joins is taken to have had: a moment less than everybody, so that it comes first."""
    return min((job.used for job in jobs if job.runnable), default=0.0) - 1e-3


def forgettable(jobs: Iterable[Job]) -> list[Job]:
    """Paused runs beyond those that may wait in memory, the longest untouched first."""
    paused = sorted((job for job in jobs if not job.runnable), key=lambda job: job.touched)
    return paused[: max(0, len(paused) - MOST_PAUSED)]
