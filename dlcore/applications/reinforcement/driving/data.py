"""Tracks and worlds of a run, and what hand-written rules reach in them.

One worked example: in the usual world the rule "steer to where there is room, brake before it ends" drives
about 1.7 laps in 40 seconds on tracks that nobody has seen. In the changed world it leaves the road.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dlcore.applications.reinforcement.driving.car import ACTIONS, USUAL, World
from dlcore.applications.reinforcement.driving.config import ALL, Config
from dlcore.applications.reinforcement.driving.sensors import Eyes, inputs_of
from dlcore.applications.reinforcement.driving.tracks import Track, generated

LEARNED, ELSEWHERE, EXAMS, HELD_OUT = 0, 500, 1000, 2000  # numbers of the first track of each kind
EXAM_TRACKS, EXAM_CARS = 8, 32
DRIVES, HELD_OUT_TRACKS = 100, 10


@dataclass(frozen=True)
class Course:
    """Where one driver learns, and where it is examined."""

    name: str
    eyes: Eyes
    begins_as: str  # the driver whose weights it begins with; empty for none
    tracks: Sequence[Track]
    world: Mapping[str, tuple[float, float]]  # from and to of each number; every drive has its own
    grass: bool = False  # whether a drive goes on beside the road

    def exam_world(self, cars: int) -> World:
        """One number for all cars, or as many as there are cars, evenly from the lowest to the highest."""
        return {
            name: low if low == high else _spread(name, low, high, cars)
            for name, (low, high) in self.world.items()
        }


@dataclass(frozen=True)
class Data:
    """The courses of a run, one a driver; most runs have one."""

    courses: Sequence[Course]
    changed: Mapping[str, float]
    signature: dict[str, Any]

    @property
    def together(self) -> bool:
        """Whether all drivers are here."""
        return len(self.courses) > 1


def load_data(config: Config) -> Data:
    """The course of a config, or those of all drivers."""
    if config.stage == ALL:
        stages = ("simulation", "randomised", "simulation", "fine-tuned", "from scratch")
        eyes: Sequence[Eyes] = ("rays", "rays", "camera", "rays", "rays")
        courses = [course(config, stage, one) for stage, one in zip(stages, eyes, strict=True)]
    else:
        courses = [course(config, config.stage, config.eyes)]
    drivers = {
        one.name: {"inputs": inputs_of(one.eyes), "actions": len(ACTIONS), "eyes": one.eyes}
        for one in courses
    }
    return Data(courses, config.changed_world, {"drivers": drivers, "changed": config.changed_world})


def course(config: Config, stage: str, eyes: Eyes) -> Course:
    """Where a driver of this stage learns."""
    changed = stage in ("fine-tuned", "from scratch")
    world = {name: (value, value) for name, value in (config.changed_world if changed else USUAL).items()}
    if stage == "randomised":
        world["grip"] = (config.least_grip, max(config.least_grip, config.most_grip))
        world["delay"] = (0.0, float(config.most_delay))
    first = ELSEWHERE if changed else LEARNED
    home = "camera" if eyes == "camera" else "simulation"
    return Course(
        name=home if stage == "simulation" else stage.replace("-", "_").replace(" ", "_"),
        eyes=eyes,
        begins_as=home if stage == "fine-tuned" else "",
        tracks=[generated(first + number) for number in range(config.tracks)],
        world=world,
        grass=config.grass,
    )


def baseline(data: Data) -> dict[str, float]:
    """The hand-written rule on the same drives as the drivers; a careful one where the road is slippery."""
    from dlcore.applications.reinforcement.driving.held_out import figures
    from dlcore.applications.reinforcement.driving.rule import careful, plain

    usual, slippery = plain(), careful()
    rules = {one.name: slippery if one.world["grip"][0] < 4 else usual for one in data.courses}
    return figures(rules, data, dict.fromkeys(rules, "rays"))


def _spread(name: str, low: float, high: float, cars: int) -> Any:
    values = np.linspace(low, high, cars)
    return np.round(values) if name == "delay" else values
