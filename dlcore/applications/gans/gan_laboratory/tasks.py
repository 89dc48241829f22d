"""What to reach and what to break; all judged from what the visitor's runs and questions measured."""

from dlcore.applications.gans.gan_laboratory.config import COLLAPSE, FAR_TOO_GOOD, TOO_GOOD
from dlcore.contract import Breakage, Evidence, RunSummary, Task, Value

LONG_ENOUGH = 800  # steps after which few modes are a collapse rather than a beginning


def all_eight(evidence: Evidence) -> bool:
    """Some run holds all eight Gaussians at its latest measurement, with most points on target."""
    return any(
        run.config["dataset"] == "eight gaussians"
        and run.last.get("modes_covered", 0) == 8
        and run.last.get("high_quality", 0) >= 0.7
        for run in evidence.runs
    )


def collapsed_and_mended(evidence: Evidence) -> bool:
    """Of two runs on the 25 Gaussians one has collapsed and one holds 20 modes."""
    runs = [run for run in evidence.runs if run.config["dataset"] == "twenty-five gaussians"]
    modes = [run.last["modes_covered"] for run in runs if "modes_covered" in run.last]
    collapsed = any(run.steps >= LONG_ENOUGH and run.last.get("modes_covered", 25) <= 5 for run in runs)
    return collapsed and max(modes, default=0) >= 20


def vanished(evidence: Evidence) -> bool:
    """Some run's gradient has vanished while the discriminator was nearly always right."""
    return any(
        run.last.get("generator_gradient_norm", 1) < 1e-5 and run.last.get("discriminator_accuracy", 0) > 0.95
        for run in evidence.runs
    )


def alive_against_the_strong(evidence: Evidence) -> bool:
    """A discriminator with five updates a step or more, and a generator that covers half the modes."""
    return any(
        int(run.config["discriminator_steps"]) >= 5
        and run.config["dataset"] == "eight gaussians"
        and run.last.get("modes_covered", 0) >= 4
        for run in evidence.runs
    )


def readable(evidence: Evidence) -> bool:
    """Some run makes digits that the judge reads."""
    return any(
        str(run.config["dataset"]).startswith("digits") and run.highest.get("label_agreement", 0) >= 0.85
        for run in evidence.runs
    )


def own_distribution(evidence: Evidence) -> bool:
    """A run on points of one's own that puts most samples on target and misses no mode by much."""
    return any(
        run.config["dataset"] == "own" and _on_target(run) >= 0.5 and run.last.get("modes_covered", 0) >= 3
        for run in evidence.runs
    )


def fooled(evidence: Evidence) -> bool:
    """A drawing of the visitor's own scored above half of the real pictures."""
    return any(
        answer.question == "verdicts"
        and answer.arguments.get("picture") is not None
        and float(answer.result.get("rank", 0)) > 0.5
        for answer in evidence.answers
    )


def _on_target(run: RunSummary) -> float:
    return run.last.get("high_quality", 0.0)


TASKS = (
    Task(
        "eight",
        "Train a generator that covers all eight Gaussians with at least 70 % of its points on target.",
        all_eight,
        "The defaults do. Then look how long each mode took to be found.",
    ),
    Task(
        "vanish",
        "Make the generator's gradient vanish: under 0.00001 while the discriminator is right more than 95 % "
        "of the time.",
        vanished,
        "Which loss is flat where the discriminator is sure? Give the discriminator many steps and no R1.",
    ),
    Task(
        "alive",
        "Let the discriminator train five times or more in each step, and still cover four of eight modes.",
        alive_against_the_strong,
        "A loss that stays steep, and a penalty that keeps the discriminator gentle.",
    ),
    Task(
        "mend",
        "On twenty-five Gaussians: one run that has collapsed (five modes or fewer after 800 steps) and one "
        "that covers twenty.",
        collapsed_and_mended,
        "For the first, let the generator learn four times faster than the discriminator. For the second, "
        "least squares and an average of 0.99.",
    ),
    Task(
        "own",
        "Draw points in three clumps or more and train on them: three modes covered, half of it on target.",
        own_distribution,
        "Choose the dataset “own”; a clump needs about a dozen points.",
    ),
    Task(
        "digits",
        "Train a generator whose digits an independent classifier reads: label agreement 0.85.",
        readable,
        "The preset “Digits” needs about a minute.",
    ),
    Task(
        "fool",
        "On the Use view, draw a digit that the discriminator finds more real than half of the real ones.",
        fooled,
        "Thick strokes, in the middle, filling most of the pad, as in the training pictures.",
    ),
)

_SATURATING: dict[str, Value] = {**TOO_GOOD, **FAR_TOO_GOOD, "loss": "saturating"}

STRONG: dict[str, Value] = {  # five steps of the discriminator to one of a slow generator
    "loss": "non-saturating",
    "discriminator_learning_rate": 2e-3,
    "generator_learning_rate": 2e-4,
    "discriminator_steps": 5,
    "r1_penalty": 0.0,
    "sample_every": 10,
    "steps": 400,
}

BREAKAGES = (
    Breakage(
        "collapse",
        "Mode collapse",
        healthy={"steps": 1000},
        broken=COLLAPSE,
        cured={**COLLAPSE, "discriminator_steps": 4},
        look_for="The broken generator learns four times faster than the discriminator. Its points rush to "
        "one place; by the time the discriminator has learned to reject that place they are at the next.",
        remedy="Give the discriminator time: equal rates, or four of its steps for one of the generator's, "
        "as in the cured run. R1, minibatch standard deviation and spectral normalisation do not help: the "
        "trouble is a discriminator that is late, and no penalty makes it faster.",
        metric="modes_covered",
    ),
    Breakage(
        "too good",
        "A discriminator that is too good",
        healthy={"steps": 200, "sample_every": 5},
        broken=_SATURATING,
        cured={**_SATURATING, "loss": "non-saturating", "r1_penalty": 0.1},
        look_for="The broken run's discriminator is always right. The arrows shrink to nothing and the "
        "generator's gradient falls below a ten-thousandth of the healthy one's: the points stand still.",
        remedy="A loss that is steep where the generator is bad (non-saturating), and R1, which keeps the "
        "surface from becoming a cliff. A Wasserstein loss with a gradient penalty works too.",
        metric="generator_gradient_norm",
    ),
    Breakage(
        "frozen",
        "A perfect forgery of one thing",
        healthy={"steps": 400, "sample_every": 10},
        broken=STRONG,
        cured={**STRONG, "r1_penalty": 0.1, "generator_learning_rate": 1e-3},
        look_for="A strong discriminator, a steep loss. The gradient is large and yet the generator sits on "
        "one to three of the eight modes, and forges those well: leaving them would cost more than staying.",
        remedy="R1 flattens the walls around the modes, and a generator with its usual rate leaves them: "
        "eight of eight on three of three seeds.",
        metric="modes_covered",
    ),
)
