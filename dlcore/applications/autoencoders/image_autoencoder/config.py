"""The settings of the autoencoder."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Preset

Dataset = Literal["digits", "doodles", "digits and doodles", "emoji"]


class Config(BaseConfig):
    """The pictures, the bottleneck, and how long to learn."""

    dataset: Annotated[
        Dataset,
        Field(
            description="The pictures. Doodles are real people's where they have been fetched, otherwise "
            "synthetic cats; with “digits and doodles” the held-out pictures are digits. Emoji are in colour "
            "and need their data package."
        ),
        Group("Data"),
    ] = "digits"
    pictures: Annotated[
        int,
        Field(
            ge=50, le=50_000, description="How many pictures to learn from, at most; all if there are fewer."
        ),
        Logarithmic(),
        Group("Data"),
    ] = 50_000
    code_size: Annotated[
        int,
        Field(ge=1, le=784, description="How many numbers the bottleneck lets through for each picture."),
        Logarithmic(),
        Group("Data"),  # the baseline, which belongs to the data, has a code of the same size
    ] = 8
    architecture: Annotated[
        Literal["dense", "convolutional"],
        Field(
            description="Dense: every pixel is joined with every neuron. Convolutional: small windows glide "
            "over the picture, with the same weights everywhere."
        ),
        Group("Model"),
    ] = "dense"
    width: Annotated[
        int,
        Field(
            ge=16,
            le=1024,
            description="Neurons in the first layer (dense), or sixteen times its channels (convolutional).",
        ),
        Logarithmic(),
        Group("Model"),
    ] = 256
    learning_rate: Annotated[
        float,
        Field(
            ge=1e-5,
            le=1,
            description="How far the weights move in the first step; shrinks to nothing at the end.",
        ),
        Live(),
        Logarithmic(),
    ] = 2e-3
    batch_size: Annotated[
        int, Field(ge=8, le=512, description="Pictures that each step looks at."), Logarithmic()
    ] = 128
    noise: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="Noise added to the pictures that go in; the clean ones are asked for. "
            "Above 0 this is a denoising autoencoder.",
        ),
        Live(),
    ] = 0.0
    sparsity: Annotated[
        float,
        Field(ge=0, le=0.1, description="A price on every number in the code that is not zero."),
        Live(),
    ] = 0.0
    shift: Annotated[
        int,
        Field(
            ge=0,
            le=4,
            description="Pixels by which batches are moved about at random, so that places vary more.",
        ),
    ] = 0
    steps: Annotated[int, Field(ge=1, le=100_000, description="How many training steps.")] = 1500

    @model_validator(mode="after")
    def a_code_that_fits(self) -> Self:
        """Refuse what a short run could never finish."""
        if self.architecture == "convolutional" and self.width > 512:
            raise ValueError("A convolutional network takes a width of at most 512 (32 channels) here.")
        return self


PRESETS = (
    Preset(
        "shipped",
        "The model of the Use view",
        {
            "dataset": "digits and doodles",
            "code_size": 32,
            "width": 448,
            "batch_size": 128,
            "noise": 0.1,
            "shift": 1,
            "steps": 2500,
        },
        "Thirty-two numbers for digits and doodles alike, learned in about a minute.",
    ),
    Preset(
        "two numbers",
        "A code of two",
        {"code_size": 2, "steps": 2500},
        "Every digit becomes a point in a plane: the code itself is the map.",
    ),
    Preset(
        "thirty-two",
        "A code of thirty-two",
        {"code_size": 32, "width": 400, "steps": 2500},
        "Sharp digits. Watch for the crossing with PCA: a longer code gives PCA a longer lead at first.",
    ),
    Preset(
        "convolutional",
        "Windows instead of wires",
        {"architecture": "convolutional", "code_size": 16, "steps": 1000},
        "Fewer weights and slower steps: is it better for the same time?",
    ),
    Preset(
        "denoising",
        "Clean pictures from noisy ones",
        {"code_size": 32, "width": 400, "noise": 0.3, "steps": 2000},
        "It never sees a clean input and learns to paint clean pictures.",
    ),
    Preset(
        "cats",
        "Doodles",
        {"dataset": "doodles", "code_size": 32, "width": 400, "steps": 2000},
        "Thin lines anywhere on the paper: much harder to squeeze than digits.",
    ),
    Preset(
        "one number",
        "A code of one",
        {"code_size": 1, "steps": 800},
        "One number can only say how far along a single string of pictures this one lies.",
        good=False,
    ),
    Preset(
        "copy",
        "A code as large as the picture",
        {"code_size": 784, "width": 784, "steps": 800},
        "Nothing has to be left out: clean pictures are copied, and part of the noise with them.",
        good=False,
    ),
    Preset(
        "too few pictures",
        "A hundred pictures by heart",
        {"pictures": 100, "code_size": 32, "steps": 1500},
        "The hundred come back perfectly; held-out pictures come back as one of the hundred.",
        good=False,
    ),
    Preset(
        "emoji",
        "Emoji in colour",
        {
            "dataset": "emoji",
            "architecture": "convolutional",
            "code_size": 32,
            "batch_size": 32,
            "steps": 800,
        },
        "About two thousand very different pictures and a minute: PCA wins here, and the curve shows it.",
        good=False,
    ),
    Preset(
        "too fast",
        "Learning rate far too high",
        {"learning_rate": 0.2, "steps": 400},
        "The last layer is driven into its ends: the same picture comes back, whatever goes in.",
        good=False,
    ),
)
