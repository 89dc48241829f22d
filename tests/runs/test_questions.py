"""Questions to live, ended and shipped models."""

import threading
import time
from collections.abc import Iterator

import pytest

from dlcore.contract import Training, find
from dlcore.contract.checkpoint import CHECKPOINTS, save_weights
from dlcore.runs import QuestionError, Runs
from tests.runs.helpers import Lab, wait_for


@pytest.fixture(scope="module")
def shipped(toy: None) -> Iterator[None]:
    """A checkpoint of the tests' application, only while these tests run."""
    import json

    training = Training(find("toy"), {"steps": 5})
    list(training)
    weights, card = CHECKPOINTS / "toy.safetensors", CHECKPOINTS / "toy.json"
    save_weights(training.model, weights)
    card.write_text(json.dumps({"config": {"steps": 5}, "signature": training.signature}))
    yield
    weights.unlink()
    card.unlink()


def test_a_live_model_answers_and_the_run_goes_on_unchanged(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=600, pause=0.003)
    lab.until(run, 10)
    asked = 0
    while not runs.get(run).ended and asked < 15:
        asked += 1
        answer = runs.ask("toy", "predict", source=run, values=[0.1, 0.2])
        assert answer["outputs"].shape == (2, 1)
        assert answer["training"] is False
        runs.ask("toy", "saliency", source=run, value=0.3)
        assert runs.ask("toy", "evaluate", source=run)["loss"] > 0
    assert asked > 2
    lab.compare(run)


def test_a_forked_run_answers_for_itself(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=3000, pause=0.002)
    lab.until(run, 20)
    runs.adopt(run, "ben")
    fork = runs.change(run, {"learning_rate": 1.0}, "ben").id
    runs.background(fork, "ben", True)
    lab.until(fork, runs.get(fork).events + 30)
    answers = [runs.ask("toy", "predict", source=one, values=[0.5])["outputs"] for one in (run, fork)]
    assert answers[0] != answers[1]
    with pytest.raises(QuestionError, match=r"That can't be answered\."):
        runs.ask("toy", "refuse", source=fork)
    runs.stop(run, "ada")
    runs.stop(fork, "ben")


def test_an_ended_run_answers_from_its_weights(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=50)
    lab.end(run)
    assert runs.ledger.records[run].worker is None
    training = Training(find("toy"), runs.get(run).config)
    list(training)
    expected = training.application.load("training", "evaluate")(training.model.eval(), training.data)
    assert runs.ask("toy", "evaluate", source=run) == pytest.approx(expected)
    assert runs.ask("toy", "baseline", source=run)["loss"] > 0


def test_a_run_tells_its_baseline(lab: Lab, runs: Runs) -> None:
    run = lab.train(steps=400, pause=0.003)
    baseline = wait_for(lambda: runs.get(run).baseline)
    training = Training(find("toy"), runs.get(run).config)
    assert baseline == {"loss": pytest.approx(float(training.data.targets.var()))}
    lab.compare(run)


def test_the_shipped_model_answers_the_same_question_once(shipped: None, runs: Runs) -> None:
    answers = []
    ask = lambda: answers.append(runs.ask("toy", "slow", seconds=0.5, token=1))  # noqa: E731
    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer["at"] for answer in answers}) == 1
    assert answers[0]["text"] == {"kind": "text", "text": "done", "prompt": ""}
    assert runs.ask("toy", "slow", seconds=0.5, token=1)["at"] == answers[0]["at"]
    assert runs.ask("toy", "slow", seconds=0.0, token=2)["at"] != answers[0]["at"]


def test_an_answer_belongs_to_who_asked(shipped: None, runs: Runs) -> None:
    first = runs.ask("toy", "predict", values=[0.5])
    first["outputs"][:] = 99
    assert runs.ask("toy", "predict", values=[0.5])["outputs"][0, 0] < 50


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("refuse", r"That can't be answered\."),
        ("crash", "broke off with an error"),
        ("_private", "not a question"),
        ("torch", "not a question"),
        ("nothing", "not a question"),
    ],
)
def test_what_can_t_be_answered_is_said_in_a_sentence(
    shipped: None, runs: Runs, question: str, words: str
) -> None:
    with pytest.raises(QuestionError, match=words) as refused:
        runs.ask("toy", question)
    assert "\n" not in str(refused.value)
    assert "visitor" not in str(refused.value)


def test_prints_of_a_library_do_not_disturb_the_line(shipped: None, runs: Runs) -> None:
    assert runs.ask("toy", "noisy") == "quiet"


def test_no_model_no_answer(runs: Runs) -> None:
    with pytest.raises(QuestionError, match="no longer there"):
        runs.ask("toy", "predict", source="nobody", values=[1.0])


def test_a_question_survives_the_death_of_its_worker(shipped: None, lab: Lab, runs: Runs) -> None:
    answers = []
    asking = threading.Thread(
        target=lambda: answers.append(runs.ask("toy", "slow", seconds=1.0, token=3, timeout=60))
    )
    asking.start()
    busy = wait_for(lambda: [worker for worker in runs.engine.alive() if worker.waiting])[0]
    busy.kill()
    asking.join()
    assert answers[0]["text"]["text"] == "done"


def test_an_answer_that_takes_too_long_is_given_up(shipped: None, runs: Runs) -> None:
    with pytest.raises(QuestionError, match="takes too long"):
        runs.ask("toy", "slow", seconds=1.0, token=4, timeout=0.1)


def test_a_wish_in_seconds_becomes_steps(runs: Runs) -> None:
    steps = runs.measure("toy", {"pause": 0.01}, 10.0)
    assert 100 < steps < 1000


def test_questions_come_before_training(lab: Lab, shipped: None, runs: Runs) -> None:
    busy = [lab.train(visitor=f"v{number}", steps=100_000) for number in range(8)]
    for run in busy:
        lab.until(run, 5)
    took = []
    for token in range(20):
        began = time.monotonic()
        runs.ask("toy", "slow", seconds=0.0, token=1000 + token)
        took.append(time.monotonic() - began)
    for number, run in enumerate(busy):
        runs.stop(run, f"v{number}")
    assert sorted(took)[10] < 0.5
