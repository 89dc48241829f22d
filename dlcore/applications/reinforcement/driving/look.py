"""Looking into a driver: one moment of a drive, its choices over two inputs, and what it looks at."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from dlcore.applications.reinforcement.driving import car
from dlcore.applications.reinforcement.driving.car import Floats, World
from dlcore.applications.reinforcement.driving.drives import Drives
from dlcore.applications.reinforcement.driving.exam import Exam
from dlcore.applications.reinforcement.driving.model import Driver
from dlcore.applications.reinforcement.driving.sensors import (
    ANGLES,
    COLUMNS,
    OWN,
    REACH,
    ROWS,
    SLIDE_SCALE,
    Eyes,
)
from dlcore.applications.reinforcement.driving.tracks import CELL, SIZE, Track

SCALES = (*[REACH] * len(ANGLES), car.TOP_SPEED, SLIDE_SCALE, car.MOST_STEERING)  # of the ten inputs
INK, ROAD, GRASS = (0, 89, 140), (150, 158, 168), (232, 236, 228)


def standing(track: Track, world: World, eyes: Eyes) -> Drives:
    """One car at the start of a track, standing in the middle of the road."""
    drives = Drives([track], 1, world, eyes)
    drives.begin(np.array([0]), np.array([0]), np.array([[0.0, 0.5, 0.5, 0.0]]), speed=0.0)
    return drives


def driven(driver: nn.Module, track: Track, world: World, eyes: Eyes, steps: int = car.STEPS) -> Exam:
    """The drive of one car from the start of a track."""
    exam = Exam(driver, [track], world, eyes, 1)
    exam.begin(standing(track, world, eyes))
    exam.play(steps)
    return exam


@torch.no_grad()
def moment(
    driver: Driver, exam: Exam, discount: float, rewards: tuple[float, float, float]
) -> dict[str, Any]:
    """All numbers of the next move of an exam with one car."""
    drives = exam.drives
    seen = drives.see()
    scores, values = driver(torch.from_numpy(seen)), driver.value(torch.from_numpy(seen))
    action = int(scores.argmax())
    hidden = [torch.tanh(driver.policy[0](torch.from_numpy(seen)))]
    hidden.append(torch.tanh(driver.policy[2](hidden[0])))
    state = drives.state[0].copy()
    before = exam.metres[0], exam.moved[0]
    exam.advance(np.array([action]))
    progress, speed, crash = rewards
    reward = progress * (exam.metres[0] - before[0]) + speed * (exam.moved[0] - before[1])
    reward += crash * float(exam.crashed[0])
    later = 0.0 if exam.crashed[0] else float(driver.value(torch.from_numpy(drives.see()))[0])
    target = float(reward + discount * later)
    return {
        "seen": seen[0].tolist(),
        "hidden": [one[0].tolist() for one in hidden],
        "probabilities": torch.softmax(scores, dim=1)[0].tolist(),
        "action": action,
        "value": float(values[0]),
        "reward": float(reward),
        "later": later,
        "target": target,
        "advantage": target - float(values[0]),
        "crashed": bool(exam.crashed[0]),
        "speed": float(state[car.SPEED]),
        "x": float(state[car.X]),
        "y": float(state[car.Y]),
        "heading": float(state[car.HEADING]),
    }


@torch.no_grad()
def choices(driver: Driver, seen: NDArray[np.float32], across: int, up: int, detail: int) -> dict[str, Any]:
    """What the driver does if two of its ten inputs were others: actions (up, across), and their ends."""
    ends = [(-1.0, 1.0) if number > len(ANGLES) else (0.0, 1.0) for number in (across, up)]
    first, second = (np.linspace(low, high, detail, dtype=np.float32) for low, high in ends)
    inputs = np.repeat(seen[None], detail * detail, axis=0)
    inputs[:, up], inputs[:, across] = np.repeat(second, detail), np.tile(first, detail)
    odds = torch.softmax(driver(torch.from_numpy(inputs)), dim=1).numpy()
    signs = odds @ car.ACTIONS  # (points, 2): expected steering and throttle
    return {
        "across": (first * SCALES[across]).tolist(),
        "up": (second * SCALES[up]).tolist(),
        "steer": signs[:, 0].reshape(detail, detail).round(3).tolist(),
        "throttle": signs[:, 1].reshape(detail, detail).round(3).tolist(),
        "action": odds.argmax(axis=1).reshape(detail, detail).tolist(),
    }


def attention(driver: Driver, seen: NDArray[np.float32]) -> dict[str, Any]:
    """How much each point of the camera's picture speaks for the chosen action: slope times input."""
    inputs = torch.from_numpy(seen[None]).requires_grad_()
    scores = driver(inputs)
    action = int(scores.argmax())
    margin = scores[0, action] - scores[0].mean()
    slope = torch.autograd.grad(margin, inputs)[0][0]
    picture = slope[:-OWN].reshape(ROWS, COLUMNS)
    shown = seen[:-OWN].reshape(ROWS, COLUMNS)
    # Moved by half, so that missing road (0) can speak as well as road (1).
    return {
        "picture": shown.tolist(),
        "moved": (picture.numpy() * (shown - 0.5)).tolist(),
        "action": action,
    }


def from_above(track: Track, line: Floats, size: int = 100) -> NDArray[np.uint8]:
    """A track with the line of a drive on it, (size, size, 3), north up."""
    step = len(track.road) // size
    road = track.road[::step, ::step][:size, :size]
    picture = np.where(road[..., None], np.array(ROAD), np.array(GRASS)).astype(np.uint8)
    cells = np.clip((line / (SIZE / size)).astype(int), 0, size - 1)
    picture[cells[:, 1], cells[:, 0]] = INK
    return picture[::-1]


def places(exam: Exam) -> list[list[float]]:
    """Where cars have left the road, x and y in metres."""
    return exam.places[exam.crashed].round(2).tolist()  # type: ignore[no-any-return]


def cells_of(track: Track) -> list[list[int]]:
    """The road as a small picture, rows from the south."""
    step = round(1.0 / CELL)
    return track.road[::step, ::step].astype(int).tolist()  # type: ignore[no-any-return]
