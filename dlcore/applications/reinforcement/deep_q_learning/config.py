"""The settings of deep Q-learning."""

from typing import Annotated, Literal

from pydantic import Field

from dlcore.applications.reinforcement.deep_q_learning.world import CLASSES
from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Own, Preset, Value, When

ALL = "all four in turn"
GameName = Literal["cartpole", "freeway", "breakout", "collect", "all four in turn"]
NAMES = ("cartpole", "freeway", "breakout", "collect")


class Config(BaseConfig):
    """The game, the network that plays it, and how it learns from what it did."""

    game: Annotated[
        GameName,
        Field(
            description="What is played. Each game has a preset with the settings that suit it; a game "
            "whose settings are another's learns slowly. “All four in turn” uses the presets."
        ),
        Group("Data"),
    ] = "cartpole"
    own_world: Annotated[
        str,
        Field(
            max_length=64,
            description="A world of your own for “collect”: put walls, two places for fruit or more, up to "
            "four guards, and one start. Each point fills the cell of a ten by ten grid in which it lies. "
            "Without any the orchard is played.",
        ),
        Own("points", classes=CLASSES),
        When("game", ("collect",)),
        Group("Data"),
    ] = ""
    hidden: Annotated[
        int, Field(ge=4, le=256, description="Neurons in each hidden layer."), Group("Model")
    ] = 64
    duelling: Annotated[
        bool,
        Field(
            description="Two heads: what the situation is worth, and what each action adds to it, instead "
            "of one value an action."
        ),
        Group("Model"),
    ] = False
    scaled_inputs: Annotated[
        bool,
        Field(description="Divide each input by its usual size before the network sees it."),
        Group("Model"),
    ] = True
    learning_rate: Annotated[
        float,
        Field(ge=1e-6, le=0.1, description="Length of a step at the start; it falls to a tenth by the end."),
        Live(),
        Logarithmic(),
    ] = 1e-3
    discount: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="What a reward is worth if it comes one step later: 0 sees only the next reward, 1 "
            "never tires of waiting.",
        ),
        Live(),
    ] = 0.99
    first_exploration: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="Share of moves that are made by chance in the beginning (epsilon).",
        ),
        Live(),
    ] = 1.0
    last_exploration: Annotated[
        float,
        Field(ge=0, le=1, description="The same after the time of exploring; never less than this."),
        Live(),
    ] = 0.05
    exploring_moves: Annotated[
        int,
        Field(
            ge=1000,
            le=2_000_000,
            description="Moves of all games together, over which exploration falls from first to last.",
        ),
        Logarithmic(),
    ] = 20_000
    goal_reward: Annotated[
        float,
        Field(
            ge=-10,
            le=10,
            description="Reward for a crossing, a brick or a fruit. CartPole has no such thing.",
        ),
        Live(),
    ] = 1.0
    failure_reward: Annotated[
        float,
        Field(
            ge=-10,
            le=10,
            description="Reward when the pole falls, a car hits the hen, the ball is lost or a guard is met.",
        ),
        Live(),
    ] = -1.0
    near_reward: Annotated[
        float,
        Field(
            ge=-10,
            le=10,
            description="Reward for every step near the goal: the pole within a degree of upright, the hen "
            "three lanes from the other side or less, the paddle under the ball, the player two steps from a "
            "fruit. Well meant, and easily exploited.",
        ),
        Live(),
    ] = 0.0
    step_reward: Annotated[float, Field(ge=-10, le=10, description="Reward for every step."), Live()] = 0.0
    double: Annotated[
        bool,
        Field(
            description="The learning network chooses the best next action and the target network says what "
            "it is worth. With one network for both, lucky errors are chosen and values grow too large."
        ),
    ] = True
    look_ahead: Annotated[
        int,
        Field(
            ge=1,
            le=20,
            description="Steps whose real rewards are added up before the network's guess takes over.",
        ),
    ] = 5
    target_rate: Annotated[
        float,
        Field(
            ge=0.0005,
            le=1,
            description="How far the target network follows the learning one after each update. At 1 it is "
            "the same network: there is no target network.",
        ),
        Live(),
        Logarithmic(),
    ] = 0.02
    replay: Annotated[
        int,
        Field(
            ge=100,
            le=200_000,
            description="Moves that are remembered, of all games together. The oldest are forgotten.",
        ),
        Logarithmic(),
    ] = 100_000
    batch_size: Annotated[
        int, Field(ge=8, le=512, description="Remembered moves that each update looks at."), Logarithmic()
    ] = 256
    updates: Annotated[int, Field(ge=1, le=8, description="Updates of the network after each step.")] = 2
    games_at_once: Annotated[
        int,
        Field(ge=1, le=128, description="Games that are played side by side, one move a step."),
        Logarithmic(),
    ] = 64
    stop_when_solved: Annotated[
        bool,
        Field(description="End CartPole when 200 exam games of one network average 485 of 500 steps."),
        When("game", ("cartpole",)),
    ] = True
    exam_every: Annotated[
        int,
        Field(
            ge=10,
            le=2000,
            description="Steps from one exam to the next. In an exam a copy of the network plays without "
            "chance moves; the best one is kept.",
        ),
        Group("Watching"),
        Logarithmic(),
    ] = 60
    steps: Annotated[
        int, Field(ge=1, le=1_000_000, description="How many training steps: one move in each game.")
    ] = 3000

    @property
    def worth(self) -> dict[str, float]:
        """The reward for each event."""
        return {
            "goal": self.goal_reward,
            "failure": self.failure_reward,
            "near": self.near_reward,
            "step": self.step_reward,
        }

    @property
    def pointless(self) -> bool:
        """Whether no event of the game has a reward."""
        possible = [name for name in self.worth if name != "goal" or self.game != "cartpole"]
        return not any(self.worth[name] for name in possible)


