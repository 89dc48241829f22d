"""The server's side of one worker process: its pipes, its reader thread, and what it was asked."""

import contextlib
import itertools
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from dlcore.contract import ROOT
from dlcore.runs.codec import dump, load

logger = logging.getLogger("dlcore")


class AbsentError(Exception):
    """The run is not in this worker's memory, or the worker died before it answered."""


class QuestionError(RuntimeError):
    """One sentence that says why there is no answer."""


class WorkerProcess:
    """A running worker. `on_message` and `on_end` are called in its reader thread, in order."""

    def __init__(
        self,
        home: Path,
        on_message: Callable[["WorkerProcess", dict[str, Any]], None],
        on_end: Callable[["WorkerProcess"], None],
    ) -> None:
        self.codes: dict[str, str] = {}  # application to fingerprint of the code it loaded
        self.ready = threading.Event()
        self.current = ""  # the run whose turn it is
        self.heard = time.monotonic()
        self.started = time.monotonic()
        self.ended = False
        self._on_message = on_message
        self._on_end = on_end
        self._numbers = itertools.count()
        self._waiting: dict[int, Future[Any]] = {}
        self._lock = threading.Lock()
        self._write_lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dlcore.runs.worker", str(home)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **{f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}},
        )
        threading.Thread(target=self._read, name="worker reader", daemon=True).start()

    @property
    def process(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def waiting(self) -> int:
        """How many requests are not answered yet."""
        return len(self._waiting)

    def send(self, message: dict[str, Any]) -> None:
        """A message without an answer; lost if the worker is dead, which `on_end` tells."""
        line = dump(message)
        try:
            with self._write_lock:
                assert self._process.stdin is not None
                self._process.stdin.write(line)
                self._process.stdin.flush()
        except (OSError, ValueError):
            logger.info("a message to a dead worker was lost")

    def request(self, message: dict[str, Any]) -> "Future[Any]":
        """A message with an answer: `AbsentError`, `QuestionError` or the result."""
        future: Future[Any] = Future()
        number = next(self._numbers)
        with self._lock:
            if self.ended:
                future.set_exception(AbsentError())
                return future
            self._waiting[number] = future
        self.send({**message, "id": number})
        return future

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.heard = time.monotonic()
            try:
                self._handle(load(line))
            except Exception:
                logger.exception("a worker's message could not be handled")
        self._process.wait()
        self._process.stdout.close()
        with contextlib.suppress(OSError), self._write_lock:
            assert self._process.stdin is not None
            self._process.stdin.close()
        with self._lock:
            self.ended = True
            unanswered = list(self._waiting.values())
            self._waiting.clear()
        self._on_end(self)
        for future in unanswered:
            future.set_exception(AbsentError())

    def _handle(self, message: dict[str, Any]) -> None:
        if message["type"] == "reply":
            with self._lock:
                future = self._waiting.pop(message["id"])
            if "absent" in message:
                future.set_exception(AbsentError())
            elif "error" in message:
                future.set_exception(QuestionError(message["error"]))
            else:
                future.set_result(message["result"])
            return
        if message["type"] == "ready":
            self.codes = message["codes"]
            self.ready.set()
        elif message["type"] == "now":
            self.current = message["run"]
        self._on_message(self, message)

    def close(self, seconds: float) -> None:
        """Let it save its runs and end; kill it if that takes too long."""
        self.send({"type": "close"})
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once; its runs go on by replay."""
        with self._lock:
            self.ended = True
        self._process.kill()
        self._process.wait()
