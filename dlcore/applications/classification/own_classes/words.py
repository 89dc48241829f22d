"""Answers of the model in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from dlcore.datasets.own_pictures import Collection

UNSURE = 0.6


HOW_TO = """Three steps, on this page:

1. **Collect** two classes or more, better three, with about fifteen pictures each:
   by file, camera, drawing, or all at once in a zip of folders.
2. **Train**: a large network looks at each picture once, and a small head learns in a second or two.
3. **Test** it on pictures that it has never seen, and look where it is wrong.

Pictures stay on this machine. The address of this page brings you back to them."""

EXAMPLE = "Draw above, or look at an example"
OPEN_IT = "To look into this network, choose its run at the top right of the Inside view."
TRAIN_FIRST = "There is no network of these pictures yet: train one, step 2."
FETCH = "It is fetched from the network once: python -m dlcore data fetch efficientnet"
NO_LARGE_NETWORK = (
    "The large network, EfficientNet-Lite0, is not on this machine yet. Until it is fetched, the shipped "
    "doodle network looks at your pictures: good for drawings, poor for photos."
)
NO_THOUSAND = "The network that knows a thousand kinds of things is not on this machine yet."
THOUSAND = (
    "It must choose among its thousand kinds, whatever it is shown: 118 of them are breeds of dogs, "
    "none is a person."
)


def verdict(answer: Mapping[str, Any]) -> str:
    """What the network says, and how sure it is."""
    if not answer["ink"]:
        return "There is no ink yet."
    best, share = answer["class"], max(answer["probabilities"].values())
    how = "It can't decide: perhaps" if share < UNSURE else "I see"
    return f"{how} **{best}**, {share:.0%}."


def shares(answer: Mapping[str, Any]) -> str:
    """The likeliest classes in words, for those who can't see the bars."""
    ordered = sorted(answer["probabilities"].items(), key=lambda item: -item[1])[:3]
    return "Probabilities: " + ", ".join(f"{name} {share:.0%}" for name, share in ordered)


def answer(found: Mapping[str, Any]) -> str:
    """A class and how sure, short."""
    return f"{found['class']} {max(found['probabilities'].values()):.0%}"


def worst_cell(counts: Sequence[Sequence[int]]) -> list[int]:
    """True class and answer of the most frequent mistake; the first class if there is none."""
    wrong = [
        (count, row, column)
        for row, line in enumerate(counts)
        for column, count in enumerate(line)
        if row != column and count
    ]
    return list(max(wrong)[1:]) if wrong else [0, 0]


def must_choose(shares: Mapping[str, float]) -> str:
    """What to remember about a list of probabilities."""
    return f"It must choose one of {len(shares)} classes, whatever it is shown."


def told(collection: Collection) -> str:
    """Classes and pictures in a line."""
    counts = len(collection.classes), len(collection.pictures)
    return f"{counts[0]} classes, {counts[1]} pictures; a quarter of each class is kept aside for the test."


def judged(result: Mapping[str, Any]) -> str:
    """The confusion matrix in a sentence, with the baseline and who wins."""
    model, rival = result["accuracy"], result["baseline_accuracy"]
    who = "The network wins." if model > rival else "The baseline wins." if rival > model else "A draw."
    return (
        f"**{model:.0%}** of {result['pictures']} held-out pictures are right; the nearest known picture, "
        f"pixel by pixel, reaches {rival:.0%}. {who}"
    )


def few(results: Sequence[Mapping[str, Any]]) -> str:
    """How many examples are enough, in a sentence."""
    best = max(result["accuracy"] for result in results)
    enough = next(result["per_class"] for result in results if result["accuracy"] >= 0.95 * best)
    return (
        f"With {enough} of each class it reaches 95 % of its best, which is {best:.0%}. "
        "Each point is a fresh head on the same features, tested on the same held-out pictures."
    )


def attacked(found: Mapping[str, Any]) -> str:
    """What the attack did, beside noise of the same strength."""
    before, after, noisy = found["before"]["class"], found["attacked"]["class"], found["noisy"]["class"]
    if before == after:
        return f"Still **{before}**. Turn the strength up."
    noise = "noise of the same strength changes nothing" if noisy == before else f"and noise makes it {noisy}"
    return f"**{before}** became **{after}**; {noise}."


def evidence(found: Mapping[str, Any]) -> str:
    """The sum over all places in one line."""
    return (
        f"All places together say {found['sum']:+.2f} for **{found['class']}**, the bias "
        f"{found['bias']:+.2f}: the score is {found['score']:.2f}. Orange speaks for it, blue against it."
    )


def behind(count: int, truth: str, guess: str) -> str:
    """What lies behind a cell."""
    if truth == guess:
        return f"{count} of **{truth}** are rightly recognised."
    return f"{count} of **{truth}** are taken for **{guess}**."
