"""Other worlds for the collecting agent than the one that it learned in."""

from dlcore.applications.reinforcement.deep_q_learning.world import ORCHARD

WORLDS: dict[str, tuple[str, ...]] = {
    "Its own orchard": ORCHARD,
    "The same without walls": tuple(row.replace("#", ".") for row in ORCHARD),
    "A maze": (
        "*..#......",
        ".#.#.####.",
        ".#...#*...",
        ".#####.##.",
        "...*#...#*",
        "##.##.#.#.",
        "S....*#.#.",
        ".####.#.#.",
        "G.......#.",
        "*.####*...",
    ),
    "Four guards": (
        "*........*",
        "G.........",
        "...*..*...",
        ".........G",
        ".*......*.",
        "....S.....",
        "G.........",
        "...*..*...",
        ".........G",
        "*........*",
    ),
}

OPEN = (  # to draw on
    "*...*....*",
    "..........",
    "..........",
    "G.........",
    "..........",
    "....S.....",
    "..........",
    ".........G",
    "..........",
    "*....*...*",
)
