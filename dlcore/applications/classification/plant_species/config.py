"""The settings of the leaf network: what it is told, what is wrong with the table, how it learns."""

from typing import Annotated, Literal

from pydantic import Field

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Preset

Told = Literal[
    "everything",
    "all but colour",
    "all but size",
    "outline and size",
    "outline",
    "size",
    "margin",
    "scatter",
    "texture",
    "colour",
]
Fault = Literal["none", "mislabelled", "another camera", "words"]
Unseen = Literal[
    "none",
    "Anhui barberry",
    "Beale's barberry",
    "Big-fruited holly",
    "Camphor tree",
    "Canadian poplar",
    "Castor aralia",
    "Chinese cinnamon",
    "Chinese horse chestnut",
    "Chinese redbud",
    "Chinese toon",
    "Chinese tulip tree",
    "Crape myrtle",
    "Deodar",
    "Ford woodlotus",
    "Ginkgo",
    "Glossy privet",
    "Goldenrain tree",
    "Japanese cheesewood",
    "Japanese flowering cherry",
    "Japanese maple",
    "Japanese viburnum",
    "Nanmu",
    "Oleander",
    "Peach",
    "Pubescent bamboo",
    "Southern magnolia",
    "Sweet osmanthus",
    "Tangerine",
    "Trident maple",
    "True indigo",
    "Wintersweet",
    "Yew plum pine",
]


class Config(BaseConfig):
    """Leaves as rows of numbers, and the network that names their species."""

    told: Annotated[
        Told,
        Field(
            description="Which groups of columns there are: the outline without its size, the size in "
            "pixels, the margin (corners, ellipse), the scatter of the outline's points, texture and colour."
        ),
        Group("Data"),
    ] = "everything"
    leaves: Annotated[
        int,
        Field(ge=1, le=60, description="Leaves of each species to learn from, at most; there are 38 to 58."),
        Group("Data"),
    ] = 60
    fault: Annotated[
        Fault,
        Field(
            description="What is wrong with the table: half of the Chinese cinnamon called nanmu, the "
            "held-out leaves measured by a camera of half the resolution, or words (apex, base, edge) that "
            "were written down by species and not by leaf."
        ),
        Group("Data"),
    ] = "none"
    unseen: Annotated[
        Unseen,
        Field(description="A species that is left out of the training; its held-out leaves stay."),
        Group("Data"),
    ] = "none"
    layers: Annotated[
        int,
        Field(ge=0, le=3, description="Hidden layers; with none it is logistic regression."),
        Group("Model"),
    ] = 1
    width: Annotated[
        int,
        Field(ge=4, le=512, description="Neurons in each hidden layer."),
        Group("Model"),
    ] = 128
    dropout: Annotated[
        float,
        Field(ge=0, le=0.8, description="Share of neurons switched off at random in each training step."),
        Group("Model"),
    ] = 0.3
    hide: Annotated[
        float,
        Field(
            ge=0,
            le=0.9,
            description="Share of the leaves in each step of which only some groups of columns are shown; "
            "for half of these, the outline alone. So the network can name a leaf of which it knows little.",
        ),
        Live(),
    ] = 0.6
    learning_rate: Annotated[
        float,
        Field(ge=1e-5, le=1, description="How far the first steps go; towards the end they get shorter."),
        Live(),
        Logarithmic(),
    ] = 0.01
    weight_decay: Annotated[
        float,
        Field(
            ge=0, le=1, description="Each step also shrinks the weights by this much of the learning rate."
        ),
        Live(),
    ] = 0.05
    batch_size: Annotated[
        int, Field(ge=8, le=1024, description="Leaves that each step looks at."), Logarithmic()
    ] = 128
    steps: Annotated[int, Field(ge=1, le=50_000, description="How many training steps.")] = 1500


PRESETS = (
    Preset(
        "shipped",
        "The model of the Use view",
        {"width": 256, "steps": 6000},
        "Groups of columns are hidden at random while it learns, so it can name whole leaves and bare "
        "outlines.",
    ),
    Preset(
        "outline",
        "The outline alone",
        {"told": "outline", "hide": 0.0},
        "Nine numbers that scissors could cut out: how far does shape alone go?",
    ),
    Preset(
        "nothing hidden",
        "Nothing hidden while it learns",
        {"hide": 0.0},
        "As most networks learn: every column always there. It knows whole leaves only, and those less well.",
    ),
    Preset(
        "logistic",
        "Logistic regression",
        {"layers": 0, "hide": 0.0, "dropout": 0.0},
        "No hidden layer: the same loop trains the baseline.",
    ),
    Preset(
        "few leaves",
        "Three leaves of each species",
        {"leaves": 3, "hide": 0.0, "steps": 600},
        "Every leaf that it learned from is right; of the others many are not.",
        good=False,
    ),
    Preset(
        "words",
        "Words that give the species away",
        {"fault": "words", "hide": 0.0, "steps": 600},
        "Nearly every answer is right, until somebody brings a leaf about which no words were written.",
        good=False,
    ),
)
