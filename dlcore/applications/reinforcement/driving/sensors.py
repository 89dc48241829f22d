"""What a car sees of the road: seven distances, or a small picture; and what it feels of itself."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.reinforcement.driving.car import (
    ALONG,
    DRIVEN,
    HEADING,
    MOST_STEERING,
    PLACE,
    SLIDE,
    SPEED,
    STEERING,
    TOP_SPEED,
    Floats,
    World,
    X,
    Y,
)
from dlcore.applications.reinforcement.driving.tracks import CELL, CELLS, Track

Eyes = Literal["rays", "camera"]
ANGLES = np.radians(np.linspace(-75, 75, 7))  # from right to left
REACH, SAMPLES = 16.0, 32  # metres, and looks along a ray
DISTANCES = REACH * np.arange(1, SAMPLES + 1) / SAMPLES
ROWS, COLUMNS = 12, 16  # of the camera's picture; the first row is far away
AHEAD = 1.5 * (24 / 1.5) ** np.linspace(1, 0, ROWS)  # metres before the car that each row shows
SIDE = np.linspace(0.9, -0.9, COLUMNS)  # of each column, as a share of the distance ahead; left first
DARK = 0.85  # of the light is lost far away in a full night
GRAIN = 0.25  # spread of the noise that a full night adds
OWN = 3  # the last inputs: speed, slide, steering
SLIDE_SCALE = 4.0  # m/s
MARGIN = 112  # cells around the map
WHOLE = CELLS + 2 * MARGIN
WINDOW = np.arange(-4, 5)  # points of the centreline before and behind, where a car is looked for


class Map:
    """Some tracks, of which every car has one; `which` is the track of each car."""

    def __init__(self, tracks: Sequence[Track], which: NDArray[np.int64]) -> None:
        self.tracks, self.which = list(tracks), which
        most = max(len(track.centre) for track in tracks)
        self.road = np.stack([np.pad(track.road, MARGIN) for track in tracks]).reshape(-1)
        self.points = np.array([len(track.centre) for track in tracks])
        self.lengths = np.array([track.length for track in tracks])
        self.centre = np.zeros((len(tracks), most, 2))
        self.tangent = np.zeros_like(self.centre)
        for number, track in enumerate(tracks):
            ahead = np.roll(track.centre, -1, axis=0) - np.roll(track.centre, 1, axis=0)
            self.centre[number, : len(ahead)] = track.centre
            self.tangent[number, : len(ahead)] = ahead / np.linalg.norm(ahead, axis=1, keepdims=True)

    def on_road(self, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """Whether there is road at these points; the first axis is that of the cars.

        Around the map lies a margin without road, as wide as any car can see.
        """
        # Adding the margin first makes all numbers positive, where cutting off decimals rounds down.
        column, row = (x / CELL + MARGIN).astype(np.int64), (y / CELL + MARGIN).astype(np.int64)
        first = (self.which * (WHOLE * WHOLE)).reshape(-1, *[1] * (x.ndim - 1))
        found: NDArray[np.bool_] = self.road.take(row * WHOLE + column + first, mode="clip")
        return found

    def advance(self, state: Floats) -> Floats:
        """Find every car's place along its track; the metres that it came forward (below zero: back)."""
        cars = np.arange(len(state))
        points = self.points[self.which]
        near = (state[:, PLACE].astype(np.int64)[:, None] + WINDOW) % points[:, None]  # (cars, window)
        apart = state[:, None, :2] - self.centre[self.which[:, None], near]  # (cars, window, 2)
        best = (apart**2).sum(axis=2).argmin(axis=1)
        place, offset = near[cars, best], apart[cars, best]
        spacing = self.lengths[self.which] / points
        along = place * spacing + (offset * self.tangent[self.which, place]).sum(axis=1)
        length = self.lengths[self.which]
        gained: Floats = (along - state[:, ALONG] + length / 2) % length - length / 2
        state[:, PLACE], state[:, ALONG] = place, along
        state[:, DRIVEN] += gained
        return gained


def rays(state: Floats, road: Map) -> Floats:
    """Share of the reach that is free in each direction, (cars, 7), right to left; 1 where all of it is."""
    heading = state[:, HEADING, None] + ANGLES  # (cars, rays)
    x = state[:, X, None, None] + np.cos(heading)[:, :, None] * DISTANCES  # (cars, rays, looks)
    y = state[:, Y, None, None] + np.sin(heading)[:, :, None] * DISTANCES
    free = road.on_road(x, y)
    found: Floats = np.where(free.all(axis=2), SAMPLES, free.argmin(axis=2)) / SAMPLES
    return found


def camera(state: Floats, road: Map) -> Floats:
    """Road (1) or not (0) on the ground before the car, (cars, ROWS, COLUMNS), by day."""
    cosine, sine = np.cos(state[:, HEADING])[:, None, None], np.sin(state[:, HEADING])[:, None, None]
    ahead = np.broadcast_to(AHEAD[:, None], (ROWS, COLUMNS))
    left = AHEAD[:, None] * SIDE
    x = state[:, X, None, None] + cosine * ahead - sine * left
    y = state[:, Y, None, None] + sine * ahead + cosine * left
    return road.on_road(x, y).astype(np.float64)


def see(state: Floats, road: Map, eyes: Eyes, world: World) -> NDArray[np.float32]:
    """All inputs of the network, (cars, inputs): what the eyes see, then speed, slide and steering."""
    seen = rays(state, road) if eyes == "rays" else camera(state, road)
    if eyes == "camera" and np.any(world["night"]):
        night = np.asarray(world["night"]).reshape(-1, 1, 1)
        seen *= 1 - DARK * night * np.sqrt(AHEAD / AHEAD[0])[:, None]
        seen += GRAIN * night * np.random.standard_normal(seen.shape)
    seen = seen.reshape(len(state), -1)
    if np.any(world["noise"]):
        noise = np.asarray(world["noise"]).reshape(-1, 1)
        seen = np.clip(seen + noise * np.random.standard_normal(seen.shape), 0, 1)
    own = state[:, (SPEED, SLIDE, STEERING)] / (TOP_SPEED, SLIDE_SCALE, MOST_STEERING)
    return np.concatenate([seen, own], axis=1).astype(np.float32)


def inputs_of(eyes: Eyes) -> int:
    """How many numbers the network gets."""
    return (len(ANGLES) if eyes == "rays" else ROWS * COLUMNS) + OWN
