"""The settings of the patients' network: which table, what is wrong with it, how large and how long."""

from typing import Annotated, Literal

from pydantic import Field

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Own, Preset, When

TableName = Literal["synthetic", "nhefs", "thyroid", "heart", "survival", "own table"]
Fault = Literal["none", "leak", "duplicates", "noise"]
Hospital = Literal["all", "Cleveland", "Hungary", "VA Long Beach"]


class Config(BaseConfig):
    """A table of patients, and the network that learns from it."""

    table: Annotated[
        TableName,
        Field(
            description="The patients. “Synthetic” ones come from a generator whose rule is known; NHEFS, "
            "thyroid, heart and survival (free light chains) are records of real people."
        ),
        Group("Data"),
    ] = "synthetic"
    interaction: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="The generator's rule: at 0 age, smoking and cough each add their own risk; at 1 "
            "only "
            "their combination counts, and no column alone says anything.",
        ),
        When("table", ("synthetic",)),
        Group("Data"),
    ] = 1.0
    patients: Annotated[
        int,
        Field(ge=100, le=8000, description="How many patients the generator makes to learn from."),
        When("table", ("synthetic",)),
        Group("Data"),
    ] = 4000
    hospital: Annotated[
        Hospital,
        Field(
            description="Learn from the patients of one hospital only; the new patients then come from the "
            "three others."
        ),
        When("table", ("heart",)),
        Group("Data"),
    ] = "all"
    own_table: Annotated[
        str,
        Field(
            max_length=64,
            description="One row a case, names in the first line, at most 50,000 rows. Types are found, "
            "missing values may stay.",
        ),
        Own("table"),
        When("table", ("own table",)),
        Group("Data"),
    ] = ""
    target: Annotated[
        str,
        Field(max_length=60, description="Name of the column to predict; empty means the last one."),
        When("table", ("own table",)),
        Group("Data"),
    ] = ""
    fault: Annotated[
        Fault,
        Field(
            description="What is wrong with the table: a column written after the outcome, patients entered "
            "several times, or outcomes dealt out by chance."
        ),
        Group("Data"),
    ] = "none"
    layers: Annotated[
        int,
        Field(ge=0, le=4, description="Hidden layers; with none it is logistic regression."),
        Group("Model"),
    ] = 2
    width: Annotated[
        int, Field(ge=1, le=256, description="Neurons in each hidden layer."), Group("Model")
    ] = 32
    dropout: Annotated[
        float,
        Field(ge=0, le=0.8, description="Share of neurons switched off at random in each training step."),
        Group("Model"),
    ] = 0.0
    learning_rate: Annotated[
        float, Field(ge=1e-5, le=1, description="How far each step goes."), Live(), Logarithmic()
    ] = 0.005
    weight_decay: Annotated[
        float,
        Field(
            ge=0, le=3, description="Each step also shrinks the weights by this much of the learning rate."
        ),
        Live(),
    ] = 0.1
    batch_size: Annotated[
        int, Field(ge=8, le=1024, description="Patients that each step looks at."), Logarithmic()
    ] = 256
    steps: Annotated[int, Field(ge=1, le=50_000, description="How many training steps.")] = 1000


PRESETS = (
    Preset(
        "shipped",
        "The model of the Use view",
        {
            "table": "nhefs",
            "width": 32,
            "dropout": 0.3,
            "weight_decay": 0.5,
            "learning_rate": 0.002,
            "batch_size": 64,
            "steps": 300,
        },
        "1,629 real people, asked in 1971, and who of them had died by 1992. Few steps: more would only be "
        "learned by heart.",
    ),
    Preset(
        "additive",
        "Synthetic, without interaction",
        {"interaction": 0.0, "steps": 400},
        "Every column adds its own risk: here logistic regression is the right model.",
    ),
    Preset(
        "thyroid",
        "Thyroid: the network earns its keep",
        {"table": "thyroid", "width": 64, "steps": 3000, "dropout": 0.1},
        "9,172 real patients. Too high and too low are both ill, and a weighted sum can't say that.",
    ),
    Preset(
        "hospital",
        "Heart: from Budapest to the others",
        {
            "table": "heart",
            "hospital": "Hungary",
            "dropout": 0.3,
            "weight_decay": 0.5,
            "learning_rate": 0.002,
            "batch_size": 64,
            "steps": 300,
        },
        "Learned in one hospital, used in three others.",
    ),
    Preset(
        "survival",
        "Survival, where not everybody's end is known",
        {"table": "survival", "dropout": 0.1, "learning_rate": 0.003, "steps": 1000},
        "A risk for every year instead of one for all: patients who left the study still count until then.",
    ),
    Preset(
        "by heart",
        "Learned by heart",
        {"table": "nhefs", "width": 128, "weight_decay": 0.0, "steps": 1500},
        "A wide network and many rounds over a thousand people: it knows each of them and nobody else.",
        good=False,
    ),
    Preset(
        "pure noise",
        "A table of pure noise",
        {"table": "nhefs", "fault": "noise", "width": 128, "weight_decay": 0.0, "steps": 1500},
        "The outcomes were dealt out by chance. It learns them all the same, and knows nothing.",
        good=False,
    ),
)
