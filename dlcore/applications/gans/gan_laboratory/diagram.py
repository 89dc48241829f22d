"""The picture that textbooks print: generator against discriminator, and the two gradients."""

from dlcore.contract import Arrow, Box, Diagram, Stage

DIAGRAM = Diagram(
    boxes=(
        Box(
            "noise",
            "Noise",
            0,
            0,
            "A few random numbers: the generator's only source of ideas.",
            shape="circle",
        ),
        Box(
            "generator",
            "Generator G",
            1,
            0,
            "Turns noise into a sample. It never sees a real one.",
            shape="horn",
        ),
        Box("generated", "Generated samples", 2, 0, "What the generator made of the noise."),
        Box("real", "Real samples", 2, 1, "Drawn from the data."),
        Box(
            "discriminator",
            "Discriminator D",
            3,
            0.5,
            "Scores each sample: above 0 for real, below 0 for generated.",
            metric="discriminator_accuracy",
            shape="funnel",
        ),
        Box("verdict", "Verdicts", 4, 0.5, "The discriminator's scores of real and generated samples."),
        Box(
            "discriminator gradient",
            "D's loss and gradient",
            4,
            2.2,
            "How D's weights have to change to judge better.",
            metric="discriminator_loss",
        ),
        Box(
            "generator gradient",
            "G's loss and gradient",
            1.35,
            2.2,
            "How G's weights have to change to be taken for real: it comes back through D.",
            metric="generator_gradient_norm",
        ),
    ),
    arrows=(
        Arrow("noise", "generator"),
        Arrow("generator", "generated"),
        Arrow("generated", "discriminator", "fake?"),
        Arrow("real", "discriminator", "real?"),
        Arrow("discriminator", "verdict"),
        Arrow("verdict", "discriminator gradient", "who was right?", dashed=True),
        Arrow("discriminator gradient", "discriminator", "see better", dashed=True),
        Arrow("discriminator", "generator gradient", "were we found out?", dashed=True),
        Arrow("generator gradient", "generator", "fool better", dashed=True),
    ),
    stages=(
        Stage(
            ("noise", "generator", "generated"),
            "Step 1: noise goes through the generator and becomes samples.",
            "discriminator",
        ),
        Stage(
            ("generated", "real", "discriminator", "verdict"),
            "Step 2: the discriminator scores generated and real samples.",
            "discriminator",
        ),
        Stage(
            ("verdict", "discriminator gradient", "discriminator"),
            "Step 3: the discriminator learns from its mistakes. The generator holds still.",
            "discriminator",
        ),
        Stage(
            ("generated", "discriminator", "verdict", "generator gradient", "generator"),
            "Step 4: new samples are scored; the gradient goes back through the discriminator, which holds "
            "still, and the generator learns to fool it.",
            "generator",
        ),
    ),
    alt="Noise goes into the generator, which makes samples. Generated and real samples go into the "
    "discriminator, which gives verdicts. From the verdicts one gradient goes back to the discriminator and "
    "one, through it, to the generator.",
)
