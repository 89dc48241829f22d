"""The settings of the field's network: what is measured, what is wrong with it, how large and how long."""

from typing import Annotated, Literal

from pydantic import Field

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Own, Preset, Value, When

StationName = Literal["satellite", "soil", "spectrum", "rice", "wheat", "drone", "all"]
SplitName = Literal["by place", "by row"]
Fault = Literal["none", "drift", "wrong labels"]
MARKS = ("Crop", "Weeds", "Bare soil", "Something else")  # what a tile of a photo may be marked as


class Config(BaseConfig):
    """A station of the field, and the network that learns what it measures."""

    station: Annotated[
        StationName,
        Field(
            description="Where the measurements come from: Landsat windows, soil sensors, soil spectra, rice "
            "farms, wheat plots, a photo from above, or one network for each of them."
        ),
        Group("Data"),
    ] = "satellite"
    split: Annotated[
        SplitName,
        Field(
            description="How validation rows are put aside: whole places (blocks of a map or a field, "
            "farms), or single rows drawn anywhere. New ground is always put aside by place."
        ),
        When("station", ("satellite", "soil", "rice", "wheat", "all")),
        Group("Data"),
    ] = "by place"
    fault: Annotated[
        Fault,
        Field(
            description="What is wrong: the sensor has drifted before it meets new ground, or 4 in 10 labels "
            "that are learned from were exchanged with those of other rows."
        ),
        Group("Data"),
    ] = "none"
    telling_column: Annotated[
        bool,
        Field(
            description="Adds a column that we made up and that somebody fills in after the harvest or the "
            "laboratory; on new ground it is still empty."
        ),
        When("station", ("soil", "rice", "wheat")),
        Group("Data"),
    ] = False
    photo: Annotated[
        str,
        Field(
            max_length=64,
            description="A photo of a field from above; empty means the synthetic example. The square about "
            "its middle is used.",
        ),
        Own("image"),
        When("station", ("drone",)),
        Group("Data"),
    ] = ""
    marks: Annotated[
        str,
        Field(
            max_length=64,
            description="Points on the photo and what is there. The Use view shows the photo behind them; "
            "here left to right and bottom to top both run from -1 to 1.",
        ),
        Own("points", MARKS),
        When("station", ("drone",)),
        Group("Data"),
    ] = ""
    width: Annotated[
        int, Field(ge=1, le=256, description="Neurons in each hidden layer."), Group("Model")
    ] = 128
    dropout: Annotated[
        float,
        Field(ge=0, le=0.8, description="Share of neurons switched off at random in each training step."),
        Group("Model"),
    ] = 0.1
    learning_rate: Annotated[
        float,
        Field(ge=1e-5, le=1, description="How far each step goes; in the second half it fades to nothing."),
        Live(),
        Logarithmic(),
    ] = 0.005
    weight_decay: Annotated[
        float,
        Field(
            ge=0, le=3, description="Each step also shrinks the weights by this much of the learning rate."
        ),
        Live(),
    ] = 0.1
    batch_size: Annotated[
        int, Field(ge=8, le=1024, description="Rows that each step looks at."), Logarithmic()
    ] = 128
    steps: Annotated[int, Field(ge=1, le=50_000, description="How many training steps.")] = 1500


# A few hundred rows need a smaller network and more of a brake than thousands of windows do.
SMALL: dict[str, Value] = {
    "width": 64,
    "dropout": 0.2,
    "weight_decay": 0.5,
    "learning_rate": 0.003,
    "steps": 800,
}
PRESETS = (
    Preset(
        "shipped",
        "The model of the Use view",
        {
            "station": "all",
            "split": "by row",
            "dropout": 0.2,
            "weight_decay": 0.3,
            "learning_rate": 0.003,
            "steps": 2000,
        },
        "One network for each station. Its validation rows are drawn anywhere, as in published tables; new "
        "ground stands beside them.",
    ),
    Preset(
        "soil",
        "Soil: carbon, pH and clay from sensors",
        {"station": "soil", **SMALL, "dropout": 0.3, "weight_decay": 1.0},
        "250 samples of one field, 17 sensor readings each. The network wins for carbon and loses for clay.",
    ),
    Preset(
        "spectrum",
        "Clay from a spectrum",
        {"station": "spectrum", "width": 64, "learning_rate": 0.003},
        "830 wavelengths, read by small windows that glide over the curve.",
    ),
    Preset(
        "rice",
        "Rice: what a farm harvests",
        {"station": "rice", **SMALL},
        "1,026 harvests of 171 farms. Look at the R² of the harvest, and then at that of a hectare.",
    ),
    Preset(
        "wheat",
        "Wheat: a map of the soil from harvests",
        {"station": "wheat", **SMALL},
        "Only the place of a plot goes in. What the network draws is the good and the bad soil.",
    ),
    Preset(
        "wrong labels",
        "Wrong labels, learned by heart",
        {"fault": "wrong labels", "width": 256, "dropout": 0.0, "weight_decay": 0.0, "steps": 3000},
        "4 in 10 labels are wrong, and a wide network without a brake learns the mistakes too.",
        good=False,
    ),
    Preset(
        "too fast",
        "Learning rate far too high",
        {"learning_rate": 0.5},
        "Every step overshoots; the map flickers and never settles.",
        good=False,
    ),
)
