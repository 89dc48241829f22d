"""GAN laboratory: a generator against a discriminator, and how the game breaks."""

from dlcore.applications.gans.gan_laboratory.diagram import DIAGRAM
from dlcore.contract import Application, Metric

METRICS = {
    "discriminator_loss": Metric(
        "Discriminator's loss",
        "What the discriminator pays for its verdicts on one batch. It tells the state of the game and not "
        "the quality of the samples: near 1.39 (twice the logarithm of 2) it can only guess, with the "
        "cross-entropy losses.",
        "neither",
    ),
    "generator_loss": Metric(
        "Generator's loss",
        "What the generator pays for being found out. It rises when the discriminator gets better, also "
        "while the samples improve.",
        "neither",
    ),
    "discriminator_accuracy": Metric(
        "Discriminator's accuracy",
        "Share of right verdicts on a batch of real and a batch of generated samples; 0.5 is guessing.",
        "neither",
    ),
    "generator_gradient_norm": Metric(
        "Generator's gradient",
        "Length of the gradient over all the generator's weights: with almost none, nothing can be learned.",
        "neither",
        logarithmic=True,
    ),
    "modes_covered": Metric(
        "Modes covered",
        "How many of the clumps of real points get at least a fifth of the generated points due to them. For "
        "pictures: in how many classes the judge sees at least half of the pictures as what they should be.",
        "higher",
    ),
    "high_quality": Metric(
        "On target",
        "Share of generated points within four standard deviations of a place where real points come from.",
        "higher",
    ),
    "label_agreement": Metric(
        "Label agreement",
        "Share of generated pictures in which an independent classifier sees the class that was asked for.",
        "higher",
    ),
    "frechet_distance": Metric(
        "Fréchet distance",
        "How far the generated pictures are, as a crowd, from held-out real ones, in the features of that "
        "classifier. Only comparable with figures of the same classifier.",
        logarithmic=True,
    ),
}

APPLICATION = Application(
    package=__name__,
    title="GAN laboratory",
    icon="🎭",
    sentence="A forger learns to fool a detective who learns to see through it: digits, cats and points.",
    idea="A generator turns random numbers into samples. A discriminator learns to tell them from real ones, "
    "and its gradient shows the generator how to get better. When one of the two is too fast or too good, "
    "the game breaks: here you can watch it happen.",
    order=0,
    headline="modes_covered",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=("gaussian_planes", "digits", "doodles"),
    alone={"discriminator": {"generator_steps": 0}, "generator": {"discriminator_steps": 0}},
    concepts=(
        "GAN",
        "generative adversarial network",
        "generator",
        "discriminator",
        "mode collapse",
        "vanishing gradient",
        "latent space",
        "spectral normalisation",
        "gradient penalty",
        "Wasserstein",
        "Fréchet distance",
        "minibatch standard deviation",
        "truncation",
    ),
    intended_use="To learn how adversarial training works and fails, and to make digits and doodles for fun.",
    limits="28 by 28 pixels, ten digits and cats; the cats are rough. The discriminator's verdict says "
    "whether a picture is like its training pictures; it is no test of whether a photograph is fake. The "
    "baseline, a Gaussian for each class, also makes something of every class; what it lacks is sharp "
    "strokes, which the Fréchet distance shows.",
    sources=(
        ("Goodfellow and others: Generative adversarial networks (2014)", "https://arxiv.org/abs/1406.2661"),
        ("Radford, Metz and Chintala: DCGAN (2016)", "https://arxiv.org/abs/1511.06434"),
        ("Arjovsky, Chintala and Bottou: Wasserstein GAN (2017)", "https://arxiv.org/abs/1701.07875"),
        (
            "Gulrajani and others: Improved training of Wasserstein GANs (2017)",
            "https://arxiv.org/abs/1704.00028",
        ),
        (
            "Mescheder, Geiger and Nowozin: Which training methods for GANs do actually converge? (2018)",
            "https://arxiv.org/abs/1801.04406",
        ),
        ("Miyato and others: Spectral normalization for GANs (2018)", "https://arxiv.org/abs/1802.05957"),
        ("Miyato and Koyama: cGANs with projection discriminator (2018)", "https://arxiv.org/abs/1802.05637"),
        ("Karras and others: Progressive growing of GANs (2018)", "https://arxiv.org/abs/1710.10196"),
        (
            "Heusel and others: GANs trained by a two time-scale update rule (2017)",
            "https://arxiv.org/abs/1706.08500",
        ),
        ("Kahng and others: GAN Lab (2019)", "https://poloclub.github.io/ganlab/"),
    ),
)
