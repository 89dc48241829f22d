"""Runs from beginning to end: sharing, changing, forking, stopping, failing."""

import pytest

from dlcore.contract import Until
from dlcore.runs import Runs
from tests.runs.helpers import Lab, wait_for


def test_a_run_trains_to_its_end_and_is_kept(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=120)
    ended = lab.end(run)
    assert ended.status == "finished"
    assert (ended.step, ended.steps, ended.rate >= 0) == (119, 120, True)
    assert ended.lowest["loss"] <= ended.last["loss"] <= ended.highest["loss"]
    steps, values = runs.curves(run)["loss"]
    assert steps == list(range(120))
    assert values[-1] == ended.last["loss"]
    assert ended.summary().steps == 119
    lab.compare(run)


def test_two_runs_in_turn_give_what_each_gives_alone(lab: Lab) -> None:
    first, second = lab.train(steps=300), lab.train(steps=300, phases=True)
    lab.compare(first)
    lab.compare(second)


def test_the_same_settings_are_one_run(lab: Lab, runs: Runs) -> None:
    config = {"steps": 80, "seed": 7001}
    first = runs.submit("toy", config, "ada")
    second = runs.submit("toy", {**config, "hidden": 8}, "ben")
    assert first.id == second.id
    assert runs.get(first.id).shared
    assert set(runs.get(first.id).visitors) == {"ada", "ben"}
    goal = runs.submit("toy", config, "ada", until=Until("loss", 0.5))
    assert goal.id != first.id
    assert [run.id for run in runs.list("ben")][:1] == [first.id]


def test_a_finished_run_is_shared_too(lab: Lab, runs: Runs) -> None:
    run = runs.submit("toy", {"steps": 20, "seed": 7002}, "ada")
    runs.background(run.id, "ada", True)
    lab.end(run.id)
    again = runs.submit("toy", {"steps": 20, "seed": 7002}, "cem")
    assert (again.id, again.status) == (run.id, "finished")


def test_a_change_takes_effect_and_is_recorded(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=300, pause=0.002)
    lab.until(run, 30)
    changed = runs.change(run, {"learning_rate": 0.5}, "ada")
    assert changed.id == run
    assert changed.changes[0]["event"] >= 30
    assert changed.current["learning_rate"] == 0.5
    lab.compare(run)


@pytest.mark.parametrize("values", [{"hidden": 9}, {"learning_rate": -1}, {"nothing": 1}])
def test_a_change_that_may_not_be_is_refused(lab: Lab, runs: Runs, values: dict) -> None:
    run = lab.train(steps=2000, pause=0.001)
    lab.until(run, 5)
    with pytest.raises(ValueError, match=r"^[^\n]{10,120}$"):
        runs.change(run, values, "ada")
    assert runs.get(run).changes == []
    runs.stop(run, "ada")


def test_a_touched_run_is_not_shared(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=400, pause=0.002, seed=7003)
    lab.until(run, 10)
    runs.change(run, {"learning_rate": 0.5}, "ada")
    other = runs.submit("toy", {"steps": 400, "pause": 0.002, "seed": 7003}, "ben")
    assert other.id != run
    runs.delete(other.id, "ben")
    runs.stop(run, "ada")


def test_a_change_in_a_shared_run_forks_it_bit_equal(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=500, pause=0.002)
    lab.until(run, 40)
    forks = []
    for visitor in ("ben", "cem", "dan"):
        runs.adopt(run, visitor)
        fork = runs.change(run, {"learning_rate": 0.1}, visitor)
        assert fork.id != run
        assert fork.parent == run
        assert fork.events >= 40
        runs.background(fork.id, visitor, True)
        forks.append(fork.id)
    assert runs.get(run).visitors == ("ada",)
    assert runs.get(run).changes == []
    for one in (run, *forks):
        lab.compare(one)


def test_a_fork_takes_over_a_change_of_the_same_moment(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=300, pause=0.002)
    lab.until(run, 20)
    runs.background(run, "ada", False)
    wait_for(lambda: runs.get(run).status == "paused")
    runs.change(run, {"learning_rate": 0.5}, "ada")
    runs.adopt(run, "ben")
    fork = runs.change(run, {"learning_rate": 0.02}, "ben")
    assert [change["event"] for change in fork.changes] == [fork.events, fork.events]
    for one, visitor in ((run, "ada"), (fork.id, "ben")):
        runs.background(one, visitor, True)
        lab.compare(one)


