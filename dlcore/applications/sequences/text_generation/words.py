"""Answers in sentences."""

from collections.abc import Mapping
from typing import Any

TEMPERATURE = (
    "Below 1 the likely becomes likelier: safe and dull. At 0 always the likeliest. Above 1 the unlikely "
    "gets its chance: daring, then nonsense."
)
DRAWN = "Drawn by chance, one character at a time. The same prompt and throw give the same text."
CELLS = (
    "Each number of the state has learnt something of its own. Here are those that follow a property of the "
    "text most closely, on a text that the model was not trained on. A line below a character: the number is "
    "positive there; a line above: negative."
)


def copied(novelty: Mapping[str, Any]) -> str:
    """The longest copied passage, and how many lines are seen and new."""
    verdicts = [line["verdict"] for line in novelty["lines"]]
    new, nearly, seen = (verdicts.count(verdict) for verdict in ("new", "nearly", "seen"))
    sorted_lines = (
        f"{new} line{'' if new == 1 else 's'} new, {nearly} nearly seen, {seen} word for word in the "
        "training text."
    )
    passage = str(novelty["longest"]).replace("\n", " ⏎ ").strip()
    where = f"compared with {novelty['source']}"
    if not novelty["length"]:
        return f"{sorted_lines} Not even seven characters in a row are copied ({where})."
    return (
        f"{sorted_lines} The longest copied passage has {novelty['length']} characters: "
        f"“{escaped(passage)}” ({where})."
    )


def cell(feature: Mapping[str, Any], count: int) -> str:
    """Which cell it is and how closely it follows the feature."""
    correlation = abs(feature["correlation"])
    strength = "closely" if correlation > 0.6 else "loosely" if correlation > 0.3 else "hardly"
    return (
        f"Number {feature['cell']} of {count} follows **{feature['title']}** {strength}: correlation "
        f"{correlation:.2f}, on a half of the text that was not used to choose it."
    )


def score(found: Mapping[str, Any]) -> str:
    """Loss and perplexity of a text, and the 5-gram's."""
    beside = f" The 5-gram needs {found['ngram_loss']:.2f}." if found["ngram_loss"] else ""
    return (
        f"The network needs **{found['loss']:.2f} nats a character** for this text: as unsure as among "
        f"{found['perplexity']:.1f} equally likely characters.{beside} {found['note']}"
    )


def escaped(text: str) -> str:
    """The text with Markdown's signs made harmless."""
    return "".join(
        f"\\{character}" if character in r"\`*_{}[]<>()#+-.!|~$:" else character for character in text
    )
