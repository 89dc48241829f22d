"""Laps within seconds, the changed world before and after learning there, and what was forgotten."""

import time
from statistics import median
from typing import Any, cast

import numpy as np
import torch

from dlcore.applications.reinforcement.driving.car import ACTIONS, USUAL
from dlcore.applications.reinforcement.driving.config import (
    BUDGET,
    CARS,
    CHANGED,
    MOVES,
    PRESETS,
    SLOWER,
    Config,
)
from dlcore.applications.reinforcement.driving.data import LEARNED, load_data
from dlcore.applications.reinforcement.driving.drives import Practice
from dlcore.applications.reinforcement.driving.held_out import examined
from dlcore.applications.reinforcement.driving.model import Drivers
from dlcore.applications.reinforcement.driving.rule import careful, plain
from dlcore.applications.reinforcement.driving.tracks import generated
from dlcore.contract import Metrics, Training, Value, find

Row = dict[str, Any]
LIVE = 10.0  # seconds of processor time
LONGER = 3  # times the budget


def benchmark(quick: bool) -> list[Row]:
    """Medians over the seeds; every driver in 100 drives on tracks that no training has."""
    torch.set_num_threads(1)
    seeds = range(2 if quick else 5)
    return [*simulation(seeds), *changed(seeds, quick), *randomised(seeds), *rules(), speed()]


def row(what: str, values: list[float], goal: str = "", met: bool | None = None) -> Row:
    """One line of the table: the median over the seeds, and each of them."""
    told = f"{what} [{', '.join(f'{value:.2f}' for value in values)}]" if len(values) > 1 else what
    return {"what": told, "ours": median(values), "peer": None, "ratio": None, "goal": goal, "met": met}


def simulation(seeds: range) -> list[Row]:
    """The default settings: laps after ten seconds, and what is left of them in the changed world."""
    live, laps, crashes, seconds = [], [], [], []
    for seed in seeds:
        began, exams = time.process_time(), [0.0]
        training = Training(find("driving"), {"seed": seed})
        for event in training:
            inside = time.process_time() - began <= LIVE
            if isinstance(event, Metrics) and "laps" in event.values and inside:
                exams.append(event.values["laps"])
        seconds.append(time.process_time() - began)
        driver = cast(Drivers, training.model).drivers["simulation"]
        live.append(max(exams))
        laps.append(examined(driver, USUAL, "rays")["laps"])
        crashes.append(examined(driver, Config().changed_world, "rays")["crashes"])
    return [
        row("laps of an exam within 10 s live", live, "1.9", median(live) >= 1.9),
        row("the same driver, held-out laps", laps),
        row("seconds of the whole default run", seconds),
        row("it in the changed world: crash share", crashes, "0.9", median(crashes) >= 0.9),
    ]


def changed(seeds: range, quick: bool) -> list[Row]:
    """Fine-tuned and from scratch with the same settings; from scratch with more; and back at home."""
    ends = {stage: [run(stage, seed, BUDGET) for seed in seeds] for stage in CHANGED}
    longer = [run("from scratch", seed, LONGER * BUDGET) for seed in (seeds[:1] if quick else seeds)]
    world = Config().changed_world
    rows, rewards = [], {}
    for title, trained in (*ends.items(), (f"from scratch, {LONGER} times the moves", longer)):
        found = [examined(one, world, "rays") for one in trained]
        rewards[title] = [one["reward"] for one in found]
        rows += [
            row(f"{title}: {name}", [one[name] for one in found]) for name in ("reward", "laps", "crashes")
        ]
    fine, scratch = (median(rewards[stage]) for stage in CHANGED)
    ratio = fine / max(scratch, 1e-9)
    told = f"{BUDGET * CARS * MOVES:,} moves: reward fine-tuned / from scratch"
    back = [examined(one, USUAL, "rays") for one in ends["fine-tuned"]]
    return [
        *rows,
        row(told, [ratio], "5", ratio >= 5 or scratch <= 0 < fine),
        row("fine-tuned, back in the usual world: laps", [one["laps"] for one in back]),
        row("fine-tuned, back in the usual world: crashes", [one["crashes"] for one in back]),
    ]


def randomised(seeds: range) -> list[Row]:
    """Grip drawn anew for every drive in training, then held at some values."""
    values = next(preset.values for preset in PRESETS if preset.name == "randomised")
    drivers = [run("randomised", seed, int(values["steps"])) for seed in seeds]
    rows = []
    for grip in (3.0, 4.0, 6.0):
        found = [examined(one, {**USUAL, "grip": grip}, "rays") for one in drivers]
        crashes = [one["crashes"] for one in found]
        goal = {"goal": "at most 0.2", "met": median(crashes) <= 0.2} if grip == 4 else {}
        rows.append(row(f"randomised, grip {grip:g}: crashes", crashes, **goal))  # type: ignore[arg-type]
        rows.append(row(f"randomised, grip {grip:g}: laps", [one["laps"] for one in found]))
    return rows


def rules() -> list[Row]:
    """The hand-written rules in both worlds."""
    world = Config().changed_world
    return [
        row("the rule, usual world: laps", [examined(plain(), USUAL, "rays")["laps"]]),
        row("the rule, changed world: crashes", [examined(plain(), world, "rays")["crashes"]]),
        row("the careful rule, changed world: laps", [examined(careful(), world, "rays")["laps"]]),
    ]


def speed(rounds: int = 400) -> Row:
    """Moves a second of all cars together, with sensors and by chance."""
    np.random.seed(0)
    course = load_data(Config()).courses[0]
    cars = Practice([generated(LEARNED)], course.world, "rays", CARS)
    began = time.process_time()
    for _ in range(rounds):
        cars.go_on(np.random.randint(0, len(ACTIONS), CARS))
    return row("moves a second, 64 cars", [rounds * CARS / (time.process_time() - began)])


def run(stage: str, seed: int, steps: int) -> Any:
    """The driver of a whole run."""
    values: dict[str, Value] = {"stage": stage, "seed": seed, "steps": steps, **SLOWER}
    training = Training(find("driving"), values)
    for _ in training:
        pass
    return next(iter(cast(Drivers, training.model).drivers.values()))