PIXELS: dict[str, Value] = {
    "discount": 0.95,
    "last_exploration": 0.02,
    "look_ahead": 3,
    "target_rate": 0.03,
    "replay": 60_000,
    "batch_size": 64,
    "updates": 1,
    "games_at_once": 32,
    "exam_every": 200,
    "steps": 5000,
}
RECIPES: dict[str, dict[str, Value]] = {
    "cartpole": {"game": "cartpole"},
    "freeway": {"game": "freeway", **PIXELS, "discount": 0.97, "failure_reward": 0.0},
    "breakout": {"game": "breakout", **PIXELS, "look_ahead": 5},
    "collect": {"game": "collect", **PIXELS},
}
SHARES = {"cartpole": 0.04, "freeway": 0.26, "breakout": 0.4, "collect": 0.3}  # of the steps of all four

PRESETS = (
    Preset(
        "shipped",
        "The agents of the Use view",
        {"game": ALL, "steps": 50_000},
        "Four networks, one a game, trained one after the other for some minutes.",
    ),
    Preset("cartpole", "CartPole, in seconds", RECIPES["cartpole"], "Four numbers in, two actions out."),
    Preset("freeway", "Freeway", RECIPES["freeway"], "Pixels in: in half a minute it passes “always up”."),
    Preset("breakout", "Breakout", RECIPES["breakout"], "A reward comes long after the move that earned it."),
    Preset("collect", "Collect and avoid", RECIPES["collect"], "Our own game, whose world you may redraw."),
    Preset(
        "plain",
        "CartPole with plain rewards",
        {"step_reward": 1.0, "failure_reward": 0.0, "scaled_inputs": False, "look_ahead": 1},
        "One point a step and raw inputs: values must grow to a hundred before anything is right.",
        good=False,
    ),
    Preset(
        "no target",
        "CartPole without a target network",
        {"target_rate": 1.0, "double": False},
        "The network chases its own guesses.",
        good=False,
    ),
)
