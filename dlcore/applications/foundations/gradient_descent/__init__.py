"""Gradient descent: points, a loss, and a small network that walks downhill."""

from dlcore.contract import Application, Arrow, Box, Diagram, Metric, Stage

DIAGRAM = Diagram(
    boxes=(
        Box("points", "Points", 0, 0, "A handful of the training points, drawn at random for each step."),
        Box("network", "Network", 1, 0, "Weighted sums and bends: points in, an answer for each out."),
        Box("answers", "Answers", 2, 0, "The network's probabilities, or its value of the curve."),
        Box("loss", "Loss", 3, 0, "One number: how wrong the answers are.", metric="loss"),
        Box(
            "gradient",
            "Gradient",
            2,
            1,
            "For each weight: how fast the loss rises when the weight grows. The number is its length.",
            metric="gradient_norm",
        ),
        Box("step", "Step", 1, 1, "Every weight moves a little against its gradient."),
    ),
    arrows=(
        Arrow("points", "network", "x, y"),
        Arrow("network", "answers"),
        Arrow("answers", "loss", "compared with the truth"),
        Arrow("loss", "gradient", "which way is up?", dashed=True),
        Arrow("gradient", "step", "times the learning rate", dashed=True),
        Arrow("step", "network", "new weights", dashed=True),
    ),
    stages=(
        Stage(("points",), "A batch of points is drawn from the training set."),
        Stage(("points", "network", "answers"), "The network answers for each of them."),
        Stage(("answers", "loss"), "The loss compares the answers with the truth: one number."),
        Stage(("loss", "gradient"), "Backwards through the network: how does each weight change the loss?"),
        Stage(("gradient", "step"), "Gradient times learning rate is the step, and it goes downhill."),
        Stage(("step", "network"), "The weights have moved. The next batch meets a slightly better network."),
    ),
    alt="A loop: points go through the network to answers and a loss; the gradient goes back and makes a "
    "step, which changes the network.",
)

METRICS = {
    "loss": Metric(
        "Loss",
        "How wrong the network is on this step's batch: nats a point for classes (0.69 is guessing between "
        "two), squared error for a curve (1 is always answering with the mean).",
        logarithmic=True,
    ),
    "validation_loss": Metric(
        "Validation loss", "The same on points that the network never learns from.", logarithmic=True
    ),
    "accuracy": Metric("Accuracy", "Share of training points whose class is right.", "higher"),
    "validation_accuracy": Metric(
        "Validation accuracy", "Share of held-out points whose class is right.", "higher"
    ),
    "gradient_norm": Metric(
        "Gradient norm", "Length of the gradient over all weights: how steep the ground is.", "neither"
    ),
    "dead_units": Metric(
        "Dead neurons", "Share of hidden neurons that say the same for every training point."
    ),
}

APPLICATION = Application(
    package=__name__,
    title="Gradient descent",
    icon="⛰️",
    sentence="Points, a loss and a small network that walks downhill until it can tell them apart.",
    idea="A network is a formula with many weights, and a loss says how wrong it is. The gradient says for "
    "each weight which way the loss falls. Take a small step that way, thousands of times: that is all "
    "learning is.",
    order=0,
    headline="loss",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=("toy_planes", "penguins_bills"),
    concepts=(
        "gradient descent",
        "loss",
        "learning rate",
        "backpropagation",
        "overfitting",
        "initialisation",
        "dead neurons",
        "loss landscape",
        "optimizer",
        "momentum",
        "regression",
        "classification",
        "decision boundary",
    ),
    intended_use="To learn how networks learn, on points that fit into one picture.",
    limits="Two inputs at most, and small networks. What works here in two dimensions says little about "
    "images or text. Far from all training points the answers are confident and mean nothing.",
    sources=(
        (
            "Rumelhart, Hinton and Williams: Learning representations by back-propagating errors (1986)",
            "https://www.nature.com/articles/323533a0",
        ),
        (
            "Li and others: Visualizing the loss landscape of neural nets (2018)",
            "https://arxiv.org/abs/1712.09913",
        ),
        (
            "He and others: Delving deep into rectifiers (2015)",
            "https://arxiv.org/abs/1502.01852",
        ),
        (
            "Kingma and Ba: Adam, a method for stochastic optimization (2015)",
            "https://arxiv.org/abs/1412.6980",
        ),
        ("Horst, Hill and Gorman: Palmer penguins (2020)", "https://allisonhorst.github.io/palmerpenguins/"),
    ),
)
