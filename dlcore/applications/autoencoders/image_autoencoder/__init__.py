"""Autoencoder: a picture through a bottleneck of a few numbers, and back."""

from dlcore.contract import Application, Arrow, Box, Diagram, Metric, Stage

DIAGRAM = Diagram(
    boxes=(
        Box("picture", "Picture", 0, 0, "What goes in: 784 grey values, or 3,072 colour values."),
        Box(
            "encoder",
            "Encoder",
            1,
            0,
            "Layers that get narrower: each mixes the numbers of the one before it.",
            shape="funnel",
        ),
        Box("code", "Code", 2, 0, "The bottleneck: the few numbers that are left of the picture."),
        Box(
            "decoder",
            "Decoder",
            3,
            0,
            "Layers that get wider again and paint a picture from the code alone.",
            shape="horn",
        ),
        Box("reconstruction", "Reconstruction", 4, 0, "What comes out: as many values as went in."),
        Box(
            "error",
            "Error",
            2,
            1.4,
            "The mean squared difference of the two pictures, pixel by pixel.",
            metric="loss",
        ),
    ),
    arrows=(
        Arrow("picture", "encoder"),
        Arrow("encoder", "code", "squeezed"),
        Arrow("code", "decoder"),
        Arrow("decoder", "reconstruction", "painted"),
        Arrow("picture", "error", "what it was"),
        Arrow("reconstruction", "error", "what came back"),
        Arrow("error", "decoder", "gradient", dashed=True),
        Arrow("error", "encoder", "gradient", dashed=True),
    ),
    stages=(
        Stage(("picture",), "A picture: nobody tells the network what it shows."),
        Stage(
            ("picture", "encoder"), "The encoder turns pixels into strokes, and strokes into less and less."
        ),
        Stage(("encoder", "code"), "Only the code is left. Everything else about the picture is forgotten."),
        Stage(("code", "decoder"), "The decoder sees the code alone and has to paint the picture from it."),
        Stage(("decoder", "reconstruction"), "The reconstruction: what a code of this size can hold."),
        Stage(
            ("picture", "reconstruction", "error"),
            "The picture itself is the right answer: no labels are needed to say how wrong this is.",
        ),
        Stage(
            ("error", "decoder", "encoder"),
            "Back through both halves: they learn together which few numbers are worth sending.",
        ),
    ),
    alt="A funnel: a picture is squeezed by the encoder into a code of a few numbers, and the decoder paints "
    "a picture from the code; the difference of both pictures teaches both halves.",
)

METRICS = {
    "loss": Metric(
        "Error while learning",
        "Mean squared difference of picture and reconstruction over this step's batch, pixels from 0 to 1. "
        "With noise or sparsity switched on, their share is in it.",
        logarithmic=True,
    ),
    "validation_loss": Metric(
        "Error on held-out pictures",
        "The same on pictures that the network never learns from, without noise. The baseline is PCA with a "
        "code of the same size.",
        logarithmic=True,
    ),
    "noise_error": Metric(
        "Error on noisy pictures",
        "Held-out pictures go in with noise of 0.3 on every pixel, and what comes out is compared with the "
        "clean ones: small if the bottleneck keeps the noise out.",
        logarithmic=True,
    ),
    "cats_error": Metric(
        "Error on synthetic cats",
        "Held-out error on 200 synthetic cats' heads: for a model that learned digits, another world.",
        logarithmic=True,
    ),
}

APPLICATION = Application(
    package=__name__,
    title="Autoencoder",
    icon="⏳",
    sentence="A picture squeezed into a few numbers and painted again from them, beside PCA, JPEG and WebP.",
    idea="An autoencoder must copy its input through a bottleneck far too narrow for it. So it has to find "
    "out what matters in a picture: that is the code. Change the code, and the picture changes.",
    order=0,
    headline="validation_loss",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=("digits", "doodles", "emoji"),
    concepts=(
        "autoencoder",
        "encoder and decoder",
        "bottleneck",
        "latent code",
        "latent space",
        "reconstruction error",
        "compression",
        "principal component analysis",
        "denoising",
        "interpolation",
        "unsupervised learning",
        "retrieval",
        "convolution",
    ),
    intended_use="To learn what a code is and what a bottleneck does, on small pictures.",
    limits="It knows only the kind of picture that it learned from: anything else comes back as the nearest "
    "thing that it knows. As a way to store pictures it loses to WebP at the same number of bytes. On the "
    "emoji a short training does not reach the baseline: PCA is better there. Never use a reconstruction "
    "as evidence of what a picture showed.",
    sources=(
        (
            "Hinton and Salakhutdinov: Reducing the dimensionality of data with neural networks (2006)",
            "https://www.cs.toronto.edu/~hinton/absps/science.pdf",
        ),
        (
            "Vincent and others: Extracting and composing robust features with denoising autoencoders (2008)",
            "https://www.cs.toronto.edu/~larocheh/publications/icml-2008-denoising-autoencoders.pdf",
        ),
        (
            "Baldi and Hornik: Neural networks and principal component analysis (1989)",
            "https://doi.org/10.1016/0893-6080(89)90014-2",
        ),
        ("LeCun, Cortes and Burges: The MNIST database (1998)", "https://yann.lecun.com/exdb/mnist/"),
        ("Ha and Eck: A neural representation of sketch drawings (2017)", "https://arxiv.org/abs/1704.03477"),
        ("OpenMoji", "https://openmoji.org"),
    ),
)
