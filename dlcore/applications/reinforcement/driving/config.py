"""The settings of driving."""

from typing import Annotated, Literal

from pydantic import Field

from dlcore.applications.reinforcement.driving.car import USUAL
from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Preset, Value, When

ALL = "all in turn"
Stage = Literal["simulation", "randomised", "fine-tuned", "from scratch", "all in turn"]
STAGES = ("simulation", "randomised", "fine-tuned", "from scratch")
CHANGED = ("fine-tuned", "from scratch")
CARS, MOVES = 64, 64  # side by side, and of each between two updates: 4096 moves a step
BUDGET = 32  # steps in the changed world: 131,072 moves


class Config(BaseConfig):
    """The world, the eyes, and how the driver learns."""

    stage: Annotated[
        Stage,
        Field(
            description="Where it learns. “Simulation”: the usual world. “Randomised”: a simulation in which "
            "every drive has another grip. “Fine-tuned”: in the changed world, beginning with the shipped "
            "driver of the simulation. “From scratch”: in the changed world, knowing nothing."
        ),
        Group("Data"),
    ] = "simulation"
    eyes: Annotated[
        Literal["rays", "camera"],
        Field(
            description="What it sees: distances in seven directions, or a picture of 12 by 16 points of the "
            "ground before the car. Fine-tuning needs the rays."
        ),
        Group("Data"),
    ] = "rays"
    tracks: Annotated[
        int,
        Field(ge=1, le=64, description="Tracks that it learns on. Exams are always on other tracks."),
        Group("Data"),
        Logarithmic(),
    ] = 16
    grip: Annotated[
        float,
        Field(ge=2, le=8, description="Of the changed world: how well the tyres hold, in m/s². Usual is 6."),
        When("stage", CHANGED),
        Group("Data"),
    ] = 3.0
    delay: Annotated[
        int,
        Field(ge=0, le=4, description="Of the changed world: tenths of a second that an action comes late."),
        When("stage", CHANGED),
        Group("Data"),
    ] = 2
    noise: Annotated[
        float,
        Field(
            ge=0, le=0.5, description="Of the changed world: error of what it sees, as a share of its range."
        ),
        When("stage", CHANGED),
        Group("Data"),
    ] = 0.1
    mass: Annotated[
        float,
        Field(ge=0.5, le=2, description="Of the changed world: pull and brakes are divided by it."),
        When("stage", CHANGED),
        Group("Data"),
    ] = 1.3
    steering: Annotated[
        float,
        Field(ge=0.4, le=1.6, description="Of the changed world: how far the wheels turn, times."),
        When("stage", CHANGED),
        Group("Data"),
    ] = 1.0
    night: Annotated[
        float,
        Field(ge=0, le=1, description="Of the changed world: darkness; only a camera minds."),
        When("stage", CHANGED),
        Group("Data"),
    ] = 0.0
    least_grip: Annotated[
        float,
        Field(ge=2, le=8, description="The least grip that a drive may have by chance."),
        When("stage", ("randomised",)),
        Group("Data"),
    ] = 2.5
    most_grip: Annotated[
        float,
        Field(
            ge=2, le=8, description="The most that it may have. Where this is smaller, it is taken as equal."
        ),
        When("stage", ("randomised",)),
        Group("Data"),
    ] = 8.0
    most_delay: Annotated[
        int,
        Field(ge=0, le=4, description="Each drive has a delay by chance, from none to this."),
        When("stage", ("randomised",)),
        Group("Data"),
    ] = 0
    grass: Annotated[
        bool,
        Field(
            description="Whether it may drive on over the grass; only the edge of the map then ends a drive. "
            "Otherwise it has crashed as soon as it leaves the road."
        ),
        Group("Data"),
    ] = False
    hidden: Annotated[
        int, Field(ge=4, le=128, description="Neurons in each of two hidden layers."), Group("Model")
    ] = 64
    learning_rate: Annotated[
        float,
        Field(ge=1e-6, le=0.1, description="Length of a step at the start; it falls to a tenth by the end."),
        Live(),
        Logarithmic(),
    ] = 2e-3
    progress_reward: Annotated[
        float, Field(ge=-5, le=5, description="Reward for each metre forward along the track."), Live()
    ] = 0.2
    speed_reward: Annotated[
        float,
        Field(ge=-5, le=5, description="Reward for each metre that the car moves, wherever it goes."),
        Live(),
    ] = 0.0
    crash_reward: Annotated[
        float, Field(ge=-50, le=10, description="Reward for leaving the road, which ends the drive."), Live()
    ] = -10.0
    discount: Annotated[
        float,
        Field(
            ge=0,
            le=0.999,
            description="What a reward is worth that comes a tenth of a second later. At 0.98 it looks "
            "about five seconds ahead.",
        ),
        Live(),
    ] = 0.98
    trace: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="How far real rewards are followed before the judge's guess takes over: 0 is one "
            "move, 1 the whole drive (lambda).",
        ),
        Live(),
    ] = 0.95
    clip: Annotated[
        float,
        Field(
            ge=0.01,
            le=10,
            description="How far an action's probability may move in one step, as a share of it.",
        ),
        Live(),
        Logarithmic(),
    ] = 0.2
    entropy: Annotated[
        float,
        Field(ge=0, le=0.5, description="Reward for being undecided, so that it goes on trying things."),
        Live(),
    ] = 0.005
    rounds: Annotated[
        int, Field(ge=1, le=10, description="How often each step goes through its 4096 moves.")
    ] = 4
    batch_size: Annotated[
        int, Field(ge=64, le=4096, description="Moves that each update looks at."), Logarithmic()
    ] = 512
    steps: Annotated[
        int,
        Field(
            ge=1,
            le=10_000,
            description="How many training steps: each is 64 moves of 64 cars, then some updates.",
        ),
    ] = 49

    @property
    def changed_world(self) -> dict[str, float]:
        """The numbers of the changed world."""
        return {name: float(getattr(self, name)) for name in USUAL}

    @property
    def pointless(self) -> bool:
        """Whether nothing has a reward."""
        return not (self.progress_reward or self.speed_reward or self.crash_reward)


