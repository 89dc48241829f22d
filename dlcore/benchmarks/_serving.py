"""What the frame's benchmarks share: a server of the stream alone, and tabs without a browser."""

import json
import socket
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from dlcore import runs
from dlcore.runs import Runs, stream

Row = dict[str, Any]
PATIENCE = 300.0  # seconds


def row(what: str, ours: float, goal: str, met: bool | None, peer: float | None = None) -> Row:
    """One line of the table; the ratio is ours to the peer's."""
    ratio = ours / peer if peer else None
    return {"what": what, "ours": ours, "peer": peer, "ratio": ratio, "goal": goal, "met": met}


def percentile(values: Sequence[float], share: float = 0.95) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return float(statistics.median(values))


def until(happened: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait. Raises `TimeoutError`."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError("The benchmark waited in vain.")
        time.sleep(0.005)


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def laboratory() -> Iterator[tuple[Runs, str]]:
    """Runs in an empty folder with warm workers, and the address at which their stream is served."""
    with tempfile.TemporaryDirectory(prefix="dlcore-benchmark-") as folder, socket.socket() as listening:
        engine = Runs(home=Path(folder))
        runs.replace(engine)
        engine.start()
        listening.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=stream.routes), log_level="error"))
        serving = threading.Thread(target=server.run, args=([listening],), daemon=True)
        serving.start()
        try:
            workers = engine.engine.workers
            until(lambda: server.started and all(one and one.ready.is_set() for one in workers))
            yield engine, host
        finally:
            server.should_exit = True
            serving.join(5)
            engine.close()
            runs.replace(None)


class Tab:
    """A browser tab that watches runs and notes when each frame with metrics comes."""

    def __init__(self, host: str) -> None:
        self.frames: dict[str, list[float]] = defaultdict(list)  # run to seconds
        self.status: dict[str, str] = {}
        self._line = connect(f"ws://{host}/lab/stream", origin=Origin(f"http://{host}"), max_size=None)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def watch(self, run: str) -> None:
        """Follow a run live, from its first event."""
        self._line.send(json.dumps({"type": "watch", "run": run, "from": 0, "demand": "live"}))

    def close(self) -> None:
        """Leave."""
        self._line.close()
        self._thread.join(5)

    def _listen(self) -> None:
        try:
            for text in self._line:
                frame = json.loads(text)
                if frame["type"] == "run":
                    self.status[frame["run"]] = frame["status"]
                elif any(event["type"] == "metrics" for event in frame.get("events", ())):
                    self.frames[frame["run"]].append(time.monotonic())
        except ConnectionClosed:
            return
