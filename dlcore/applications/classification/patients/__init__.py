"""Patients: diagnosis and outcome from records, beside logistic regression and trees."""

from dlcore.contract import Application, Arrow, Box, Diagram, Metric, Stage

DIAGRAM = Diagram(
    boxes=(
        Box("record", "Record", 0, 0, "One patient: numbers and words, some of them missing."),
        Box("features", "Features", 1, 0, "Numbers scaled; each word looked up as a small vector; flags."),
        Box("hidden", "Hidden layers", 2, 0, "Neurons that each speak for some patients and not for others."),
        Box("risk", "Risk", 3, 0, "The chance of the outcome.", "validation_auroc"),
        Box("loss", "Loss", 3, 1, "How surprised the network is by what really became of them.", "loss"),
        Box("simple", "Logistic regression", 1.5, 1, "A weighted sum of the same columns: the one to beat."),
    ),
    arrows=(
        Arrow("record", "features"),
        Arrow("features", "hidden"),
        Arrow("hidden", "risk"),
        Arrow("risk", "loss", "compared"),
        Arrow("loss", "hidden", "gradient", dashed=True),
        Arrow("features", "simple"),
    ),
    stages=(
        Stage(("record", "features"), "A batch of patients is turned into numbers."),
        Stage(("features", "hidden", "risk"), "The network gives each of them a risk."),
        Stage(("risk", "loss", "hidden"), "What became of them says how every weight should move."),
    ),
    alt="A record becomes features, hidden layers and a risk; the loss sends a gradient back. Logistic "
    "regression reads the same features.",
)

AREA = (
    "Area under the ROC curve: the chance that somebody with the outcome gets a higher risk than "
    "somebody without"
)
METRICS = {
    "loss": Metric("Loss", "How surprised the network is on this step's patients, in nats a patient."),
    "validation_loss": Metric("Validation loss", "The same on held-out patients of the same table."),
    "fresh_loss": Metric("Loss, new patients", "The same on patients put aside before anything was done."),
    "auroc": Metric("AUROC, learned from", f"{AREA}, on the patients that it learns from.", "higher"),
    "validation_auroc": Metric(
        "Validation AUROC", f"{AREA}, on held-out patients. A coin has 0.5.", "higher"
    ),
    "fresh_auroc": Metric(
        "AUROC, new patients",
        f"{AREA}, on patients put aside before anything was done, as a clinic would meet them.",
        "higher",
    ),
    "simple_auroc": Metric(
        "AUROC, logistic regression",
        "Logistic regression without products, on the same new patients.",
        "higher",
    ),
    "possible_auroc": Metric(
        "AUROC, the truth itself",
        "The generator's own risk on the new patients: nobody can do better.",
        "higher",
    ),
    "accuracy": Metric(
        "Accuracy, learned from", "Share of right classes among cases learned from.", "higher"
    ),
    "validation_accuracy": Metric("Validation accuracy", "Share of right classes, held out.", "higher"),
    "fresh_accuracy": Metric("Accuracy, new cases", "Share of right classes among new cases.", "higher"),
    "simple_accuracy": Metric(
        "Accuracy, logistic regression", "Logistic regression's share of right classes, new cases.", "higher"
    ),
    "explained": Metric("R², learned from", "Share of the spread that is explained, learned from.", "higher"),
    "validation_explained": Metric("Validation R²", "Share of the spread explained, held out.", "higher"),
    "fresh_explained": Metric("R², new cases", "Share of the spread explained among new cases.", "higher"),
    "simple_explained": Metric("R², least squares", "The straight model's share, new cases.", "higher"),
    "concordance": Metric(
        "Concordance, learned from",
        "Share of pairs in which whoever died first had the higher risk.",
        "higher",
    ),
    "validation_concordance": Metric(
        "Validation concordance", "The same share of pairs, held out.", "higher"
    ),
    "fresh_concordance": Metric("Concordance, new patients", "The same share, new patients.", "higher"),
    "simple_concordance": Metric("Concordance, Cox", "Cox's model on the same new patients.", "higher"),
}

APPLICATION = Application(
    package=__name__,
    title="Patients",
    icon="🩺",
    sentence="A network foresees diagnosis and outcome from patients' records, and is held against simpler "
    "models.",
    idea="Age, smoking, cough and a dozen other columns go in, a risk comes out. Where columns only add up, "
    "logistic regression is as good; where they work together, a network finds it by itself. Both are shown "
    "here, side by side, and so is what makes such models lie.",
    order=10,
    headline="loss",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=(
        "nhefs",
        "thyroid",
        "heart_hospitals",
        "flchain",
        "whickham",
        "lung_survey",
        "synthetic_patients",
    ),
    concepts=(
        "classification",
        "tabular data",
        "logistic regression",
        "gradient-boosted trees",
        "interaction",
        "calibration",
        "counterfactual",
        "AUROC",
        "permutation importance",
        "integrated gradients",
        "leakage",
        "overfitting",
        "Simpson's paradox",
        "survival analysis",
    ),
    intended_use="To learn what a network can and cannot get out of records, and how to catch it lying.",
    limits="No medical advice: no figure here may be used to diagnose, to treat or to insure anybody. The "
    "shipped model knows 1,629 American smokers of 1971 and nobody else. On them the baseline, logistic "
    "regression, is as good within the spread of the folds. What-if answers say what the model would answer, "
    "not what would happen to a person: these are records, not an experiment.",
    sources=(
        ("Hernán and Robins: Causal inference, what if (NHEFS)", "https://miguelhernan.org/whatifbook"),
        ("Guo and Berkhahn: Entity embeddings (2016)", "https://arxiv.org/abs/1604.06737"),
        (
            "Sundararajan and others: Axiomatic attribution, integrated gradients (2017)",
            "https://arxiv.org/abs/1703.01365",
        ),
        ("Friedman and Popescu: Rule ensembles, the H statistic (2008)", "https://arxiv.org/abs/0811.1679"),
        (
            "Grinsztajn and others: Why do trees still outperform deep learning on tables? (2022)",
            "https://arxiv.org/abs/2207.08815",
        ),
        ("Gensheimer and Narasimhan: Discrete-time survival (2019)", "https://arxiv.org/abs/1805.00917"),
    ),
)
