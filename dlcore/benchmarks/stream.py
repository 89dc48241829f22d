"""The live stream: first points, updates a second and questions, for one run and for a class of thirty."""

import itertools
import time
from contextlib import ExitStack, closing

from dlcore.benchmarks._serving import Row, Tab, laboratory, median, percentile, row, until
from dlcore.contract import applications, find
from dlcore.contract.cards import model_card
from dlcore.runs import Runs

PLAIN = "gradient_descent"
HEAVY = "text_generation"
CLASS = 30
SEEDS = itertools.count()  # a question that was answered before is not computed again


def benchmark(quick: bool) -> list[Row]:
    """Measure one run, then a class."""
    seconds = 3.0 if quick else 20.0
    with laboratory() as (runs, host):
        rows = first_points(runs, host, 5 if quick else 20)
        rows += one_run(runs, host, seconds)
        rows += questions(runs, "nothing trains", 0.5, 5 if quick else 40)
        rows += a_class(runs, host, 6 if quick else CLASS, seconds, 5 if quick else 40)
    return rows


def first_points(runs: Runs, host: str, count: int) -> list[Row]:
    """Seconds from submitting a run to its first metrics in the tab."""
    waits = []
    with closing(Tab(host)) as tab:
        for seed in range(count):
            began = time.monotonic()
            run = runs.submit(PLAIN, long(PLAIN, seed), "teacher")
            tab.watch(run.id)
            until(lambda run=run: bool(tab.frames[run.id]))  # type: ignore[misc]
            waits.append(tab.frames[run.id][0] - began)
            runs.stop(run.id, "teacher")
    return [
        row("first point, median (s)", median(waits), "under 0.7", median(waits) < 0.7),
        row("first point, 95th percentile (s)", percentile(waits), "under 1.5", percentile(waits) < 1.5),
    ]


def one_run(runs: Runs, host: str, seconds: float) -> list[Row]:
    """Frames with new metrics a second."""
    rows = []
    for name in (PLAIN, heavy()):
        run = runs.submit(name, long(name, 77), "teacher")
        with closing(Tab(host)) as tab:
            tab.watch(run.id)
            until(lambda run=run, tab=tab: bool(tab.frames[run.id]))  # type: ignore[misc]
            time.sleep(seconds)
            rate = updates(tab.frames[run.id], seconds)
        runs.stop(run.id, "teacher")
        rows.append(row(f"updates a second, one run of {name}", rate, "at least 8", rate >= 8))
    return rows


def a_class(runs: Runs, host: str, count: int, seconds: float, asked: int) -> list[Row]:
    """Different runs at once, each in a tab of its own, and questions meanwhile."""
    with ExitStack() as stack:
        began, tabs = {}, {}
        for seed in range(count):
            run = runs.submit(heavy(), long(heavy(), seed), f"student {seed}")
            began[run.id] = time.monotonic()
            tabs[run.id] = stack.enter_context(closing(Tab(host)))
            tabs[run.id].watch(run.id)
        until(lambda: all(tab.frames[run] for run, tab in tabs.items()))
        first = [tab.frames[run][0] - began[run] for run, tab in tabs.items()]
        time.sleep(seconds)
        rates = [updates(tab.frames[run], seconds) for run, tab in tabs.items()]
        rows = questions(runs, f"{count} runs train", 2.0, asked)
        for seed, run_id in enumerate(tabs):
            runs.stop(run_id, f"student {seed}")
    slowest = min(rates)
    return [
        row(f"{count} runs at once: last first point (s)", max(first), "told", None),
        row(
            f"{count} runs at once: updates a second, median", median(rates), "at least 1", median(rates) >= 1
        ),
        row(f"{count} runs at once: updates a second, slowest", slowest, "at least 1", slowest >= 1),
        *rows,
    ]


def questions(runs: Runs, when: str, goal: float, count: int) -> list[Row]:
    """Seconds for 200 characters of the shipped model."""
    if not model_card(HEAVY):
        return []
    waits = []
    for _ in range(count + 1):
        began = time.monotonic()
        runs.ask(HEAVY, "generate", prompt="ROMEO:\n", length=200, seed=next(SEEDS))
        waits.append(time.monotonic() - began)
    worst = percentile(waits[1:])  # the first one loads the model
    return [row(f"200 characters while {when}, 95th percentile (s)", worst, f"under {goal}", worst < goal)]


def long(name: str, seed: int) -> dict[str, int]:
    """A config with as many steps as are allowed: longer than any measurement here."""
    steps = next(setting for setting in find(name).Config.settings() if setting.name == "steps")
    return {"seed": seed, "steps": int(steps.maximum or 1000)}


def heavy() -> str:
    """The application that the class trains."""
    return HEAVY if HEAVY in {one.name for one in applications()} else PLAIN


def updates(frames: list[float], seconds: float) -> float:
    """Frames a second in the latest seconds."""
    now = time.monotonic()
    return sum(now - when <= seconds for when in frames) / seconds
