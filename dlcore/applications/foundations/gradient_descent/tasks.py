"""What to reach and what to break; all judged from what the visitor's runs and questions measured."""

from dlcore.contract import Breakage, Evidence, RunSummary, Task, Value


def parts_spirals(evidence: Evidence) -> bool:
    """Some run has parted the spirals."""
    return any(
        run.config["dataset"] == "spirals" and run.highest.get("validation_accuracy", 0) >= 0.97
        for run in evidence.runs
    )


def few_neurons(evidence: Evidence) -> bool:
    """Some run has parted disc and ring with one hidden layer of four neurons or fewer."""
    return any(
        run.config["dataset"] == "circles"
        and run.config["layers"] == 1
        and int(run.config["width"]) <= 4
        and run.highest.get("validation_accuracy", 0) >= 0.95
        for run in evidence.runs
    )


def diverged_and_mended(evidence: Evidence) -> bool:
    """Two runs that differ in nothing but learning rate (and budget): one ran away, one ended low."""
    wild = [_without_rate(run) for run in evidence.runs if run.status == "diverged"]
    return any(
        run.status in ("finished", "stopped")
        and run.last.get("validation_loss", 9.0) < 0.2
        and _without_rate(run) in wild
        for run in evidence.runs
    )


def learned_by_heart(evidence: Evidence) -> bool:
    """Some run has every training point right while its held-out loss has doubled from its best."""
    return any(
        run.last.get("accuracy", 0) >= 0.999
        and run.last.get("validation_loss", 0) >= 2 * run.lowest.get("validation_loss", 9.0) > 0.1
        for run in evidence.runs
    )


def downhill_in_three(evidence: Evidence) -> bool:
    """With one weight, at most three steps have used up 99 % of the way down."""
    return any(
        answer.question == "slope"
        and answer.arguments.get("weights") == 1
        and int(answer.arguments.get("steps", 99)) <= 3
        and float(answer.result["left"]) <= 0.01
        for answer in evidence.answers
    )


def own_set(evidence: Evidence) -> bool:
    """A run on the visitor's own points or table beat 90 % on what it never saw."""
    return any(
        str(run.config["dataset"]).startswith("own") and run.highest.get("validation_accuracy", 0) >= 0.9
        for run in evidence.runs
    )


def _without_rate(run: RunSummary) -> dict[str, Value]:
    return {name: value for name, value in run.config.items() if name not in ("learning_rate", "steps")}


TASKS = (
    Task(
        "downhill",
        "On the Use view, with one weight: choose a learning rate that is at the bottom (99 % of the way) in "
        "three steps or fewer.",
        downhill_in_three,
        "Half of the longest learning rate jumps straight to the bottom of a parabola. Why half?",
    ),
    Task(
        "spirals",
        "Train a network that gets 97 % of the held-out points of the spirals right.",
        parts_spirals,
        "The default settings come close. More points, a wider layer or more steps all help.",
    ),
    Task(
        "four",
        "Part the circles with one hidden layer of four neurons or fewer: 95 % of the held-out points.",
        few_neurons,
        "How many straight lines does it take to fence in a disc?",
    ),
    Task(
        "diverge",
        "Make the noisy sine run away, then bring it to a validation loss under 0.2 by changing nothing but "
        "the learning rate.",
        diverged_and_mended,
        "Take SGD with ReLU and begin with a learning rate of 3.",
    ),
    Task(
        "by heart",
        "Let a network learn its points by heart: every training point right, and a validation loss at the "
        "end that is twice the lowest it ever had.",
        learned_by_heart,
        "Few points, much noise, a wide network, many steps.",
    ),
    Task(
        "own",
        "Train on a set of your own, drawn or uploaded, and get 90 % of the held-out points right.",
        own_set,
        "Put two dozen points of two colours on the pad of the Train view.",
    ),
)

