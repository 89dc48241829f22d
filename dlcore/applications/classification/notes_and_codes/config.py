"""The settings of the reader of notes and codes: which notes, what is wrong with them, how it reads."""

from typing import Annotated, Literal

from pydantic import Field

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Preset, When

Notes = Literal["synthetic", "reports"]
Source = Literal["reason", "reason and conclusion"]
ReaderKind = Literal["convolution", "GRU"]


class Config(BaseConfig):
    """Notes with codes, and the network that reads both."""

    notes: Annotated[
        Notes,
        Field(
            description="“synthetic” notes come from a generator of ours; “reports” are real chest X-ray "
            "reports, fetched once and never shipped."
        ),
        Group("Data"),
    ] = "synthetic"
    patients: Annotated[
        int,
        Field(ge=200, le=8000, description="How many synthetic notes are learned from."),
        When("notes", ("synthetic",)),
        Group("Data"),
    ] = 2400
    codes_from: Annotated[
        Source,
        Field(
            description="Where a report's codes come from: why the X-ray was made, or also what the "
            "radiologist concluded, as a bill would have it."
        ),
        When("notes", ("reports",)),
        Group("Data"),
    ] = "reason and conclusion"
    template: Annotated[
        float,
        Field(
            ge=0.5,
            le=0.99,
            description="How often a phrase of one hospital goes with one finding; at 0.5 no phrase is "
            "written at all.",
        ),
        Group("Data"),
    ] = 0.5
    misspelt: Annotated[
        float,
        Field(ge=0, le=0.8, description="Share of the words with a slip of the pen, in held-out notes only."),
        Group("Data"),
    ] = 0.0
    correct_spelling: Annotated[
        bool,
        Field(description="Replace a word that is not known by the nearest known one, one slip away."),
        Group("Data"),
    ] = False
    reader: Annotated[
        ReaderKind,
        Field(description="How the note is read: windows of neighbouring words, or word after word."),
        Group("Model"),
    ] = "convolution"
    window: Annotated[
        int,
        Field(ge=1, le=5, description="Longest run of words that is read together; 1 knows no order."),
        When("reader", ("convolution",)),
        Group("Model"),
    ] = 3
    width: Annotated[
        int, Field(ge=8, le=256, description="Filters of each length, or cells of the GRU."), Group("Model")
    ] = 64
    word_size: Annotated[
        int, Field(ge=4, le=128, description="Numbers that stand for one word."), Group("Model")
    ] = 48
    code_size: Annotated[
        int, Field(ge=2, le=64, description="Numbers that stand for one code."), Group("Model")
    ] = 24
    dropout: Annotated[
        float,
        Field(ge=0, le=0.8, description="Share of the features hidden at random in each step."),
        Group("Model"),
    ] = 0.4
    learning_rate: Annotated[
        float, Field(ge=1e-5, le=1e-1, description="How far each step goes."), Live(), Logarithmic()
    ] = 2e-3
    word_dropout: Annotated[
        float,
        Field(ge=0, le=0.6, description="Share of the words made unreadable in each step of training."),
        Live(),
    ] = 0.1
    weight_decay: Annotated[
        float,
        Field(ge=0, le=1, description="Each step also shrinks the weights by this share of the rate."),
        Live(),
    ] = 0.02
    balance_template: Annotated[
        bool,
        Field(description="Weigh the notes so that the phrase and the finding no longer go together."),
        Live(),
    ] = False
    batch_size: Annotated[
        int, Field(ge=4, le=256, description="Notes that each step looks at."), Logarithmic()
    ] = 32
    steps: Annotated[int, Field(ge=1, le=20_000, description="How many training steps.")] = 700


PRESETS = (
    Preset(
        "shipped",
        "The model of the Use view",
        {"patients": 4000, "steps": 1500},
        "4,000 synthetic notes: enough for every symptom to be seen said and denied.",
    ),
    Preset(
        "reports",
        "Real reports, codes as on a bill",
        {"notes": "reports", "steps": 600},
        "2,000 real chest X-ray reports. Where the radiologist's conclusion is coded, the codes know things "
        "that the note does not say.",
    ),
    Preset(
        "reason only",
        "Real reports, codes of the reason only",
        {"notes": "reports", "codes_from": "reason", "steps": 600},
        "“Chest pain” says next to nothing that the report does not say better: here both together are no "
        "better than the note alone.",
    ),
    Preset(
        "word after word",
        "A GRU instead of windows",
        {"reader": "GRU", "width": 48, "steps": 500},
        "A recurrent network reads from both ends. It is slower and about as good.",
    ),
    Preset(
        "template",
        "A hospital's phrase gives it away",
        {"template": 0.95},
        "The phrase predicts the finding on every note of the same hospitals, and misleads in the next one.",
        good=False,
    ),
    Preset(
        "bag of words",
        "Single words, no order",
        {"window": 1},
        "“No fever” and “fever” hold the same word: denial is lost.",
        good=False,
    ),
)
