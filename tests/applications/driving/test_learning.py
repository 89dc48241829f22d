"""Driving: how the driver learns, and what it reaches."""

from typing import Any, cast

import numpy as np
import pytest
import torch

from dlcore.applications.reinforcement.driving import training
from dlcore.applications.reinforcement.driving.car import USUAL
from dlcore.applications.reinforcement.driving.config import CARS, MOVES, SHARES, Config
from dlcore.applications.reinforcement.driving.data import load_data
from dlcore.applications.reinforcement.driving.drives import Practice
from dlcore.applications.reinforcement.driving.exam import Exam, reward, whole
from dlcore.applications.reinforcement.driving.held_out import examined
from dlcore.applications.reinforcement.driving.model import Driver, Drivers
from dlcore.applications.reinforcement.driving.rule import careful, plain
from dlcore.applications.reinforcement.driving.tracks import generated
from dlcore.applications.reinforcement.driving.training import Moves, judge, policy_loss
from dlcore.contract import Metrics, Sample, Training, find
from dlcore.contract.checkpoint import open_checkpoint

TRACKS = [generated(2000), generated(2001)]


def run(**values: Any) -> tuple[Training, list[Any]]:
    trained = Training(find("driving"), values)
    return trained, list(trained)


@pytest.fixture(scope="module")
def default() -> tuple[Training, list[Any]]:
    return run()


def laps(events: list[Any]) -> list[float]:
    return [one.values["laps"] for one in events if isinstance(one, Metrics) and "laps" in one.values]


def test_the_default_run_learns_to_drive(default: tuple[Training, list[Any]]) -> None:
    trained, events = default
    found = laps(events)
    assert abs(found[0]) < 0.2
    assert found[-1] > 1.4
    driver = cast(Drivers, trained.model).drivers["simulation"]
    slippery = examined(driver, Config().changed_world, "rays", 40)
    assert slippery["crashes"] >= 0.8  # and knows no other world
    assert slippery["laps"] < 0.5 * found[-1]


def test_drives_are_shown_with_their_track(default: tuple[Training, list[Any]]) -> None:
    drives = [one.content for one in default[1] if isinstance(one, Sample)]
    assert 3 <= len(drives) <= 20
    assert all(one.game == "driving" and len(one.scene["track"]["centre"]) == 208 for one in drives)
    assert all(len(frame) == 7 for frame in drives[-1].frames)


def test_without_rewards_there_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="All rewards are zero"):
        run(progress_reward=0.0, crash_reward=0.0)
    trained = Training(find("driving"))
    trained.advance(seconds=0, steps=2)
    trained.change({"progress_reward": 0.0, "crash_reward": 0.0})  # taken away later: it learns nothing
    assert trained.advance(seconds=0, steps=2)


def test_a_world_without_a_reachable_reward_simply_runs() -> None:
    trained, events = run(stage="from scratch", grip=2, mass=2, delay=4, noise=0.5, steering=0.4, steps=2)
    assert trained.status == "finished"
    assert all(np.isfinite(one) for one in laps(events))


def test_fine_tuning_begins_with_the_shipped_driver() -> None:
    _, events = run(stage="fine-tuned", steps=1, grip=6.0, delay=0, noise=0.0, mass=1.0)
    assert laps(events)[0] > 1.7  # before its first step, in a world that is the usual one
    _, events = run(stage="from scratch", steps=1, grip=6.0, delay=0, noise=0.0, mass=1.0)
    assert abs(laps(events)[0]) < 0.2


def test_fine_tuning_needs_the_shape_of_the_shipped_driver() -> None:
    with pytest.raises(ValueError, match="64"):
        run(stage="fine-tuned", hidden=32, steps=1)


def test_at_first_only_the_judge_learns_when_a_driver_comes_from_elsewhere() -> None:
    trained, _ = run(stage="fine-tuned", steps=1)
    ours = cast(Drivers, trained.model).drivers["fine_tuned"]
    shipped = cast(Drivers, open_checkpoint("driving").model).drivers["simulation"]
    same = [
        torch.equal(one, other) for one, other in zip(ours.parameters(), shipped.parameters(), strict=True)
    ]
    names = [name for name, _ in ours.named_parameters()]
    assert all(equal == name.startswith("policy") for name, equal in zip(names, same, strict=True))


def test_all_drivers_share_the_steps() -> None:
    trained = Training(find("driving"), {"stage": "all in turn", "steps": 5})
    assert set(cast(Drivers, trained.model).drivers) == set(SHARES)
    data = load_data(Config(stage="all in turn"))
    assert [one.begins_as for one in data.courses if one.name == "fine_tuned"] == ["simulation"]


def random_moves() -> Moves:
    torch.manual_seed(0)
    count = MOVES * CARS
    ended = (torch.rand(count) < 0.05).float()
    values = torch.randn(count)
    likely = torch.full((count,), float(np.log(1 / 9)))
    return Moves(
        torch.rand(count, 10),
        torch.randint(9, (count,)),
        torch.randn(count),
        ended,
        likely,
        values,
        torch.randn(count),
    )


