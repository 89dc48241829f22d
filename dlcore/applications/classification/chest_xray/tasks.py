"""What to reach and what to break; all judged from what runs and questions measured."""

from dlcore.contract import Breakage, Evidence, RunSummary, Task


def balanced(evidence: Evidence) -> bool:
    """A threshold that misses at most one in thirty and clears at least three in four."""
    return any(
        answer.question == "operate"
        and answer.result["sensitivity"] >= 29 / 30
        and answer.result["specificity"] >= 0.75
        for answer in evidence.answers
    )


def mostly_false_alarms(evidence: Evidence) -> bool:
    """Of those with an alarm, nine in ten or more are healthy, though most of the ill are found."""
    return any(
        answer.question == "operate"
        and answer.result["sensitivity"] >= 0.8
        and answer.result["people"]["found"] > 0
        and answer.result["people"]["alarmed"] >= 9 * answer.result["people"]["found"]
        for answer in evidence.answers
    )


def boxed(evidence: Evidence) -> bool:
    """Boxes that overlap the true ones by .6 on average."""
    return any(_highest(run, "validation_iou") >= 0.6 for run in evidence.runs)


def reads_the_marker(evidence: Evidence) -> bool:
    """A network that is fooled by the letter in the corner."""
    return any(
        run.config["marker"] == "gives it away" and run.steps >= 50 and _last(run, "misled_auc", 1) < 0.3
        for run in evidence.runs
    )


def stands_inversion(evidence: Evidence) -> bool:
    """Good with black and white as they are, and exchanged."""
    return any(
        _last(run, "inverted_auc") >= 0.8 and _last(run, "validation_auc") >= 0.8 for run in evidence.runs
    )


def refused(evidence: Evidence) -> bool:
    """A picture for which the page gave no verdict."""
    return any(answer.question == "diagnose" and answer.result["refused"] for answer in evidence.answers)


def _highest(run: RunSummary, metric: str) -> float:
    return run.highest.get(metric, 0.0)


def _last(run: RunSummary, metric: str, missing: float = 0.0) -> float:
    return run.last.get(metric, missing)


TASKS = (
    Task(
        "threshold",
        "On the Use view, find a threshold that misses at most one in thirty ill people and still clears at "
        "least three in four healthy ones.",
        balanced,
        "Both figures stand beside the slider and move against each other.",
    ),
    Task(
        "rare",
        "Make the illness so rare that nine in ten alarms are false, though most of the ill are found.",
        mostly_false_alarms,
        "Leave the threshold alone and move the prevalence.",
    ),
    Task("box", "Train until the boxes overlap the true ones by .6 on average.", boxed),
    Task(
        "marker",
        "Make a network that reads the letter in the corner: its AUC falls below .3 when the letter stands "
        "on the healthy instead.",
        reads_the_marker,
        "There is a preset for it.",
    ),
    Task(
        "inverted",
        "Train a network that reaches an AUC of .8 with black and white as they are, and exchanged.",
        stands_inversion,
        "Show it both while it learns, and give it time.",
    ),
    Task(
        "refused",
        "Show a picture for which the page refuses a verdict.",
        refused,
        "A photo, a drawing, or an X-ray of something else.",
    ),
)
SHORT = {"steps": 240}
BREAKAGES = (
    Breakage(
        name="marker",
        title="A marker that gives it away",
        healthy={**SHORT},
        broken={**SHORT, "marker": "gives it away"},
        cured={**SHORT, "marker": "on any picture"},
        look_for="The broken run's loss falls to nothing, for the letter in the corner says it all. Then the "
        "letter is put on the healthy held-out pictures instead, and its AUC falls far below .5. In the "
        "pictures below the curves its heat lies on the letter.",
        remedy="Cut the corner out, or make the letter worthless: on half of all pictures, whatever they "
        "show. Best is to look at the heat map before believing a figure.",
        metric="misled_auc",
    ),
    Breakage(
        name="inverted",
        title="Black and white exchanged",
        healthy={**SHORT, "inverted": 0.5},
        broken={**SHORT},
        look_for="Both are measured on inverted pictures. The one that never saw any does hardly better than "
        "guessing, though a person would not be troubled.",
        remedy="Show half of the pictures inverted while learning, or refuse pictures that look exchanged, "
        "as the Use view does.",
        metric="inverted_auc",
    ),
)
