"""Sketches of leaves: outlines drawn by a program from a few numbers. Nobody picked them; they are synthetic.

A blade is a curve t^a (1 - t)^b from base to tip, a lobed leaf has a tip at each of some angles, a ginkgo is
a fan. Given numbers of a real leaf, the free parameter is set so that the sketch has the same ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Array = NDArray[np.floating[Any]]
Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]

GREEN: Colour = (74, 122, 58)
PAPER: Colour = (255, 255, 255)
POINTS = 121  # along one side of a blade
FINER = 3  # drawn larger, then reduced, so that edges are soft


@dataclass(frozen=True)
class Plan:
    """What kind of leaf: `base` and `tip` say how pointed the ends are (0.4 blunt, 1 straight, 2 long)."""

    base: float = 0.8
    tip: float = 0.8
    heart: float = 0.0  # how far the base hangs down at both sides of the stalk
    notch: float = 0.0  # how deep the tip is cut in
    teeth: int = 0
    lobes: tuple[tuple[float, float], ...] = ()  # (degrees from the tip, length) of the lobes at one side
    fan: bool = False


def outline(
    plan: Plan, slenderness: float, box_filled: float = 0.68, solidity: float = 0.97, bend: float = 0.0
) -> Array:
    """The outline, (points, 2), x to the right and y up, 1 long, with these numbers as nearly as it can.

    `slenderness` is the shorter side by the longer one, `box_filled` the area's share of the box, `solidity`
    its share of the convex hull (of lobed leaves); `bend` curves the whole leaf.
    """
    if plan.fan:  # lies across: its longer side is the width
        return _scaled(_fan(plan), 1 / max(slenderness, 0.3))
    if plan.lobes:
        points = _fitted(lambda depth: _lobed(plan, depth), _solidity, solidity, 0.05, 0.8)
    else:
        points = _fitted(lambda power: _blade(plan, power), _filled, box_filled, 0.1, 4.0)
    points = _scaled(points, slenderness)
    if bend:
        points[:, 0] += bend * (points[:, 1] - 0.5) ** 2
    return points


def drawn(
    points: Array, side: int = 96, turn: float = 0.0, colour: Colour = GREEN, paper: Colour = PAPER
) -> Picture:
    """The outline filled, with a midrib, on plain paper: (side, side, 3). `turn` in turns."""
    large = side * FINER
    angle = 2 * np.pi * turn
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centred = (points - (points.max(axis=0) + points.min(axis=0)) / 2) @ rotation.T
    zoom = 0.86 * large / max(float(np.ptp(centred, axis=0).max()), 1e-9)
    middle = (centred.max(axis=0) + centred.min(axis=0)) / 2
    placed = (centred - middle) * [zoom, -zoom] + large / 2
    image = Image.new("RGB", (large, large), paper)
    pen = ImageDraw.Draw(image)
    pen.polygon([tuple(point) for point in placed.tolist()], fill=colour)
    ends = np.array([[points[0, 0], 0.02], [points[len(points) // 2, 0], 0.6]])
    centre = (points.max(axis=0) + points.min(axis=0)) / 2
    rib = ((ends - centre) @ rotation.T - middle) * [zoom, -zoom] + large / 2
    shade = tuple(int(0.75 * value + 40) for value in colour)
    pen.line([tuple(point) for point in rib.tolist()], fill=shade, width=max(1, large // 90))
    return np.asarray(image.reduce(FINER))


def _blade(plan: Plan, power: float) -> Array:
    t = np.linspace(0, 1, POINTS)
    half = t ** (plan.base * power) * (1 - t) ** (plan.tip * power)
    half /= half.max()
    if plan.teeth:
        half *= 1 - 0.06 * (1 - (t * plan.teeth % 1))
    hang = plan.heart * half * (1 - t) ** 2
    cut = plan.notch * np.clip(1 - half, 0, 1) * t**8
    left = np.stack([-half / 2, t - hang - cut], axis=1)
    right = np.stack([half / 2, t - hang - cut], axis=1)
    return np.concatenate([left, right[::-1]])


def _lobed(plan: Plan, depth: float) -> Array:
    """A tip at each lobe's angle, and between them the outline falls back by `depth`."""
    angles = np.radians(np.linspace(-180, 180, 4 * POINTS))  # 0 is the tip, 180 the stalk
    radius = np.full(len(angles), 0.12)
    for degrees, length in plan.lobes:
        for sign in {1, -1} if degrees else {1}:
            away = np.abs(angles - sign * np.radians(degrees)) / 0.72
            radius = np.maximum(radius, length * (1 - depth * np.clip(away * 1.9, 0, 1) ** 1.2))
    # Towards the stalk it falls back to a small round base.
    reach = np.radians(max(degrees for degrees, _ in plan.lobes) + 35)
    fall = np.clip((np.pi - np.abs(angles)) / max(np.pi - reach, 1e-6), 0, 1)
    radius = np.minimum(radius, 0.22 + 0.78 * fall)
    if plan.teeth:
        radius = radius * (1 - 0.03 * ((np.degrees(angles) + 180) / 360 * plan.teeth % 1))
    return np.stack([radius * np.sin(angles), radius * np.cos(angles)], axis=1)


