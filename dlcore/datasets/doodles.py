"""Doodles at 28x28, ink 255 on 0: real people's from Quick, Draw!, and synthetic cats' heads drawn here."""

import os

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from dlcore.datasets import quickdraw
from dlcore.datasets.files import FetchError
from dlcore.datasets.home import home

SIZE = 28
SCALE = 4  # cats are drawn larger, then reduced, so that strokes have soft edges
STROKE = 7  # width of a stroke before reduction

Array = NDArray[np.floating]
Random = np.random.Generator


class MissingDoodlesError(FetchError):
    """The real doodles are not on this machine; the message says how to get them."""


def available(category: str = "cat") -> bool:
    """Whether real doodles of that category are on this machine."""
    return category in quickdraw.categories()


def load_doodles(category: str) -> NDArray[np.uint8]:
    """Real doodles of a category, (count, 28, 28). Raises `MissingDoodlesError`."""
    if not available(category):
        raise MissingDoodlesError(
            f"The doodles of “{category}” are not on this machine. With a network, fetch them once: "
            "python -m dlcore data fetch quickdraw. With a file of your own: "
            "python -m dlcore data add quickdraw FILE.npz"
        )
    return quickdraw.drawings(category)


def draw_cats(count: int = 4000, seed: int = 0) -> NDArray[np.uint8]:
    """Synthetic cats' heads, (count, 28, 28): the same for the same arguments, drawn once and then kept."""
    folder = home() / "prepared"
    folder.mkdir(exist_ok=True)
    path = folder / f"synthetic-cats-{count}-{seed}.npy"
    if path.exists():
        kept: NDArray[np.uint8] = np.load(path, allow_pickle=False)
        return kept
    random = np.random.default_rng(seed)
    images = np.stack([draw_cat(random) for _ in range(count)])
    partial = path.with_suffix(f".partial{os.getpid()}")
    with partial.open("wb") as file:
        np.save(file, images, allow_pickle=False)
    partial.replace(path)
    return images


def draw_cat(random: Random) -> NDArray[np.uint8]:
    """One synthetic cat's head, (28, 28): ears, eyes, muzzle, whiskers and fur in a random pose."""
    lines = _cat(random)
    places = _pose(random, np.concatenate(lines))
    canvas = Image.new("L", (SIZE * SCALE, SIZE * SCALE))
    draw = ImageDraw.Draw(canvas)
    for number, line in enumerate(lines):
        points, places = places[: 2 * len(line)], places[2 * len(line) :]
        draw.line(points, fill=255, width=STROKE, joint="curve" if number == 0 else None)  # 0 is the head
    return np.asarray(canvas.reduce(SCALE))


def _pose(random: Random, points: Array) -> list[float]:
    """From face coordinates (the face is the unit circle, y downwards) to x, y, x, y … on the canvas."""
    size = random.uniform((8, 7), (11, 9.5))
    tilt = random.normal(0, 0.15)
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    middle = np.array([14.0, 15.5]) + random.uniform(-1, 1, 2)
    wobble = random.normal(0, 0.02, points.shape)
    placed = ((points + wobble) * size) @ turn.T + middle
    on_canvas: list[float] = (placed.clip(1, SIZE - 1) * SCALE).ravel().tolist()
    return on_canvas


def _cat(random: Random) -> list[Array]:
    """The strokes of a head in face coordinates, each (points, 2)."""
    look = random.normal(0, 0.12, 2)  # where the face looks: eyes, nose and mouth move together
    lines = [_head(random), *_eyes(random, look), *_muzzle(random, look), *_whiskers(random, look)]
    if random.random() < 0.3:
        lines += _fur(random)
    return lines


def _head(random: Random) -> Array:
    """The outline in one stroke: round the cheeks, up and down each ear, over the forehead."""
    spread, foot, reach = random.uniform(0.5, 0.8), random.uniform(0.3, 0.5), random.uniform(1.35, 1.75)
    top = -np.pi / 2
    right, left = top + spread, top - spread  # the directions of the ears
    tips = np.array([[np.cos(angle), np.sin(angle)] for angle in (right, left)]) * reach
    cheeks = _arc(right + foot, left - foot + 2 * np.pi, 16)
    forehead = _arc(left + foot / 2, right - foot / 2, 5)
    return np.concatenate([cheeks, tips[1:], forehead, tips[:1], cheeks[:1]])


def _eyes(random: Random, look: Array) -> list[Array]:
    """A pair of dots, rings, slits or closed lids."""
    kind = random.choice(["dots", "rings", "slits", "lids"], p=[0.4, 0.3, 0.15, 0.15])
    apart, height, size = random.uniform(0.3, 0.45), random.uniform(-0.35, -0.1), random.uniform(0.1, 0.2)
    shapes = {
        "dots": 0.06 * _arc(0, 2 * np.pi, 5),
        "rings": size * _arc(0, 2 * np.pi, 9),
        "slits": np.array([[0, -size], [0, size]]),
        "lids": size * _arc(np.pi, 2 * np.pi, 6),
    }
    return [shapes[kind] + look + (side * apart, height) for side in (-1, 1)]


def _muzzle(random: Random, look: Array) -> list[Array]:
    """Nose and mouth: a small triangle, and below it two curves, a smile, or nothing."""
    height, size = random.uniform(0.05, 0.2), random.uniform(0.08, 0.14)
    place = look + np.array([0, height])
    nose = np.array([[-size, 0], [size, 0], [0, size], [-size, 0]]) + place
    below = place + np.array([0, 2 * size])
    kind = random.choice(["two curves", "smile", "none"], p=[0.5, 0.35, 0.15])
    width = random.uniform(0.15, 0.28)
    if kind == "two curves":
        return [nose, *(width * _arc(0, np.pi, 6) + below + (side * width, 0) for side in (-1, 1))]
    if kind == "smile":
        return [nose, 1.4 * width * _arc(0.2, np.pi - 0.2, 7) + below]
    return [nose]


def _whiskers(random: Random, look: Array) -> list[Array]:
    """None to three on each side, fanning out."""
    count = random.choice(4, p=[0.12, 0.13, 0.3, 0.45])
    start, length = random.uniform(0.3, 0.5), random.uniform(0.5, 1.0)
    slope, fan = random.normal(0, 0.12), random.uniform(0.15, 0.35)
    lines = []
    for side in (-1, 1):
        for number in range(count):
            rank = number - (count - 1) / 2
            root = look + np.array([side * start, 0.2 + 0.15 * rank])
            end = root + length * np.array([side, slope + fan * rank])
            lines.append(np.stack([root, end]))
    return lines


def _fur(random: Random) -> list[Array]:
    """Stripes on the forehead or tufts on the cheeks."""
    if random.random() < 0.5:
        places = np.array([-0.18, 0, 0.18])
        return [np.array([[x, -0.92], [x * 0.8, -0.92 + random.uniform(0.2, 0.4)]]) for x in places]
    angles = random.uniform(0.1, 0.7, 3)
    edge = [np.array([[np.cos(angle), np.sin(angle)]]) for angle in angles]
    return [np.concatenate([point, 1.2 * point]) * (side, 1) for point in edge for side in (-1, 1)]


def _arc(start: float, end: float, points: int) -> Array:
    """Part of the unit circle, (points, 2)."""
    angles = start + (end - start) / (points - 1) * np.arange(points)
    return np.array([np.cos(angles), np.sin(angles)]).T
