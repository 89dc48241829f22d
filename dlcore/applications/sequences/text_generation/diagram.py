"""The textbook picture: one loop, drawn once for every character that is read."""

from dlcore.contract import Arrow, Box, Diagram, Stage

STEPS = 4  # characters drawn


def _boxes() -> tuple[Box, ...]:
    boxes = []
    for step in range(1, STEPS + 1):
        boxes += [
            Box(f"guess {step}", "guess", step, 0, "The character that the model finds likeliest next."),
            Box(
                f"scores {step}",
                "output",
                step,
                1,
                "One score for every character, turned into chances that sum to 1.",
                metric="loss" if step == STEPS else "",
            ),
            Box(
                f"state {step}",
                "LSTM",
                step,
                2,
                "The same weights at every step: old state and new character become the new state.",
                metric="gradient_norm" if step == STEPS else "",
            ),
            Box(f"embedding {step}", "embedding", step, 3, "A row of numbers learnt for each character."),
            Box(f"character {step}", "character", step, 4, "What is read at this step.", shape="circle"),
        ]
    return (
        Box(
            "start",
            "state before",
            0,
            2,
            "All zeros at the beginning of a text, when nothing has been read yet.",
        ),
        *boxes,
    )


def _arrows() -> tuple[Arrow, ...]:
    arrows = [Arrow("start", "state 1", "state")]
    for step in range(1, STEPS + 1):
        arrows += [
            Arrow(f"character {step}", f"embedding {step}"),
            Arrow(f"embedding {step}", f"state {step}"),
            Arrow(f"state {step}", f"scores {step}"),
            Arrow(f"scores {step}", f"guess {step}"),
        ]
        if step < STEPS:
            arrows.append(Arrow(f"state {step}", f"state {step + 1}", "state"))
    arrows.append(Arrow("scores 4", "state 4", "error", dashed=True))
    arrows += [Arrow(f"state {step}", f"state {step - 1}", dashed=True) for step in range(STEPS, 1, -1)]
    return tuple(arrows)


def _row(name: str) -> tuple[str, ...]:
    return tuple(f"{name} {step}" for step in range(1, STEPS + 1))


DIAGRAM = Diagram(
    boxes=_boxes(),
    arrows=_arrows(),
    stages=(
        Stage((*_row("character"), *_row("embedding")), "Each character becomes a row of numbers."),
        Stage(
            ("start", *_row("state")), "From left to right the state takes in one character after another."
        ),
        Stage(_row("scores"), "From each state comes a chance for every possible next character."),
        Stage(_row("guess"), "The guesses are compared with what really came: that surprise is the loss."),
        Stage(
            tuple(reversed(_row("state"))),
            "The error travels back through the loop, from right to left, and changes the weights.",
        ),
    ),
    alt="A loop unrolled over four characters. Each character goes up through an embedding into the "
    "LSTM; the LSTM hands its state to the next step on the right and its scores up to the guess. Dashed "
    "arrows lead the error back from right to left.",
)
