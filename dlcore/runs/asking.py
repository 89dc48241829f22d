"""Questions to models, put to the workers; what shipped models answer is remembered."""

import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from typing import Any

from dlcore.contract import ROOT, find
from dlcore.runs.codec import dump, load
from dlcore.runs.engine import Engine
from dlcore.runs.ledger import Ledger
from dlcore.runs.process import AbsentError, QuestionError
from dlcore.runs.records import Record

MOST_REMEMBERED = 48e6  # bytes of answers

_TRIES = 2
_TOO_LONG = "The answer takes too long; try again when fewer models train."
_NO_WEIGHTS = "This run has no weights yet: let it train for a moment."


class Questions:
    """What `Runs.ask` and `Runs.measure` do."""

    def __init__(self, ledger: Ledger, engine: Engine) -> None:
        self.ledger = ledger
        self.engine = engine
        self._answers: OrderedDict[bytes, bytes] = OrderedDict()
        self._size = 0
        self._under_way: dict[bytes, Future[bytes]] = {}
        self._lock = threading.Lock()

    def shipped(self, application: str, question: str, timeout: float, arguments: dict[str, Any]) -> Any:
        """Ask the shipped model; the same question is computed once."""
        code = self.engine.use_current_code(application)
        message = {
            "type": "ask",
            "application": application,
            "question": question,
            "arguments": arguments,
        }
        key = dump([message, code, _made(application)])
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return load(self._answers[key])
            future = self._under_way.get(key)
            mine = future is None
            if future is None:
                future = self._under_way[key] = Future()
        if mine:
            self._compute(key, future, message, timeout)
        try:
            return load(future.result(timeout))
        except TimeoutError:
            raise QuestionError(_TOO_LONG) from None

    def _compute(self, key: bytes, future: "Future[bytes]", message: dict[str, Any], timeout: float) -> None:
        try:
            answer = dump(self.anybody(message, timeout))
        except BaseException as error:
            with self._lock:
                del self._under_way[key]
            future.set_exception(error)
            return
        with self._lock:
            del self._under_way[key]
            self._remember(key, answer)
        future.set_result(answer)

    def _remember(self, key: bytes, answer: bytes) -> None:
        self._answers[key] = answer
        self._size += len(key) + len(answer)
        while self._size > MOST_REMEMBERED:
            oldest, dropped = self._answers.popitem(last=False)
            self._size -= len(oldest) + len(dropped)

    def anybody(self, message: dict[str, Any], timeout: float) -> Any:
        """A request that any worker can answer, tried again if the worker dies. Raises `QuestionError`."""
        end = time.monotonic() + timeout
        for _ in range(_TRIES):
            self._wait_for_worker(end)
            try:
                return self.engine.ask(message).result(max(0.0, end - time.monotonic()))
            except AbsentError:
                continue
            except TimeoutError:
                break
        raise QuestionError(_TOO_LONG)

    def _wait_for_worker(self, end: float) -> None:
        while not self.engine.alive() and time.monotonic() < end:
            time.sleep(0.02)

    def of_run(self, record: Record, question: str, timeout: float, arguments: dict[str, Any]) -> Any:
        """Ask the model of a run: as it is now in its worker, or from its latest weights."""
        message = {"type": "ask", "question": question, "arguments": arguments}
        with self.ledger.lock:
            use_saved = record.replaying and self.ledger.weights(record.id).exists()
            future = None if use_saved else self.engine.request(record, {**message, "live": True})
        if future is not None:
            try:
                return future.result(timeout)
            except AbsentError:
                pass
            except TimeoutError:
                raise QuestionError(_TOO_LONG) from None
        path = self.ledger.weights(record.id)
        if not path.exists() or record.signature is None:
            raise QuestionError(_NO_WEIGHTS)
        saved = {
            "run": record.id,
            "application": record.application,
            "config": record.config,
            "signature": record.signature,
            "weights": str(path),
        }
        return self.anybody({**message, **saved}, timeout)


def _made(application: str) -> int:
    """When the shipped checkpoint was written; 0 where there is none."""
    path = ROOT / "assets" / "checkpoints" / f"{find(application).name}.safetensors"
    return path.stat().st_mtime_ns if path.exists() else 0
