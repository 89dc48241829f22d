"""What a worker does next: questions first, then new runs, then the run whose turn it is."""

import logging
import os
import queue
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from dlcore.contract.application import applications, find
from dlcore.contract.course import Change, Until
from dlcore.contract.training import Training
from dlcore.runs.codec import dump
from dlcore.runs.identity import code_hash
from dlcore.runs.worker import schedule
from dlcore.runs.worker.baselines import Baselines
from dlcore.runs.worker.desk import Desk
from dlcore.runs.worker.fork import ForkedRun, LostError, fork, possible
from dlcore.runs.worker.live import LiveRun
from dlcore.runs.worker.questions import DataCache, sentence
from dlcore.runs.worker.schedule import Job

logger = logging.getLogger("dlcore")


def warm_up() -> dict[str, str]:
    """Load what every run needs, and say which code was loaded: application to fingerprint."""
    torch.set_num_threads(1)
    weights = torch.ones(4, 4, requires_grad=True)
    (weights @ weights).sum().backward()  # type: ignore[no-untyped-call]
    torch.optim.AdamW([weights]).step()
    codes = {}
    for application in applications():
        codes[application.name] = code_hash(application)
        for module, name in (("training", "train"), ("data", "load_data")):
            try:
                application.load(module, name)
            except Exception:
                logger.exception("%s.%s can't be loaded", application.name, module)
    return codes


class AbsentError(Exception):
    """The run is not, or no longer, in this process: the server finds another way."""


