"""The runs of a worker: built, computed in turn, saved, ended. Every word goes to the server."""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dlcore.contract.application import find
from dlcore.contract.course import Change, Until
from dlcore.contract.training import Training
from dlcore.runs.codec import dump
from dlcore.runs.worker import schedule
from dlcore.runs.worker.baselines import Baselines
from dlcore.runs.worker.fork import ForkedRun, LostError, fork, possible
from dlcore.runs.worker.live import LiveRun
from dlcore.runs.worker.questions import DataCache, sentence
from dlcore.runs.worker.schedule import Job

logger = logging.getLogger("dlcore")


class Bench:
    """What a worker has in hand."""

    def __init__(self, output: int, home: Path, data: DataCache) -> None:
        self.output = output
        self.home = home
        self.data = data
        self.jobs: dict[str, Job] = {}
        self.baselines = Baselines(home / "baselines", [output])
        self._current = ""

    def send(self, message: dict[str, Any]) -> None:
        """One message to the server."""
        line = memoryview(dump(message))
        while line:
            line = line[os.write(self.output, line) :]

    def next(self) -> Job | None:
        """The run whose turn it is."""
        return schedule.next_job(self.jobs.values())

    def start(self, message: dict[str, Any]) -> None:
        """Build a run from its seed; it comes next."""
        self._now(message["run"])
        try:
            training = self._training(message)
        except Exception as error:
            self._end(message["run"], "failed", sentence(error, "This run"), 0.0)
            return
        job = Job(
            message["run"], LiveRun(training), message["skip"], message["limit"], message["application"]
        )
        job.used = schedule.fair_start(self.jobs.values())
        self.jobs[job.id] = job
        self.send({"type": "started", "run": job.id, "signature": training.signature})

    def _training(self, message: dict[str, Any]) -> Training:
        application = find(message["application"])
        config = application.Config.model_validate(message["config"])
        return Training(
            application,
            config,
            changes=[Change(change["event"], change["values"]) for change in message["changes"]],
            until=Until(**message["until"]) if message["until"] else None,
            data=self.data.get(application.name, config),
        )

    def turn(self, job: Job, interrupted: Callable[[], bool]) -> None:
        """Compute one run for a slice, or until a message waits; at least for a burst."""
        self._now(job.id)
        active = sum(other.runnable for other in self.jobs.values())
        end = time.perf_counter() + schedule.slice_seconds(active)
        try:
            while job.runnable:
                began = time.perf_counter()
                batch = job.run.advance(min(schedule.BURST, end - began), job.allowance)
                job.used += time.perf_counter() - began
                self._tell(job, batch)
                if time.perf_counter() >= end or interrupted():
                    break
            self.after(job)
        except LostError:
            self.lost(job.id)
        except Exception as error:
            self._end(job.id, "failed", sentence(error, "This run"), job.run.seconds)
            self.remove(job)

    def _tell(self, job: Job, batch: list[dict[str, Any]]) -> None:
        """Send the events that the server does not have yet."""
        first = job.run.events - len(batch)
        known = max(0, job.skip - first)
        if known < len(batch):
            events = batch[known:] if known else batch
            message = {"type": "events", "run": job.id, "first": first + known, "events": events}
            self.send(message | {"seconds": job.run.seconds})
        elif batch:
            self.send({"type": "progress", "run": job.id, "events": job.run.events})

    def after(self, job: Job) -> None:
        """Snapshot, baseline and end of a run, where they are due."""
        if job.run.status != "running":
            self.snapshot(job)
            self._end(job.id, job.run.status, "", job.run.seconds)
            self.remove(job)
            return
        if job.run.seconds - job.saved_at > schedule.SAVE_EVERY:
            self.snapshot(job)
        if not job.baseline_ordered and job.run.seconds > 0.5 and isinstance(job.run, LiveRun):
            job.baseline_ordered = True
            self.baselines.order(job.id, job.run.training.trained())

    def keep_house(self) -> None:
        """Forget runs that have been paused for long, tell baselines that are there."""
        for job in schedule.forgettable(self.jobs.values()):
            self.snapshot(job)
            self.lost(job.id)
        for run, values in self.baselines.done():
            self.send({"type": "baseline", "run": run, "values": values})

    def limit(self, run: str, limit: int | None) -> None:
        """Somebody wants more events of a run, or nobody does."""
        if job := self.jobs.get(run):
            was_runnable = job.runnable
            job.limit, job.touched = limit, time.monotonic()
            if job.runnable and not was_runnable:
                others = [other for other in self.jobs.values() if other is not job]
                job.used = max(job.used, schedule.fair_start(others))

    def fork(self, job: Job, child: str, limit: int | None, values: dict[str, Any]) -> int | None:
        """Copy a run as it is, change the copy's settings, and say at which event; None if it can't be."""
        children = [other.run for other in self.jobs.values() if isinstance(other.run, ForkedRun)]
        if job.run.events < job.skip or not isinstance(job.run, LiveRun) or not possible(len(children)):
            return None
        copy = fork(job.run, [self.output, *(run.channel.fileno() for run in children)])
        event = copy.change(values)
        new = Job(child, copy, 0, limit, job.application, used=schedule.fair_start(self.jobs.values()))
        new.baseline_ordered = True  # the server has it from the run itself
        self.jobs[child] = new
        return event

    def snapshot(self, job: Job) -> None:
        """Save the weights; a run that is being replayed has later ones on the disk already."""
        if job.run.events < job.skip:
            return
        try:
            job.run.save(str(self.weights(job.id)))
        except OSError as error:
            logger.error("the weights of %s can't be saved: %s", job.id, error)
        job.saved_at = job.run.seconds

    def weights(self, run: str) -> Path:
        """Where a run's latest weights lie."""
        return self.home / "weights" / f"{run}.safetensors"

    def lost(self, run: str) -> None:
        """A run is no longer in memory: it goes on by replay when somebody wants it."""
        if job := self.jobs.get(run):
            self.remove(job)
        self.send({"type": "evicted", "run": run})

    def remove(self, job: Job) -> None:
        """Free a run's memory."""
        self.jobs.pop(job.id, None)
        job.run.close()

    def close(self) -> None:
        """Save all weights and end all children."""
        for job in list(self.jobs.values()):
            self.snapshot(job)
            job.run.close()

    def _now(self, run: str) -> None:
        """Tell whose turn it is: should the process die, that run is the suspect."""
        if run != self._current:
            self._current = run
            self.send({"type": "now", "run": run})

    def _end(self, run: str, status: str, words: str, seconds: float) -> None:
        self.send({"type": "ended", "run": run, "status": status, "sentence": words, "seconds": seconds})
