"""`python -m dlcore.runs.worker HOME`: started by the server, ends with its standard input."""

import logging
import os
import queue
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO

for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

NICENESS = 5  # below the server, so that pages stay quick while everything trains


def main() -> None:
    """Set up the process, then work until the server goes away."""
    os.nice(NICENESS)
    logging.basicConfig(level=logging.INFO, format=f"worker {os.getpid()}: %(message)s")
    output = _own_standard_output()
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, inbox), daemon=True).start()

    from dlcore.runs.worker.loop import Worker, warm_up

    codes = warm_up()
    worker = Worker(inbox, output, Path(sys.argv[1]))
    worker.bench.send({"type": "ready", "process": os.getpid(), "codes": codes, "at": time.time()})
    worker.work()


def _own_standard_output() -> int:
    """The pipe to the server; whatever else a library prints goes to standard error."""
    output = os.dup(1)
    os.dup2(2, 1)
    return output


def _read(stream: BinaryIO, inbox: "queue.SimpleQueue[Any]") -> None:
    """Hand over messages; the end of the stream means that the server is gone."""
    from dlcore.runs.codec import load

    for line in stream:
        inbox.put(load(line))
    os._exit(0)


if __name__ == "__main__":
    main()
