"""Synthetic sketches of the eight kinds of doodles: few strokes in a random pose, ink 255 on 0.

They stand in where the real doodles are missing, and show what a network makes of a too regular world.
"""

import os

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from dlcore.datasets.doodles import draw_cat
from dlcore.datasets.home import home
from dlcore.datasets.quickdraw import CATEGORIES

SIZE = 28
SCALE = 4  # drawn larger, then reduced, so that strokes have soft edges
STROKE = 6

Array = NDArray[np.floating]
Random = np.random.Generator


def load_sketches(count: int = 300, seed: int = 0) -> dict[str, NDArray[np.uint8]]:
    """So many sketches of each kind, (count, 28, 28); drawn once and then kept."""
    folder = home() / "prepared"
    folder.mkdir(exist_ok=True)
    path = folder / f"sketches-{count}-{seed}.npz"
    if not path.exists():
        random = np.random.default_rng(seed)
        drawn = {kind: np.stack([sketch(kind, random) for _ in range(count)]) for kind in CATEGORIES}
        partial = path.with_suffix(f".partial{os.getpid()}")
        with partial.open("wb") as file:
            np.savez_compressed(file, *drawn.values())
        partial.replace(path)
    with np.load(path, allow_pickle=False) as kept:
        return {kind: kept[f"arr_{number}"] for number, kind in enumerate(CATEGORIES)}


def sketch(kind: str, random: Random) -> NDArray[np.uint8]:
    """One sketch, (28, 28)."""
    if kind == "cat":
        return draw_cat(random)
    lines = _STROKES[kind](random)
    stretch = np.array([random.uniform(9, 12), random.uniform(9, 12)])
    tilt = random.normal(0, 0.12)
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    middle = 14 + random.uniform(-1, 1, 2)
    canvas = Image.new("L", (SIZE * SCALE, SIZE * SCALE))
    draw = ImageDraw.Draw(canvas)
    for line in lines:
        wobble = random.normal(0, 0.02, line.shape)
        placed = ((line + wobble) * stretch) @ turn.T + middle
        draw.line((placed.clip(1, SIZE - 1) * SCALE).ravel().tolist(), fill=255, width=STROKE)
    return np.asarray(canvas.reduce(SCALE))


def _arc(
    start: float,
    end: float,
    width: float = 1,
    height: float = 1,
    points: int = 18,
    at: tuple[float, float] = (0, 0),
) -> Array:
    """Part of an ellipse about `at`, y downwards, angles in turns."""
    angles = 2 * np.pi * np.linspace(start, end, points)
    return np.array([at[0] + width * np.cos(angles), at[1] + height * np.sin(angles)]).T


def _path(*points: tuple[float, float]) -> Array:
    return np.array(points, dtype=float)


def _apple(random: Random) -> list[Array]:
    dent = random.uniform(0.1, 0.25)
    body = _arc(-0.22, 0.72, 0.85, 0.8, at=(0, 0.15))
    lines = [np.concatenate([body, _path((0, -0.6 + dent)), body[:1]])]
    lines.append(_path((0, -0.6 + dent), (random.uniform(-0.1, 0.2), -0.95)))
    if random.random() < 0.6:
        lines.append(_arc(0, 1, 0.25, 0.1, at=(0.3, -0.85)))
    return lines


def _bicycle(random: Random) -> list[Array]:
    radius = random.uniform(0.35, 0.45)
    left, right = np.array([-0.55, 0.35]), np.array([0.55, 0.35])
    saddle, bar = (-0.2, -0.3), (0.35, -0.35)
    wheels = [_arc(0, 1, radius, radius) + place for place in (left, right)]
    frame = [_path(tuple(left), saddle, bar, (0, 0.35), saddle), _path(tuple(right), bar, (0.3, -0.6))]
    return [*wheels, *frame, _path(tuple(left), (0, 0.35)), _path((-0.35, -0.35), (-0.05, -0.35))]


def _diamond(random: Random) -> list[Array]:
    top, wide = random.uniform(-0.75, -0.5), random.uniform(0.4, 0.6)
    lines = [_path((-wide, top), (wide, top), (1, -0.15), (0, 0.95), (-1, -0.15), (-wide, top))]
    if random.random() < 0.7:
        lines.append(_path((-1, -0.15), (1, -0.15)))
    if random.random() < 0.5:
        lines.append(_path((-0.35, -0.15), (0, 0.95), (0.35, -0.15), (0, top), (-0.35, -0.15)))
    return lines


def _eye(random: Random) -> list[Array]:
    high = random.uniform(0.45, 0.65)
    lid = _arc(0, 1, 1, high, 24)
    lid[:, 1] *= 1 - np.abs(lid[:, 0]) ** 3 * 0.6  # pointed at both ends
    lines = [lid, _arc(0, 1, 0.35, 0.35), _arc(0, 1, 0.12, 0.12)]
    for turn in np.linspace(0.6, 0.9, random.integers(0, 7)):
        direction = _arc(turn, turn, 1, high, 1)[0]
        lines.append(np.stack([direction * (0.9, 1), direction * (1.1, 1.6)]))
    return lines


def _fish(random: Random) -> list[Array]:
    side, high = random.choice([-1, 1]), random.uniform(0.4, 0.6)
    body = _arc(0, 1, 0.65, high, at=(-0.25, 0))
    tail = _path((0.35, 0), (0.95, -0.4), (0.95, 0.4), (0.35, 0))
    lines = [body, tail, _arc(0, 1, 0.06, 0.06, 6, at=(-0.6, -0.12))]
    if random.random() < 0.5:
        lines.append(_arc(-0.2, 0.2, 0.2, 0.35, at=(-0.5, 0)))
    return [line * (side, 1) for line in lines]


def _rainbow(random: Random) -> list[Array]:
    count = int(random.integers(3, 6))
    inner = random.uniform(0.35, 0.55)
    arcs = [_arc(0.5, 1, radius, 1.2 * radius, at=(0, 0.5)) for radius in np.linspace(inner, 1, count)]
    return [*arcs, *(_path((side * inner, 0.5), (side, 0.5)) for side in (-1, 1))]


def _train(random: Random) -> list[Array]:
    side, cabin = random.choice([-1, 1]), random.uniform(0.1, 0.35)
    outline = _path((-0.95, 0.4), (-0.95, -0.1), (cabin, -0.1), (cabin, -0.7), (0.95, -0.7), (0.95, 0.4))
    lines = [np.concatenate([outline, outline[:1]])]
    lines.append(_path((-0.7, -0.1), (-0.7, -0.5), (-0.45, -0.5), (-0.45, -0.1)))
    lines.append(
        _path((cabin + 0.15, -0.5), (0.8, -0.5), (0.8, -0.2), (cabin + 0.15, -0.2), (cabin + 0.15, -0.5))
    )
    lines += [_arc(0, 1, 0.17, 0.17, at=(place, 0.55)) for place in (-0.65, 0, 0.65)]
    return [line * (side, 1) for line in lines]


_STROKES = {
    "apple": _apple,
    "bicycle": _bicycle,
    "diamond": _diamond,
    "eye": _eye,
    "fish": _fish,
    "rainbow": _rainbow,
    "train": _train,
}
