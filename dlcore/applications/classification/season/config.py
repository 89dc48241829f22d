"""The settings of the season's networks: which series, how they are split, how large and how long."""

from typing import Annotated, Literal

from pydantic import Field

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Own, Preset, When

Dataset = Literal["soil", "cows", "chicks", "rain", "own series", "all four"]
Split = Literal["honest", "random"]


class Config(BaseConfig):
    """Series that are read step by step, and the network that foretells the next value."""

    dataset: Annotated[
        Dataset,
        Field(
            description="The series: protein in the milk of 79 cows, weights of 50 chicks, rain of seven "
            "Australian regions, soil sensors of a simulation, or your own. “All four” trains one network "
            "for each of ours."
        ),
        Group("Data"),
    ] = "soil"
    own_table: Annotated[
        str,
        Field(
            max_length=64,
            description="One row a measurement: which series, when, how much. At least ten series of six.",
        ),
        Own("table"),
        When("dataset", ("own series",)),
        Group("Data"),
    ] = ""
    series_column: Annotated[
        str,
        Field(max_length=60, description="The column that names the series; empty means a guess."),
        When("dataset", ("own series",)),
        Group("Data"),
    ] = ""
    time_column: Annotated[
        str,
        Field(max_length=60, description="The column of the times, as numbers; empty means a guess."),
        When("dataset", ("own series",)),
        Group("Data"),
    ] = ""
    value_column: Annotated[
        str,
        Field(max_length=60, description="The column of the values; empty means the last with numbers."),
        When("dataset", ("own series",)),
        Group("Data"),
    ] = ""
    split: Annotated[
        Split,
        Field(
            description="What is held out. Honest: whole animals, whole sensors, later years. Random: single "
            "measurements, so that neighbours of what is tested were learned from."
        ),
        Group("Data"),
    ] = "honest"
    index: Annotated[
        Literal["last year", "same year"],
        Field(
            description="Which year's ocean indices (SOI and IOD) the network reads. In January nobody knows "
            "those of the year that is to come."
        ),
        When("dataset", ("rain",)),
        Group("Data"),
    ] = "last year"
    sensors: Annotated[
        int,
        Field(ge=20, le=300, description="How many simulated soil sensors there are to learn from."),
        When("dataset", ("soil", "all four")),
        Group("Data"),
    ] = 120
    drifting: Annotated[
        float,
        Field(
            ge=0, le=1, description="Share of the sensors learned from that drift, without anybody's notice."
        ),
        When("dataset", ("soil",)),
        Group("Data"),
    ] = 0.0
    past: Annotated[
        bool,
        Field(
            description="Let the network read the animal's values so far; else it knows time and diet alone."
        ),
        When("dataset", ("cows", "chicks")),
        Group("Data"),
    ] = True
    ear_tag: Annotated[
        bool,
        Field(description="Tell the network which animal it reads (by the number of its ear tag)."),
        When("dataset", ("cows", "chicks")),
        Group("Data"),
    ] = False
    hidden: Annotated[
        int, Field(ge=1, le=64, description="Cells of the memory (the hidden state)."), Group("Model")
    ] = 24
    dropout: Annotated[
        float,
        Field(ge=0, le=0.8, description="Share of the memory's cells hidden from the output in training."),
        Group("Model"),
    ] = 0.1
    learning_rate: Annotated[
        float, Field(ge=1e-5, le=0.3, description="How far each step goes."), Live(), Logarithmic()
    ] = 0.01
    weight_decay: Annotated[
        float,
        Field(
            ge=0, le=3, description="Each step also shrinks the weights by this much of the learning rate."
        ),
        Live(),
    ] = 0.1
    batch_size: Annotated[int, Field(ge=4, le=64, description="Series that each step looks at.")] = 16
    keep_best: Annotated[
        bool,
        Field(
            description="At the end go back to the weights with the lowest held-out loss (early stopping)."
        ),
    ] = True
    steps: Annotated[int, Field(ge=1, le=20_000, description="How many training steps.")] = 600


PRESETS = (
    Preset(
        "shipped",
        "The model of the Use view",
        {"dataset": "all four"},
        "Four small networks of the same shape: cows, chicks, rain and soil.",
    ),
    Preset(
        "cows",
        "Cows",
        {"dataset": "cows", "steps": 400},
        "Real: a few hundred steps over 47 cows, the others are held out as whole animals.",
    ),
    Preset("chicks", "Chicks", {"dataset": "chicks", "steps": 400}, "Real: thirty chicks to learn from."),
    Preset(
        "rain",
        "Rain of the coming year",
        {"dataset": "rain", "steps": 300},
        "Real: learn from the years up to 1971, be tested on the later ones. Expect next to nothing.",
    ),
    Preset(
        "too long",
        "Fifty chicks, and no end",
        {
            "dataset": "chicks",
            "hidden": 64,
            "dropout": 0.0,
            "weight_decay": 0.0,
            "keep_best": False,
            "steps": 1500,
        },
        "A large memory learns thirty chicks by heart.",
        good=False,
    ),
    Preset(
        "same year",
        "Knows this year's index",
        {"dataset": "rain", "index": "same year", "steps": 300},
        "The forecast is better, and nobody could have made it.",
        good=False,
    ),
)
