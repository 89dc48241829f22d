"""The settings of a run."""

from typing import Annotated, Literal

from pydantic import Field

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Own, Preset, When


class Config(BaseConfig):
    """What to read, with how large a memory, and how to learn it."""

    dataset: Annotated[
        Literal["nine plays", "all plays", "one scene", "own"],
        Field(
            description="What the model reads. Nine plays of Shakespeare are shipped; all 38 are fetched "
            "once (2 MB); one scene of 2,000 characters is there to be memorised; or a text of your own, "
            "10 KB or more."
        ),
        Group("Data"),
    ] = "nine plays"
    own_text: Annotated[
        str,
        Field(max_length=64, description="Your own text file."),
        Own("text"),
        When("dataset", ("own",)),
        Group("Data"),
    ] = ""
    cell: Annotated[
        Literal["lstm", "gru", "rnn"],
        Field(
            description="The kind of memory: LSTM (three gates and a protected cell), GRU (two gates), "
            "or a plain recurrent network (none)."
        ),
        Group("Model"),
    ] = "lstm"
    hidden_size: Annotated[
        int,
        Field(ge=4, le=512, description="Numbers in the hidden state: all that it can remember."),
        Group("Model"),
        Logarithmic(),
    ] = 256
    layers: Annotated[
        int, Field(ge=1, le=3, description="Recurrent layers, one on top of the other."), Group("Model")
    ] = 1
    embedding_size: Annotated[
        int, Field(ge=4, le=128, description="Numbers that stand for one character."), Group("Model")
    ] = 64
    dropout: Annotated[
        float,
        Field(ge=0, le=0.8, description="Share of the signals that are left out at random while training."),
        Group("Model"),
    ] = 0.0
    optimizer: Annotated[
        Literal["adamw", "sgd"],
        Field(
            description="AdamW gives every weight a step size of its own; "
            "plain gradient descent (SGD) takes the gradient as it is and needs a learning rate near 1."
        ),
    ] = "adamw"
    learning_rate: Annotated[
        float, Field(ge=1e-5, le=100, description="Length of the steps."), Live(), Logarithmic()
    ] = 6e-3
    schedule: Annotated[
        Literal["cosine", "linear", "constant"],
        Field(description="How the learning rate falls towards the end of the run."),
    ] = "cosine"
    gradient_clip: Annotated[
        float,
        Field(ge=0, le=100, description="Gradients longer than this are shortened to it; 0 lets all pass."),
        Live(),
    ] = 1.0
    weight_decay: Annotated[
        float, Field(ge=0, le=1, description="How strongly AdamW pulls the weights towards zero.")
    ] = 0.01
    batch_size: Annotated[
        int, Field(ge=1, le=64, description="Places in the text that are read side by side.")
    ] = 8
    window: Annotated[
        int,
        Field(
            ge=8, le=256, description="Characters read between two updates: how far back the error travels."
        ),
    ] = 64
    forget: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="Chance that a place in the text starts again with an empty memory at a new window, "
            "as every prompt will; 1 means nothing is carried over.",
        ),
    ] = 0.05
    temperature: Annotated[
        float,
        Field(
            ge=0,
            le=2,
            description="Of the samples: 0 always takes the likeliest character, 2 dares nearly all.",
        ),
        Live(),
        Group("Watching"),
    ] = 0.8
    sample_every: Annotated[
        int, Field(ge=1, le=10_000, description="Steps between two samples."), Group("Watching")
    ] = 40
    steps: Annotated[int, Field(ge=1, le=50_000, description="How many training steps.")] = 2000


PRESETS: tuple[Preset, ...] = (
    Preset(
        "shipped",
        "The shipped model: 36 plays, one wide layer",
        {
            "dataset": "all plays",
            "hidden_size": 512,
            "learning_rate": 4e-3,
            "dropout": 0.1,
            "forget": 0.02,
            "batch_size": 16,
            "window": 64,
            "sample_every": 200,
            "steps": 15500,
        },
        "Many small steps beat fewer large ones in the same time. It takes about twenty minutes.",
    ),
    Preset(
        "quick",
        "Words in ten seconds",
        {"hidden_size": 96, "steps": 500, "sample_every": 20},
        "A small memory learns quickly where words end and how names look. It does not beat the 5-gram.",
    ),
    Preset(
        "gru",
        "GRU instead of LSTM",
        {"cell": "gru", "steps": 1200},
        "Two gates instead of three and a quarter fewer weights. It learns about as well; on a processor its "
        "steps take longer.",
    ),
    Preset(
        "exploding",
        "Exploding gradients",
        {
            "cell": "rnn",
            "hidden_size": 96,
            "optimizer": "sgd",
            "learning_rate": 8.0,
            "schedule": "constant",
            "gradient_clip": 0.0,
            "steps": 200,
            "sample_every": 10,
        },
        "No gates, long steps and nothing that shortens a gradient: one bad step throws the weights away.",
        good=False,
    ),
    Preset(
        "by-heart",
        "Learned by heart",
        {
            "dataset": "one scene",
            "hidden_size": 128,
            "batch_size": 4,
            "learning_rate": 1e-2,
            "forget": 0.0,
            "temperature": 0.5,
            "steps": 600,
            "sample_every": 20,
        },
        "2,000 characters read eighty times over: it can recite them and knows nothing else.",
        good=False,
    ),
    Preset(
        "tiny-memory",
        "A memory of four numbers",
        {"hidden_size": 4, "steps": 500, "sample_every": 20},
        "It can't remember which word it is in.",
        good=False,
    ),
)