_SINE: dict[str, Value] = {
    "dataset": "noisy sine",
    "noise": 0.1,
    "activation": "relu",
    "optimizer": "sgd",
    "steps": 400,
}
_MOONS: dict[str, Value] = {"dataset": "moons", "noise": 0.15, "optimizer": "sgd", "steps": 400}
_RELU: dict[str, Value] = {
    "dataset": "moons",
    "noise": 0.15,
    "activation": "relu",
    "optimizer": "momentum",
    "width": 8,
    "steps": 300,
}
_FEW: dict[str, Value] = {
    "dataset": "moons",
    "noise": 0.3,
    "validation_share": 0.8,
    "width": 32,
    "steps": 400,
}
_XOR: dict[str, Value] = {"dataset": "xor", "steps": 400}

BREAKAGES = (
    Breakage(
        "too_fast",
        "Learning rate too high",
        healthy={**_SINE, "learning_rate": 0.03},
        broken={**_SINE, "learning_rate": 3.0},
        look_for="The loss does not fall: it grows by a factor at each step until it is no number any more. "
        "The gradient grows with it, so each step is longer than the last.",
        remedy="A smaller learning rate. For a valley of curvature c no rate above 2 / c can work, and the "
        "steepest direction decides. Adam, which sets a step length for each weight, forgives more.",
        metric="loss",
    ),
    Breakage(
        "too_slow",
        "Learning rate too low",
        healthy={**_MOONS, "learning_rate": 0.5},
        broken={**_MOONS, "learning_rate": 0.0005},
        cured={**_MOONS, "learning_rate": 0.05, "optimizer": "momentum"},
        look_for="The curve falls, straight and endlessly slowly. Nothing is wrong with the direction: a "
        "thousand such steps are as long as one of the healthy run's.",
        remedy="A larger learning rate, or momentum, which adds up steps that agree. Turn the rate up until "
        "the loss begins to jump, then take a third of that.",
        metric="validation_loss",
    ),
    Breakage(
        "dead_relus",
        "Dead neurons",
        healthy={**_RELU, "learning_rate": 0.05},
        broken={**_RELU, "learning_rate": 2.0},
        cured={**_RELU, "learning_rate": 0.05, "activation": "leaky relu"},
        look_for="A few long steps throw neurons to where their sum is negative for every point. A ReLU then "
        "answers 0, passes no gradient back, and the neuron never returns. When a whole layer is dead the "
        "network says the same everywhere and learns no more.",
        remedy="Shorter steps; a leaky ReLU, whose slope is never quite zero; weights that start small.",
        metric="dead_units",
    ),
    Breakage(
        "by_heart",
        "Overfitting: too few points",
        healthy={**_FEW, "points": 2000},
        broken={**_FEW, "points": 150},
        cured={**_FEW, "points": 150, "dropout": 0.5, "weight_decay": 1.0},
        look_for="Thirty points to learn from, over a thousand weights. The training loss goes to nothing; "
        "the validation loss falls first and then rises above where it began. The surface gets islands "
        "around single points.",
        remedy="More points is the best cure. With the same few: dropout and weight decay (the cured run), a "
        "smaller network, or stopping when the validation loss is lowest.",
        metric="validation_loss",
    ),
    Breakage(
        "all_zero",
        "All weights zero",
        healthy={**_XOR, "start": "matched"},
        broken={**_XOR, "start": "zeros"},
        look_for="The loss stays at 0.69, which is guessing, and the surface stays grey. A weight's gradient "
        "is a product with other weights, and all of them are zero. Only the last bias moves.",
        remedy="Begin with random weights of the right size: one over the root of the number of inputs.",
        metric="loss",
    ),
    Breakage(
        "all_equal",
        "All weights equal",
        healthy={**_XOR, "start": "matched"},
        broken={**_XOR, "start": "all equal"},
        look_for="It learns something and stops at what a straight boundary can do. All neurons of a layer "
        "got the same gradient in every step, so sixteen neurons are one: look at their pictures on the "
        "Inside view.",
        remedy="Random weights: chance is what makes neurons differ.",
        metric="loss",
    ),
)