def test_advantages_are_discounted_sums_of_surprises() -> None:
    moves, config = random_moves(), Config()
    advantages, returns = judge(moves, config)
    surprise = (moves.rewards + 0.98 * moves.later * (1 - moves.ended) - moves.values).reshape(MOVES, CARS)
    ended = moves.ended.reshape(MOVES, CARS)
    for car in (0, 17):
        for first in (0, 30, MOVES - 1):
            expected, weight = 0.0, 1.0
            for move in range(first, MOVES):
                expected += weight * float(surprise[move, car])
                if ended[move, car]:
                    break
                weight *= 0.98 * 0.95
            assert float(advantages.reshape(MOVES, CARS)[first, car]) == pytest.approx(expected, abs=1e-3)
    assert torch.allclose(returns - advantages, moves.values, atol=1e-5)


def test_with_a_trace_of_zero_only_the_next_move_counts() -> None:
    moves = random_moves()
    advantages, _ = judge(moves, Config(trace=0.0))
    expected = moves.rewards + 0.98 * moves.later * (1 - moves.ended) - moves.values
    assert torch.allclose(advantages, expected, atol=1e-5)


def test_the_first_update_is_the_plain_policy_gradient_and_the_clip_ends_it() -> None:
    torch.manual_seed(0)
    driver, moves = Driver(10, 16, 9), random_moves()
    with torch.no_grad():
        odds = torch.log_softmax(driver(moves.seen), dim=1).gather(1, moves.actions[:, None])[:, 0]
    moves = moves._replace(likely=odds)
    advantages = torch.randn(len(odds))
    loss, told = policy_loss(driver, moves, advantages, Config(entropy=0.0))
    loss.backward()  # type: ignore[no-untyped-call]
    ours = driver.policy[0].weight.grad.clone()
    driver.zero_grad()
    scaled = (advantages - advantages.mean()) / advantages.std()
    logs = torch.log_softmax(driver(moves.seen), dim=1).gather(1, moves.actions[:, None])[:, 0]
    (-(logs * scaled).mean()).backward()
    assert torch.allclose(ours, driver.policy[0].weight.grad, atol=1e-6)
    assert told["clipped"] == 0
    driver.zero_grad()
    far = moves._replace(likely=odds - 1.0)  # all have become more probable than the clip allows
    loss, told = policy_loss(
        driver, far, torch.cat([torch.ones(4095), torch.tensor([-4095.0])]), Config(entropy=0.0)
    )
    assert told["clipped"] == 1


def test_rules_drive_their_worlds() -> None:
    usual = examined(plain(), USUAL, "rays", 30)
    assert usual["laps"] > 1.5
    assert usual["crashes"] < 0.1
    changed = Config().changed_world
    assert examined(plain(), changed, "rays", 30)["crashes"] > 0.8
    assert examined(careful(), changed, "rays", 30)["crashes"] < 0.3


def test_on_the_grass_a_drive_goes_on_and_metres_do_not_count() -> None:
    lost = Driver(10, 8, 9)
    torch.nn.init.zeros_(lost.policy[4].weight)
    lost.policy[4].bias.data[7] = 1.0  # accelerates straight on, whatever it sees
    strict = whole(Exam(lost, TRACKS, USUAL, "rays", 6))
    free = whole(Exam(lost, TRACKS, USUAL, "rays", 6, grass=True))
    assert strict.crashed.all()
    assert free.crashed.all()  # the map has an edge
    assert (free.moved > 1.5 * strict.moved).all()
    assert free.metres == pytest.approx(strict.metres, abs=15)  # it may cross the road once more


def test_an_exam_counts_what_it_sees() -> None:
    exam = whole(Exam(plain(), TRACKS, USUAL, "rays", 6))
    assert exam.ended
    assert exam.laps == pytest.approx(exam.metres / 208, abs=0.02)
    assert (exam.moved >= exam.metres * 0.85).all()
    fined = exam.metres * 0.2 - 10 * exam.crashed
    assert reward(exam, 0.2, 0.0, -10.0) == pytest.approx(fined)
    again = whole(Exam(plain(), TRACKS, USUAL, "rays", 6))
    assert np.array_equal(exam.laps, again.laps)


def test_every_drive_of_a_randomised_simulation_has_its_own_grip() -> None:
    course = load_data(Config(stage="randomised", least_grip=3, most_grip=7, most_delay=2)).courses[0]
    np.random.seed(0)
    cars = Practice(course.tracks, course.world, "rays", 64)
    grip, delay = cars.drawn["grip"].copy(), cars.drawn["delay"]
    assert grip.min() >= 3
    assert grip.max() <= 7
    assert len(np.unique(grip)) == 64
    assert set(delay) == {0, 1, 2}
    cars.restart(np.array([5]))
    assert (cars.drawn["grip"] != grip).sum() == 1


def test_every_driver_that_is_shipped_is_examined() -> None:
    shipped = open_checkpoint("driving")
    assert set(shipped.signature["drivers"]) == set(SHARES)
    assert isinstance(training.build_model(cast(Config, shipped.config), shipped.signature), Drivers)
