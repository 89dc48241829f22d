"""What a worker does next: questions first, then new runs, then the run whose turn it is."""

import contextlib
import logging
import os
import queue
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from dlcore.contract.application import applications
from dlcore.runs.identity import code_hash
from dlcore.runs.worker.bench import Bench
from dlcore.runs.worker.desk import Desk
from dlcore.runs.worker.fork import LostError
from dlcore.runs.worker.questions import DataCache, sentence
from dlcore.runs.worker.schedule import Job

logger = logging.getLogger("dlcore")

BASELINE_LOOK = 0.1  # seconds between two looks for a baseline when nothing else is to do


def warm_up() -> dict[str, str]:
    """Load what every run needs, and say which code was loaded: application to fingerprint."""
    torch.set_num_threads(1)
    weights = torch.ones(4, 4, requires_grad=True)
    (weights @ weights).sum().backward()  # type: ignore[no-untyped-call]
    torch.optim.AdamW([weights]).step()
    codes = {}
    for application in applications():
        codes[application.name] = code_hash(application)
        for module, name in (("training", "train"), ("data", "load_data"), ("use", "__doc__")):
            try:
                application.load(module, name)
            except Exception:
                logger.exception("%s.%s can't be loaded", application.name, module)
    return codes


class AbsentError(Exception):
    """The run is not, or no longer, in this process: the server finds another way."""


class Worker:
    """The messages of one process, and what they set in motion."""

    def __init__(self, inbox: "queue.SimpleQueue[Any]", output: int, home: Path) -> None:
        data = DataCache()
        self.inbox = inbox
        self.desk = Desk(data)
        self.bench = Bench(output, home, data)
        self.starts: deque[dict[str, Any]] = deque()
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

    def work(self) -> None:
        """Serve until the process ends."""
        while True:
            self.receive(wait=not self.starts and self.bench.next() is None)
            if self.starts:
                self.bench.start(self.starts.popleft())
            if job := self.bench.next():
                self.bench.turn(job, self.has_message)
            self.bench.keep_house()

    def has_message(self) -> bool:
        """Whether somebody waits."""
        return not self.inbox.empty()

    def receive(self, wait: bool) -> None:
        """Handle the messages that are there, questions first."""
        messages = []
        if wait:
            with contextlib.suppress(queue.Empty):
                messages.append(
                    self.inbox.get(timeout=BASELINE_LOOK if self.bench.baselines.pending else None)
                )
        while self.has_message():
            messages.append(self.inbox.get())
        for message in sorted(messages, key=lambda one: one["type"] not in ("start", "ask")):
            self.handle(message)

    def handle(self, message: dict[str, Any]) -> None:
        """Do what a message says; a request that fails is answered with a sentence."""
        try:
            self.verbs[message["type"]](message)
        except LostError:
            self.bench.lost(message["run"])
            self.bench.send({"type": "reply", "id": message["id"], "absent": True})
        except AbsentError:
            self.bench.send({"type": "reply", "id": message["id"], "absent": True})
        except Exception as error:
            if "id" not in message:
                raise
            self.bench.send({"type": "reply", "id": message["id"], "error": sentence(error, "This question")})

    def reply(self, message: dict[str, Any], result: Any) -> None:
        """The answer to a request."""
        self.bench.send({"type": "reply", "id": message["id"], "result": result})

    def present(self, run: str) -> Job:
        """A run in this process, built now if it waits for that. Raises `AbsentError`."""
        for start in [start for start in self.starts if start["run"] == run]:
            self.starts.remove(start)
            self.bench.start(start)
        if run not in self.bench.jobs:
            raise AbsentError
        return self.bench.jobs[run]

    def up_to_date(self, run: str) -> Job:
        """A run that is not on its way back to where it was. Raises `AbsentError`."""
        job = self.present(run)
        if job.run.events < job.skip:
            raise AbsentError
        return job

    def limit(self, message: dict[str, Any]) -> None:
        """How far a run shall be computed."""
        for start in self.starts:
            if start["run"] == message["run"]:
                start["limit"] = message["limit"]
        self.bench.limit(message["run"], message["limit"])

    def change(self, message: dict[str, Any]) -> None:
        """Change live settings of a run from its next event on."""
        job = self.present(message["run"])
        self.reply(message, {"event": job.run.change(message["values"], job.skip)})

    def fork(self, message: dict[str, Any]) -> None:
        """Make a run of its own out of a run as it is now; without a fork the server replays."""
        job = self.present(message["run"])
        event = self.bench.fork(job, message["child"], message["limit"], message["values"])
        if event is None:
            self.reply(message, {"event": max(job.run.events, job.skip), "forked": False})
        else:
            self.reply(message, {"event": event, "forked": True})

    def stop(self, message: dict[str, Any]) -> None:
        """End a run here."""
        job = self.present(message["run"])
        job.run.stop()
        self.bench.after(job)
        self.reply(message, None)

    def drop(self, message: dict[str, Any]) -> None:
        """Forget a run altogether."""
        for start in [start for start in self.starts if start["run"] == message["run"]]:
            self.starts.remove(start)
        if job := self.bench.jobs.get(message["run"]):
            self.bench.remove(job)

    def save(self, message: dict[str, Any]) -> None:
        """Write a run's weights as they are now, under its own or another run's name."""
        job = self.up_to_date(message["run"])
        job.run.save(str(self.bench.weights(message["name"])))
        self.reply(message, {"event": job.run.events})

    def ask(self, message: dict[str, Any]) -> None:
        """Answer a question from the live model of a run, from saved weights or from the shipped model."""
        if message.get("live"):
            run = self.up_to_date(message["run"]).run
            self.reply(message, run.answer(message["question"], message["arguments"]))
        else:
            self.reply(message, self.desk.answer(message))

    def measure(self, message: dict[str, Any]) -> None:
        """How many steps fit in so many seconds."""
        self.reply(message, self.desk.measure(message))

    def close(self, message: dict[str, Any]) -> None:  # noqa: ARG002 - every verb takes its message
        """Save all weights and end."""
        self.bench.close()
        os._exit(0)
