"""The settings of gradient descent on points in the plane."""

from typing import Annotated, Literal

from pydantic import Field

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Own, Preset, When

Dataset = Literal[
    "spirals",
    "moons",
    "circles",
    "xor",
    "blobs",
    "penguins",
    "noisy sine",
    "step",
    "straight line",
    "own points",
    "own table",
]
GENERATED = ("spirals", "moons", "circles", "xor", "blobs", "noisy sine", "step", "straight line")
Activation = Literal["relu", "leaky relu", "tanh", "sigmoid"]
Start = Literal["matched", "small", "large", "all equal", "zeros"]


class Config(BaseConfig):
    """A small network, the points it learns from, and how it descends."""

    dataset: Annotated[
        Dataset,
        Field(
            description="The points. Sine, step and line are curves: one number in, one number out. "
            "Penguins are real measurements; the others, but for your own, come from a generator."
        ),
        Group("Data"),
    ] = "spirals"
    own_points: Annotated[
        str,
        Field(max_length=64, description="Points of two classes that you put by hand: eight or more."),
        Own("points", classes=("blue", "orange")),
        When("dataset", ("own points",)),
        Group("Data"),
    ] = ""
    own_table: Annotated[
        str,
        Field(
            max_length=64,
            description="The first two columns of numbers become x and y, the last column of words (or "
            "of few whole numbers) the class; without one, the second column is predicted from the first.",
        ),
        Own("table"),
        When("dataset", ("own table",)),
        Group("Data"),
    ] = ""
    points: Annotated[
        int,
        Field(ge=10, le=2000, description="How many points the generator makes."),
        When("dataset", GENERATED),
        Group("Data"),
    ] = 300
    noise: Annotated[
        float,
        Field(ge=0, le=1, description="How far the generator's points are scattered from their true place."),
        When("dataset", GENERATED),
        Group("Data"),
    ] = 0.05
    validation_share: Annotated[
        float,
        Field(
            ge=0.1, le=0.9, description="Share of the points kept aside: the network never learns from them."
        ),
        Group("Data"),
    ] = 0.4
    layers: Annotated[
        int, Field(ge=0, le=6, description="Hidden layers. With none the model is linear."), Group("Model")
    ] = 2
    width: Annotated[int, Field(ge=1, le=64, description="Neurons in each hidden layer."), Group("Model")] = (
        16
    )
    activation: Annotated[
        Activation,
        Field(description="What a neuron does to its sum. Without it all layers together would be one."),
        Group("Model"),
    ] = "tanh"
    start: Annotated[
        Start,
        Field(
            description="The weights before the first step. “Matched” fits their size to the layer's width; "
            "the others are there to fail."
        ),
        Group("Model"),
    ] = "matched"
    dropout: Annotated[
        float,
        Field(
            ge=0, le=0.8, description="Share of hidden neurons switched off at random in each training step."
        ),
        Group("Model"),
    ] = 0.0
    optimizer: Annotated[
        Literal["sgd", "momentum", "adam"],
        Field(
            description="How a gradient becomes a step: as it is, with a memory of former steps, "
            "or with a step length of its own for each weight."
        ),
    ] = "adam"
    learning_rate: Annotated[
        float,
        Field(ge=1e-5, le=100, description="Length of a step for a gradient of length one."),
        Live(),
        Logarithmic(),
    ] = 0.01
    batch_size: Annotated[
        int,
        Field(ge=1, le=2000, description="Points that each step looks at; all of them if there are fewer."),
        Logarithmic(),
    ] = 32
    weight_decay: Annotated[
        float,
        Field(
            ge=0, le=1, description="Each step also shrinks the weights by this much of the learning rate."
        ),
        Live(),
    ] = 0.0
    steps: Annotated[int, Field(ge=1, le=200_000, description="How many training steps.")] = 4000


PRESETS = (
    Preset(
        "shipped",
        "The model of the Use view",
        {
            "points": 1000,
            "noise": 0.04,
            "width": 24,
            "learning_rate": 0.005,
            "weight_decay": 0.1,
            "batch_size": 64,
            "steps": 4000,
        },
        "Two intertwined spirals, a few hundred weights: no straight line can part them, the network can.",
    ),
    Preset(
        "moons",
        "Two moons, quickly",
        {"dataset": "moons", "noise": 0.15, "width": 8, "steps": 2500},
        "One hidden layer's worth of bending is enough.",
    ),
    Preset(
        "curve",
        "A curve through noisy points",
        {"dataset": "noisy sine", "noise": 0.15, "points": 120, "learning_rate": 0.005, "steps": 5000},
        "The same network, one number in and one number out: regression.",
    ),
    Preset(
        "penguins",
        "Real penguins",
        {"dataset": "penguins", "width": 8, "batch_size": 64, "learning_rate": 0.005, "steps": 2500},
        "Three species by their bills. Here the straight line is almost as good: look before you go deep.",
    ),
    Preset(
        "too fast",
        "Learning rate far too high",
        {
            "dataset": "noisy sine",
            "activation": "relu",
            "optimizer": "sgd",
            "learning_rate": 3.0,
            "noise": 0.1,
            "steps": 600,
        },
        "Each step jumps over the valley and lands higher on the other side.",
        good=False,
    ),
    Preset(
        "too slow",
        "Learning rate far too low",
        {"optimizer": "sgd", "learning_rate": 0.0005, "steps": 4000},
        "The direction is right, the steps are too short to get anywhere.",
        good=False,
    ),
    Preset(
        "too few points",
        "Thirty points by heart",
        {
            "dataset": "moons",
            "points": 150,
            "noise": 0.3,
            "validation_share": 0.8,
            "width": 32,
            "steps": 1000,
        },
        "Far more weights than points: every training point is right, the held-out ones are not.",
        good=False,
    ),
    Preset(
        "all zero",
        "All weights zero",
        {"start": "zeros", "steps": 2000},
        "No weight gets a gradient, because every other weight is zero: nothing but the last bias can move.",
        good=False,
    ),
)
