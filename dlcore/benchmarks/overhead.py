"""Training inside the app beside the same generator in a bare loop, one after the other in turns."""

import json
import subprocess
import sys
import time
from contextlib import closing
from typing import Any

from dlcore.benchmarks._serving import Row, Tab, laboratory, row, until
from dlcore.contract import ROOT, find
from dlcore.runs import Runs

APPLICATIONS = ("gradient_descent", "text_generation")
BARE = """
import json, os, sys, time
os.nice(int(sys.argv[3]))
import torch
from dlcore.contract import Metrics, find
from dlcore.contract.seeds import seed_everything
torch.set_num_threads(1)
application = find(sys.argv[1])
config = application.Config.model_validate(json.loads(sys.argv[2]))
seed_everything(config.seed)
data = application.load("data", "load_data")(config)
model = application.load("training", "build_model")(config, data.signature)
events = application.load("training", "train")(model, data, config)
for event in events:
    if isinstance(event, Metrics):
        break
began = time.perf_counter()
for event in events:
    pass
print((time.perf_counter() - began) / (config.steps - 1))
"""
NICE = 5  # of the workers


def benchmark(quick: bool) -> list[Row]:
    """The ratio of the two times to the same step."""
    seconds, turns = (3.0, 1) if quick else (30.0, 3)
    rows = []
    with laboratory() as (runs, host):
        for name in (name for name in APPLICATIONS if known(name)):
            config = {"steps": max(50, runs.measure(name, {}, seconds))}
            pairs = [
                (inside(runs, host, name, {**config, "seed": turn}), bare(name, {**config, "seed": turn}))
                for turn in range(turns)
            ]
            ours, peer = (1000 * sum(times) / turns for times in zip(*pairs, strict=True))
            what = f"{name}: milliseconds a step, in the app and in a bare loop"
            rows.append(row(what, ours, "at most 1.05 times the bare loop's", ours <= 1.05 * peer, peer))
    return rows


def known(name: str) -> bool:
    """Whether there is such an application."""
    try:
        return bool(find(name))
    except KeyError:
        return False


def inside(runs: Runs, host: str, name: str, config: dict[str, Any]) -> float:
    """Seconds a step in a worker, watched by a tab, from the first events that arrive to the last."""
    run = runs.submit(name, config, "teacher")
    with closing(Tab(host)) as tab:
        tab.watch(run.id)
        record = runs.ledger.records[run.id]
        until(lambda: record.events > 0)
        began, step = time.perf_counter(), record.step
        until(lambda: record.status == "finished", 600)
        steps = int(config["steps"]) - 1 - step
        return (time.perf_counter() - began) / steps


def bare(name: str, config: dict[str, Any]) -> float:
    """Seconds a step in a process that does nothing else, with a worker's priority."""
    command = [sys.executable, "-c", BARE, name, json.dumps(config), str(NICE)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)
