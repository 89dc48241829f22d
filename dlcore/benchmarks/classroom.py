"""Thirty visitors who train and click, beside thirty who click on an empty page of the same machine."""

import os
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from dlcore.benchmarks._serving import Row, Tab, median, percentile, row, until
from dlcore.benchmarks._sessions import Session, app, at_once, memory_of, warm
from dlcore.benchmarks.stream import heavy, long
from dlcore.contract import ROOT

EMPTY = 'import streamlit as st\nst.title("Empty")\nst.slider("Nothing", 0, 100)\n'
VISITORS = 30


def benchmark(quick: bool) -> list[Row]:
    """Open, train, click; then click elsewhere while the same runs train."""
    visitors, seconds = (5, 5.0) if quick else (VISITORS, 60.0)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dlcore-benchmark-")))
        (folder / "empty.py").write_text(EMPTY, encoding="utf-8")
        environment = {**os.environ, "DLCORE_HOME": str(folder / "home")}
        host, process = stack.enter_context(app(ROOT / "app.py", environment))
        empty, _ = stack.enter_context(app(folder / "empty.py", environment))
        until(lambda: warm(host))
        with closing(Session(host, heavy(), "view=train")) as first:
            first.show()  # the first page of a fresh server loads its modules
        class_, opened = enter(stack, lambda seed: open_training(host, seed), visitors)
        tabs = [stack.enter_context(closing(Tab(host))) for _ in class_]
        train(class_, tabs)
        ours = click(class_, seconds)
        memory = memory_of(process)
        others, _ = enter(stack, lambda _: Session(empty), visitors)
        peer = click(others, seconds)
        errors = sum(session.errors for session in class_)
        trained = sum(bool(tab.frames) for tab in tabs)
    return [
        row(
            f"{visitors} open the app at once: the last is served (s)",
            max(opened),
            "within 5",
            max(opened) < 5,
        ),
        row("a widget's answer while all train, median (s)", median(ours), "told", None, median(peer)),
        row(
            "a widget's answer while all train, 95th percentile (s)",
            percentile(ours),
            "at most twice the empty page's",
            percentile(ours) <= 2 * percentile(peer),
            percentile(peer),
        ),
        row("errors on pages", errors, "none", errors == 0),
        row("visitors who saw their run's points", trained, f"all {visitors}", trained == visitors),
        row("memory of server and workers (GB)", memory / 1e9, "under 2.5", memory < 2.5e9),
    ]


def open_training(host: str, seed: int) -> Session:
    """A visitor on the Train view with settings of their own."""
    config = long(heavy(), seed)
    return Session(host, heavy(), f"view=train&seed={config['seed']}&steps={config['steps']}")


def enter(stack: ExitStack, visit: Callable[[int], Session], count: int) -> tuple[list[Session], list[float]]:
    """All visitors open their page at the same moment; the sessions, and how long each waited."""
    sessions: list[Session] = []
    waits: list[float] = []

    def come(seed: int) -> None:
        began = time.monotonic()
        session = visit(seed)
        session.show()
        waits.append(time.monotonic() - began)
        sessions.append(session)

    at_once([partial(come, seed) for seed in range(1, count + 1)])
    for session in sessions:
        stack.callback(session.close)
    return sessions, waits


def train(sessions: list[Session], tabs: list[Tab]) -> None:
    """Everybody presses Train and watches."""

    def press(session: Session, tab: Tab) -> None:
        session.show(press="▶ Train")
        session.show()
        for run in session.runs[-1:]:
            tab.watch(run)

    at_once([partial(press, session, tab) for session, tab in zip(sessions, tabs, strict=True)])


def click(sessions: list[Session], seconds: float) -> list[float]:
    """Everybody moves a slider, thinks for a moment, and so on; seconds of all answers."""
    answers: list[float] = []
    end = time.monotonic() + seconds

    def go_on(session: Session, dice: random.Random) -> None:
        while time.monotonic() < end:
            time.sleep(dice.uniform(0.5, 2.5))
            answers.append(session.move_a_slider())

    at_once([partial(go_on, session, random.Random(seed)) for seed, session in enumerate(sessions)])
    return answers
