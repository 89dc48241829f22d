"""What drivers reach in 100 drives on tracks that neither training nor exams have."""

from collections.abc import Mapping
from typing import Any

from torch import nn

from dlcore.applications.reinforcement.driving.car import USUAL, World
from dlcore.applications.reinforcement.driving.data import DRIVES, HELD_OUT, HELD_OUT_TRACKS, Data
from dlcore.applications.reinforcement.driving.exam import Exam, reward, whole
from dlcore.applications.reinforcement.driving.sensors import Eyes
from dlcore.applications.reinforcement.driving.tracks import generated


def examined(
    driver: nn.Module, world: World, eyes: Eyes, drives: int = DRIVES, grass: bool = False
) -> dict[str, float]:
    """Laps, share of crashes and reward of so many drives."""
    tracks = [generated(HELD_OUT + number) for number in range(HELD_OUT_TRACKS)]
    exam = whole(Exam(driver, tracks, world, eyes, drives, grass))
    return result(exam)


def result(exam: Exam, progress: float = 0.2, speed: float = 0.0, crash: float = -10.0) -> dict[str, float]:
    """Means over the drives of an exam, by the usual rewards if none are given."""
    return {
        "laps": float(exam.laps.mean()),
        "crashes": float(exam.crashed.mean()),
        "reward": float(reward(exam, progress, speed, crash).mean()),
    }


def figures(drivers: Mapping[str, nn.Module], data: Data, eyes: Mapping[str, Eyes]) -> dict[str, float]:
    """Every driver in the world where it learned; where all are together also in the others' worlds."""
    found: dict[str, float] = {}
    for course in data.courses:
        one = examined(
            drivers[course.name], course.exam_world(DRIVES), eyes[course.name], DRIVES, course.grass
        )
        found |= one if not data.together or course.name == "simulation" else _named(course.name, one)
    if data.together:
        for title, name, world in (
            ("moved", "simulation", data.changed),
            ("randomised_moved", "randomised", data.changed),
            ("back", "fine_tuned", USUAL),
        ):
            found |= _named(title, examined(drivers[name], world, eyes[name]))
    return found


def _named(prefix: str, figures: Mapping[str, float]) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in figures.items()}
