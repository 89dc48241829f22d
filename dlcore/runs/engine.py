"""Gives runs to workers, tells them how far to compute, and takes in what they say."""

import logging
import threading
import time
from concurrent.futures import Future
from typing import Any

from dlcore.contract import find
from dlcore.runs.identity import code_hash
from dlcore.runs.ledger import Ledger
from dlcore.runs.process import AbsentError, WorkerProcess
from dlcore.runs.records import ACTIVE, WITHOUT_LIMIT, Record

logger = logging.getLogger("dlcore")

GRACE = 10.0  # seconds after its first moment in which somebody should begin to watch a new run
MOST_DEATHS = 2  # workers that a run may take with it
HANGING = 300.0  # seconds of silence after which a busy worker is taken to hang
LONGEST_PAUSE = 20.0  # seconds before a worker that dies at once is started again


class Engine:
    """The workers and what each of them has in hand."""

    def __init__(self, ledger: Ledger, count: int) -> None:
        self.ledger = ledger
        self.count = count
        self.workers: list[WorkerProcess | None] = [None] * count
        self.closing = False
        self._failures = [0] * count
        self._handlers = {
            "started": self._started,
            "events": self._events,
            "progress": self._progress,
            "ended": self._ended,
            "evicted": self._evicted,
            "baseline": self._baseline,
        }

    def start(self) -> None:
        """Start all workers; they take messages from the first moment."""
        for index in range(self.count):
            self._launch(index)

    def _launch(self, index: int) -> None:
        if not self.closing:
            self.workers[index] = WorkerProcess(self.ledger.home, self._heard, self._ended_worker)

    def close(self, seconds: float) -> None:
        """End all workers together, in at most that many seconds."""
        with self.ledger.lock:
            self.closing = True
        threads = [
            threading.Thread(target=worker.close, args=(seconds,)) for worker in self.workers if worker
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def alive(self) -> list[WorkerProcess]:
        """The workers that can be asked."""
        return [worker for worker in list(self.workers) if worker and not worker.ended]

    def worker_of(self, record: Record) -> WorkerProcess | None:
        """The worker that has the run in memory."""
        return None if record.worker is None else self.workers[record.worker]

    def active(self) -> list[Record]:
        """Runs that somebody wants and that have steps to come."""
        return [
            record
            for record in self.ledger.records.values()
            if record.status in ("waiting", "running") and record.wanted > record.metrics
        ]

    def load(self, index: int) -> int:
        """How many runs a worker has to compute."""
        return sum(record.worker == index for record in self.active())

    def idlest(self) -> int:
        """The worker with the fewest runs and questions; there must be one."""
        known = [(index, worker) for index, worker in enumerate(self.workers) if worker]
        return min(known, key=lambda one: (one[1].ended, self.load(one[0]), one[1].waiting))[0]

    # demand

    def reconsider(self, record: Record) -> None:
        """Compare what is wanted of a run with what its worker was told; start it where it must."""
        if record.status not in ACTIVE:
            return
        wanted = record.wanted
        if record.worker is None:
            if wanted > record.metrics and self.alive() and self._may_go_on(record):
                self.place(record)
            return
        limit = None if wanted == WITHOUT_LIMIT else int(wanted)
        if limit != record.limit:
            record.limit = limit
            self._tell(record, {"type": "limit", "run": record.id, "limit": limit})
        if not record.moving:
            self._set_status(record, "paused")
        elif record.started and not record.replaying:
            self._set_status(record, "running")
        else:
            self._set_status(record, "waiting")

    def _set_status(self, record: Record, status: str) -> None:
        if record.status != status:
            record.status = status
            self.ledger.touch(record)

    def _may_go_on(self, record: Record) -> bool:
        if not record.events or record.code == code_hash(find(record.application)):
            return True
        record.sentence = "The program has changed since, so this run can't go on: start it anew."
        record.status = "stopped"
        self.ledger.touch(record)
        return False

    def place(self, record: Record) -> None:
        """Give a run to the idlest worker, which computes it from its seed to where it was."""
        wanted = record.wanted
        record.limit = None if wanted == WITHOUT_LIMIT else int(wanted)
        record.worker = self.idlest()
        record.status = "waiting"
        record.sentence = "Going back to where it was." if record.events else ""
        record.started = False
        record.replayed = 0
        record.epoch += bool(record.events)
        self.ledger.touch(record)
        start = {
            "type": "start",
            "run": record.id,
            "application": record.application,
            "config": record.config,
            "changes": record.changes,
            "until": record.until,
            "skip": record.events,
            "limit": record.limit,
        }
        self._tell(record, start)

    def ask(self, message: dict[str, Any]) -> "Future[Any]":
        """Put a request that any worker can answer to the one with the fewest in hand."""
        alive = self.alive()
        if not alive:
            future: Future[Any] = Future()
            future.set_exception(AbsentError())
            return future
        return min(alive, key=lambda worker: worker.waiting).request(message)

    def _tell(self, record: Record, message: dict[str, Any]) -> None:
        if worker := self.worker_of(record):
            worker.send(message)

    def request(self, record: Record, message: dict[str, Any]) -> "Future[Any] | None":
        """Ask the worker that has the run; None where none has it."""
        worker = self.worker_of(record)
        return worker.request({**message, "run": record.id}) if worker else None

    def drop(self, record: Record) -> None:
        """Take a run from its worker."""
        self._tell(record, {"type": "drop", "run": record.id})
        record.worker = None

    def use_current_code(self, application: str) -> str:
        """The application's fingerprint; workers that loaded other code are started anew."""
        code = code_hash(find(application))
        for worker in self.workers:
            if worker and worker.ready.is_set() and worker.codes.get(application) != code:
                logger.info("the code of %s changed: a worker is started anew", application)
                worker.kill()
        return code

    # what workers say

    def _heard(self, worker: WorkerProcess, message: dict[str, Any]) -> None:
        if message["type"] == "ready":
            self._failures[self.workers.index(worker)] = 0
        handler = self._handlers.get(message["type"])
        if handler is None:
            return
        with self.ledger.lock:
            record = self.ledger.records.get(message["run"])
            late = message["type"] == "baseline"  # it may come after the run's end
            if record is not None and (late or self.worker_of(record) is worker):
                handler(record, message)

    def _started(self, record: Record, message: dict[str, Any]) -> None:
        record.signature = message["signature"]
        record.started = True
        record.grace = min(record.grace, time.monotonic() + GRACE)
        self.reconsider(record)

    def _events(self, record: Record, message: dict[str, Any]) -> None:
        if message["first"] != record.events:
            logger.error("run %s: event %s came after %s", record.id, message["first"], record.events)
            return
        first = not record.events
        record.add(message["events"])
        record.replayed = record.events
        record.seconds = message["seconds"]
        record.deaths = 0
        record.sentence = ""
        self.ledger.touch(record, urgent=first)
        self.reconsider(record)

    def _progress(self, record: Record, message: dict[str, Any]) -> None:
        record.replayed = message["events"]
        percent = 100 * record.replayed // max(1, record.events)
        record.sentence = f"Going back to where it was: {percent} %."
        self.ledger.touch(record)

    def _ended(self, record: Record, message: dict[str, Any]) -> None:
        record.status = message["status"]
        record.sentence = message["sentence"] or self._reason(record)
        record.seconds = message["seconds"] or record.seconds
        record.worker = None
        record.grace = 0.0
        if record.status == "failed":
            record.identity = ""
        self.ledger.touch(record, urgent=True)

    def _reason(self, record: Record) -> str:
        last = record.tail[-1] if record.tail else {}
        return str(last["text"]) if last.get("type") == "note" and record.status != "stopped" else ""

    def _evicted(self, record: Record, _message: dict[str, Any]) -> None:
        record.worker = None
        self.reconsider(record)

    def _baseline(self, record: Record, message: dict[str, Any]) -> None:
        for other in self.ledger.records.values():
            if other is record or (other.parent == record.id and not other.baseline):
                other.baseline = message["values"]
                self.ledger.touch(other)

    # what may go wrong

    def _ended_worker(self, worker: WorkerProcess) -> None:
        """A worker died: another takes its place, and its runs go on by replay."""
        with self.ledger.lock:
            if self.closing or worker not in self.workers:
                return
            index = self.workers.index(worker)
            self.workers[index] = None
            orphans = [record for record in self.ledger.records.values() if record.worker == index]
            for record in orphans:
                self._orphan(record, worker.current == record.id)
            self._failures[index] += 1
        threading.Thread(target=self._replace, args=(index, orphans), daemon=True).start()

    def _replace(self, index: int, orphans: list[Record]) -> None:
        """Start a worker anew, after a pause if its predecessors died before they were ready."""
        if self._failures[index] > 1:
            time.sleep(min(LONGEST_PAUSE, 0.5 * 2 ** (self._failures[index] - 2)))
        with self.ledger.lock:
            self._launch(index)
            for record in orphans:
                self.reconsider(record)

    def _orphan(self, record: Record, suspect: bool) -> None:
        record.worker = None
        record.deaths += suspect
        if record.status not in ACTIVE:
            return
        if record.deaths > MOST_DEATHS:
            record.status, record.identity = "failed", ""
            record.sentence = "This run broke the process that trained it, more than once."
        else:
            record.status = "interrupted"
            record.sentence = "The process that trained it is gone: it goes on from its seed."
        self.ledger.touch(record)

    def tick(self) -> None:
        """Twice a second: runs that nobody came to watch pause, hanging workers are ended."""
        with self.ledger.lock:
            for record in self.ledger.records.values():
                if record.status in ACTIVE:
                    self.reconsider(record)
            busy = {record.worker for record in self.active()}
        for index, worker in enumerate(self.workers):
            if worker and index not in busy:
                worker.heard = time.monotonic()
            elif worker and time.monotonic() - worker.heard > HANGING:
                logger.error("worker %s hangs and is ended", worker.process)
                worker.kill()
