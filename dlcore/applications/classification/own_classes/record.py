"""The words of the record: the diagram, the metrics and the sources."""

from dlcore.contract import Arrow, Box, Diagram, Metric, Stage

DIAGRAM = Diagram(
    boxes=(
        Box("picture", "Picture", 0, 0, "A drawing of 28 x 28 grey values, or a photo of 224 x 224 colours."),
        Box(
            "seen",
            "Feature network",
            1,
            0,
            "Layers that answer to edges, then to arcs and corners, then to wheels and ears.",
            shape="funnel",
        ),
        Box(
            "features",
            "Features",
            2,
            0,
            "What was seen: of drawings at each of 7 x 7 places, of photos on average.",
        ),
        Box("head", "Head", 3, 0, "For each class a sum of the features, each times a weight."),
        Box(
            "classes",
            "Classes",
            4,
            0,
            "Softmax makes probabilities of the sums: together they are 1.",
            metric="validation_accuracy",
        ),
        Box("loss", "Loss", 3, 1.2, "How surprised the network is by the true name.", metric="loss"),
    ),
    arrows=(
        Arrow("picture", "seen", "pixels"),
        Arrow("seen", "features"),
        Arrow("features", "head"),
        Arrow("head", "classes", "softmax"),
        Arrow("classes", "loss", "the true name"),
        Arrow("loss", "head", "gradient", dashed=True),
        Arrow("loss", "seen", "for drawings", dashed=True),
    ),
    stages=(
        Stage(
            ("picture", "seen"),
            "A picture goes in. Small windows glide over it and answer to what they know.",
        ),
        Stage(
            ("seen", "features"),
            "What was seen is gathered. For your own pictures each map is averaged, so a wheel at the left "
            "counts as much as one at the right.",
        ),
        Stage(
            ("features", "head", "classes"), "The head weighs what was seen and gives every class its share."
        ),
        Stage(("classes", "loss"), "The true name is compared: a low probability for it costs much."),
        Stage(
            ("loss", "head", "seen"),
            "Back again: the head moves its weights. For drawings the feature network learns as well; "
            "for your own pictures it stays as it was bought.",
        ),
    ),
    alt="A picture goes through a feature network to features and on to a head that gives each class a "
    "probability; the loss sends a gradient back to the head, and for drawings to the feature network.",
)

METRICS = {
    "loss": Metric(
        "Loss",
        "How surprised the network is by the true classes of this step's pictures, in nats.",
        logarithmic=True,
    ),
    "accuracy": Metric(
        "Accuracy while learning", "Share of this step's pictures whose class is right.", "higher"
    ),
    "validation_loss": Metric(
        "Validation loss",
        "The loss on held-out pictures, which the network never learns from.",
        logarithmic=True,
    ),
    "validation_accuracy": Metric(
        "Validation accuracy",
        "Share of held-out pictures whose class is right; while it learns, of 200 "
        "of them. The baseline names the class of the most similar "
        "known picture, pixel by pixel.",
        "higher",
    ),
    "worst_recall": Metric(
        "Recall of the worst class",
        "For each class, the share of its held-out pictures that is recognised; this is the lowest of them.",
        "higher",
    ),
    "lamp_accuracy": Metric(
        "Accuracy under a lamp",
        "Share of right answers when all held-out drawings are made much brighter, as by a lamp.",
        "higher",
    ),
    "moved_accuracy": Metric(
        "Accuracy on other paper",
        "Share of right answers when the held-out drawings lie on papers of any grey.",
        "higher",
    ),
}

SOURCES = (
    (
        "LeCun and others: Backpropagation applied to handwritten zip code recognition (1989)",
        "https://doi.org/10.1162/neco.1989.1.4.541",
    ),
    ("Lin, Chen and Yan: Network in network (2013)", "https://arxiv.org/abs/1312.4400"),
    ("Tan and Le: EfficientNet (2019)", "https://arxiv.org/abs/1905.11946"),
    (
        "Zhou and others: Learning deep features for discriminative localization (2016)",
        "https://arxiv.org/abs/1512.04150",
    ),
    (
        "Goodfellow, Shlens and Szegedy: Explaining and harnessing adversarial examples (2014)",
        "https://arxiv.org/abs/1412.6572",
    ),
    (
        "Geirhos and others: Shortcut learning in deep neural networks (2020)",
        "https://arxiv.org/abs/2004.07780",
    ),
    ("Ha and Eck: A neural representation of sketch drawings (2017)", "https://arxiv.org/abs/1704.03477"),
)
