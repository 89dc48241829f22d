"""The settings of the classifier of pictures."""

from typing import Annotated, Literal

from pydantic import Field

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Own, Preset, When

Dataset = Literal["digits", "doodles", "sketches", "own pictures"]
Extractor = Literal["EfficientNet-Lite0", "doodle network", "pixels"]
Background = Literal["plain", "any", "goes with the class"]
DRAWN = ("digits", "doodles", "sketches")
OWN = ("own pictures",)


class Config(BaseConfig):
    """The pictures, what is seen of them, and how long to learn."""

    dataset: Annotated[
        Dataset,
        Field(
            description="The pictures. Digits are real and always here; doodles are real people's, fetched "
            "once; sketches are synthetic, drawn by a program; your own are collected on the Use view."
        ),
        Group("Data"),
    ] = "digits"
    own_pictures: Annotated[
        str,
        Field(max_length=64, description="A zip with one folder of pictures for each of your classes."),
        Own("pictures"),
        When("dataset", OWN),
        Group("Data"),
    ] = ""
    features: Annotated[
        Extractor,
        Field(
            description="What the head is told about each of your pictures: 1,280 numbers from a large "
            "network trained on a million photos, 64 from the shipped doodle network, or 768 bare pixels."
        ),
        When("dataset", OWN),
        Group("Data"),
    ] = "EfficientNet-Lite0"
    per_class: Annotated[
        int,
        Field(ge=1, le=4000, description="Pictures of each class to learn from, at most."),
        Logarithmic(),
        Group("Data"),
    ] = 800
    imbalance: Annotated[
        int,
        Field(ge=1, le=30, description="The first class gets this many times as many pictures as others."),
        Group("Data"),
    ] = 1
    background: Annotated[
        Background,
        Field(
            description="Paper behind the ink: black, of any grey, or a grey of its own for each class. "
            "Held-out pictures get the same, as they would if you photographed them on the same day."
        ),
        When("dataset", DRAWN),
        Group("Data"),
    ] = "plain"
    width: Annotated[
        int,
        Field(ge=4, le=32, description="Channels of the first layer; the last one has four times as many."),
        When("dataset", DRAWN),
        Group("Model"),
    ] = 12
    learning_rate: Annotated[
        float,
        Field(ge=1e-5, le=1, description="How far the weights move in the first step; falls to nothing."),
        Live(),
        Logarithmic(),
    ] = 2e-3
    batch_size: Annotated[
        int, Field(ge=4, le=256, description="Pictures that each step looks at."), Logarithmic()
    ] = 64
    weight_decay: Annotated[
        float,
        Field(ge=0, le=1, description="How hard large weights are pulled back to zero."),
        Live(),
    ] = 0.01
    shift: Annotated[
        int,
        Field(ge=0, le=4, description="Pixels by which pictures are moved about at random while learning."),
        When("dataset", DRAWN),
    ] = 1
    lamp: Annotated[
        float,
        Field(
            ge=0, le=1, description="How strong a lamp is switched on at random over pictures in training."
        ),
        Live(),
        When("dataset", DRAWN),
    ] = 0.0
    balanced: Annotated[
        bool,
        Field(
            description="Let a mistake in a class with few pictures count for more, as much as it is rare."
        ),
    ] = False
    steps: Annotated[int, Field(ge=1, le=50_000, description="How many training steps.")] = 600


PRESETS = (
    Preset(
        "shipped",
        "The doodle recogniser of the Use view",
        {"dataset": "doodles", "per_class": 4000, "width": 16, "batch_size": 96, "lamp": 0.3, "steps": 2500},
        "Eight kinds of doodles by real people, which must be on this machine.",
    ),
    Preset("digits", "Ten digits", {}, "Real handwriting, always here. Right nearly always within a minute."),
    Preset(
        "sketches",
        "Sketches drawn by a program",
        {"dataset": "sketches", "per_class": 200, "steps": 300},
        "Synthetic and far too regular: learned at once. Then try it on a drawing of your own.",
    ),
    Preset(
        "any paper",
        "Paper of any grey",
        {"background": "any", "lamp": 0.5, "steps": 1000},
        "The grey says nothing about the digit, so the network learns to look at the ink.",
    ),
    Preset(
        "few",
        "Five pictures of each",
        {"per_class": 5, "steps": 300},
        "Fifty pictures are known by heart in no time, and new ones are guessed.",
        good=False,
    ),
    Preset(
        "shortcut",
        "Each class on its own paper",
        {"background": "goes with the class", "steps": 300},
        "Held-out accuracy is perfect, and nothing about digits was learned: it reads the paper.",
        good=False,
    ),
    Preset(
        "too fast",
        "Learning rate far too high",
        {"learning_rate": 0.5, "steps": 200},
        "The first steps throw the weights to where no gradient comes back from.",
        good=False,
    ),
)
