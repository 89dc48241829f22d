"""Exams: a driver takes its best action at every step, on tracks that no training has seen."""

from collections.abc import Sequence
from copy import deepcopy

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from dlcore.applications.reinforcement.driving.car import (
    HEADING,
    SECONDS,
    SLIDE,
    SPEED,
    STEERING,
    STEPS,
    Floats,
    World,
    X,
    Y,
)
from dlcore.applications.reinforcement.driving.drives import Drives
from dlcore.applications.reinforcement.driving.sensors import Eyes
from dlcore.applications.reinforcement.driving.tracks import Track, track_json
from dlcore.contract import Episode

STARTS = 977  # seed of the places where exams begin: always the same ones


class Exam:
    """Drives under way, from a standstill; the first one is recorded."""

    def __init__(
        self,
        network: nn.Module,
        tracks: Sequence[Track],
        world: World,
        eyes: Eyes,
        cars: int,
        grass: bool = False,
    ) -> None:
        drives = Drives(tracks, cars, world, eyes, grass)
        every = np.arange(cars)
        throws = np.random.default_rng(STARTS).random((cars, 4))
        drives.begin(every, every % len(tracks), throws, speed=0.0)
        self.network = deepcopy(network).eval()
        self.begin(drives)

    def begin(self, drives: Drives) -> None:
        """Count these drives from here on, instead of those from the exam's own starts."""
        self.drives, cars = drives, len(drives.state)
        self.driving = np.ones(cars, dtype=bool)
        self.crashed = np.zeros(cars, dtype=bool)
        self.laps, self.metres, self.moved = np.zeros(cars), np.zeros(cars), np.zeros(cars)
        self.places = drives.state[:, [X, Y]].copy()  # of each car now, or where its drive ended
        self.frames: list[list[float]] = [self.frame()]

    @property
    def ended(self) -> bool:
        """Whether all drives are over."""
        return not self.driving.any()

    @property
    def steps(self) -> int:
        """Of the recorded drive so far."""
        return len(self.frames) - 1

    def play(self, moves: int) -> None:
        """So many moves of every car that still drives."""
        for _ in range(moves):
            if self.ended:
                return
            self.move()

    @torch.no_grad()
    def move(self) -> None:
        """One move of every car, the most probable one."""
        actions = self.network(torch.from_numpy(self.drives.see())).argmax(dim=1).numpy()
        self.advance(actions)

    def advance(self, actions: NDArray[np.int64]) -> None:
        """The cars take these actions; those whose drive is over are not counted."""
        recorded = self.driving[0]
        moved = self.drives.step(actions)
        self.metres += self.driving * moved.gained
        self.moved += (
            self.driving * np.hypot(self.drives.state[:, SPEED], self.drives.state[:, SLIDE]) * SECONDS
        )
        self.laps = np.where(self.driving, self.drives.laps, self.laps)
        self.places[self.driving] = self.drives.state[self.driving][:, [X, Y]]
        self.crashed |= self.driving & moved.crashed
        self.driving &= ~(moved.crashed | moved.timed_out)
        if recorded:
            self.frames.append(self.frame())

    def frame(self) -> list[float]:
        """The first car as the page draws it."""
        state = self.drives.state[0]
        shown = [float(state[column]) for column in (X, Y, HEADING, SPEED, STEERING)]
        return [round(one, 3) for one in (*shown, float(self.crashed[0]), float(self.laps[0]))]

    def episode(self) -> Episode:
        """The recorded drive."""
        track = self.drives.map.tracks[self.drives.map.which[0]]
        told = "it left the road" if self.crashed[0] else "it stayed on the road"
        return Episode(
            game="driving",
            frames=self.frames,
            scene={"track": track_json(track)},
            alt=f"A drive of {self.steps / 10:.1f} seconds and {self.laps[0]:.2f} laps; {told}",
        )


def whole(exam: Exam) -> Exam:
    """The exam, played to its end."""
    exam.play(STEPS)
    return exam


def reward(exam: Exam, progress: float, speed: float, crash: float) -> Floats:
    """The sum of rewards of each drive."""
    found: Floats = progress * exam.metres + speed * exam.moved + crash * exam.crashed
    return found
