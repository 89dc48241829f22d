"""Tracks: a closed centreline, a half width, and a bitmap that says where the road is.

One worked example: track 7 is a ring around the middle of a map of 100 metres, bent by four waves and scaled
to 208 metres; its bitmap has 400 by 400 cells of a quarter metre, and True means road.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SIZE, CELL = 100.0, 0.25  # metres: of the map, and of a cell of the bitmap
CELLS = round(SIZE / CELL)  # in a row
HALF_WIDTH, LENGTH = 3.2, 208.0  # metres, of generated tracks
WAVES, STRENGTH = (2, 3, 4, 5), 0.42  # how often round the ring a bend comes back, and how strong
SPACING = 1.0  # metres between points of the centreline, about


@dataclass(frozen=True)
class Track:
    """`centre` is (points, 2) in metres, evenly spaced, closed; `road` is (row, column), row 0 at y = 0."""

    name: str
    centre: Floats
    half_width: float
    road: NDArray[np.bool_]

    @property
    def length(self) -> float:
        """Of the centreline, in metres."""
        return float(np.linalg.norm(self.centre - np.roll(self.centre, -1, axis=0), axis=1).sum())


@lru_cache(maxsize=256)
def generated(number: int) -> Track:
    """The track of this number, always the same: a ring with bends, 208 metres long."""
    dice = np.random.default_rng(number)
    angle = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    while True:
        sizes = dice.dirichlet(np.ones(len(WAVES))) * STRENGTH / np.sqrt(np.array(WAVES) / 2)
        phases = dice.uniform(0, 2 * np.pi, len(WAVES))
        bends = [
            size * np.cos(wave * angle + phase)
            for size, wave, phase in zip(sizes, WAVES, phases, strict=True)
        ]
        radius = 30 * (1 + np.sum(bends, axis=0))
        ring = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        ring = ring[:: dice.choice((-1, 1))] * (LENGTH / _around(ring))
        centre = evenly(ring + (SIZE - ring.max(axis=0) - ring.min(axis=0)) / 2, round(LENGTH / SPACING))
        if not fault(centre, HALF_WIDTH):
            return Track(f"Track {number}", centre, HALF_WIDTH, pave(centre, HALF_WIDTH))


def from_drawing(points: Sequence[Sequence[float]], half_width: float = HALF_WIDTH) -> Track:
    """A track along a line that somebody drew, in metres. Raises `ValueError` with one sentence."""
    drawn = np.asarray(points, dtype=float)
    if drawn.ndim != 2 or drawn.shape[1:] != (2,) or len(drawn) < 3 or not np.isfinite(drawn).all():
        raise ValueError("Draw one closed line round the map: there is no line yet.")
    if len(drawn) > 5000:
        raise ValueError("The line has too many points: draw it in one quick stroke.")
    gap, around = float(np.linalg.norm(drawn[0] - drawn[-1])), _around(drawn)
    if gap > max(8.0, 0.08 * around):
        raise ValueError("The track is open: draw on until the line ends where it began.")
    if not 80 <= around <= 600:
        raise ValueError(f"The track has {around:.0f} metres: draw one of 80 to 600.")
    if half_width < 1.5:
        raise ValueError("The road is too narrow for a car: make it at least 3 metres wide.")
    centre = smooth(evenly(drawn, round(around / SPACING)), 2.5)
    centre = evenly(centre, round(_around(centre) / SPACING))
    problem = fault(centre, half_width)
    if problem:
        raise ValueError(problem)
    return Track("Your own track", centre, half_width, pave(centre, half_width))


def fault(centre: Floats, half_width: float) -> str:
    """What is wrong with a centreline, in a sentence; empty where nothing is."""
    if centre.min() < half_width + 0.5 or centre.max() > SIZE - half_width - 0.5:
        return "The track leaves the map: keep the line away from the edges."
    if _crosses(centre):
        return "The track crosses itself: draw a line that never meets itself."
    if 1 / max(np.abs(curvature(centre)).max(), 1e-9) < half_width + 1.0:
        return "A bend is too tight for a road of this width: draw a wider curve."
    apart = np.linalg.norm(centre[:, None] - centre[None], axis=2)
    steps = np.abs(np.arange(len(centre))[:, None] - np.arange(len(centre)))
    steps = np.minimum(steps, len(centre) - steps) * SPACING
    if (apart[steps > np.pi * half_width + 3] < 2 * half_width + 1).any():
        return "Two parts of the road touch each other: leave more room between them."
    return ""


def pave(centre: Floats, half_width: float) -> NDArray[np.bool_]:
    """Every cell whose middle is at most half a width from the centreline."""
    dense = evenly(centre, 4 * len(centre))
    reach = int(np.ceil(half_width / CELL)) + 1
    near = np.arange(-reach, reach + 1)
    cells = np.floor(dense / CELL).astype(np.int64)
    columns, rows = cells[:, :1] + near, cells[:, 1:] + near  # (points, cells)
    across = (columns + 0.5) * CELL - dense[:, :1]
    up = (rows + 0.5) * CELL - dense[:, 1:]
    within = up[:, :, None] ** 2 + across[:, None, :] ** 2 <= half_width**2
    road = np.zeros((CELLS, CELLS), dtype=bool)
    point, row, column = np.nonzero(within)
    road[rows[point, row], columns[point, column]] = True
    return road


def evenly(line: Floats, count: int) -> Floats:
    """So many points at equal distances along a closed line, to a tenth of a millimetre."""
    closed = np.concatenate([line, line[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    where = np.linspace(0, along[-1], count, endpoint=False)
    return np.stack([np.interp(where, along, closed[:, axis]) for axis in (0, 1)], axis=1).round(4)


def smooth(line: Floats, spread: float) -> Floats:
    """A closed line, evenly spaced, each point the mean of its neighbours by a bell of `spread` points."""
    reach = np.fft.fftfreq(len(line))
    bell = np.exp(-2 * (np.pi * spread * reach) ** 2)
    found: Floats = np.fft.ifft(np.fft.fft(line, axis=0) * bell[:, None], axis=0).real
    return found


def curvature(centre: Floats) -> Floats:
    """One over the radius at every point, in 1/m; above zero to the left."""
    step = np.roll(centre, -2, axis=0) - np.roll(centre, 2, axis=0)
    bend = np.roll(centre, -2, axis=0) - 2 * centre + np.roll(centre, 2, axis=0)
    length = np.linalg.norm(step, axis=1) / 2
    found: Floats = (step[:, 0] * bend[:, 1] - step[:, 1] * bend[:, 0]) / (2 * length**3)
    return found


def track_json(track: Track) -> dict[str, Any]:
    """The track as the browser gets it."""
    return {
        "name": track.name,
        "centre": track.centre.tolist(),
        "width": track.half_width,
        "size": SIZE,
        "cell": CELL,
        "bitmap": base64.b64encode(np.packbits(track.road).tobytes()).decode(),
    }


def _around(line: Floats) -> float:
    return float(np.linalg.norm(line - np.roll(line, -1, axis=0), axis=1).sum())


def _crosses(centre: Floats) -> bool:
    """Whether any two pieces of the closed line that do not share a point cross."""
    ends = np.roll(centre, -1, axis=0)

    def side(point: Floats) -> Floats:  # of each piece (row) on which each point (column) lies
        line, towards = (ends - centre)[:, None], point[None] - centre[:, None]
        found: Floats = line[..., 0] * towards[..., 1] - line[..., 1] * towards[..., 0]
        return found

    apart = (side(centre) > 0) != (side(ends) > 0)
    crossing = apart & apart.T
    steps = np.abs(np.arange(len(centre))[:, None] - np.arange(len(centre)))
    return bool(crossing[(steps > 1) & (steps < len(centre) - 1)].any())
