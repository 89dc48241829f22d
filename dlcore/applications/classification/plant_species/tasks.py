"""What to reach and what to break; all judged from what the visitor's runs and questions measured."""

from dlcore.contract import Breakage, Evidence, Task, Value


def by_outline(evidence: Evidence) -> bool:
    """A run, told everything, also names three of four leaves from their outline alone."""
    return any(
        run.highest.get("validation_accuracy", 0) >= 0.95 and run.highest.get("outline_accuracy", 0) >= 0.75
        for run in evidence.runs
    )


def few_leaves(evidence: Evidence) -> bool:
    """A run with at most two leaves of each species names 70 % right."""
    return any(
        int(run.config["leaves"]) <= 2
        and run.config["fault"] == "none"
        and run.last.get("validation_accuracy", 0) >= 0.7
        for run in evidence.runs
    )


def told_more(evidence: Evidence) -> bool:
    """The same held-out leaf got a wrong name from its outline, and the right one when more was told."""
    leaves = [one for one in evidence.answers if one.question == "leaf"]
    wrong = {
        (one.source, one.arguments["species"], one.arguments["number"])
        for one in leaves
        if list(one.arguments["told"]) == ["outline"] and not one.result["right"]
    }
    return any(
        one.result["right"] and (one.source, one.arguments["species"], one.arguments["number"]) in wrong
        for one in leaves
    )


def no_leaf(evidence: Evidence) -> bool:
    """Something was drawn of which the network is sure though it is like no leaf that it knows."""
    return any(
        one.question == "recognise"
        and "refusal" not in one.result
        and one.result["distance"]["share"] > 0.998
        and max(one.result["probabilities"].values()) >= 0.9
        for one in evidence.answers
    )


def own_leaf(evidence: Evidence) -> bool:
    """A drawing or photo of a familiar outline was named with at least 80 %."""
    return any(
        one.question == "recognise"
        and "refusal" not in one.result
        and one.result["distance"]["share"] <= 0.95
        and max(one.result["probabilities"].values()) >= 0.8
        for one in evidence.answers
    )


def stranger(evidence: Evidence) -> bool:
    """A network that never saw a species was over 80 % sure about it, and the distance noticed over 60 %."""
    return any(
        run.config["unseen"] != "none"
        and run.last.get("stranger_confidence", 0) > 0.8
        and run.last.get("strangers_noticed", 0) > 0.6
        for run in evidence.runs
    )


TASKS = (
    Task(
        "told more",
        "Find a held-out leaf that gets a wrong name when only its outline is told, and the right name when "
        "you tell more.",
        told_more,
        "Camphor tree, glossy privet and sweet osmanthus have much the same outline.",
    ),
    Task(
        "own leaf",
        "Draw or photograph a leaf with a familiar outline of which the network is at least 80 % sure.",
        own_leaf,
        "Leaves that look like no other are easiest: ginkgo, maple, redbud.",
    ),
    Task(
        "no leaf",
        "Draw something that is no leaf and of which the network is 90 % sure all the same.",
        no_leaf,
        "A square, a letter, a key. The page must say that it knows no such leaf.",
    ),
    Task(
        "outline",
        "Train a network that names 95 % of the held-out leaves, and 75 % from their outline alone.",
        by_outline,
        "Hide more, make the layer wider, or take more steps.",
    ),
    Task(
        "few",
        "With at most two leaves of each species, name 70 % of the held-out leaves right.",
        few_leaves,
        "With so few leaves look at what is hidden, at the dropout and at the steps.",
    ),
    Task(
        "stranger",
        "Leave out a species so that the network is over 80 % sure about its leaves, and the distance "
        "notices more than 60 % of them.",
        stranger,
        "It must look unlike all others, and yet near enough to one.",
    ),
)

_SHORT: dict[str, Value] = {"steps": 600}
_PLAIN: dict[str, Value] = {"steps": 600, "hide": 0.0}

BREAKAGES = (
    Breakage(
        "words",
        "Words that give the species away",
        healthy=_PLAIN,
        broken={**_PLAIN, "fault": "words"},
        cured={**_SHORT, "fault": "words"},
        look_for="The broken run is right nearly always, better than any honest one. The words for apex, "
        "base, shape and edge are in the table, but they were written down by species: all leaves of a "
        "species have the same. Now open “Accuracy without the words”: on a leaf that nobody has named yet "
        "there are none.",
        remedy="Leave out what is known only when the answer is. The cured run has the same words, but "
        "learned with groups hidden, so it does not hang on them; leaving them out is better still.",
        metric="validation_accuracy",
    ),
    Breakage(
        "camera",
        "A camera of another resolution",
        healthy=_SHORT,
        broken={**_SHORT, "fault": "another camera"},
        cured={**_SHORT, "fault": "another camera", "told": "all but size"},
        look_for="The held-out leaves were measured by a camera with half the pixels: every length is "
        "halved, every area a quarter. The learned leaves are as before, so the training loss shows "
        "nothing.",
        remedy="Numbers that do not change with the scale: the cured run is told everything but the size, "
        "and loses next to nothing. Or measure in millimetres.",
        metric="validation_accuracy",
    ),
    Breakage(
        "mislabelled",
        "Leaves with the wrong name",
        healthy=_SHORT,
        broken={**_SHORT, "fault": "mislabelled"},
        look_for="Half of the Chinese cinnamon was written down as nanmu. The accuracy over all species "
        "hardly moves: one species in 32. Look at Chinese cinnamon alone; in the picture its leaf turns "
        "grey.",
        remedy="Correct labels. Look at the mistakes species by species, and again at the leaves that the "
        "network names otherwise than their label. More dropout or weight decay do not help here: half of "
        "the labels agree with each other.",
        metric="cinnamon_accuracy",
    ),
    Breakage(
        "few",
        "Three leaves of each species",
        healthy=_PLAIN,
        broken={**_PLAIN, "leaves": 3},
        cured={**_SHORT, "leaves": 3, "dropout": 0.5},
        look_for="Every leaf that was learned from gets its right name at once, and of the held-out ones a "
        "third gets a wrong one. The training loss goes to nothing.",
        remedy="More leaves. With the same few, hiding groups and dropout make a little more of them.",
        metric="validation_accuracy",
    ),
    Breakage(
        "unseen",
        "A species it has never seen",
        healthy=_SHORT,
        broken={**_SHORT, "unseen": "Ginkgo"},
        look_for="All held-out ginkgo leaves get a wrong name: its place in the picture stays grey. Open "
        "“Certainty about strangers”: the network is nearly as sure as of the others. The 32 probabilities "
        "always add up to 1.",
        remedy="Ask another question: how far is this leaf from all that I know? Open “Strangers noticed”. "
        "It works for species unlike all others; the Inside view has it for each of the 32.",
        metric="validation_accuracy",
    ),
    Breakage(
        "hidden",
        "Asked about less than it ever learned from",
        healthy=_SHORT,
        broken=_PLAIN,
        look_for="The broken run always saw all columns. Told everything it does well; from the outline "
        "alone it is lost, because 0 in all the other columns is a leaf that it never met.",
        remedy="Hide parts while it learns, as in the healthy run. It costs nothing here, and even helps.",
        metric="outline_accuracy",
    ),
)