class Worker:
    """All runs and questions of one process, one thing at a time."""

    def __init__(self, inbox: "queue.SimpleQueue[Any]", output: int, home: Path) -> None:
        self.inbox = inbox
        self.output = output
        self.home = home
        self.jobs: dict[str, Job] = {}
        self.starts: deque[dict[str, Any]] = deque()
        self.data = DataCache()
        self.desk = Desk(self.data)
        self.baselines = Baselines(home / "baselines")
        self.current = ""
        self.verbs: dict[str, Callable[[dict[str, Any]], None]] = {
            "start": self.starts.append,
            "limit": self.limit,
            "change": self.change,
            "fork": self.fork,
            "stop": self.stop,
            "drop": self.drop,
            "save": self.save,
            "ask": self.ask,
            "measure": self.measure,
            "close": self.close,
        }

    def send(self, message: dict[str, Any]) -> None:
        """One message to the server."""
        line = memoryview(dump(message))
        while line:
            line = line[os.write(self.output, line) :]

    def work(self) -> None:
        """Serve until the process ends."""
        while True:
            self.receive(wait=not self.starts and schedule.next_job(self.jobs.values()) is None)
            if self.starts:
                self.start(self.starts.popleft())
            elif job := schedule.next_job(self.jobs.values()):
                self.turn(job)
            for job in schedule.forgettable(self.jobs.values()):
                self.forget(job)

    def receive(self, wait: bool) -> None:
        """Handle the messages that are there, questions first."""
        messages = [self.inbox.get()] if wait else []
        while not self.inbox.empty():
            messages.append(self.inbox.get())
        for message in sorted(messages, key=lambda one: one["type"] not in ("ask", "start")):
            self.handle(message)

    def handle(self, message: dict[str, Any]) -> None:
        """Do what a message says; a request that fails is answered with a sentence."""
        try:
            self.verbs[message["type"]](message)
        except LostError:
            self.lost(message["run"])
            self.send({"type": "reply", "id": message["id"], "absent": True})
        except AbsentError:
            self.send({"type": "reply", "id": message["id"], "absent": True})
        except Exception as error:
            if "id" not in message:
                raise
            self.send({"type": "reply", "id": message["id"], "error": sentence(error, "This question")})

    def reply(self, message: dict[str, Any], result: Any) -> None:
        """The answer to a request."""
        self.send({"type": "reply", "id": message["id"], "result": result})

    def start(self, message: dict[str, Any]) -> None:
        """Build a run from its seed; it comes next."""
        self.now(message["run"])
        try:
            record = find(message["application"])
            config = record.Config.model_validate(message["config"])
            training = Training(
                record,
                config,
                changes=[Change(change["event"], change["values"]) for change in message["changes"]],
                until=Until(**message["until"]) if message["until"] else None,
                data=self.data.get(record.name, config),
            )
        except Exception as error:
            self.end(message["run"], "failed", sentence(error, "This run"), 0.0)
            return
        job = Job(
            message["run"],
            LiveRun(training),
            message["skip"],
            message["limit"],
            record.name,
            config.model_dump(),
            used=schedule.fair_start(self.jobs.values()),
        )
        self.jobs[job.id] = job
        self.send({"type": "started", "run": job.id, "signature": training.signature})

    def turn(self, job: Job) -> None:
        """Compute one run for a slice, or until a message waits."""
        self.now(job.id)
        active = sum(other.runnable for other in self.jobs.values())
        end = time.perf_counter() + schedule.slice_seconds(active)
        while job.runnable:
            began = time.perf_counter()
            try:
                batch = job.run.advance(min(schedule.BURST, end - began), job.allowance)
            except LostError:
                self.lost(job.id)
                return
            except Exception as error:
                self.fail(job, error)
                return
            job.used += time.perf_counter() - began
            self.tell(job, batch)
            if time.perf_counter() >= end or not self.inbox.empty():
                break
        self.after(job)

    def tell(self, job: Job, batch: list[dict[str, Any]]) -> None:
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
            self.end(job.id, job.run.status, "", job.run.seconds)
            self.remove(job)
            return
        if job.run.seconds - job.saved_at > schedule.SAVE_EVERY:
            self.snapshot(job)
        if not job.baseline_sent and job.run.seconds > 0.5 and isinstance(job.run, LiveRun):
            self.baseline(job)

    def now(self, run: str) -> None:
        """Tell whose turn it is: should the process die, that run is the suspect."""
        if run != self.current:
            self.current = run
            self.send({"type": "now", "run": run})

    def end(self, run: str, status: str, words: str, seconds: float) -> None:
        """Tell that a run is over."""
        self.send({"type": "ended", "run": run, "status": status, "sentence": words, "seconds": seconds})

    def fail(self, job: Job, error: Exception) -> None:
        """A run broke off with an error of its own."""
        self.end(job.id, "failed", sentence(error, "This run"), job.run.seconds)
        self.remove(job)

    def lost(self, run: str) -> None:
        """The process of a forked run is gone: the server starts it again."""
        if job := self.jobs.get(run):
            self.remove(job)
        self.send({"type": "evicted", "run": run})

    def remove(self, job: Job) -> None:
        """Free a run's memory."""
        self.jobs.pop(job.id, None)
        job.run.close()

    def forget(self, job: Job) -> None:
        """A paused run gives its memory back; it goes on by replay."""
        self.snapshot(job)
        self.remove(job)
        self.send({"type": "evicted", "run": job.id})

    def weights(self, run: str) -> Path:
        """Where a run's latest weights lie."""
        return self.home / "weights" / f"{run}.safetensors"

    def snapshot(self, job: Job) -> None:
        """Save the weights; a run that is being replayed has later ones on the disk already."""
        if job.run.events < job.skip:
            return
        path = self.weights(job.id)
        job.run.save(str(path))
        job.saved_at = job.run.seconds
        self.send({"type": "saved", "run": job.id})

    def baseline(self, job: Job) -> None:
        """Compute what the model must beat, once for the same data."""
        job.baseline_sent = True
        try:
            trained = job.run.training.trained()  # type: ignore[attr-defined]
            values = self.baselines.get(trained)
        except Exception as error:
            logger.warning("no baseline for %s: %s", job.application, error)
            return
        self.send({"type": "baseline", "run": job.id, "values": values})

    # what the server asks for

    def limit(self, message: dict[str, Any]) -> None:
        """Somebody wants more events, or nobody does."""
        for start in self.starts:
            if start["run"] == message["run"]:
                start["limit"] = message["limit"]
        if job := self.jobs.get(message["run"]):
            was_runnable = job.runnable
            job.limit = message["limit"]
            job.touched = time.monotonic()
            if job.runnable and not was_runnable:
                others = [other for other in self.jobs.values() if other is not job]
                job.used = max(job.used, schedule.fair_start(others))

    def change(self, message: dict[str, Any]) -> None:
        """Change live settings of a run from its next event on."""
        job = self.present(message["run"])
        self.reply(message, {"event": job.run.change(message["values"], job.skip)})

    def fork(self, message: dict[str, Any]) -> None:
        """Make a run of its own out of a run as it is now; without a fork the server replays."""
        job = self.present(message["run"])
        children = [other.run for other in self.jobs.values() if isinstance(other.run, ForkedRun)]
        event = job.run.events
        if event < job.skip or not isinstance(job.run, LiveRun) or not possible(len(children)):
            self.reply(message, {"event": max(event, job.skip), "forked": False})
            return
        to_close = [self.output, *(child.channel.fileno() for child in children)]
        copy = fork(job.run, to_close)
        new = Job(message["child"], copy, 0, message["limit"], job.application, job.config)
        new.used = schedule.fair_start(self.jobs.values())
        new.baseline_sent = True
        self.jobs[new.id] = new
        copy.change(message["values"])
        self.reply(message, {"event": event, "forked": True})

    def stop(self, message: dict[str, Any]) -> None:
        """End a run here."""
        job = self.present(message["run"])
        job.run.stop()
        self.after(job)
        self.reply(message, None)

    def drop(self, message: dict[str, Any]) -> None:
        """Forget a run altogether."""
        for start in [start for start in self.starts if start["run"] == message["run"]]:
            self.starts.remove(start)
        if job := self.jobs.get(message["run"]):
            self.remove(job)

    def save(self, message: dict[str, Any]) -> None:
        """Write a run's weights as they are now, under its own or another run's name."""
        job = self.present(message["run"])
        if job.run.events < job.skip:
            raise AbsentError
        job.run.save(str(self.weights(message["name"])))
        self.reply(message, {"event": job.run.events})

    def ask(self, message: dict[str, Any]) -> None:
        """Answer a question from the live model of a run, from saved weights or from the shipped model."""
        run = message.get("run", "")
        if run and message.get("live"):
            job = self.present(run)
            if job.run.events < job.skip:
                raise AbsentError
            result = job.run.answer(message["question"], message["arguments"])
        else:
            result = self.desk.answer(message)
        self.reply(message, result)

    def measure(self, message: dict[str, Any]) -> None:
        """How many steps fit in so many seconds."""
        self.reply(message, self.desk.measure(message))

    def close(self, message: dict[str, Any]) -> None:  # noqa: ARG002 - every verb takes its message
        """Save all weights and end."""
        for job in list(self.jobs.values()):
            self.snapshot(job)
            job.run.close()
        os._exit(0)

    def present(self, run: str) -> Job:
        """A run in this process, built now if it waits for that. Raises `AbsentError`."""
        for start in list(self.starts):
            if start["run"] == run:
                self.starts.remove(start)
                self.start(start)
        if run not in self.jobs:
            raise AbsentError
        return self.jobs[run]