def test_forks_are_made_by_the_process_and_replayed_when_it_dies(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=600, pause=0.004)
    lab.until(run, 40)
    runs.adopt(run, "ben")
    fork = runs.change(run, {"learning_rate": 0.2}, "ben")
    runs.background(fork.id, "ben", True)
    record = runs.ledger.records[fork.id]
    assert record.epoch == 0
    assert record.started  # nothing was replayed
    lab.until(fork.id, fork.events + 20)
    lab.kill_worker_of(fork.id)
    wait_for(lambda: runs.get(fork.id).status in ("interrupted", "waiting"))
    lab.compare(fork.id)
    assert record.epoch == 1
    lab.compare(run)


def test_a_change_where_the_visitor_is_branches_from_the_past(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=120)
    lab.end(run)
    with pytest.raises(ValueError, match="has ended"):
        runs.change(run, {"learning_rate": 0.3}, "ada")
    branch = runs.change(run, {"learning_rate": 0.3}, "ada", at=50)
    assert branch.events == 50
    assert branch.changes[0]["event"] == 50
    runs.background(branch.id, "ada", True)
    lab.compare(branch.id)
    assert runs.events(branch.id)[:50] == runs.events(run)[:50]
    assert runs.events(branch.id)[60:] != runs.events(run)[60:]


def test_stopping_keeps_events_and_weights(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=5000, pause=0.002)
    lab.until(run, 20)
    stopped = runs.stop(run, "ada")
    assert stopped.status == "stopped"
    count = stopped.events
    assert runs.weights(run).stat().st_size > 100
    assert runs.stop(run, "ada").events == count
    assert runs.ask("toy", "predict", source=run, values=[0.5])["outputs"].shape == (1, 1)


def test_stopping_a_shared_run_leaves_it_to_the_others(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=5000, pause=0.002)
    lab.until(run, 20)
    runs.adopt(run, "ben")
    stopped = runs.stop(run, "ben")
    assert stopped.id != run
    assert stopped.status == "stopped"
    assert runs.weights(stopped.id)
    count = runs.get(run).events
    lab.until(run, count + 5)
    assert runs.get(run).visitors == ("ada",)
    runs.stop(run, "ada")


def test_a_goal_ends_a_run(lab: Lab, runs: Runs) -> None:
    run = runs.submit("toy", {"steps": 3000, "seed": 7004}, "ada", until=Until("loss", 0.2))
    runs.background(run.id, "ada", True)
    ended = lab.end(run.id)
    assert (ended.status, ended.sentence) == ("finished", "Goal reached: loss.")
    assert ended.last["loss"] <= 0.2
    assert ended.step < 2999


def test_a_diverged_run_keeps_its_last_good_weights(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=200, trouble="nan")
    ended = lab.end(run)
    assert ended.status == "diverged"
    assert "no longer a number" in ended.sentence
    events = runs.events(run)
    assert events[-2]["values"] == {"loss": None}
    assert events[-1]["type"] == "note"
    outputs = runs.ask("toy", "predict", source=run, values=[0.1, 0.9])["outputs"]
    assert abs(outputs).max() < 100


def test_a_run_that_breaks_off_says_so_in_a_sentence(lab: Lab, runs: Runs) -> None:
    ended = lab.end(lab.train(trouble="error"))
    assert ended.status == "failed"
    assert "number" in ended.sentence
    assert "visitor" not in ended.sentence
    ended = lab.end(lab.train(trouble="load"))
    assert (ended.status, ended.sentence) == ("failed", "There is no such data.")


def test_a_run_that_kills_its_worker_is_given_up(lab: Lab, runs: Runs) -> None:
    healthy = lab.train(steps=800, pause=0.01)
    ended = lab.end(lab.train(trouble="kill"))
    assert ended.status == "failed"
    assert "more than once" in ended.sentence
    assert runs.get(healthy).status != "failed"
    runs.stop(healthy, "ada")


def test_settings_that_are_wrong_are_refused(runs: Runs) -> None:
    with pytest.raises(ValueError, match=r"Hidden can't be “0”"):
        runs.submit("toy", {"hidden": 0}, "ada")
    with pytest.raises(KeyError, match="no application"):
        runs.submit("nothing", {}, "ada")


def test_names_pins_and_deletion_belong_to_a_visitor(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=30)
    lab.end(run)
    runs.adopt(run, "ben")
    runs.rename(run, "ada", "  my best  ")
    runs.pin(run, "ada")
    assert (runs.get(run, "ada").name, runs.get(run, "ada").pinned) == ("my best", True)
    assert (runs.get(run, "ben").name, runs.get(run, "ben").pinned) == ("", False)
    path = runs.weights(run)
    runs.delete(run, "ada")
    assert runs.get(run).visitors == ("ben",)
    runs.delete(run, "ben")
    assert runs.get(run) is None
    assert not path.exists()
    with pytest.raises(KeyError):
        runs.events(run)