SHARES = {"simulation": 122, "randomised": 98, "camera": 160, "fine_tuned": BUDGET, "from_scratch": BUDGET}
SLOWER: dict[str, Value] = {"learning_rate": 1e-3}  # steadier, where there is time or something to lose
IN_CHANGED: dict[str, Value] = {"steps": BUDGET, **SLOWER}
PRESETS = (
    Preset(
        "shipped",
        "The drivers of the Use view",
        {"stage": ALL, "steps": sum(SHARES.values()), **SLOWER},
        "Five drivers, one after the other, in about a minute.",
    ),
    Preset("simulation", "In the simulation", {}, "It crawls first, then crashes, then drives two laps."),
    Preset(
        "fine-tuned",
        "Fine-tuned in the changed world",
        {"stage": "fine-tuned", **IN_CHANGED},
        "The simulation's driver crashes here at first, and learns the slippery road in a few seconds.",
    ),
    Preset(
        "scratch",
        "From scratch in the changed world",
        {"stage": "from scratch", **IN_CHANGED},
        "The same world and the same number of moves, but nothing to begin with.",
    ),
    Preset(
        "scratch, longer",
        "From scratch, with more moves",
        {"stage": "from scratch", "steps": 3 * BUDGET, **SLOWER},
        "With three times the moves it catches up: what was saved was experience in the changed world.",
    ),
    Preset(
        "randomised",
        "Randomised simulation",
        {"stage": "randomised", "steps": 98, **SLOWER},
        "Every drive has another grip, so it learns to drive with any.",
    ),
    Preset(
        "camera",
        "With a camera",
        {"eyes": "camera", "steps": 98, **SLOWER},
        "A small picture of the road ahead instead of seven distances.",
    ),
    Preset(
        "speed alone",
        "A reward for speed alone",
        {"grass": True, "progress_reward": 0.0, "speed_reward": 0.2, "crash_reward": 0.0},
        "It may drive over the grass and is paid for moving, wherever that leads.",
        good=False,
    ),
)
