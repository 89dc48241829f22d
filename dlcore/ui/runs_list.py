"""The visitor's runs of an application: compare, name, pin, use, download, delete."""

import csv
import io
import json
from typing import Any

import pandas as pd
import streamlit as st

from dlcore import runs
from dlcore.contract import Change, export
from dlcore.runs import Run
from dlcore.ui.page import Page
from dlcore.ui.state import visitor

WORDS = {
    "waiting": "waiting",
    "running": "running",
    "paused": "paused",
    "finished": "finished",
    "stopped": "stopped",
    "diverged": "diverged ✗",
    "interrupted": "interrupted, goes on when watched",
    "failed": "failed ✗",
}


def runs_panel(this: Page) -> None:
    """A table of the runs, and below it what can be done with the chosen one."""
    mine = runs.current().list(visitor(), this.application.name)
    if not mine:
        return
    with st.expander(f"**My runs** ({len(mine)})"):
        names = {
            run.id: f"{'📌 ' if run.pinned else ''}{run.name} · {WORDS.get(run.status, run.status)}"
            for run in mine
        }
        st.dataframe(table(this, mine), hide_index=True, alt="Your runs with their figures")
        this.state.beside = st.multiselect(
            "Draw beside the current run",
            [identity for identity in names if identity != this.state.run],
            default=[
                identity for identity in this.state.beside if identity in names and identity != this.state.run
            ],
            format_func=names.__getitem__,
            max_selections=3,
            key=f"{this.key('beside')}.{this.state.run}.{','.join(this.state.beside)}",
        )
        compared = [run for run in mine if run.id in {this.state.run, *this.state.beside}]
        if len(compared) > 1:
            st.markdown("**What differs**")
            st.dataframe(differences(compared), hide_index=True, alt="Settings that differ between the runs")
        chosen = st.selectbox("One run", list(names), format_func=names.__getitem__, key=this.key("one_run"))
        run = runs.current().get(chosen, visitor())
        if run is not None:
            actions(this, run)


def actions(this: Page, run: Run) -> None:
    """The buttons for one run."""
    row = st.container(horizontal=True)
    if row.button("Show", key=this.key("show_run")):
        this.state.run = run.id
        this.state.replace_config(this.application.Config.model_validate(run.current))
        st.rerun()
    if row.button("Use these weights", key=this.key("use_run"), help="Also half-trained: on Use and Inside."):
        this.state.source, this.state.going = run.id, "use"
        st.rerun()
    if row.button(
        "Unpin" if run.pinned else "Pin", key=this.key("pin_run"), help="Pinned runs are never pruned."
    ):
        runs.current().pin(run.id, visitor(), not run.pinned)
        st.rerun()
    if row.button("Delete", key=this.key("delete_run")):
        runs.current().delete(run.id, visitor())
        if this.state.run == run.id:
            this.state.run = ""
        if this.state.source == run.id:
            this.state.source = "shipped"
        st.rerun()
    name = st.text_input("Name", run.name, max_chars=60, key=f"{this.key('name')}.{run.id}")
    if name and name != run.name:
        runs.current().rename(run.id, visitor(), name)
        st.rerun()
    st.toggle(
        "Go on when nobody watches",
        key=f"{this.key('background')}.{run.id}",
        help="Otherwise a run waits, without using the processor, until somebody looks at it again.",
        on_change=set_background,
        args=(this, run.id),
        disabled=run.ended,
    )
    downloads(this, run)


def set_background(this: Page, run_id: str) -> None:
    """Let the run go on while nobody watches, or no longer, as the switch now says."""
    on = bool(st.session_state[f"{this.key('background')}.{run_id}"])
    runs.current().background(run_id, visitor(), on)


def downloads(this: Page, run: Run) -> None:
    """Weights, settings, curve, and the code that makes the run again outside the app."""
    row = st.container(horizontal=True)
    name = this.application.name
    if run.events:  # the worker writes them when they are asked for, never while a page is drawn
        row.download_button(
            "Weights", lambda: weights_of(run.id), f"{name}.safetensors", key=this.key("get_weights")
        )
    row.download_button(
        "Settings", json.dumps(record(run), indent=2), f"{name}.json", key=this.key("get_config")
    )
    row.download_button("Curve", lambda: curve_csv(run.id), f"{name}.csv", key=this.key("get_curve"))
    changes = [Change(change["event"], change["values"]) for change in run.changes]
    application = this.application
    row.download_button(
        "Script",
        lambda: export.script(application, run.config, changes, run.until),
        f"{name}.py",
        key=this.key("get_script"),
    )
    row.download_button(
        "Notebook",
        lambda: export.notebook(application, run.config, changes, run.until),
        f"{name}.ipynb",
        key=this.key("get_notebook"),
    )


def weights_of(run_id: str) -> bytes:
    """The run's weights as they are now; nothing where none are left."""
    path = runs.current().weights(run_id)
    return path.read_bytes() if path else b""


def table(this: Page, mine: list[Run]) -> pd.DataFrame:
    """One row a run: name, state, steps, and its best headline figure."""
    headline = this.application.headline
    metric = this.application.metrics[headline]
    rows = []
    for run in mine:
        best = run.lowest if metric.better == "lower" else run.highest
        figure = best.get(headline)
        rows.append(
            {
                "Run": run.name,
                "State": WORDS.get(run.status, run.status),
                "Steps": run.step,
                f"Best: {metric.label}": "" if figure is None else f"{figure:.4g}",
                "Seconds": round(run.seconds, 1),
                "Pinned": "yes" if run.pinned else "",
            }
        )
    return pd.DataFrame(rows)


def differences(compared: list[Run]) -> pd.DataFrame:
    """The settings in which runs differ, one column a run."""
    settings = [run.current for run in compared]
    names = [name for name in settings[0] if len({str(values.get(name)) for values in settings}) > 1]
    columns: dict[str, list[str]] = {
        "Setting": [name.replace("_", " ") for name in names] or ["none: same settings"]
    }
    for run, values in zip(compared, settings, strict=True):
        columns[f"{run.name} ({run.id[:4]})"] = [str(values.get(name)) for name in names] or [""]
    return pd.DataFrame(columns)


def record(run: Run) -> dict[str, Any]:
    """What somebody else needs to know of a run, as JSON."""
    return {
        "application": run.application,
        "config": run.config,
        "changes": run.changes,
        "status": run.status,
        "steps": run.step,
        "seconds": run.seconds,
        "last": run.last,
        "baseline": run.baseline,
    }


def curve_csv(run_id: str) -> str:
    """All metrics by step as CSV, one column a metric; empty where a step does not report it."""
    curves = runs.current().curves(run_id)
    values: dict[int, dict[str, float]] = {}
    for name, (steps, curve) in curves.items():
        for step, figure in zip(steps, curve, strict=True):
            values.setdefault(int(step), {})[name] = figure
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, ["step", *curves])
    writer.writeheader()
    for step, figures in sorted(values.items()):
        writer.writerow({"step": step, **figures})
    return buffer.getvalue()
