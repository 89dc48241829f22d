"""Training inside the app beside what people do today: inside the page script, with `st.line_chart`."""

import json
import os
import tempfile
import time
from contextlib import closing
from pathlib import Path

from dlcore.benchmarks._serving import Row, Tab, laboratory, row, until
from dlcore.benchmarks._sessions import Session, app
from dlcore.benchmarks.overhead import APPLICATIONS, known
from dlcore.contract import ROOT, Value, find
from dlcore.runs import Runs

PAGE = """
import json, time
from pathlib import Path
import streamlit as st
import torch
from dlcore.contract import Metrics, find
from dlcore.contract.seeds import seed_everything
torch.set_num_threads(1)
application = find(NAME)
config = application.Config.model_validate(CONFIG)
seed_everything(config.seed)
data = application.load("data", "load_data")(config)
model = application.load("training", "build_model")(config, data.signature)
chart, losses, began = st.empty(), [], time.perf_counter()
for event in application.load("training", "train")(model, data, config):
    if isinstance(event, Metrics):
        losses.append(next(iter(event.values.values())))
        if event.step % 10 == 0:
            chart.line_chart(losses)
Path(RESULT).write_text(json.dumps(time.perf_counter() - began))
"""


def benchmark(quick: bool) -> list[Row]:
    """Seconds to the last step of the default settings; nobody draws the peer's chart, in its favour."""
    rows = []
    for name in (name for name in APPLICATIONS if known(name)):
        config: dict[str, Value] = {"seed": 5}
        if quick:
            config["steps"] = 60
        with laboratory() as (runs, host):
            ours = inside(runs, host, name, config)
        peer = in_the_page(name, config)
        what = f"{name}: seconds to the last step, in the app and in the page script"
        rows.append(row(what, ours, "at most a third", ours <= peer / 3, peer))
    return rows


def inside(runs: Runs, host: str, name: str, config: dict[str, Value]) -> float:
    """Seconds from Train to the end of the run, as a tab sees it."""
    began = time.perf_counter()
    run = runs.submit(name, config, "teacher")
    with closing(Tab(host)) as tab:
        tab.watch(run.id)
        until(lambda: tab.status.get(run.id) == "finished", 600)
        return time.perf_counter() - began


def in_the_page(name: str, config: dict[str, Value]) -> float:
    """Seconds of the same training in a Streamlit script that draws the losses every ten steps."""
    values = find(name).Config.model_validate(config).model_dump()
    with tempfile.TemporaryDirectory(prefix="dlcore-benchmark-") as folder:
        script, result = Path(folder) / "page.py", Path(folder) / "seconds.json"
        given = f"NAME, CONFIG, RESULT = {name!r}, {values!r}, {str(result)!r}\n"
        script.write_text(given + PAGE, encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DLCORE_HOME": str(Path(folder) / "home")}
        with app(script, environment) as (host, _), closing(Session(host)) as session:
            session.show()
        return float(json.loads(result.read_text(encoding="utf-8")))
