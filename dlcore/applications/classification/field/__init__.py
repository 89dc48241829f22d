"""Field: soil, crop yield and satellite pictures; what is measured at one moment."""

from dlcore.contract import Application, Arrow, Box, Diagram, Metric, Stage

DIAGRAM = Diagram(
    boxes=(
        Box("ground", "Ground", 0, 0, "What a satellite, a sensor or a farmer's book says about one place."),
        Box("scaled", "Scaled numbers", 1, 0, "Every reading minus its mean, divided by its spread."),
        Box(
            "filters", "First layer", 2, 0, "Weighted sums: for a window of pixels each of them is a filter."
        ),
        Box("answer", "Answer", 3, 0, "A class with its probability, or a value with its interval."),
        Box("simple", "Simple model", 1.5, 1, "Ridge or logistic regression on the same numbers."),
        Box(
            "loss", "Loss", 3, 1, "How far the answer is from the laboratory, the harvest or the map.", "loss"
        ),
    ),
    arrows=(
        Arrow("ground", "scaled"),
        Arrow("scaled", "filters"),
        Arrow("filters", "answer"),
        Arrow("answer", "loss", "compared"),
        Arrow("loss", "filters", "gradient", dashed=True),
        Arrow("scaled", "simple"),
    ),
    stages=(
        Stage(("ground", "scaled"), "Some places are drawn and turned into numbers of the same size."),
        Stage(("scaled", "filters", "answer"), "The network says what it makes of them."),
        Stage(("answer", "loss", "filters"), "The error says how every weight should move."),
    ),
    alt="Readings of a place are scaled and pass a first layer to an answer; the loss sends a gradient back. "
    "A simple model reads the same numbers.",
)

FIGURES = {  # name: label, what it is
    "satellite": ("Landsat accuracy", "share of Landsat windows whose class is right"),
    "carbon": ("Organic carbon R²", "share of the spread of organic carbon that is explained"),
    "ph": ("pH R²", "share of the spread of the soil's pH that is explained"),
    "clay": ("Clay R²", "share of the spread of clay that the sensors explain"),
    "spectrum": ("Clay from spectra R²", "share of the spread of clay that a spectrum explains"),
    "rice": ("Rice harvest R²", "share of the spread of the harvest's logarithm that is explained"),
    "hectare": ("Rice per hectare R²", "the same for the harvest of one hectare, where land counts no more"),
    "wheat": ("Wheat R²", "share of the spread of wheat harvests that the place of a plot explains"),
    "drone": ("Photo accuracy", "share of a photo's tiles whose kind is right"),
}
WHERE = {
    "validation": ("held out", "on rows that were held out"),
    "fresh": ("new ground", "on new ground, put aside place by place before anything was done"),
}
METRICS = {
    "loss": Metric("Loss", "How wrong the network is on this step's rows; several stations count alike."),
    "validation_loss": Metric("Loss, held out", "The same on rows that were held out."),
    "fresh_loss": Metric("Loss, new ground", "The same on new ground."),
} | {
    f"{group}_{name}": Metric(f"{label}, {short}", f"{what[0].upper()}{what[1:]}, {where}.", "higher")
    for name, (label, what) in FIGURES.items()
    for group, (short, where) in WHERE.items()
}

APPLICATION = Application(
    package=__name__,
    title="Field",
    icon="🌾",
    sentence="Networks read soil, crops and satellite pictures, and are tested on ground they never saw.",
    idea="A satellite's pixels, a soil's spectrum, a farm's book: numbers go in, and out comes what grows or "
    "lies there. Everything here is real but one photo. Neighbours resemble each other, and that makes most "
    "figures from fields too good.",
    order=40,
    headline="loss",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=("landsat", "soil_sensors", "soil_spectra", "rice_farms", "wheat_plots", "field_from_above"),
    concepts=(
        "classification",
        "regression",
        "remote sensing",
        "NDVI",
        "spectroscopy",
        "convolution",
        "ridge regression",
        "random forest",
        "spatial leakage",
        "prediction interval",
        "permutation importance",
        "label noise",
        "sensor drift",
    ),
    intended_use="To learn what networks make of measurements from fields, and to test them on new ground.",
    limits="No advice for a farm: no figure here may decide on lime, fertiliser, credit or insurance. Each "
    "network knows one place and one moment: one Australian scene, one farm in Brandenburg, rice farms of "
    "half a century ago. The baseline, ridge regression, is as good for pH and clay, and trees are as good "
    "or better nearly everywhere; on ground never seen they are better for Landsat. A photo's network knows "
    "only the photo that it was marked on.",
    sources=(
        (
            "Statlog (Landsat Satellite), UCI",
            "https://archive.ics.uci.edu/dataset/146/statlog+landsat+satellite",
        ),
        ("Schmidinger and others: LimeSoDa (2025)", "https://github.com/JonasSchmidinger/LimeSoDa"),
        (
            "Ploton and others: Spatial validation reveals poor predictive performance (2020)",
            "https://www.nature.com/articles/s41467-020-18321-y",
        ),
        (
            "Stroup, Baenziger and Mulitze: Removing spatial variation from wheat yield trials (1994)",
            "https://doi.org/10.2135/cropsci1994.0011183X003400010011x",
        ),
        (
            "Woebbecke and others: Color indices for weed identification (1995)",
            "https://doi.org/10.13031/2013.27838",
        ),
    ),
)
