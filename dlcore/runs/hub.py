"""`Runs`: everything that pages, command line and stream do with runs."""

import contextlib
import os
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dlcore.contract import Application, BaseConfig, Until, find
from dlcore.contract.config import explain
from dlcore.datasets.home import home as default_home
from dlcore.runs import budgets
from dlcore.runs.asking import Questions
from dlcore.runs.engine import GRACE, Engine
from dlcore.runs.identity import identity
from dlcore.runs.ledger import Ledger
from dlcore.runs.process import AbsentError, QuestionError
from dlcore.runs.prune import prune
from dlcore.runs.records import WITHOUT_LIMIT, Record, Run, Visit, new_id
from dlcore.runs.steering import Steering

Events = list[dict[str, Any]]
Curve = tuple[list[int], list[float]]  # steps, values

CLOSING = 2.0  # seconds that workers have to save their runs


class Runs:
    """The runs of this machine, the workers that compute them, and the store that keeps them."""

    def __init__(self, home: Path | None = None, workers: int | None = None) -> None:
        count = workers or int(os.environ.get("DLCORE_WORKERS") or os.cpu_count() or 1)
        self.ledger = Ledger(home or default_home())
        self.engine = Engine(self.ledger, max(1, count))
        self.questions = Questions(self.ledger, self.engine)
        self.steering = Steering(self.ledger, self.engine)
        self._curves = lru_cache(maxsize=16)(self._read_curves)
        self._state = "new"
        self._start_lock = threading.Lock()

    def start(self) -> None:
        """Read the stored runs and start the workers; does not wait for them. Idempotent."""
        with self._start_lock:
            if self._state == "new":
                self._state = "started"
                self.ledger.on_tick = self._tick
                self.ledger.start()
                self.engine.start()

    def close(self) -> None:
        """Let the workers save their runs, end them, write the rest. Idempotent."""
        with self._start_lock:
            if self._state == "started":
                self._state = "closed"
                self.engine.close(CLOSING)
                self.ledger.close()

    def _tick(self) -> None:
        self.engine.tick()
        prune(self.ledger)

    # begin, change, end

    def submit(
        self,
        application: str,
        config: Mapping[str, Any],
        visitor: str,
        until: Until | None = None,
        name: str = "",
    ) -> Run:
        """Begin a run, or join the same run of anybody that nobody has touched.

        Raises `ValueError` or `BudgetError` with one sentence.
        """
        values = checked(find(application), config).model_dump()
        goal = asdict(until) if until else None
        code = self.engine.use_current_code(application)
        key = identity(application, values, goal, code)
        with self.ledger.lock:
            record = self._same(key)
            if record is None:
                budgets.check(self.engine, visitor)
                record = Record(new_id(), application, values, code, goal, key)
                self.ledger.records[record.id] = record
            record.visits.setdefault(visitor, Visit(name))
            record.grace = time.monotonic() + GRACE if record.started else WITHOUT_LIMIT
            self.ledger.touch(record)
            self.engine.reconsider(record)
            return record.view(visitor)

    def _same(self, key: str) -> Record | None:
        return next((record for record in self.ledger.records.values() if record.identity == key), None)

    def change(self, run_id: str, values: Mapping[str, Any], visitor: str, at: int | None = None) -> Run:
        """Change live settings; `at` is how many events the visitor has seen (all, if None).

        In place for a visitor who is alone with a run under way, else a new run of the visitor's own that
        shares the past. Raises `ValueError` with one sentence.
        """
        record = self.steering.change(self._record(run_id), dict(values), visitor, at)
        with self.ledger.lock:
            return record.view(visitor)

    def stop(self, run_id: str, visitor: str) -> Run:
        """End a run here; others who share it keep theirs, the visitor gets a stopped copy."""
        record = self.steering.stop(self._record(run_id), visitor)
        with self.ledger.lock:
            return record.view(visitor)

    # look

    def get(self, run_id: str, visitor: str = "") -> Run | None:
        """A run, with the name that this visitor gave it; None if there is none."""
        with self.ledger.lock:
            record = self.ledger.records.get(run_id)
            return record.view(visitor) if record else None

    def list(self, visitor: str, application: str | None = None) -> list[Run]:
        """A visitor's runs, newest first."""
        with self.ledger.lock:
            found = [
                record
                for record in self.ledger.records.values()
                if visitor in record.visits and application in (None, record.application)
            ]
            return [record.view(visitor) for record in sorted(found, key=lambda one: -one.created)]

    def events(self, run_id: str, start: int = 0, end: int | None = None) -> Events:
        """Events as JSON, from number `start` up to, not including, `end`."""
        return self.ledger.events(self._record(run_id), start, end)

    def curves(self, run_id: str) -> dict[str, Curve]:
        """Steps and values of every metric; values that were no number are left out."""
        return self._curves(run_id, self._record(run_id).events)

    def _read_curves(self, run_id: str, count: int) -> dict[str, Curve]:
        found: dict[str, Curve] = {}
        for event in self.events(run_id, 0, count):
            if event["type"] == "metrics":
                for name, value in event["values"].items():
                    if value is not None:
                        steps, values = found.setdefault(name, ([], []))
                        steps.append(event["step"])
                        values.append(value)
        return found

    def weights(self, run_id: str) -> Path | None:
        """The weights of a run as they are now, or the latest ones that were saved."""
        record = self._record(run_id)
        with self.ledger.lock:
            future = self.engine.request(record, {"type": "save", "name": run_id})
        if future is not None:
            with contextlib.suppress(AbsentError, QuestionError, TimeoutError):
                future.result(10.0)
        path = self.ledger.weights(run_id)
        return path if path.exists() else None

    # keep

    def rename(self, run_id: str, visitor: str, name: str) -> None:
        """Give a run a name of the visitor's own."""
        with self._visit(run_id, visitor) as visit:
            visit.name = name.strip()[:80]

    def pin(self, run_id: str, visitor: str, on: bool = True) -> None:
        """Keep a run from being swept away, or no longer."""
        with self._visit(run_id, visitor) as visit:
            visit.pinned = on

    def background(self, run_id: str, visitor: str, on: bool) -> None:
        """Let a run go on while nobody watches, or no longer."""
        with self._visit(run_id, visitor) as visit:
            visit.background = on
            if not on:
                self.ledger.records[run_id].grace = 0.0

    def adopt(self, run_id: str, visitor: str) -> Run:
        """Join a run that was opened by its link. Raises `KeyError`."""
        with self.ledger.lock:
            record = self._record(run_id)
            record.visits.setdefault(visitor, Visit())
            self.ledger.touch(record)
            return record.view(visitor)

    def delete(self, run_id: str, visitor: str) -> None:
        """Leave a run; the last visitor to leave removes it for good."""
        with self.ledger.lock:
            record = self._record(run_id)
            record.visits.pop(visitor, None)
            self.ledger.touch(record)
            if record.visits:
                return
            self.engine.drop(record)
            self.ledger.forget([run_id])

    # ask

    def ask(
        self,
        application: str,
        question: str,
        source: str = "shipped",
        timeout: float = 30.0,
        **arguments: Any,
    ) -> Any:
        """What a question's function returns for the shipped model or a run's. Blocks; any thread.

        Raises `QuestionError` with one sentence.
        """
        if source == "shipped":
            return self.questions.shipped(application, question, timeout, arguments)
        with self.ledger.lock:
            record = self.ledger.records.get(source)
        if record is None or record.application != application:
            raise QuestionError("This run is no longer there.")
        return self.questions.of_run(record, question, timeout, arguments)

    def measure(self, application: str, config: Mapping[str, Any], seconds: float) -> int:
        """How many steps of a config fit in about that many seconds of one core."""
        values = checked(find(application), config).model_dump()
        message = {"type": "measure", "application": application, "config": values, "seconds": seconds}
        return int(self.questions.anybody(message, 60.0))

    def _record(self, run_id: str) -> Record:
        with self.ledger.lock:
            if run_id not in self.ledger.records:
                raise KeyError("This run is no longer there.")
            return self.ledger.records[run_id]

    @contextlib.contextmanager
    def _visit(self, run_id: str, visitor: str) -> Iterator[Visit]:
        with self.ledger.lock:
            record = self._record(run_id)
            yield record.visits.setdefault(visitor, Visit())
            self.ledger.touch(record)
            self.engine.reconsider(record)


def checked(application: Application, config: Mapping[str, Any]) -> BaseConfig:
    """The config of an application. Raises `ValueError` with one sentence."""
    try:
        return application.Config.model_validate(dict(config))
    except ValidationError as error:
        settings = {setting.name: setting for setting in application.Config.settings()}
        raise ValueError(explain(error, settings)) from None
