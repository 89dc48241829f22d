"""Who gets the processor: demand, fairness, budgets."""

import time

import pytest

from dlcore.runs import BudgetError, Runs, budgets
from dlcore.runs.viewers import Viewer
from dlcore.runs.worker import schedule
from tests.runs.helpers import Lab, wait_for


def watch(viewer: Viewer, events: int) -> list[dict]:
    """What a viewer is sent until it has so many events."""
    found: list[dict] = []

    def enough() -> bool:
        for frame in viewer.frames():
            if frame["type"] == "events":
                assert frame["from"] == viewer.seen - (frame["to"] - frame["from"])
                found.extend(frame["events"])
        return viewer.seen >= events

    wait_for(enough)
    return found


def settled(runs: Runs, run: str) -> int:
    """How many events a run has once it has come to rest."""
    wait_for(lambda: runs.get(run).status == "paused")
    count = -1
    while count != runs.get(run).events:
        count = runs.get(run).events
        time.sleep(0.3)
    return count


def test_a_run_computes_only_while_somebody_wants_it(lab: Lab, runs: Runs) -> None:
    run = lab.train(background=False, steps=100_000, pause=0.002)
    viewer = Viewer(runs, run, 0, "live")
    watch(viewer, 20)
    assert runs.get(run).status == "running"
    viewer.ask_for("pause")
    count = settled(runs, run)
    second = Viewer(runs, run, count, "live")
    watch(second, count + 10)
    second.leave()
    settled(runs, run)
    runs.background(run, "ada", True)
    lab.until(run, runs.get(run).events + 10)
    runs.background(run, "ada", False)
    settled(runs, run)
    runs.stop(run, "ada")


def test_a_step_is_one_metric_and_half_a_step_one_phase(lab: Lab, runs: Runs) -> None:
    run = lab.train(background=False, steps=10_000, phases=True)
    viewer = Viewer(runs, run, 0, "pause")
    viewer.seen = settled(runs, run)  # a loaded machine has begun before anybody could pause it
    begun = runs.ledger.records[run].metrics
    seen = []
    for number in range(1, 6):
        viewer.step()
        seen += watch(viewer, viewer.seen + 1)
        assert sum(event["type"] == "metrics" for event in seen) == number
        assert seen[-1]["type"] == "metrics"
        assert runs.ledger.records[run].metrics == begun + number
    phases = [event["phase"] for event in seen if event["type"] == "metrics"]
    assert phases in (["first", "second"] * 2 + ["first"], ["second", "first"] * 2 + ["second"])
    viewer.leave()
    runs.delete(run, "ada")


def test_slow_motion_is_four_metrics_a_second(lab: Lab, runs: Runs) -> None:
    run = lab.train(background=False, steps=10_000)
    viewer = Viewer(runs, run, 0, "pause")
    viewer.seen = settled(runs, run)
    begun = runs.ledger.records[run].metrics
    viewer.ask_for("slow")
    watch(viewer, viewer.seen + 1)
    began = time.monotonic()
    events = watch(viewer, viewer.seen + 8)
    shown = sum(event["type"] == "metrics" for event in events)
    assert shown / (time.monotonic() - began) < 6
    assert runs.ledger.records[run].metrics <= begun + shown + 4
    assert runs.get(run).status == "running"
    viewer.leave()
    runs.delete(run, "ada")


def test_a_stored_run_is_played_back_like_a_live_one(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=30)
    lab.end(run)
    viewer = Viewer(runs, run, 0, "pause")
    assert [frame["type"] for frame in viewer.frames()] == ["run"]
    viewer.step()
    assert len(watch(viewer, 2)) == 2
    viewer.step()
    viewer.step()
    assert len(watch(viewer, 4)) == 2
    viewer.ask_for("live")
    assert len(watch(viewer, 32)) == 28
    viewer.leave()


def test_who_pauses_does_not_stop_the_others(lab: Lab, runs: Runs) -> None:
    run = lab.train(background=False, steps=100_000, pause=0.002)
    first, second = Viewer(runs, run, 0, "live"), Viewer(runs, run, 0, "live")
    watch(first, 10)
    first.ask_for("pause")
    place = first.seen
    watch(second, place + 30)
    first.frames()
    assert first.seen == place
    first.leave()
    second.leave()
    runs.delete(run, "ada")


def test_a_paused_run_gives_its_memory_back_and_goes_on(
    lab: Lab, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused = []
    for number in range(2 * schedule.MOST_PAUSED + 2):
        run = lab.train(background=False, visitor=f"p{number}", steps=60)
        viewer = Viewer(runs, run, 0, "pause")
        viewer.step()
        watch(viewer, 2)
        viewer.leave()
        paused.append(run)
    forgotten = wait_for(lambda: [run for run in paused if runs.ledger.records[run].worker is None])
    runs.background(forgotten[0], f"p{paused.index(forgotten[0])}", True)
    lab.compare(forgotten[0])
    for number, run in enumerate(paused):
        runs.delete(run, f"p{number}")


def test_runs_share_the_processor_fairly(lab: Lab, runs: Runs) -> None:
    slow = [lab.train(visitor="slow", steps=100_000, pause=0.02) for _ in range(3)]
    fast = [lab.train(visitor="fast", steps=1_000_000) for _ in range(3)]
    for run in (*slow, *fast):
        lab.until(run, 3)
    begin = {run: runs.get(run).seconds for run in (*slow, *fast)}
    time.sleep(3.0)  # a measurement, not a wait
    spent = [runs.get(run).seconds - begin[run] for run in (*slow, *fast)]
    for run in slow:
        runs.stop(run, "slow")
    for run in fast:
        runs.stop(run, "fast")
    assert min(spent) > 0.3 * max(spent)


def test_a_visitor_has_a_budget(lab: Lab, runs: Runs) -> None:
    mine = [lab.train(visitor="greedy", steps=100_000, pause=0.01) for _ in range(budgets.RUNS_OF_A_VISITOR)]
    with pytest.raises(BudgetError, match="stop or pause one"):
        lab.train(visitor="greedy", steps=100_000, pause=0.01)
    runs.stop(mine[0], "greedy")
    mine[0] = lab.train(visitor="greedy", steps=100_000, pause=0.01)
    other = lab.train(visitor="modest", steps=10)
    lab.end(other)
    for run in mine:
        runs.stop(run, "greedy")


def test_slices_let_everybody_move_once_a_second() -> None:
    assert schedule.slice_seconds(1) == 0.25
    assert 15 * schedule.slice_seconds(15) <= 0.8 + 1e-9
