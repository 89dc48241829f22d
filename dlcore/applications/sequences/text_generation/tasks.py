"""What to reach and what to break; all judged from what the visitor's runs and questions measured."""

from dlcore.contract import Breakage, Evidence, RunSummary, Task, Value

LIVE_ONLY = ("gradient_clip", "temperature", "sample_every", "steps")


def beats_counting(evidence: Evidence) -> bool:
    """Some run on the nine plays came below the 5-gram's held-out loss."""
    return any(
        run.config["dataset"] == "nine plays" and run.lowest.get("validation_loss", 9.0) <= 1.72
        for run in evidence.runs
    )


def sure_of_it(evidence: Evidence) -> bool:
    """After some prompt of the visitor's the model gave one character a chance of 99 % or more."""
    return any(
        answer.question == "unroll" and float(answer.result["expected"][-1][0][1]) >= 0.99
        for answer in evidence.answers
    )


def surprised(evidence: Evidence) -> bool:
    """A text of 40 known characters or more that the model finds as hard as blind choice."""
    return any(
        answer.question == "score"
        and len(answer.result["characters"]) >= 40
        and not answer.result["note"]
        and float(answer.result["perplexity"]) >= 60
        for answer in evidence.answers
    )


def learned_by_heart(evidence: Evidence) -> bool:
    """Some run wrote a passage of 100 characters that stands word for word in its training text."""
    return any(run.highest.get("copied", 0) >= 100 for run in evidence.runs)


def exploded_and_tamed(evidence: Evidence) -> bool:
    """Two runs that differ in clipping alone: one blew up, the other learned."""
    blown = [
        _without_live(run)
        for run in evidence.runs
        if run.config["gradient_clip"] == 0
        and (run.status == "diverged" or run.highest.get("loss", 0.0) > 10)
    ]
    return any(
        float(run.config["gradient_clip"]) > 0
        and run.steps >= 100
        and run.last.get("loss", 9.0) < 3
        and _without_live(run) in blown
        for run in evidence.runs
    )


def _without_live(run: RunSummary) -> dict[str, object]:
    return {name: value for name, value in run.config.items() if name not in LIVE_ONLY}


TASKS: tuple[Task, ...] = (
    Task(
        "beat-counting",
        "Train a model on the nine plays that comes below the 5-gram: a held-out loss of 1.72 or less.",
        beats_counting,
        "The live settings do it in about a minute. Do fewer steps suffice?",
    ),
    Task(
        "sure",
        "Inside, the loop: find a prompt after which the model is 99 % sure of the next character.",
        sure_of_it,
        "Which letter is always followed by the same one? Or type a speaker's name nearly to its end.",
    ),
    Task(
        "surprise",
        "Inside, surprise: write 40 characters or more that have a perplexity of 60 or more for the model.",
        surprised,
        "Only characters that it knows count. It has learnt English words; so avoid everything like them.",
    ),
    Task(
        "by-heart",
        "Train a model that copies: a sample with 100 characters in a row from its training text.",
        learned_by_heart,
        "A short text, many steps. Why can't it happen as easily with nine plays?",
    ),
    Task(
        "explode",
        "Make the gradients explode without clipping (a loss above 10), then learn with the same settings "
        "and clipping on (a loss below 3).",
        exploded_and_tamed,
        "The preset “Exploding gradients” is the first half.",
    ),
)

SMALL: dict[str, Value] = {"hidden_size": 96, "steps": 500, "sample_every": 20}
EXPLODING: dict[str, Value] = {
    "cell": "rnn",
    "hidden_size": 96,
    "optimizer": "sgd",
    "learning_rate": 8.0,
    "schedule": "constant",
    "steps": 200,
    "sample_every": 10,
}
READING: dict[str, Value] = {
    "hidden_size": 128,
    "batch_size": 4,
    "learning_rate": 1e-2,
    "forget": 0.0,
    "temperature": 0.5,
    "steps": 600,
    "sample_every": 20,
}
BREAKAGES: tuple[Breakage, ...] = (
    Breakage(
        "temperature-0",
        "Temperature 0",
        healthy={**SMALL, "temperature": 0.8},
        broken={**SMALL, "temperature": 0.0},
        look_for="Both runs learn exactly the same; only the drawing differs. Read the samples: at "
        "temperature 0 the text soon goes round in a circle. Its variety, the share of runs of four "
        "characters that don't repeat, falls far below that of the healthy samples.",
        remedy="Always taking the likeliest character is not the likeliest text. Draw by chance, with a "
        "temperature between 0.5 and 1. It may be changed while training runs.",
        metric="variety",
    ),
    Breakage(
        "temperature-2",
        "Temperature 2",
        healthy={**SMALL, "temperature": 0.8},
        broken={**SMALL, "temperature": 2.0},
        look_for="Again both learn the same. At temperature 2 a character with one chance in a hundred is "
        "drawn far too often, and after one slip the next character has nothing to go by. Few of the words "
        "written are words of the plays.",
        remedy="Lower the temperature, or draw only among the likeliest characters (Use view, More).",
        metric="known_words",
    ),
    Breakage(
        "no-clipping",
        "No gradient clipping",
        healthy={**EXPLODING, "gradient_clip": 0.5},
        broken={**EXPLODING, "gradient_clip": 0.0},
        cured={**EXPLODING, "gradient_clip": 0.0, "cell": "lstm"},
        look_for="A plain recurrent network with long steps. Without clipping one large gradient throws the "
        "weights away: the loss jumps far above blind guessing (4.2) and doesn't come back. Look at the "
        "gradient's length too.",
        remedy="Clip: shorten gradients that are too long. The third run shows the other cure: an LSTM with "
        "the same steps and no clipping, whose gates keep the gradient in bounds.",
        metric="loss",
    ),
    Breakage(
        "tiny-memory",
        "A memory of four numbers",
        healthy=SMALL,
        broken={**SMALL, "hidden_size": 4},
        look_for="Four numbers can hold which kind of letter came last and little more. The loss stays near "
        "that of counting pairs of letters, and the words are no words.",
        remedy="More numbers in the state. See how far 16, 32 and 64 take you: each doubling buys less.",
        metric="validation_loss",
    ),
    Breakage(
        "by-heart",
        "Memorised training text",
        healthy=READING,
        broken={**READING, "dataset": "one scene"},
        look_for="Both read equally many characters: one from nine plays, the other the same 2,000 "
        "characters over and over. Its training loss goes towards zero while the held-out loss rises, and "
        "its samples are copies: the longest copied passage reaches the whole sample.",
        remedy="More text is the cure that always works. With one scene only, a smaller network, dropout and "
        "stopping when the held-out loss turns help a little.",
        metric="copied",
    ),
)
