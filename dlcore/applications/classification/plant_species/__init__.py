"""Plant species: 32 kinds of leaves by their measured numbers, and by an outline that somebody draws."""

from dlcore.contract import Application, Arrow, Box, Diagram, Metric, Stage

DIAGRAM = Diagram(
    boxes=(
        Box("leaf", "Leaf", 0, 0, "One leaf: a scan, a photo or a drawing."),
        Box("numbers", "Numbers", 1, 0, "Measured on it: outline, size, margin, texture, colour; scaled."),
        Box("known", "Known groups", 1, 1, "Flags: which groups of numbers there are for this leaf."),
        Box("hidden", "Hidden layer", 2, 0, "Neurons that each speak for some leaves and not for others."),
        Box("species", "Species", 3, 0, "A probability for each of the 32.", "validation_accuracy"),
        Box("loss", "Loss", 3, 1, "How surprised the network is by the true species.", "loss"),
    ),
    arrows=(
        Arrow("leaf", "numbers", "measured"),
        Arrow("numbers", "hidden"),
        Arrow("known", "hidden"),
        Arrow("hidden", "species", "softmax"),
        Arrow("species", "loss", "compared"),
        Arrow("loss", "hidden", "gradient", dashed=True),
    ),
    stages=(
        Stage(("leaf", "numbers"), "A batch of leaves, each a row of numbers."),
        Stage(("numbers", "known"), "Of some of them whole groups of numbers are hidden."),
        Stage(("numbers", "known", "hidden", "species"), "The network gives each species a probability."),
        Stage(("species", "loss", "hidden"), "The true species says how every weight should move."),
    ),
    alt="A leaf becomes numbers; with flags of what is known they go through a hidden layer to 32 "
    "probabilities; the loss sends a gradient back.",
)

METRICS = {
    "loss": Metric(
        "Loss", "How surprised the network is by the true species on this step's leaves, in nats a leaf."
    ),
    "validation_loss": Metric(
        "Validation loss", "The same on the held-out leaves, told everything; guessing has 3.47."
    ),
    "accuracy": Metric("Accuracy, learned from", "Share of right names among leaves learned from.", "higher"),
    "validation_accuracy": Metric(
        "Validation accuracy", "Share of held-out leaves that get the right name, told everything.", "higher"
    ),
    "validation_top3": Metric(
        "Among the first three",
        "Share of held-out leaves whose species is among the three likeliest.",
        "higher",
    ),
    "outline_accuracy": Metric(
        "Accuracy, outline alone",
        "Share of held-out leaves that get the right name from the nine numbers of their outline alone.",
        "higher",
    ),
    "cinnamon_accuracy": Metric(
        "Accuracy, Chinese cinnamon",
        "Share of right names among the held-out leaves of Chinese cinnamon, the species that is "
        "mislabelled.",
        "higher",
    ),
    "blank_accuracy": Metric(
        "Accuracy without the words",
        "Share of right names among held-out leaves about which nobody has written words yet.",
        "higher",
    ),
    "stranger_confidence": Metric(
        "Certainty about strangers",
        "Mean probability of the favourite on leaves of the species that was left out; honest would be low.",
    ),
    "strangers_noticed": Metric(
        "Strangers noticed",
        "Share of the leaves of the species left out that lie further from all others than is usual.",
        "higher",
    ),
}

APPLICATION = Application(
    package=__name__,
    title="Plant species",
    icon="🍃",
    sentence="A network names 32 species of plants by the numbers of a leaf, or by an outline that you draw.",
    idea="A leaf becomes 46 numbers: outline, size, margin, texture, colour. A small network turns them "
    "into a probability for each of 32 species. While it learns, parts are hidden from it, so it can also "
    "name a leaf of which only the outline is known: yours.",
    order=50,
    headline="loss",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=("flavia", "leaf_sketches"),
    concepts=(
        "classification",
        "softmax",
        "tabular data",
        "logistic regression",
        "gradient-boosted trees",
        "nearest neighbour",
        "confusion matrix",
        "permutation importance",
        "missing values",
        "leakage",
        "out-of-distribution",
        "principal components",
        "segmentation",
    ),
    intended_use="To learn how a classifier works with measured features, how far shape alone goes, and "
    "when an answer is worth nothing.",
    limits="It knows 32 plants of two gardens in Nanjing, scanned one by one on plain paper, and names one "
    "of them for anything. It must not be used to decide what may be eaten, touched or given as medicine: "
    "many plants look like their poisonous neighbours. From the outline alone about a fifth of the held-out "
    "leaves get a wrong name; trees are about as good there as the network, and better when there are only "
    "few leaves of each species.",
    sources=(
        ("Wu and others: A leaf recognition algorithm (Flavia, 2007)", "https://arxiv.org/abs/0707.4289"),
        (
            "Lakshika and Talagala: Computer-aided interpretable features for leaf images (2021)",
            "https://arxiv.org/abs/2106.08077",
        ),
        (
            "Srivastava and others: Dropout (2014)",
            "https://jmlr.org/papers/v15/srivastava14a.html",
        ),
        (
            "Neverova and others: ModDrop, groups of inputs left out at random (2015)",
            "https://arxiv.org/abs/1501.00102",
        ),
        (
            "Wilkinson and others: Graph-theoretic scagnostics (2005)",
            "https://doi.org/10.1109/INFVIS.2005.1532142",
        ),
    ),
)
