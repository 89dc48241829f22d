"""What to reach and what to break; all judged from what the visitor's runs and questions measured."""

from dlcore.applications.classification.field.config import SMALL
from dlcore.contract import Breakage, Evidence, RunSummary, Task, Value


def honest(run: RunSummary, station: str) -> bool:
    """Whether a run learned this station alone and nothing was wrong with it."""
    return (
        run.config["station"] == station
        and run.config["fault"] == "none"
        and not run.config["telling_column"]
        and run.status == "finished"
    )


def mapped(evidence: Evidence) -> bool:
    """A run names 89 of 100 windows that were drawn from anywhere in the scene."""
    return any(
        honest(run, "satellite")
        and run.config["split"] == "by row"
        and run.last.get("validation_satellite", 0.0) >= 0.89
        for run in evidence.runs
    )


def flattered(evidence: Evidence) -> bool:
    """Two runs with the same seed: by row the held-out accuracy is .04 higher than by place."""
    figures: dict[tuple[int, str], float] = {}
    for run in evidence.runs:
        if honest(run, "satellite"):
            key = (int(run.config["seed"]), str(run.config["split"]))
            figures[key] = run.last.get("validation_satellite", 0.0)
    return any(
        split == "by row" and figure - figures.get((seed, "by place"), 9.0) >= 0.04
        for (seed, split), figure in figures.items()
    )


def read_spectrum(evidence: Evidence) -> bool:
    """A run explains most of clay on spectra that it has never seen."""
    return any(
        honest(run, "spectrum") and run.last.get("fresh_spectrum", 0.0) >= 0.88 for run in evidence.runs
    )


def unsure(evidence: Evidence) -> bool:
    """A window was found of which the model that answered is not sure."""
    return any(
        answer.question == "window" and max(answer.result["chances"].values()) < 0.5
        for answer in evidence.answers
    )


def caught(evidence: Evidence) -> bool:
    """A run whose held-out figure looks splendid and whose new ground shows that it knows nothing."""
    return any(
        bool(run.config["telling_column"])
        and any(
            run.last.get(f"validation_{name}", 0.0) >= run.last.get(f"fresh_{name}", 9.0) + 0.3
            for name in ("carbon", "rice", "wheat")
        )
        for run in evidence.runs
    )


def own_photo(evidence: Evidence) -> bool:
    """A network learned from marks on the visitor's own photo, and is right for 8 of 10 held-out marks."""
    return any(
        run.config["station"] == "drone"
        and bool(run.config["photo"])
        and run.last.get("validation_drone", 0.0) >= 0.8
        for run in evidence.runs
    )


TASKS = (
    Task(
        "map",
        "On Landsat, with the split “by row”, name 89 of 100 held-out windows rightly.",
        mapped,
        "The default steps are enough. Widen the network if it falls short.",
    ),
    Task(
        "flattered",
        "With one seed, train Landsat twice, “by row” and “by place”, until the first held-out accuracy "
        "is 0.04 above the second.",
        flattered,
        "Try two or three seeds: which blocks are put aside is drawn by the seed.",
    ),
    Task(
        "spectrum",
        "Explain 88 % of the spread of clay from spectra of new samples (an R² of 0.88).",
        read_spectrum,
        "Choose the station “spectrum”. How many steps until the curve is flat?",
    ),
    Task(
        "unsure",
        "On the Use view, find a Landsat window for which no class gets half of the probability.",
        unsure,
        "Look at the borders between fields, and at damp soil beside very damp soil.",
    ),
    Task(
        "lie",
        "Catch a telling column: a held-out R² that is 0.3 above that of new ground.",
        caught,
        "Switch on “Telling column” for soil, rice or wheat.",
    ),
    Task(
        "photo",
        "Mark tiles on a photo of your own and get 8 of 10 held-out marks right.",
        own_photo,
        "Two kinds that differ in colour are enough to begin with. Mark ten tiles of each.",
    ),
)

_SOIL: dict[str, Value] = {"station": "soil", **SMALL, "dropout": 0.3, "weight_decay": 1.0}
_WHEAT: dict[str, Value] = {"station": "wheat", **SMALL}
_WRONG: dict[str, Value] = {"width": 256, "dropout": 0.0, "weight_decay": 0.0, "steps": 1800}

BREAKAGES = (
    Breakage(
        "neighbours",
        "Neighbours on both sides",
        healthy={"split": "by place"},
        broken={"split": "by row"},
        look_for="Windows one step apart share six of their nine pixels. The broken run draws its held-out "
        "windows from anywhere, so nearly each of them has a twin among those learned from, and the "
        "accuracy is splendid. The healthy run puts whole blocks aside. Add the curve “Landsat "
        "accuracy, new ground”: both runs are about equally good there, and that is what a farmer would "
        "get.",
        remedy="Ask where the model will be used. If that is another field, put whole fields aside, with a "
        "gap as wide as what neighbours share.",
        metric="validation_satellite",
    ),
    Breakage(
        "drift",
        "A sensor that has drifted",
        healthy=_SOIL,
        broken={**_SOIL, "fault": "drift"},
        look_for="Both runs learn from the same readings, and their held-out figures are equal to the last "
        "digit. When the broken one comes to new ground its sensors read higher and weaker "
        "than before. Nothing in the training tells of it; only the curve of new ground does.",
        remedy="Measure a few known samples again before each season and correct the sensors by them. Watch "
        "the mean of the readings: it moves before anybody knows the truth.",
        metric="fresh_carbon",
    ),
    Breakage(
        "labels",
        "Wrong labels",
        healthy={"steps": 1200},
        broken={**_WRONG, "fault": "wrong labels"},
        cured={"steps": 1200, "fault": "wrong labels", "width": 64, "dropout": 0.2, "weight_decay": 0.3},
        look_for="In the broken run 4 of 10 labels were exchanged. A wide network without a brake learns "
        "them by heart: its loss keeps falling while the held-out accuracy, after a good beginning, falls. "
        "The cured run has the same wrong labels and a smaller network with a brake: it can't remember "
        "single mistakes, so it keeps to the rule and is nearly as good as the healthy one.",
        remedy="Have some labels given twice by different people, to know how many are wrong. Then a small "
        "network, dropout, weight decay, or an early stop.",
        metric="validation_satellite",
    ),
    Breakage(
        "telling",
        "A column from after the harvest",
        healthy=_WHEAT,
        broken={**_WHEAT, "telling_column": True},
        look_for="We made up a column: the bags that were counted after the harvest. With it the held-out R² "
        "is nearly 1. On new ground nobody has counted yet, the column is empty, and the network, which has "
        "looked at nothing else, knows less than without it (add the curve “Wheat R², new ground”).",
        remedy="Ask of each column when it was written. Keep only what is known when the question is asked.",
        metric="validation_wheat",
    ),
)
