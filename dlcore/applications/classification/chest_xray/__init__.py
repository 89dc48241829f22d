"""Chest X-ray: is something wrong, and where; thresholds, a marker, and what is no X-ray."""

from dlcore.contract import Application, Arrow, Box, Diagram, Metric, Stage

DIAGRAM = Diagram(
    boxes=(
        Box("picture", "X-ray", 0, 0.6, "28x28 grey values: all that the network sees."),
        Box(
            "trunk",
            "Trunk",
            1,
            0,
            "Five layers of gliding windows. Each place in the end sees 17 of the 28 pixels around it.",
            shape="funnel",
        ),
        Box(
            "box_trunk",
            "Trunk of the box",
            1,
            1.2,
            "The same kind of layers, asked for edges.",
            shape="funnel",
        ),
        Box("evidence", "Evidence map", 2, 0, "14x14 places: each speaks for or against an abnormality."),
        Box("verdict", "Verdict", 3, 0, "The mean of the map, squeezed between 0 and 1.", "validation_auc"),
        Box("maps", "Edge maps", 2, 1.2, "Four maps: where the left, top, right and bottom edge may lie."),
        Box("box", "Box", 3, 1.2, "Each edge lies where its map looks on average.", "validation_iou"),
        Box("loss", "Loss", 4, 0.6, "Wrong verdicts and boxes that miss.", "loss"),
    ),
    arrows=(
        Arrow("picture", "trunk"),
        Arrow("trunk", "evidence"),
        Arrow("evidence", "verdict", "mean"),
        Arrow("picture", "box_trunk"),
        Arrow("box_trunk", "maps"),
        Arrow("maps", "box", "mean place"),
        Arrow("verdict", "loss"),
        Arrow("box", "loss"),
        Arrow("loss", "verdict", "gradient", dashed=True),
        Arrow("loss", "box", "gradient", dashed=True),
    ),
    stages=(
        Stage(("picture", "trunk"), "An X-ray goes in, and windows of 3x3 glide over it, layer after layer."),
        Stage(("trunk", "evidence"), "Every place of the last layer is weighed by the same few numbers."),
        Stage(
            ("evidence", "verdict"), "The mean of the map is the score: so the map itself is the heat map."
        ),
        Stage(("picture", "box_trunk", "maps", "box"), "A second trunk has four maps, one for each edge."),
        Stage(
            ("verdict", "box", "loss"),
            "Every picture has a true verdict; only the composed ones have a true box.",
        ),
        Stage(("loss", "trunk", "box_trunk"), "Each kind of mistake teaches the trunk that made it."),
    ),
    alt="An X-ray goes through two trunks: one map gives the verdict, four maps give the box.",
)

METRICS = {
    "loss": Metric("Verdict loss", "How surprised the network is by the true verdict, in nats a picture."),
    "box_loss": Metric(
        "Box loss",
        "One minus the overlap with the true box, plus four times the distance of the edges.",
    ),
    "validation_auc": Metric(
        "AUC",
        "The chance that a held-out abnormal picture has a higher score than a held-out healthy one: the "
        "area under the ROC curve. .5 is guessing.",
        "higher",
    ),
    "validation_accuracy": Metric(
        "Accuracy", "Share of held-out pictures whose likelier verdict is the true one.", "higher"
    ),
    "validation_iou": Metric(
        "Box overlap (IoU)",
        "Intersection over union of the network's box and the true one, on held-out composed pictures with "
        "an opacity. 1 is perfect; the baseline is the one fixed box that fits best.",
        "higher",
    ),
    "easy_auc": Metric(
        "AUC, easy part",
        "The AUC on PneumoniaMNIST's validation part, which comes from the same children's wards as the "
        "training part. It is far easier than the test part: the shift between both is known.",
        "higher",
    ),
    "inverted_auc": Metric(
        "AUC inverted", "The AUC on the same held-out pictures with black and white exchanged.", "higher"
    ),
    "misled_auc": Metric(
        "AUC misled",
        "The AUC when the letter R stands on the held-out healthy pictures and on no other. Far below .5 "
        "means that the network reads the letter.",
        "higher",
    ),
    "marker_mass": Metric(
        "Heat on marker",
        "Share of the heat map that lies on the marker when all held-out pictures have one. Its corner is 8 "
        "% of the picture.",
    ),
}

APPLICATION = Application(
    package=__name__,
    title="Chest X-ray",
    icon="🩻",
    sentence="A small network says how suspicious a chest X-ray is, and draws a box around the place.",
    idea="One network gives a verdict, a heat map and a box. What the verdict is worth depends on the "
    "threshold and on how rare the illness is. It is an exercise and no doctor: never use it for a patient.",
    order=30,
    headline="validation_auc",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=("pneumoniamnist", "composed_chests", "lung_outlines", "rsna_boxes", "chest_radiograph"),
    concepts=(
        "classification",
        "localisation",
        "bounding box",
        "heat map",
        "convolution",
        "threshold",
        "sensitivity",
        "specificity",
        "prevalence",
        "shortcut learning",
        "distribution shift",
        "out-of-distribution",
    ),
    intended_use="To learn what a verdict, a threshold, a heat map and a box are, and how they fail.",
    limits="Not for patients: no diagnosis, no second opinion, no screening. The verdict was learned from "
    "children of one hospital at 28x28 pixels, the box from composed (synthetic) pictures: on a real X-ray "
    "nobody has measured how often the box is right. It knows one kind of finding, draws one box where there "
    "may be several, and says little about adults.",
    sources=(
        ("Yang and others: MedMNIST v2 (2023)", "https://doi.org/10.1038/s41597-022-01721-8"),
        (
            "Kermany and others: Identifying medical diagnoses by image-based deep learning (2018)",
            "https://doi.org/10.1016/j.cell.2018.02.010",
        ),
        (
            "Zhou and others: Learning deep features for discriminative localization (2016)",
            "https://arxiv.org/abs/1512.04150",
        ),
        (
            "Shih and others: Augmenting the NIH chest radiographs with expert annotations of possible "
            "pneumonia (2019)",
            "https://doi.org/10.1148/ryai.2019180041",
        ),
        (
            "Zech and others: Variable generalization performance of a deep learning model to detect "
            "pneumonia (2018)",
            "https://doi.org/10.1371/journal.pmed.1002683",
        ),
    ),
)
