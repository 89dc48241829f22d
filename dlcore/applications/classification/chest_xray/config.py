"""The settings of the chest X-ray reader."""

from typing import Annotated, Literal

from pydantic import Field

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Preset

Dataset = Literal["composed", "pneumoniamnist"]
Marker = Literal["none", "gives it away", "on any picture"]


class Config(BaseConfig):
    """The pictures, how wide the network is, and how it learns."""

    dataset: Annotated[
        Dataset,
        Field(
            description="The pictures. Composed ones are synthetic and always here. With “pneumoniamnist” "
            "real X-rays of children teach the verdict and composed ones the box; that file must be fetched."
        ),
        Group("Data"),
    ] = "composed"
    pictures: Annotated[
        int,
        Field(ge=50, le=10_000, description="How many pictures of each kind to learn from, at most."),
        Logarithmic(),
        Group("Data"),
    ] = 10_000
    width: Annotated[
        int,
        Field(ge=4, le=24, description="Channels of the first layer; the last one has three times as many."),
        Group("Model"),
    ] = 16
    learning_rate: Annotated[
        float,
        Field(ge=1e-5, le=1, description="How far the weights move; rises at first and shrinks to the end."),
        Live(),
        Logarithmic(),
    ] = 4e-3
    batch_size: Annotated[
        int,
        Field(
            ge=8,
            le=128,
            description="Pictures that each step looks at; half as many composed ones come on top of X-rays.",
        ),
        Logarithmic(),
    ] = 48
    box_weight: Annotated[
        float, Field(ge=0, le=10, description="How much a wrong box counts beside a wrong verdict."), Live()
    ] = 1.0
    variation: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="How much pictures are moved, scaled, mirrored and exposed differently each time.",
        ),
        Live(),
    ] = 1.0
    inverted: Annotated[
        float,
        Field(ge=0, le=1, description="Share of the pictures shown with black and white exchanged."),
        Live(),
    ] = 0.0
    marker: Annotated[
        Marker,
        Field(
            description="A letter R in the corner of the pictures to learn from: on all abnormal ones and on "
            "no other, or on half of all."
        ),
    ] = "none"
    steps: Annotated[int, Field(ge=1, le=20_000, description="How many training steps.")] = 400


PRESETS = (
    Preset(
        "shipped",
        "The model of the Use view",
        {"dataset": "pneumoniamnist", "steps": 900},
        "Real X-rays teach the verdict, composed ones the box; about a minute.",
    ),
    Preset(
        "composed",
        "Composed pictures only",
        {"steps": 400},
        "Always here: the box is known, because the opacity was painted into it.",
    ),
    Preset(
        "few pictures",
        "A hundred pictures by heart",
        {"pictures": 100, "variation": 0.0, "steps": 300},
        "The loss falls to nothing and the held-out pictures don't profit.",
        good=False,
    ),
    Preset(
        "marker",
        "A marker gives it away",
        {"marker": "gives it away", "steps": 300},
        "Perfect while learning, since the corner says it all; lost where the marker is missing.",
        good=False,
    ),
    Preset(
        "no box",
        "Verdict without a box",
        {"box_weight": 0.0, "steps": 300},
        "Nobody asks for the box, so the box stays where it was.",
        good=False,
    ),
    Preset(
        "too fast",
        "Learning rate far too high",
        {"learning_rate": 0.5, "steps": 200},
        "The steps overshoot and nothing settles.",
        good=False,
    ),
)
