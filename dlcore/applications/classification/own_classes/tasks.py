"""What to reach and what to break; all judged from what the visitor's runs and questions measured."""

from dlcore.contract import Breakage, Evidence, RunSummary, Task, Value

SURE = 0.9
GOOD = 0.9
WEAK = 0.15  # of the whole range from black to white


def draws_what_is_seen(evidence: Evidence) -> bool:
    """Drawings recognised as three different classes, each surely."""
    seen = {
        answer.result["class"]
        for answer in evidence.answers
        if answer.question == "recognise"
        and answer.result["ink"]
        and max(answer.result["probabilities"].values()) >= SURE
    }
    return len(seen) >= 3


def beats_neighbour(evidence: Evidence) -> bool:
    """Digits: 98 % of those held out, at the end of a run."""
    return any(
        run.config["dataset"] == "digits" and run.steps >= 100 and _last(run, "validation_accuracy") >= 0.98
        for run in evidence.runs
    )


def few_are_enough(evidence: Evidence) -> bool:
    """88 of 100 digits right with at most ten examples of each."""
    return any(
        run.config["dataset"] == "digits"
        and int(run.config["per_class"]) <= 10
        and _last(run, "validation_accuracy") >= 0.88
        for run in evidence.runs
    )


def own_classes_learned(evidence: Evidence) -> bool:
    """The visitor's pictures: four of five held-out ones right after at least twenty steps."""
    return any(
        run.config["dataset"] == "own pictures"
        and run.steps >= 20
        and _last(run, "validation_accuracy") >= 0.8
        for run in evidence.runs
    )


def sees_through_paper(evidence: Evidence) -> bool:
    """A run that fell for the paper, and one that did not."""
    fooled = any(
        run.config["background"] == "goes with the class"
        and _last(run, "validation_accuracy") >= 0.95
        and _last(run, "moved_accuracy", 1.0) < 0.6
        for run in evidence.runs
    )
    return fooled and any(_last(run, "moved_accuracy") >= GOOD for run in evidence.runs)


def fooled_by_pixels(evidence: Evidence) -> bool:
    """An attack so weak that noise of the same strength changes nothing."""
    return any(
        answer.question == "attack"
        and float(answer.arguments.get("strength", 1)) <= WEAK
        and answer.result["attacked"]["class"] != answer.result["before"]["class"]
        and answer.result["noisy"]["class"] == answer.result["before"]["class"]
        for answer in evidence.answers
    )


def _last(run: RunSummary, metric: str, missing: float = 0.0) -> float:
    return run.last.get(metric, missing)


TASKS = (
    Task(
        "draw",
        "On the Use view, draw until three different things were recognised, each with 90 % or more.",
        draws_what_is_seen,
        "A rainbow and a diamond are quickly drawn. Watch the bars change with every stroke.",
    ),
    Task(
        "own",
        "Collect classes of your own and train on them: four of five held-out pictures right.",
        own_classes_learned,
        "Use, “Your own classes”: an example set is one click, your own pictures are better.",
    ),
    Task(
        "digits",
        "Train on the digits until 98 % of the held-out ones are right: clearly better than the baseline.",
        beats_neighbour,
        "The default settings come near. More steps do the rest.",
    ),
    Task(
        "few",
        "Get 88 of 100 held-out digits right with at most 10 examples of each.",
        few_are_enough,
        "Shifting the pictures about makes many out of few: look for “Shift” among the settings.",
    ),
    Task(
        "paper",
        "Train a network that has 95 % of its held-out digits right and fewer than 60 % on other paper. "
        "Then train one that reaches 90 % on other paper.",
        sees_through_paper,
        "The setting “Background” decides what goes with what.",
    ),
    Task(
        "pixels",
        "On the Break view, attack a picture's pixels with a strength of 0.15 or less so that the answer "
        "changes, while noise of the same strength leaves it as it was.",
        fooled_by_pixels,
        "Some things are easier to attack than others: try the fish, the eye and the apple.",
    ),
)

_SHORT: dict[str, Value] = {"steps": 300}
_RARE: dict[str, Value] = {"steps": 400, "per_class": 400}

BREAKAGES = (
    Breakage(
        "paper",
        "Recognised by the background",
        healthy={**_SHORT, "background": "any"},
        broken={**_SHORT, "background": "goes with the class"},
        look_for="Every class has paper of its own. The broken network is soon right for nearly all held-out "
        "pictures, which lie on the same papers. On other paper it falls apart: it learned the paper.",
        remedy="Examples of each class on many backgrounds, and a test with pictures from another day and "
        "place. Held-out pictures with the same fault can't show it.",
        metric="moved_accuracy",
    ),
    Breakage(
        "rare",
        "One class with twenty times as many pictures",
        healthy={**_RARE},
        broken={**_RARE, "imbalance": 20},
        cured={**_RARE, "imbalance": 20, "balanced": True},
        look_for="The first class has 400 pictures, each other 20. Accuracy still looks fair; the recall of "
        "the worst class does not. In doubt the network says the common class: that is right more often.",
        remedy="More pictures of the rare classes. With the same pictures, let a mistake in a rare class "
        "count for more (the cured run); it helps a little and makes no pictures.",
        metric="worst_recall",
    ),
    Breakage(
        "lamp",
        "A lamp is switched on",
        healthy={**_SHORT, "lamp": 0.8},
        broken={**_SHORT},
        look_for="Both are equally good on pictures like their examples. Under a lamp, which changes nothing "
        "for our eyes, the network that never saw one loses a good part of its answers.",
        remedy="Change the light at random while learning, as the healthy run does; and collect examples in "
        "the light in which they will be used.",
        metric="lamp_accuracy",
    ),
    Breakage(
        "few",
        "Three pictures of each class",
        healthy={**_SHORT, "per_class": 300},
        broken={**_SHORT, "per_class": 3},
        look_for="The thirty pictures are soon known by heart: the accuracy while learning is 1. Held-out "
        "pictures are another matter, and their loss rises while the other falls.",
        remedy="More pictures; or features of a network that has seen a million others, as “Your own "
        "classes” does. The few-shot curve on the Inside view shows how many are enough.",
        metric="validation_accuracy",
    ),
)