def _fan(plan: Plan) -> Array:
    """A wavy rim over two sides that curve in towards the stalk; set so that a ginkgo's numbers come out."""
    angles = np.linspace(-1, 1, 2 * POINTS) * np.radians(70)
    wave = 1 - 0.025 * np.cos(9 * angles) - plan.notch * np.exp(-((angles / 0.07) ** 2))
    wave *= 1 - 0.15 * (angles / angles.max()) ** 6
    rim = np.stack([wave * np.sin(angles), wave * np.cos(angles)], axis=1)
    way = np.linspace(0, 1, POINTS // 3)[:-1, None]
    left, right = (np.concatenate([end[0] * way**2, end[1] * way], axis=1) for end in (rim[0], rim[-1]))
    return np.concatenate([left, rim, right[::-1]])


def _fitted(
    make: Callable[[float], Array],
    number: Callable[[Array], float],
    wanted: float,
    low: float,
    high: float,
) -> Array:
    """Halve the range of the free parameter until the shape's number is the wanted one; it falls with it."""
    for _ in range(16):
        middle = (low + high) / 2
        low, high = (middle, high) if number(make(middle)) > wanted else (low, middle)
    return make((low + high) / 2)


def _scaled(points: Array, slenderness: float) -> Array:
    size = np.ptp(points, axis=0)
    made: Array = (points - points.min(axis=0)) / size * [slenderness, 1.0]
    made[:, 0] -= slenderness / 2
    return made


def area(points: Array) -> float:
    """The area that a closed outline encloses."""
    x, y = points.T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def hull(points: Array) -> Array:
    """The corners of the convex hull, (corners, 2), in order (Andrew's monotone chain)."""
    ordered = sorted(set(map(tuple, points.tolist())))

    def half(row: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
        chain: list[tuple[float, ...]] = []
        for x, y in row:
            while len(chain) > 1:
                (ax, ay), (bx, by) = chain[-2:]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                chain.pop()
            chain.append((x, y))
        return chain[:-1]

    return np.array(half(ordered) + half(ordered[::-1]))


def _filled(points: Array) -> float:
    return area(points) / float(np.prod(np.ptp(points, axis=0)))


def _solidity(points: Array) -> float:
    return area(points) / area(hull(points))


KINDS: Mapping[str, tuple[Plan, float]] = {  # a plan and its usual slenderness
    "ginkgo": (Plan(fan=True, notch=0.2), 0.62),
    "maple": (Plan(lobes=((0, 1.0), (42, 0.95), (84, 0.8), (125, 0.5))), 1.0),
    "bamboo": (Plan(base=0.7, tip=1.5), 0.16),
    "redbud": (Plan(base=0.35, tip=0.8, heart=0.16), 0.95),
}


def sketch(kind: str, random: np.random.Generator, side: int = 224) -> Picture:
    """One leaf of a kind in a random pose and green, on paper that is nearly white."""
    plan, usual = KINDS[kind]
    points = outline(
        plan,
        usual * random.uniform(0.85, 1.15),
        random.uniform(0.64, 0.72),
        random.uniform(0.5, 0.62),
        random.uniform(-0.15, 0.15),
    )
    light = random.uniform(0.8, 1.2)
    colour = (int(74 * light), int(122 * light), int(58 * light))
    grey = int(random.uniform(235, 255))
    return drawn(points, side, random.normal(0, 0.05), colour, (grey, grey, grey))


def example_leaves(of_each: int = 15, seed: int = 5) -> dict[str, list[Picture]]:
    """So many synthetic leaves of four kinds, for the page of one's own classes."""
    random = np.random.default_rng(seed)
    return {kind: [sketch(kind, random) for _ in range(of_each)] for kind in KINDS}
