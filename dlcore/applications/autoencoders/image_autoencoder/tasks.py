"""What to reach and what to break; all judged from what the visitor's runs and questions measured."""

from dlcore.contract import Breakage, Evidence, RunSummary, Task

SHORT = {"steps": 500}
PCA_OF_TWO, PCA_OF_EIGHT = 0.0555, 0.0364  # held-out digits; a test measures both again
CLEANED = 0.016  # PCA with 32 numbers comes to .023, a network of 784 without noise to .017


def beats_pca_with_two(evidence: Evidence) -> bool:
    """Digits through at most two numbers, clearly better than PCA with two."""
    return any(
        _digits(run) and _size(run) <= 2 and _lowest(run, "validation_loss") < 0.9 * PCA_OF_TWO
        for run in evidence.runs
    )


def beats_pca_with_eight(evidence: Evidence) -> bool:
    """Digits through at most eight numbers, a fifth better than PCA with eight."""
    return any(
        _digits(run) and _size(run) <= 8 and _lowest(run, "validation_loss") < 0.8 * PCA_OF_EIGHT
        for run in evidence.runs
    )


def keeps_noise_out(evidence: Evidence) -> bool:
    """Noisy digits come back nearly clean."""
    return any(_digits(run) and _lowest(run, "noise_error") < CLEANED for run in evidence.runs)


def knows_them_by_heart(evidence: Evidence) -> bool:
    """What was learned comes back three times better than what was held out."""
    return any(
        run.steps >= 300 and 0 < 3 * run.last.get("loss", 0) < run.last.get("validation_loss", 0)
        for run in evidence.runs
    )


def another_world(evidence: Evidence) -> bool:
    """A picture that comes back five times worse than the model's own world does."""
    return any(
        answer.question == "reconstruct"
        and not answer.arguments.get("noise")
        and answer.result["error"] > 5 * answer.result["typical_error"]
        for answer in evidence.answers
    )


def turned_a_bar(evidence: Evidence) -> bool:
    """Two codes were painted that differ in one single number, and by much."""
    codes = [answer.arguments["code"] for answer in evidence.answers if answer.question == "decode"]
    for place, one in enumerate(codes):
        for other in codes[place + 1 :]:
            if len(one) == len(other):
                apart = [abs(first - second) for first, second in zip(one, other, strict=True)]
                if sum(gap > 1e-6 for gap in apart) == 1 and max(apart) > 2:
                    return True
    return False


def _digits(run: RunSummary) -> bool:
    return run.config["dataset"] == "digits"


def _size(run: RunSummary) -> int:
    return int(run.config["code_size"])


def _lowest(run: RunSummary, metric: str) -> float:
    return run.lowest.get(metric, 9.0)


TASKS = (
    Task(
        "bar",
        "On the Inside view, change one single number of the code by more than 2. What else in the picture "
        "moved with it?",
        turned_a_bar,
        "Drag one bar, or focus it and use the arrow keys; leave the others where they are.",
    ),
    Task(
        "other world",
        "On the Use view, find a picture that comes back with five times the error of the model's own world.",
        another_world,
        "Draw something with many lines, upload a photograph, or exchange black and white. Which is worst?",
    ),
    Task(
        "eight",
        "Train a model of the digits with a code of 8 or fewer: held-out error a fifth below that of PCA.",
        beats_pca_with_eight,
        "The default settings come near. More steps or a wider layer do the rest.",
    ),
    Task(
        "two",
        "Now with a code of two: at least a tenth below PCA. Then look at the map of the codes.",
        beats_pca_with_two,
        "The preset “A code of two”. Watch the clusters part while it trains.",
    ),
    Task(
        "noise",
        "Train a model that brings noisy digits back clean: an error on noisy pictures under 0.016.",
        keeps_noise_out,
        "Show it noise while it learns. The setting is live: you may even raise it during the run.",
    ),
    Task(
        "by heart",
        "Make a model know its pictures by heart: an error while learning that is less than a third of that "
        "on held-out pictures.",
        knows_them_by_heart,
        "How many pictures are so few that their details are worth remembering?",
    ),
)

BREAKAGES = (
    Breakage(
        "one",
        "A code of one",
        healthy={**SHORT, "code_size": 8},
        broken={**SHORT, "code_size": 1},
        look_for="Whatever goes in, the picture that comes out is one of a single row: from a thin 1 over 9 "
        "and 3 to a round 0. One number can say nothing more.",
        remedy="A code with room for what really varies. Double it until the held-out error stops falling "
        "by much.",
        metric="validation_loss",
    ),
    Breakage(
        "copy",
        "A code as large as the picture",
        healthy={**SHORT, "code_size": 784, "width": 784, "noise": 0.3},
        broken={**SHORT, "code_size": 784, "width": 784},
        look_for="With as many numbers as pixels nothing has to be left out. On clean pictures the copy is "
        "nearly perfect, on noisy ones its error is three times that: part of the noise is copied too. The "
        "same network that was asked for clean pictures keeps it out. And PCA, which copies perfectly "
        "here, keeps all of the noise.",
        remedy="Noise while learning, with the clean picture asked for. A narrow code alone is no cure: "
        "through 16 numbers little noise comes, but much of the picture is lost as well.",
        metric="noise_error",
    ),
    Breakage(
        "other world",
        "A picture from another world",
        healthy={**SHORT, "dataset": "digits and doodles", "code_size": 16},
        broken={**SHORT, "dataset": "digits", "code_size": 16},
        look_for="The model that knows only digits makes digits of the cats; the one that has seen "
        "drawings keeps their faces. It pays for that with its digits.",
        remedy="Learn from the world in which the model will be used. No bottleneck knows what it never saw.",
        metric="cats_error",
    ),
    Breakage(
        "by heart",
        "A hundred pictures",
        healthy={**SHORT, "code_size": 32},
        broken={**SHORT, "code_size": 32, "pictures": 100},
        look_for="With a hundred pictures the error while learning goes on falling, and that on held-out "
        "pictures stays where it is.",
        remedy="More pictures, a smaller code, or noise and shifts that make each picture many.",
        metric="validation_loss",
    ),
    Breakage(
        "too fast",
        "Learning rate a hundred times too high",
        healthy={**SHORT},
        broken={**SHORT, "learning_rate": 0.2},
        look_for="Whatever goes in, the same picture comes out, and stays so: the neurons are driven so far "
        "that they no longer answer, and then no gradient calls them back.",
        remedy="A learning rate of a few thousandths. What is dead stays dead: start anew.",
        metric="validation_loss",
    ),
)
