"""What to reach and what to break; all judged from what the visitor's runs and questions measured."""

from dlcore.contract import Breakage, Evidence, RunSummary, Task, Value


def beats(run: RunSummary, by: float) -> bool:
    """Whether a run's network is better on new patients than logistic regression, by that much AUROC."""
    return run.last.get("fresh_auroc", 0.0) >= run.last.get("simple_auroc", 1.0) + by


def found_interaction(evidence: Evidence) -> bool:
    """On the purely interacting patients some run came within .02 of what is possible."""
    return any(
        run.config["table"] == "synthetic"
        and float(run.config["interaction"]) >= 0.99
        and run.config["fault"] == "none"
        and run.last.get("fresh_auroc", 0.0) >= run.last.get("possible_auroc", 9.0) - 0.02
        for run in evidence.runs
    )


def found_turn(evidence: Evidence) -> bool:
    """Two honest runs on synthetic patients: in one the network wins clearly, in one it does not win."""
    honest = [
        run
        for run in evidence.runs
        if run.config["table"] == "synthetic" and run.config["fault"] == "none" and "fresh_auroc" in run.last
    ]
    return any(beats(run, 0.05) for run in honest) and any(not beats(run, 0.0) for run in honest)


def won_on_real(evidence: Evidence) -> bool:
    """On a shipped table of real people the network is clearly better than logistic regression."""
    return any(
        run.config["table"] in ("nhefs", "thyroid", "heart")
        and run.config["fault"] == "none"
        and beats(run, 0.05)
        for run in evidence.runs
    )


def caught_lying(evidence: Evidence) -> bool:
    """A run whose validation AUROC is a tenth higher than what new patients get."""
    return any(
        run.last.get("validation_auroc", 0.0) >= run.last.get("fresh_auroc", 1.0) + 0.1
        and run.config["fault"] != "none"
        for run in evidence.runs
    )


def halved(evidence: Evidence) -> bool:
    """A patient of at least 40 % risk for whom a change was found that brings it under 20 %."""
    risky = [
        dict(answer.arguments["values"])
        for answer in evidence.answers
        if answer.question == "patient" and float(answer.result.get("risk", 0.0)) >= 0.4
    ]
    return any(
        answer.question == "change"
        and answer.result["found"] is not None
        and float(answer.result["found"]["risk"]) < 0.2
        and dict(answer.arguments["values"]) in risky
        for answer in evidence.answers
    )


def own_set(evidence: Evidence) -> bool:
    """A run on the visitor's own table that foresees something it has not seen."""
    return any(
        run.config["table"] == "own table"
        and (
            run.last.get("fresh_auroc", 0.0) >= 0.7
            or run.last.get("fresh_accuracy", 0.0) >= 0.7
            or run.last.get("fresh_explained", 0.0) >= 0.3
        )
        for run in evidence.runs
    )


TASKS = (
    Task(
        "interaction",
        "On synthetic patients of pure interaction, come within 0.02 of the best possible AUROC on new "
        "patients.",
        found_interaction,
        "The default settings come close. More patients make it safe.",
    ),
    Task(
        "turn",
        "Find one value of “interaction” at which the network beats logistic regression by 0.05 AUROC on new "
        "patients, and one at which it does not beat it at all.",
        found_turn,
        "Two runs. What does the slider's description say about 0?",
    ),
    Task(
        "real",
        "Find the table of real people on which the network beats logistic regression by 0.05 AUROC.",
        won_on_real,
        "Where are both too little and too much a disease?",
    ),
    Task(
        "lie",
        "Make a validation AUROC lie: 0.1 higher than what new patients get.",
        caught_lying,
        "Choose a fault in the group “Data”. Duplicates need a wide network and many steps.",
    ),
    Task(
        "change",
        "On the Use view, find a patient with a risk of 40 % or more and a change that brings it under 20 %.",
        halved,
        "Older and smoking much; then put the goal at 20 %.",
    ),
    Task(
        "own",
        "Train on a table of your own until new cases are foreseen: AUROC or accuracy 0.7, or R² 0.3.",
        own_set,
        "Any CSV will do: marks, sports, plants. Choose it on the Use view under “Your own table”.",
    ),
)

_NHEFS: dict[str, Value] = {
    "table": "nhefs",
    "dropout": 0.3,
    "weight_decay": 0.5,
    "learning_rate": 0.002,
    "batch_size": 64,
    "steps": 300,
}
_LONG: dict[str, Value] = {"table": "nhefs", "width": 128, "weight_decay": 0.0, "steps": 800}

BREAKAGES = (
    Breakage(
        "leak",
        "A column from the future",
        healthy=_NHEFS,
        broken={**_NHEFS, "fault": "leak"},
        look_for="With the “discharge code”, a column that we made up and that somebody fills in after the "
        "outcome "
        "is known, the validation AUROC is almost perfect. Add the curve “AUROC, new patients”: nobody has "
        "filled "
        "the code in for them yet, and the network knows less than without it.",
        remedy="Ask of each column when it was written. Keep only what is known at the moment of the "
        "question. An "
        "AUROC near 1 on records of people is no triumph, it is a warning.",
        metric="validation_auroc",
    ),
    Breakage(
        "duplicates",
        "The same patient twice",
        healthy=_LONG,
        broken={**_LONG, "fault": "duplicates"},
        look_for="Each patient was entered three times before the table was split. Two or three of the "
        "copies are "
        "learned from, the others “held out”: the network has seen the answers, and the validation AUROC "
        "climbs "
        "towards 1. On new patients it is no better than the other run.",
        remedy="Look for duplicates before splitting, and split by person, not by row: all visits of one "
        "patient "
        "on one side.",
        metric="validation_auroc",
    ),
    Breakage(
        "overtraining",
        "Trained too long",
        healthy=_NHEFS,
        broken=_LONG,
        cured={**_LONG, "steps": 40},
        look_for="A wide network without weight decay, 800 steps over a thousand people. The loss goes to "
        "nothing. The validation loss falls for a few dozen steps and then only rises: the network becomes "
        "ever surer and no wiser.",
        remedy="Stop when the validation loss is lowest (the cured run is the same network after 40 steps), "
        "add dropout and weight decay, or take a smaller network.",
        metric="validation_loss",
    ),
    Breakage(
        "noise",
        "A table of pure noise",
        healthy=_NHEFS,
        broken={**_LONG, "fault": "noise"},
        look_for="The outcomes were dealt out by chance among the patients. “AUROC, learned from” still "
        "goes to 1: a "
        "network can learn any list by heart. The validation AUROC stays at a coin's 0.5.",
        remedy="Believe only figures of patients that were not learned from. A cheap test for every "
        "project: shuffle "
        "the outcomes, train again; whatever is still “found” was never there.",
        metric="validation_auroc",
    ),
    Breakage(
        "hospital",
        "Another hospital",
        healthy={**_NHEFS, "table": "heart"},
        broken={**_NHEFS, "table": "heart", "hospital": "Hungary"},
        look_for="The healthy run learns from all four hospitals mixed. The broken one learns in Budapest "
        "only, "
        "and its new patients come from Cleveland, Long Beach, Zurich and Basel. Its validation loss, from "
        "Budapest too, gives no warning; its loss on the new patients is far above: elsewhere more people "
        "are "
        "ill, and other tests are made.",
        remedy="Test where the model will be used. A figure from the hospital that a model was made in "
        "says how "
        "well it knows that hospital.",
        metric="fresh_loss",
    ),
)
