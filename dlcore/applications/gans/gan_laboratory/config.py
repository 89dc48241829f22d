"""The settings of a run: which data, which loss, and which of the cures are switched on."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dlcore.contract import BaseConfig, Group, Live, Logarithmic, Own, Preset, Value, When

PLANES = ("eight gaussians", "twenty-five gaussians", "ring", "own")
Dataset = Literal[
    "eight gaussians", "twenty-five gaussians", "ring", "own", "digits", "cats", "digits and cats"
]
Loss = Literal["non-saturating", "saturating", "hinge", "least squares", "wasserstein"]


class Config(BaseConfig):
    """The defaults learn eight Gaussians in a few seconds."""

    dataset: Annotated[
        Dataset,
        Field(description="What the generator has to imitate: points in a plane, or pictures."),
        Group("Data"),
    ] = "eight gaussians"
    own_points: Annotated[
        str,
        Field(max_length=64, description="Points that you drew, for the dataset “own”."),
        Own("points"),
        When("dataset", ("own",)),
        Group("Data"),
    ] = ""

    latent_size: Annotated[
        int, Field(ge=1, le=128, description="Random numbers that the generator starts from."), Group("Model")
    ] = 2
    width: Annotated[
        int,
        Field(
            ge=16,
            le=256,
            description="Neurons in a hidden layer; networks for pictures get an eighth as many channels.",
        ),
        Group("Model"),
    ] = 128
    spectral_norm: Annotated[
        bool,
        Field(description="Spectral normalisation: no layer of the discriminator may make anything longer."),
        Group("Model"),
    ] = False
    minibatch_deviation: Annotated[
        bool,
        Field(description="Minibatch standard deviation: the discriminator also sees how varied a batch is."),
        Group("Model"),
    ] = False

    loss: Annotated[Loss, Field(description="What the two play for.")] = "non-saturating"
    generator_learning_rate: Annotated[
        float, Field(ge=1e-5, le=1e-1, description="Step length of the generator."), Live(), Logarithmic()
    ] = 1e-3
    discriminator_learning_rate: Annotated[
        float, Field(ge=1e-5, le=1e-1, description="Step length of the discriminator."), Live(), Logarithmic()
    ] = 1e-3
    discriminator_steps: Annotated[
        int, Field(ge=0, le=10, description="Updates of the discriminator in one step; 0 freezes it."), Live()
    ] = 1
    generator_steps: Annotated[
        int, Field(ge=0, le=10, description="Updates of the generator in one step; 0 freezes it."), Live()
    ] = 1
    r1_penalty: Annotated[
        float,
        Field(
            ge=0, le=10, description="R1: fines the discriminator for being steep at real samples; 0 is off."
        ),
        Live(),
    ] = 0.1
    gradient_penalty: Annotated[
        float,
        Field(
            ge=0,
            le=10,
            description="WGAN-GP: fines it for any slope other than 1 between real and generated; 0 is off.",
        ),
        Live(),
    ] = 0.0
    instance_noise: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="Noise on all that the discriminator sees, fading to nothing over 80 % of the run.",
        ),
        Live(),
    ] = 0.0
    generator_average: Annotated[
        float,
        Field(
            ge=0,
            le=0.999,
            description="Shown is a running average of the generator's weights; 0 shows the latest weights.",
        ),
        Live(),
    ] = 0.98
    momentum: Annotated[
        float, Field(ge=0, le=0.95, description="Adam's first beta, for both networks."), Group("Training")
    ] = 0.5
    batch_size: Annotated[
        int, Field(ge=8, le=512, description="Real samples (and as many generated) in an update.")
    ] = 256
    sample_every: Annotated[
        int, Field(ge=1, le=1000, description="Steps between two pictures of the samples."), Group("Watching")
    ] = 40
    steps: Annotated[int, Field(ge=1, le=200_000, description="How many training steps.")] = 2000

    @property
    def is_plane(self) -> bool:
        """Whether the samples are points rather than pictures."""
        return self.dataset in PLANES

    @model_validator(mode="after")
    def _somebody_learns(self) -> Self:
        if self.discriminator_steps == 0 and self.generator_steps == 0:
            raise ValueError("Generator and discriminator can't both stand still: give one of them a step.")
        return self


_PICTURES: dict[str, Value] = {
    "dataset": "digits",
    "latent_size": 64,
    "loss": "hinge",
    "spectral_norm": True,
    "r1_penalty": 0.0,
    "generator_average": 0.99,
    "generator_learning_rate": 2e-3,
    "discriminator_learning_rate": 2e-3,
    "batch_size": 32,
    "sample_every": 60,
    "steps": 3000,
}
_TWENTY_FIVE: dict[str, Value] = {
    "dataset": "twenty-five gaussians",
    "loss": "least squares",
    "r1_penalty": 0.0,
    "generator_average": 0.99,
    "discriminator_learning_rate": 2e-3,
    "sample_every": 60,
    "steps": 3000,
}
COLLAPSE: dict[str, Value] = {"discriminator_learning_rate": 2.5e-4, "r1_penalty": 0.0, "steps": 1200}
TOO_GOOD: dict[str, Value] = {
    "discriminator_learning_rate": 5e-3,
    "generator_learning_rate": 1e-4,
    "discriminator_steps": 10,
    "r1_penalty": 0.0,
    "sample_every": 5,
    "steps": 200,
}
FAR_TOO_GOOD: dict[str, Value] = {"discriminator_learning_rate": 3e-3, "generator_learning_rate": 2e-5}

PRESETS = (
    Preset(
        "shipped",
        "Digits and cats, the model of this page",
        {
            **_PICTURES,
            "dataset": "digits and cats",
            "generator_average": 0.999,
            "sample_every": 200,
            "steps": 4000,
        },
        "The same recipe as “Digits”, for longer and with a slower average. Needs the real cat doodles.",
    ),
    Preset(
        "eight",
        "Eight Gaussians",
        {},
        "The defaults: equal rates, R1 and an averaged generator find all eight.",
    ),
    Preset(
        "twenty-five",
        "Twenty-five Gaussians",
        _TWENTY_FIVE,
        "Least squares, a slower average and a discriminator that is a little faster.",
    ),
    Preset("ring", "Ring", {"dataset": "ring"}, "One curve instead of islands: no gaps to jump over."),
    Preset(
        "digits",
        "Digits",
        _PICTURES,
        "Convolutions, labels, hinge loss and spectral normalisation: readable digits in a minute.",
    ),
    Preset(
        "cats",
        "Cats",
        {**_PICTURES, "dataset": "cats"},
        "Real doodles where you have fetched them, else synthetic cats.",
    ),
    Preset(
        "collapse",
        "Mode collapse",
        {
            **COLLAPSE,
            "dataset": "twenty-five gaussians",
            "discriminator_learning_rate": 1.25e-4,
            "steps": 2000,
        },
        "The generator learns eight times faster: it runs to one place, is caught there, and runs on.",
        good=False,
    ),
    Preset(
        "too good",
        "A discriminator that is too good",
        {**TOO_GOOD, **FAR_TOO_GOOD, "loss": "saturating"},
        "The saturating loss is flat where the discriminator is sure: the generator's gradient vanishes.",
        good=False,
    ),
    Preset(
        "cure: loss",
        "Too good, but a loss that is steep",
        {**TOO_GOOD, "loss": "non-saturating"},
        "The gradient is back. The variety is not: it may settle on a single mode.",
    ),
    Preset(
        "cure: r1",
        "Too good, cured by R1",
        {
            **TOO_GOOD,
            "loss": "non-saturating",
            "r1_penalty": 0.1,
            "generator_learning_rate": 1e-3,
            "steps": 600,
        },
        "The penalty keeps the discriminator gentle, however often it trains.",
    ),
    Preset(
        "cure: wgan-gp",
        "Wasserstein with a gradient penalty",
        {
            "loss": "wasserstein",
            "r1_penalty": 0.0,
            "gradient_penalty": 1.0,
            "discriminator_steps": 5,
            "steps": 800,
        },
        "A critic whose slope is held near 1 can be as good as it likes: steady but slow.",
    ),
    Preset(
        "cure: minibatch",
        "Collapse, with minibatch standard deviation",
        {**COLLAPSE, "minibatch_deviation": True},
        "The discriminator sees that a batch lacks variety. It spreads the points without sharpening them.",
    ),
    Preset(
        "cure: spectral",
        "Spectral normalisation in the plane",
        {"loss": "hinge", "r1_penalty": 0.0, "spectral_norm": True},
        "A cure for pictures that is too gentle here: a discriminator that may not be steep can't outline "
        "islands this small.",
        good=False,
    ),
)
