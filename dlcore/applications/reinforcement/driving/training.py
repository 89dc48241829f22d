"""Proximal policy optimisation, after Schulman and others (2017): drive, judge, and change a little.

Advantages are those of Schulman and others (2016). Left out: networks that share layers, a bound on how far
the judge may move, and early stopping by the distance between old and new policy.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

import numpy as np
import torch
from torch import Tensor

from dlcore.applications.reinforcement.driving.car import SECONDS, STEPS
from dlcore.applications.reinforcement.driving.config import ALL, CARS, MOVES, SHARES, Config
from dlcore.applications.reinforcement.driving.data import (
    EXAM_CARS,
    EXAM_TRACKS,
    EXAMS,
    Course,
    Data,
)
from dlcore.applications.reinforcement.driving.drives import Practice
from dlcore.applications.reinforcement.driving.exam import Exam, whole
from dlcore.applications.reinforcement.driving.held_out import figures, result
from dlcore.applications.reinforcement.driving.model import Driver, Drivers
from dlcore.applications.reinforcement.driving.tracks import generated
from dlcore.contract import Event, Metrics, Sample
from dlcore.contract.checkpoint import open_checkpoint

JUDGE_FIRST = 2  # steps in which a driver from elsewhere only learns what its driving is worth here
PARTS = 4  # steps that one exam takes
MOST_EPISODES = 12  # that a run shows


def build_model(config: Config, signature: Mapping[str, Any]) -> Drivers:
    """The drivers before their first step, one for each way of learning."""
    return Drivers(signature["drivers"], config.hidden)


def train(model: Drivers, data: Data, config: Config) -> Iterator[Event]:
    """Teach each driver on its course; most runs have one."""
    if config.pointless:
        raise ValueError("All rewards are zero, so nothing can be learned: give one of them a value.")
    first = 0
    for course in data.courses:
        settings = config
        if config.stage == ALL:
            share = SHARES[course.name] / sum(SHARES.values())
            settings = config.changed({"steps": max(1, round(share * config.steps))})
        driver = cast(Driver, model.drivers[course.name])
        if course.begins_as:
            begin_as(driver, course.begins_as, model)
        yield from learn(driver, course, settings, first)
        first += settings.steps


def learn(driver: Driver, course: Course, config: Config, first: int) -> Iterator[Event]:
    """Teach one driver. Each step has two halves: cars drive, then the driver changes a little."""
    optimizer = torch.optim.Adam(driver.parameters(), fused=True)
    cars = Practice(course.tracks, course.world, course.eyes, CARS, course.grass)
    exam = next_exam(driver, course)
    begins = graded(whole(exam), config)  # of a driver that has learned nothing here yet
    shown = 0
    for step in range(config.steps):
        # 1. Every car drives on for 64 moves; each action is drawn by its probability.
        moves, driven = drive(driver, cars, config)
        if step == 0:
            yield Sample(first, exam.episode(), name="drive")
            driven |= begins
            exam = next_exam(driver, course)
        yield Metrics(first + step, driven, phase="drive")
        # 2. Judge: how much better did each action turn out than was expected?
        advantages, returns = judge(moves, config)
        for group in optimizer.param_groups:  # read at every step: the slider is live
            group["lr"] = config.learning_rate * (1 - 0.9 * step / config.steps)
        # 3. Make actions with an advantage more probable, but not by much: these moves were made by the
        # driver as it was, and say little about a driver that is quite another.
        only_judge = bool(course.begins_as) and step < JUDGE_FIRST
        sums: dict[str, float] = {}
        for _ in range(config.rounds):
            for chosen in torch.randperm(len(returns)).split(config.batch_size):  # type: ignore[no-untyped-call]
                batch = Moves(*(one[chosen] for one in moves))
                acting, measured = policy_loss(driver, batch, advantages[chosen], config)
                judging = 0.5 * (driver.value(batch.seen) - returns[chosen]).square().mean()
                loss = judging if only_judge else acting + judging
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(driver.parameters(), 0.5)  # a crash is a large surprise
                optimizer.step()
                for name, value in {**measured, "judge_loss": judging.item()}.items():
                    sums[name] = sums.get(name, 0.0) + value
        updates = config.rounds * -(-len(returns) // config.batch_size)
        learned = {name: total / updates for name, total in sums.items()}
        learned["advantage"] = advantages.abs().mean().item()
        # From here on nothing is learned: the exam goes on, a part at each step.
        exam.play(-(-STEPS // PARTS))
        if exam.ended or step == config.steps - 1:
            learned |= graded(whole(exam), config)
            if step >= shown + config.steps / MOST_EPISODES or step == config.steps - 1:
                shown = step
                yield Sample(first + step, exam.episode(), name="drive")
            exam = next_exam(driver, course)
        yield Metrics(first + step, learned, phase="learn")


class Moves(NamedTuple):
    """What happened, (moves * cars, ...), move by move."""

    seen: Tensor  # (batch, inputs)
    actions: Tensor  # (batch,)
    rewards: Tensor  # (batch,)
    ended: Tensor  # (batch,): 1 where the drive was over after this move, else 0
    likely: Tensor  # (batch,): logarithm of the probability that the action had
    values: Tensor  # (batch,): what the judge expected
    later: Tensor  # (batch,): what it expected one move later


@torch.no_grad()
def drive(driver: Driver, cars: Practice, config: Config) -> tuple[Moves, dict[str, float]]:
    """So many moves of every car, and what they were like."""
    seen, actions, rewards, ended = [], [], [], []
    speeds: list[float] = []
    for _ in range(MOVES):
        now = torch.from_numpy(cars.seen)  # (car, inputs)
        chosen = torch.multinomial(torch.softmax(driver(now), dim=1), 1)[:, 0]  # by chance: it explores
        moved = cars.go_on(chosen.numpy())
        reward = config.progress_reward * moved.gained + config.crash_reward * moved.crashed
        reward += config.speed_reward * moved.metres
        if moved.timed_out.any():  # the clock ends the drive, not the road: what would have followed?
            rest = driver.value(torch.from_numpy(moved.last_seen[moved.timed_out]))
            reward[moved.timed_out] += config.discount * rest.numpy()
        seen.append(now)
        actions.append(chosen)
        rewards.append(torch.from_numpy(reward.astype(np.float32)))
        speeds.append(float(moved.metres.mean()) / SECONDS)
        ended.append(torch.from_numpy((moved.crashed | moved.timed_out).astype(np.float32)))
    every = torch.cat([*seen, torch.from_numpy(cars.seen)])  # one move more, for what came last
    values = driver.value(every)
    likely = torch.log_softmax(driver(every[:-CARS]), dim=1)
    told = torch.cat(actions)
    moves = Moves(
        every[:-CARS],
        told,
        torch.cat(rewards),
        torch.cat(ended),
        likely.gather(1, told[:, None])[:, 0],
        values[:-CARS],
        values[CARS:],
    )
    measured = {"value": values.mean().item(), "move_reward": moves.rewards.mean().item()}
    return moves, {**measured, "speed": float(np.mean(speeds)), "ends": float(moves.ended.sum())}


def judge(moves: Moves, config: Config) -> tuple[Tensor, Tensor]:
    """The advantage of each action, and the sum of rewards that the judge should have expected."""
    surprise = moves.rewards + config.discount * moves.later * (1 - moves.ended) - moves.values
    surprises, ended = surprise.reshape(MOVES, CARS), moves.ended.reshape(MOVES, CARS)
    advantages, following = torch.zeros(MOVES, CARS), torch.zeros(CARS)
    for move in reversed(range(MOVES)):  # what an action began shows later: surprises are handed back
        following = surprises[move] + config.discount * config.trace * (1 - ended[move]) * following
        advantages[move] = following
    flat = advantages.reshape(-1)  # (move * car,)
    return flat, flat + moves.values


def policy_loss(
    driver: Driver, moves: Moves, advantages: Tensor, config: Config
) -> tuple[Tensor, dict[str, float]]:
    """The clipped objective: no gain from moving a probability further than the clip allows."""
    logarithms = torch.log_softmax(driver(moves.seen), dim=1)  # (batch, actions)
    ratio = (logarithms.gather(1, moves.actions[:, None])[:, 0] - moves.likely).exp()  # new against old
    scaled = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
    bounded = ratio.clamp(1 - config.clip, 1 + config.clip)
    gain = torch.minimum(ratio * scaled, bounded * scaled).mean()
    entropy = -(logarithms.exp() * logarithms).sum(dim=1).mean()
    clipped = ((ratio - 1).abs() > config.clip).float().mean()
    loss = -gain - config.entropy * entropy
    return loss, {"loss": loss.item(), "entropy": entropy.item(), "clipped": clipped.item()}


def begin_as(driver: Driver, name: str, model: Drivers) -> None:
    """Begin with the weights of another driver: of this very run, or the shipped one."""
    if name in model.drivers:
        driver.load_state_dict(model.drivers[name].state_dict())
        return
    try:
        shipped = cast(Drivers, open_checkpoint("driving").model)
        driver.load_state_dict(shipped.drivers[name].state_dict())
    except (FileNotFoundError, KeyError, RuntimeError):
        raise ValueError(
            "Fine-tuning begins with the shipped driver, whose hidden layers have 64 neurons: "
            "leave “hidden” at 64."
        ) from None


def graded(exam: Exam, config: Config) -> dict[str, float]:
    """Laps, crashes and the rewards that were set, of an exam."""
    return result(exam, config.progress_reward, config.speed_reward, config.crash_reward)


def next_exam(driver: Driver, course: Course) -> Exam:
    """A new one, for the driver as it is now."""
    tracks = [generated(EXAMS + number) for number in range(EXAM_TRACKS)]
    return Exam(driver, tracks, course.exam_world(EXAM_CARS), course.eyes, EXAM_CARS, course.grass)


def evaluate(model: Drivers, data: Data) -> dict[str, float]:
    """Laps and crashes of 100 drives on tracks that no exam has."""
    drivers = dict(model.drivers.items())
    return figures(drivers, data, {one.name: one.eyes for one in data.courses})
