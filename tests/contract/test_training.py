"""Training: a plain generator whose events are well formed, and the same for the same seed."""

import inspect
import json
import math

import pytest
import torch

from dlcore.contract import Application, Event, Metrics, Sample, Training
from dlcore.contract.seeds import RandomState, seed_everything
from tests.contract.running import FEW, Short, first_steps

LARGEST_SAMPLE = 200_000  # bytes on the wire


def wire(events: list[Event]) -> list[str]:
    return [json.dumps(event.to_json(), allow_nan=False) for event in events]


def test_every_step_is_closed_by_its_metrics(short: Short) -> None:
    closed, phase = -1, ""
    for event in short.events:
        if isinstance(event, Metrics):
            same_step = event.step == closed and event.phase and event.phase != phase
            assert same_step or event.step == closed + 1
            closed, phase = event.step, event.phase
        else:
            half_done = event.step == closed and phase
            assert half_done or event.step == closed + 1
    assert len(short.metrics) == FEW


def test_metrics_are_finite_and_explained(application: Application, short: Short) -> None:
    seen = {name for event in short.metrics for name in event.values}
    assert application.headline in seen
    assert seen <= application.metrics.keys()
    assert all(math.isfinite(value) for event in short.metrics for value in event.values.values())


def test_something_can_be_watched_at_once(short: Short) -> None:
    samples = [event for event in short.events if isinstance(event, Sample)]
    assert samples
    for sample in samples:
        content = sample.to_json()["content"]
        assert len(json.dumps(content, allow_nan=False)) < LARGEST_SAMPLE
        assert content["kind"] == "text" or content["alt"]


def test_phases_are_those_of_the_diagram(application: Application, short: Short) -> None:
    named = {stage.phase for stage in application.diagram.stages} - {""}
    assert named == {event.phase for event in short.metrics} - {""}


def test_a_run_has_its_steps(application: Application) -> None:
    training = Training(application, {"steps": 3})
    metrics = [event for event in training if isinstance(event, Metrics)]
    assert sorted({event.step for event in metrics}) == [0, 1, 2]
    assert training.status == "finished"


def test_train_is_a_plain_generator_that_leaves_no_mode_behind(application: Application) -> None:
    config = application.Config()
    seed_everything(0)
    data = application.load("data", "load_data")(config)
    model = application.load("training", "build_model")(config, data.signature)
    train = application.load("training", "train")
    assert inspect.isgeneratorfunction(train)
    events = train(model, data, config)
    for event in first_steps(events, 4):
        assert torch.is_grad_enabled(), event
        assert not torch.is_inference_mode_enabled(), event
        assert all(module.training for module in model.modules()), event
    events.close()
    assert torch.is_grad_enabled()


def test_random_state_outside_is_left_alone(application: Application) -> None:
    before = RandomState.capture()
    first_steps(Training(application), 2)
    after = RandomState.capture()
    assert torch.equal(before.torch_state, after.torch_state)
    assert before.python_state == after.python_state
    assert all(map(_same, before.numpy_state, after.numpy_state))


def _same(one: object, other: object) -> bool:
    return bool((one == other).all()) if hasattr(one, "all") else one == other


def test_same_seed_same_run_also_between_others(application: Application, short: Short) -> None:
    again, other = Training(application), Training(application, {"seed": 1})
    events, others = [], []
    while sum(isinstance(event, Metrics) for event in events) < FEW:
        events += again.advance(seconds=0.0, steps=1)
        others += other.advance(seconds=0.0, steps=1)
    assert wire(events) == wire(short.events)
    assert wire(others) != wire(events)[: len(others)]
    weights = short.training.model.state_dict()
    assert all(torch.equal(weights[name], tensor) for name, tensor in again.model.state_dict().items())


def test_a_live_change_is_heard_at_the_next_step(application: Application, short: Short) -> None:
    training = Training(application)
    first_steps(training, FEW // 3)
    live = next(one for one in application.Config.settings() if one.live and "rate" in one.name)
    assert live.minimum is not None
    training.change({live.name: live.minimum})
    first_steps(training, FEW - FEW // 3)
    weights = short.training.model.state_dict()
    assert any(not torch.equal(weights[name], tensor) for name, tensor in training.model.state_dict().items())


def test_what_may_not_change_is_refused(application: Application) -> None:
    config = application.Config()
    with pytest.raises(ValueError, match="can't change while training runs"):
        config.apply({"seed": 1})


def test_the_model_opens_from_its_signature(application: Application, short: Short) -> None:
    training = short.training
    signature = json.loads(json.dumps(dict(training.signature), allow_nan=False))
    model = application.load("training", "build_model")(training.config, signature)
    model.load_state_dict(training.model.state_dict())


def test_model_and_baseline_are_measured_alike(application: Application, short: Short) -> None:
    from dlcore.contract import saving

    training = short.training
    model = saving.heldout(application, training.model, training.data, training.config)
    base = saving.baseline(application, training.data, training.config)
    assert model.keys() <= application.metrics.keys()
    assert base.keys() <= application.metrics.keys()
    assert headline_outside(application, model) in base
    assert all(math.isfinite(value) for value in [*model.values(), *base.values()])
    assert saving.heldout(application, training.model, training.data, training.config) == model
    assert all(module.training for module in training.model.modules())


def headline_outside(application: Application, figures: dict[str, float]) -> str:
    """The headline as it is measured on held-out data."""
    name = application.headline
    return name if name in figures else f"validation_{name}"
