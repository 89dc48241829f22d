"""Killed workers, killed servers, clean ends: no run and no process is lost or left."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from dlcore.contract import ROOT
from dlcore.runs import Runs
from tests.runs.helpers import LONG_ENOUGH, Lab, wait_for

SERVER = """
import json, sys, time
from pathlib import Path
from dlcore.runs import Runs

runs = Runs(home=Path(sys.argv[1]), workers=1)
runs.start()

def say(**message):
    print(json.dumps(message), flush=True)

for line in sys.stdin:
    name, arguments = json.loads(line)
    if name == "modules":
        say(result=[name for name in ("torch", "streamlit") if name in sys.modules])
    elif name == "workers":
        say(result=[worker.process for worker in runs.engine.alive()])
    elif name == "close":
        runs.close()
        say(result=None)
    else:
        result = getattr(runs, name)(*arguments)
        say(result=result.__dict__ if hasattr(result, "__dict__") else result)
"""

WEB_SERVER = """
import contextlib, sys, uvicorn
from pathlib import Path
from starlette.applications import Starlette
import dlcore.runs
from dlcore.runs.stream import routes

@contextlib.asynccontextmanager
async def lifespan(app):
    runs = dlcore.runs.Runs(home=Path(sys.argv[1]), workers=1)
    dlcore.runs.replace(runs)
    yield
    runs.close()

dlcore.runs.replace(None)
uvicorn.run(Starlette(routes=routes, lifespan=lifespan), port=int(sys.argv[2]), log_level="error")
"""


class Server:
    """Runs in a process of their own, so that it can be killed."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(home)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, name: str, *arguments: Any) -> Any:
        self.process.stdin.write(json.dumps([name, arguments]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["result"]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2][:3]
    except OSError:
        return False


@pytest.fixture
def servers(toy: None, tmp_path: Path) -> Iterator[Any]:
    started: list[Server] = []

    def start() -> Server:
        started.append(Server(tmp_path / "home"))
        return started[-1]

    yield start
    for server in started:
        server.end()


def test_a_killed_worker_loses_nothing(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=250, pause=0.004)
    lab.until(run, 20)
    runs.change(run, {"learning_rate": 0.2}, "ada")
    lab.until(run, 60)
    lab.kill_worker_of(run)
    wait_for(lambda: runs.get(run).status in ("interrupted", "waiting"))
    assert runs.get(run).events >= 60
    runs.change(run, {"learning_rate": 0.05}, "ada")  # while it goes back to where it was
    lab.compare(run)
    assert len(runs.get(run).changes) == 2


def test_a_killed_server_loses_nothing(servers: Any, lab: Lab) -> None:
    first = servers()
    assert first("modules") == []
    done = first("submit", "toy", {"steps": 60, "seed": 1}, "ada")["id"]
    first("background", done, "ada", True)
    wait_for(lambda: first("get", done)["status"] == "finished")
    cut = first("submit", "toy", {"steps": 600, "seed": 2, "pause": 0.01}, "ada")["id"]
    first("background", cut, "ada", True)
    first("pin", done, "ada", True)
    wait_for(lambda: first("get", cut)["events"] > 20)
    first("change", cut, {"learning_rate": 0.3}, "ada")
    wait_for(lambda: first("get", cut)["events"] > 150)
    time.sleep(1.2)  # so much may be lost at most: the store is written twice a second
    workers = first("workers")
    first.process.send_signal(signal.SIGKILL)
    wait_for(lambda: not any(alive(worker) for worker in workers), 10)

    second = servers()
    whole = second("get", done)
    assert (whole["status"], whole["pinned"], whole["events"]) == ("finished", True, 63)
    assert second("events", done) == lab.expected(whole["config"])
    begun = second("get", cut)
    assert begun["status"] in ("interrupted", "waiting")
    assert begun["events"] > 150
    assert begun["changes"]
    stored = second("events", cut)
    wait_for(lambda: second("get", cut)["status"] == "finished")
    ended = second("get", cut)
    assert second("events", cut)[: len(stored)] == stored
    assert second("events", cut) == lab.expected(ended["config"], ended["changes"])
    assert second("modules") == []


def test_a_clean_end_is_quick_saves_everything_and_leaves_no_process(servers: Any, tmp_path: Path) -> None:
    server = servers()
    run = server("submit", "toy", {"steps": 100_000, "seed": 3, "pause": 0.001}, "ada")["id"]
    server("background", run, "ada", True)
    wait_for(lambda: server("get", run)["events"] > 50)
    server("adopt", run, "ben")
    fork = server("change", run, {"learning_rate": 0.4}, "ben")["id"]
    worker = server("workers")[0]
    children = [int(one) for one in Path(f"/proc/{worker}/task/{worker}/children").read_text().split()]
    assert len(children) == 1
    began = time.monotonic()
    server("close")
    assert time.monotonic() - began < 3.0
    wait_for(lambda: not any(alive(process) for process in (worker, *children)), 5)
    for one in (run, fork):
        assert (tmp_path / "home" / "weights" / f"{one}.safetensors").is_file()


def test_a_terminated_server_ends_at_once_with_a_tab_open(toy: None, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", WEB_SERVER, str(tmp_path), str(port)], cwd=ROOT)
    address = f"127.0.0.1:{port}"

    def line() -> Any:
        with contextlib.suppress(OSError):
            return connect(f"ws://{address}/lab/stream", origin=f"http://{address}")

    with wait_for(line) as tab:
        tab.send(json.dumps({"type": "watch", "run": "nobody"}))
        assert json.loads(tab.recv())["type"] == "gone"
        worker = int(Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()[0])
        began = time.monotonic()
        server.terminate()
        server.wait(10)
        assert time.monotonic() - began < 3.0
    wait_for(lambda: not alive(worker), 5)


def test_a_worker_that_was_edited_behind_its_back_is_started_anew(
    lab: Lab, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = lab.train(steps=100_000, pause=0.002)
    lab.until(run, 10)
    assert all(worker.ready.wait(LONG_ENOUGH) for worker in runs.engine.alive())
    before = {worker.process for worker in runs.engine.alive()}
    monkeypatch.setattr("dlcore.runs.engine.code_hash", lambda _application: "another")
    runs.engine.use_current_code("toy")
    wait_for(lambda: runs.get(run).status == "stopped")
    assert "program has changed" in runs.get(run).sentence
    monkeypatch.undo()
    wait_for(lambda: len(runs.engine.alive()) == 2)
    assert not before & {worker.process for worker in runs.engine.alive()}
    assert all(worker.ready.wait(LONG_ENOUGH) for worker in runs.engine.alive())


def test_a_forked_child_does_not_outlive_its_worker(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=100_000, pause=0.002)
    lab.until(run, 10)
    runs.adopt(run, "ben")
    fork = runs.change(run, {"learning_rate": 0.4}, "ben").id
    worker = runs.engine.worker_of(runs.ledger.records[run]).process
    children = [int(one) for one in Path(f"/proc/{worker}/task/{worker}/children").read_text().split()]
    assert children
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: not any(alive(process) for process in (worker, *children)), 10)
    for one, visitor in ((run, "ada"), (fork, "ben")):
        runs.delete(one, visitor)
