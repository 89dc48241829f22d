"""Worlds for the collecting game: ten rows of ten signs, and what can be reached in them.

`#` wall, `*` a place where fruit grows, `G` a guard, `S` the start, `.` nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZE = 10
CLASSES = ("wall", "fruit", "guard", "start")  # of the visitor's points
SIGNS = "#*GS"
MOST_GUARDS = 4
FAR = 200  # steps: what can't be reached
STEPS = ((-1, 0), (0, 1), (1, 0), (0, -1))  # up, right, down, left, as rows and columns

ORCHARD = (
    "*...*....*",
    "..#....#..",
    ".*#.**.#*.",
    "G.........",
    "..##..##..",
    ".*..S...*.",
    "..##..##..",
    ".........G",
    ".*#.**.#*.",
    "*...*....*",
)


@dataclass(frozen=True)
class World:
    """What a drawing means, as cell numbers: row times ten plus column."""

    rows: tuple[str, ...]
    walls: NDArray[np.bool_]  # (100,)
    places: NDArray[np.int64]  # where fruit may grow, within reach
    guards: NDArray[np.int64]
    start: int
    distances: NDArray[np.int64]  # steps from cell to cell, (100, 100)
    unreachable: int = 0  # places for fruit that were left out

    @property
    def text(self) -> str:
        """The drawing as one line of a hundred signs."""
        return "".join(self.rows)


def read(rows: Sequence[str]) -> World:
    """The world of a drawing. Raises `ValueError` with one sentence where nothing can be won in it."""
    if len(rows) != SIZE or any(len(row) != SIZE for row in rows) or set("".join(rows)) - set("#*GS."):
        raise ValueError("A world has ten rows of ten signs: # wall, * fruit, G guard, S start, . nothing.")
    signs = np.array(list("".join(rows)))
    starts, guards = np.flatnonzero(signs == "S"), np.flatnonzero(signs == "G")
    if len(starts) != 1:
        raise ValueError(f"A world has one start, and this one has {len(starts)}: put exactly one.")
    if len(guards) > MOST_GUARDS:
        raise ValueError(f"At most {MOST_GUARDS} guards fit, and this world has {len(guards)}.")
    walls = signs == "#"
    distances = steps_between(walls)
    wanted = np.flatnonzero(signs == "*")
    places = wanted[distances[starts[0], wanted] < FAR]
    if len(places) < 2:
        raise ValueError(
            f"Fruit needs two places or more within reach of the start, and there are {len(places)}: "
            "put fruit on free cells, or open a wall."
        )
    return World(tuple(rows), walls, places, guards, int(starts[0]), distances, len(wanted) - len(places))


def neighbours(walls: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Where each of the four moves leads from each cell, (100, 4): a wall or the edge leads nowhere."""
    to = np.tile(np.arange(SIZE * SIZE)[:, None], (1, 4))
    for cell in range(SIZE * SIZE):
        for move, (down, right) in enumerate(STEPS):
            row, column = cell // SIZE + down, cell % SIZE + right
            inside = 0 <= row < SIZE and 0 <= column < SIZE
            if inside and not walls[cell] and not walls[row * SIZE + column]:
                to[cell, move] = row * SIZE + column
    return to


def steps_between(walls: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Fewest steps from each cell to each other, by waves that spread from all cells at once."""
    to = neighbours(walls)
    found = np.full((SIZE * SIZE, SIZE * SIZE), FAR)
    reached = np.diag(~walls)
    for steps in range(SIZE * SIZE):
        found[reached & (found == FAR)] = steps
        wider = reached | reached[:, to].any(axis=2)  # a move can be gone both ways
        if (wider == reached).all():
            break
        reached = wider
    return found


def from_points(points: Sequence[Sequence[float]]) -> tuple[str, ...]:
    """The rows that a visitor's points mean: x and y from -1 to 1, and the class; the last one counts."""
    signs = np.full((SIZE, SIZE), ".")
    for x, y, group in points:
        if not 0 <= group < len(SIGNS):
            continue  # a class that worlds don't have
        row, column = (min(max(int((1 + value) / 2 * SIZE), 0), SIZE - 1) for value in (-y, x))
        if SIGNS[int(group)] == "S":
            signs[signs == "S"] = "."
        signs[row, column] = SIGNS[int(group)]
    return tuple("".join(row) for row in signs)


def to_points(rows: Sequence[str]) -> list[list[float]]:
    """The drawing as points: the middle of each cell that is not empty, and its class."""
    step = 2 / SIZE
    return [
        [round((column + 0.5) * step - 1, 2), round(1 - (row + 0.5) * step, 2), SIGNS.index(sign)]
        for row, line in enumerate(rows)
        for column, sign in enumerate(line)
        if sign in SIGNS
    ]


def split(text: str) -> tuple[str, ...]:
    """One line of a hundred signs as ten rows."""
    return tuple(text[start : start + SIZE] for start in range(0, len(text), SIZE))


def to_json(world: World) -> dict[str, Any]:
    """What a browser needs to draw the world and to play in it."""
    return {"walls": np.flatnonzero(world.walls).tolist(), "places": world.places.tolist()} | {
        "guards": world.guards.tolist(),
        "start": world.start,
    }
