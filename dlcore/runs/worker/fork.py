"""A running generator can't be copied, but its process can: `os.fork` gives a run that goes on by itself.

The child computes only when the worker asks for it, so that all runs of a worker keep sharing one core.
"""

import contextlib
import ctypes
import gc
import math
import os
import signal
import socket
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dlcore.runs.codec import dump, load
from dlcore.runs.memory import free_memory
from dlcore.runs.worker.live import LiveRun
from dlcore.runs.worker.questions import sentence

MOST_CHILDREN = 12  # a worker
LEAST_MEMORY = 400e6  # bytes that must be free for one more

_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


class LostError(RuntimeError):
    """The child of a fork is gone."""


class ForkedRun:
    """A run in a child process; the same calls as `LiveRun`."""

    def __init__(self, process: int, channel: socket.socket, run: LiveRun) -> None:
        self.process = process
        self.channel = channel
        self._lines = channel.makefile("rb")
        self.status = run.status
        self.events = run.events
        self.metrics = run.metrics
        self.seconds = run.seconds

    def advance(self, seconds: float, metrics: float = math.inf) -> list[dict[str, Any]]:
        """Events of about that many seconds and at most that many `Metrics`."""
        batch: list[dict[str, Any]] = self._call("advance", seconds, metrics)
        return batch

    def change(self, values: Mapping[str, Any], event: int = 0) -> int:
        """Change live settings from the next event on, or from a later one; returns its number."""
        number: int = self._call("change", dict(values), event)
        return number

    def stop(self) -> None:
        """End the run here."""
        self._call("stop")

    def save(self, path: str) -> None:
        """Write the weights as they are now."""
        self._call("save", path)

    def answer(self, question: str, arguments: Mapping[str, Any]) -> Any:
        """Put a question to the model as it is now."""
        return self._call("answer", question, dict(arguments))

    def close(self) -> None:
        """End the child."""
        self._lines.close()
        self.channel.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)

    def _call(self, name: str, *arguments: Any) -> Any:
        try:
            self.channel.sendall(dump([name, arguments]))
            line = self._lines.readline()
        except OSError:
            line = b""
        if not line:
            raise LostError("The process of this run is gone.")
        reply = load(line)
        self.status, self.events = reply["status"], reply["events"]
        self.metrics, self.seconds = reply["metrics"], reply["seconds"]
        if "error" in reply:
            raise RuntimeError(reply["error"])
        return reply["result"]


def possible(children: int) -> bool:
    """Whether one more child can be afforded."""
    return hasattr(os, "fork") and children < MOST_CHILDREN and free_memory() > LEAST_MEMORY


def fork(run: LiveRun, to_close: Sequence[int]) -> ForkedRun:
    """A copy of the run in a process of its own; the child closes the worker's own descriptors."""
    ours, theirs = socket.socketpair()
    process = child(lambda: _serve(run, theirs), [ours.fileno(), *to_close])
    theirs.close()
    return ForkedRun(process, ours, run)


def child(work: Callable[[], None], to_close: Sequence[int]) -> int:
    """Do some work in a forked process that ends with it; returns the process's number."""
    gc.collect()
    gc.freeze()  # a collection in the child would copy every page it looks at
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the reader thread only waits for a line
        process = os.fork()
    if process == 0:
        try:
            _leave_worker(to_close)
            work()
        finally:
            os._exit(0)
    gc.unfreeze()
    return process


def _leave_worker(to_close: Sequence[int]) -> None:
    """Let go of the worker's pipes, and end when it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for descriptor in to_close:
        os.close(descriptor)


def _serve(run: LiveRun, channel: socket.socket) -> None:
    """The child's whole life: do what the worker says until it hangs up."""
    for line in channel.makefile("rb"):
        name, arguments = load(line)
        reply: dict[str, Any] = {"result": None}
        try:
            reply["result"] = getattr(run, name)(*arguments)
        except Exception as error:
            reply["error"] = sentence(error, "This run")
        reply |= {
            "status": run.status,
            "events": run.events,
            "metrics": run.metrics,
            "seconds": run.seconds,
        }
        channel.sendall(dump(reply))
