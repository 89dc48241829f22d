"""The settings of self-play."""

from typing import Annotated, Literal

from pydantic import Field

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Preset, Value

ALL = "all three in turn"
GameName = Literal["connect_four", "small_connect_four", "tic_tac_toe", "all three in turn"]


class Config(BaseConfig):
    """The game, the network that plays it against itself, and how it searches and learns."""

    game: Annotated[
        GameName,
        Field(description="What is played. The small board and tic-tac-toe are for quick trials."),
        Group("Data"),
    ] = "connect_four"
    exam_games: Annotated[
        int,
        Field(
            ge=4,
            le=400,
            description="Games against each opponent from which the held-out figures are made, once, at the "
            "end.",
        ),
        Group("Data"),
    ] = 20
    channels: Annotated[
        int,
        Field(ge=4, le=64, description="Patterns that each layer looks for at every cell."),
        Group("Model"),
    ] = 32
    blocks: Annotated[
        int, Field(ge=0, le=4, description="Residual blocks of two convolutions each."), Group("Model")
    ] = 2
    simulations: Annotated[
        int,
        Field(
            ge=0,
            le=200,
            description="Positions that search looks at before each move of self-play. At 0 there is no "
            "search: the network plays what it likes, and is taught to like it.",
        ),
        Live(),
    ] = 32
    certain: Annotated[
        bool,
        Field(
            description="Search knows for sure what is won, lost or forced one move ahead, carries it up the "
            "tree, and ends a game that is decided."
        ),
        Live(),
    ] = True
    noise: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="Share of chance in the first choice of each search, so that moves are tried which "
            "the network does not like.",
        ),
        Live(),
    ] = 0.25
    lottery_moves: Annotated[
        int,
        Field(
            ge=0,
            le=42,
            description="First moves of a game that are drawn by lot, with visits as chances; later the most "
            "visited is played.",
        ),
        Live(),
    ] = 10
    quick_share: Annotated[
        float,
        Field(
            ge=0,
            le=0.95,
            description="Share of moves with a fifth of the simulations, from which nothing is learned: they "
            "bring games to an end sooner.",
        ),
        Live(),
    ] = 0.0
    search_share: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="What the value learns from: 0 is how the game ended, 1 what search thought of the "
            "position.",
        ),
        Live(),
    ] = 0.5
    one_opening: Annotated[
        bool,
        Field(description="Every game of self-play begins with the same four moves: others are never met."),
    ] = False
    learning_rate: Annotated[
        float,
        Field(
            ge=1e-6,
            le=0.1,
            description="Length of a step at first; a third of it after half of the steps, then a tenth.",
        ),
        Live(),
        Logarithmic(),
    ] = 2e-3
    batch_size: Annotated[
        int, Field(ge=8, le=512, description="Remembered positions that each update looks at."), Logarithmic()
    ] = 128
    updates: Annotated[int, Field(ge=1, le=8, description="Updates of the network after each step.")] = 2
    memory: Annotated[
        int,
        Field(ge=500, le=500_000, description="Positions that are remembered; the oldest are forgotten."),
        Logarithmic(),
    ] = 40_000
    first_positions: Annotated[
        int,
        Field(ge=20, le=5000, description="Positions in memory before the first update."),
        Logarithmic(),
    ] = 60
    games_at_once: Annotated[
        int,
        Field(ge=4, le=128, description="Games that are played side by side, one move a step."),
        Logarithmic(),
    ] = 64
    exam_every: Annotated[
        int,
        Field(
            ge=5,
            le=2000,
            description="Steps from one exam to the next: games against chance, minimax and tree search.",
        ),
        Group("Watching"),
        Logarithmic(),
    ] = 30
    steps: Annotated[
        int, Field(ge=1, le=1_000_000, description="How many training steps: one move in each game.")
    ] = 370


SMALL: dict[str, Value] = {"game": "small_connect_four", "steps": 500, "exam_every": 40}
TINY: dict[str, Value] = {
    "game": "tic_tac_toe",
    "steps": 500,
    "exam_every": 40,
    "lottery_moves": 4,
}
RECIPES: dict[str, dict[str, Value]] = {
    "connect_four": {},
    "small_connect_four": SMALL,
    "tic_tac_toe": TINY,
}
SHARES = {"connect_four": 0.84, "small_connect_four": 0.1, "tic_tac_toe": 0.06}  # of the steps of all three

PRESETS = (
    Preset(
        "shipped",
        "The players of the Use view",
        {
            "game": ALL,
            "steps": 5500,
            "blocks": 3,
            "simulations": 48,
            "quick_share": 0.5,
            "updates": 1,
            "batch_size": 256,
            "memory": 60_000,
            "first_positions": 500,
            "exam_every": 400,
            "exam_games": 100,
        },
        "Three networks, one a game, trained one after the other for some minutes.",
    ),
    Preset(
        "small", "Connect Four, 4 by 5", SMALL, "A quarter of a minute. Perfect play of this board is a draw."
    ),
    Preset("tiny", "Tic-tac-toe", TINY, "A few seconds. Does it ever lose again?"),
    Preset(
        "no search",
        "No search",
        {"simulations": 0, "certain": False},
        "The policy is taught what it plays anyway: nothing tells it that another move is better.",
        good=False,
    ),
)
