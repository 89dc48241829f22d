"""Sentences about what was measured."""

from collections.abc import Mapping
from typing import Any

TRAINED_ON = {
    "digits": "handwritten digits",
    "doodles": "doodles",
    "digits and doodles": "handwritten digits and doodles",
    "emoji": "emoji",
}


def verdict(answer: Mapping[str, Any]) -> str:
    """How well the picture came back, beside PCA and beside the model's own world."""
    error, rival, typical = answer["error"], answer["pca_error"], answer["typical_error"]
    better = "less" if error < rival else "more"
    sentence = f"{len(answer['code'])} numbers. Error **{error:.4f}**; PCA with as many numbers: {rival:.4f}."
    if error > 5 * typical:
        return f"{sentence} **{error / typical:.0f} times** what its own world costs: it doesn't know this."
    if abs(error / max(rival, 1e-9) - 1) < 0.05:
        return f"{sentence} Much the same as PCA."
    return f"{sentence} That is {abs(1 - error / max(rival, 1e-9)):.0%} {better} than PCA."


def compressed(result: Mapping[str, Any]) -> str:
    """Who wins at the code's size."""
    ours, shown = result["curves"]["autoencoder"][0][1], result["shown"]
    order = sorted(shown, key=lambda name: shown[name][1])
    parts = [f"{name} {shown[name][1]:.4f} at {shown[name][0]:.0f} bytes" for name in order]
    return (
        f"Errors: {', '.join(parts)}. **{order[0]} wins.** A picture as it is has {result['raw_bytes']:,} "
        f"bytes. And whoever receives the autoencoder's codes (error {ours:.4f}) needs its decoder too: "
        f"{result['decoder_bytes'] / 1e6:.1f} MB."
    )


def neighbours(found: Mapping[str, Any]) -> str:
    """What the most similar pictures show."""
    by_code, by_pixels = (", ".join(found["labels"][way]) for way in ("code", "pixels"))
    return f"By code: {by_code}. By pixels: {by_pixels}."


def mapped(result: Mapping[str, Any], code_size: int) -> str:
    """What the map shows of the code."""
    if code_size <= 2:
        return "The code has no more than two numbers: this is all of it."
    return (
        f"The code has {code_size} numbers. The map shows the two directions in which codes differ most: "
        f"{result['kept']:.0%} of all their differences."
    )


def layer(one: Mapping[str, Any]) -> str:
    """The caption of a layer's picture."""
    half = {"picture": "Picture", "encoder": "Encoder", "decoder": "Decoder"}[one["half"]]
    return f"{half}: {one['numbers']:,} numbers"


def world(one: Mapping[str, Any]) -> str:
    """One world's errors."""
    return f"**{one['title'].capitalize()}**: error {one['error']:.4f}, PCA {one['pca_error']:.4f}"
