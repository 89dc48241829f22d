"""Season: what runs over time on a farm. Animals that leave their curve, rain to come, sensors that lie."""

from dlcore.contract import Application, Arrow, Box, Diagram, Metric, Stage

DIAGRAM = Diagram(
    boxes=(
        Box("series", "Series", 0, 0, "One animal, region or sensor: its values so far."),
        Box("ahead", "Known ahead", 0, 1, "What is known of the next step: week, diet, tomorrow's weather."),
        Box(
            "memory", "Memory", 1.3, 0, "A gated recurrent unit: at each step it keeps some and forgets some."
        ),
        Box("forecast", "Forecast", 2.6, 0, "Where the next value lies, and how far off it may be."),
        Box("alarm", "Alarm", 3.9, 0, "How many spreads the value that came is from the one foretold."),
        Box("loss", "Loss", 2.6, 1, "How surprised the forecast is by the value that came.", "loss"),
    ),
    arrows=(
        Arrow("series", "memory"),
        Arrow("ahead", "memory"),
        Arrow("memory", "forecast"),
        Arrow("forecast", "alarm", "compared"),
        Arrow("forecast", "loss"),
        Arrow("loss", "memory", "gradient", dashed=True),
    ),
    stages=(
        Stage(("series", "ahead", "memory"), "The memory reads the newest value and what is known ahead."),
        Stage(("memory", "forecast"), "From the memory come a mean and a spread for the next value."),
        Stage(("forecast", "loss", "memory"), "The value that came says how every weight should move."),
        Stage(("forecast", "alarm"), "In use the same comparison raises an alarm."),
    ),
    alt="A series and what is known ahead go into a memory; from it comes a forecast with a spread, which is "
    "compared with the value that came: for the loss in training, for an alarm in use.",
)

SKILL = "Share of climatology's ranked probability score that is saved: 0 is no better, 1 is perfect"
METRICS = {
    "loss": Metric("Loss", "Surprise at this step's values, in nats a value; sharp forecasts go below 0."),
    "validation_loss": Metric("Validation loss", "The same on held-out animals, years or sensors."),
    "fresh_loss": Metric("Loss, fresh", "The same on series or years that were put aside at first."),
    "linear_fresh_loss": Metric(
        "Loss, fresh, linear rule", "A linear autoregression over three steps, on the same fresh values."
    ),
    "rain_skill": Metric("Skill, rain", f"{SKILL}. Fresh years (1992 to 2021).", "higher"),
    "rain_validation_skill": Metric("Validation skill, rain", f"{SKILL}. Held-out values.", "higher"),
}
METRICS |= {
    f"{name}_error": Metric(
        f"Error, {name}",
        "Mean error on fresh values as a share of that of the simplest forecast (no change; for rain the "
        "mean of thirty years). Below 1 is better than that.",
    )
    for name in ("cows", "chicks", "rain", "soil", "own")
}
METRICS |= {
    f"{name}_inside": Metric(
        f"Inside the interval, {name}",
        "Share of fresh values within the interval that should hold nine in ten.",
        "neither",
    )
    for name in ("cows", "chicks", "rain", "soil", "own")
}
METRICS |= {
    f"{name}_caught": Metric(
        f"Caught in time, {name}",
        "Share of faults put into held-out series that are noticed in time, at a threshold at which one "
        "healthy series in ten raises an alarm.",
        "higher",
    )
    for name in ("cows", "chicks", "soil")
}

APPLICATION = Application(
    package=__name__,
    title="Season",
    icon="🐄",
    sentence="A small memory reads cows, chicks, rain and soil sensors step by step, and says when one "
    "leaves its curve.",
    idea="Whoever knows what comes next notices when something else comes. A small GRU foretells each next "
    "value of a series with an interval, and a value outside it raises an alarm. Of next year's rain it "
    "knows next to nothing, and says so.",
    order=45,
    headline="loss",
    metrics=METRICS,
    diagram=DIAGRAM,
    datasets=("cow_milk", "chick_weights", "australian_rain", "soil_simulation"),
    concepts=(
        "GRU",
        "hidden state",
        "gate",
        "forecast",
        "prediction interval",
        "anomaly detection",
        "false alarm",
        "autoregression",
        "climatology",
        "ranked probability score",
        "leakage",
        "overfitting",
    ),
    intended_use="To learn how a recurrent network foretells a series, what its interval is worth, and when "
    "a simpler rule is enough.",
    limits="No advice for a farm: no animal is diagnosed, no field watered and no drought foretold by this "
    "page. The soil sensors are a simulation, and all faults are put in by us. On cows and chicks the "
    "network is hardly better than the baseline, a linear rule, and often worse at raising alarms. Next "
    "year's rain it foretells no better than climatology.",
    sources=(
        ("Cho and others: the gated recurrent unit (2014)", "https://arxiv.org/abs/1406.1078"),
        ("Salinas and others: DeepAR (2017)", "https://arxiv.org/abs/1704.04110"),
        (
            "Gneiting and Raftery: Strictly proper scoring rules (2007)",
            "https://sites.stat.washington.edu/raftery/Research/PDF/Gneiting2007jasa.pdf",
        ),
        (
            "Diggle, Heagerty, Liang and Zeger: Analysis of longitudinal data (the cows)",
            "https://global.oup.com/academic/product/analysis-of-longitudinal-data-9780199676750",
        ),
        ("Maindonald and Braun: DAAG (the rain)", "https://cran.r-project.org/package=DAAG"),
    ),
)
