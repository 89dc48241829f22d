"""Sentences about what was measured."""

from collections.abc import Mapping
from typing import Any

CAUTION = "An exercise, no diagnosis: ask a doctor about any real picture."
PUBLISHED = (  # MedMNIST v2 (2023), table of PneumoniaMNIST: AUC, accuracy
    ("ResNet-18, 28 pixels", 0.944, 0.854),
    ("AutoKeras", 0.947, 0.878),
    ("auto-sklearn", 0.942, 0.855),
    ("Google AutoML Vision", 0.991, 0.946),
)
MOVING = "Each threshold is one pair of rates: what one gains, the other loses."


def shift(card: Mapping[str, Any]) -> str:
    """The known difference between the validation part and the test part."""
    easy, hard = card["heldout"].get("easy_auc"), card["heldout"]["validation_auc"]
    if easy is None:
        return ""
    return (
        f"All on the 624 X-rays of the test part. On the validation part this model has {easy:.3f} instead "
        f"of {hard:.3f}: the parts differ, which is known, and the easier one would promise too much."
    )


def verdict(answer: Mapping[str, Any], threshold: float) -> str:
    """What the network says at this threshold."""
    probability = answer["probability"]
    called = "suspicious" if probability >= threshold else "not suspicious"
    side = "above" if probability >= threshold else "below"
    return f"Score **{probability:.2f}**, {side} the threshold of {threshold:.2f}: **{called}**."


EXAMPLES = {
    "Real": "A real X-ray of an adult with round shadows. The network learned its verdict from children.",
    "Composed": "Composed, so synthetic: the true box is known (blue).",
    "Healthy": "Composed, so synthetic, without an opacity.",
    "Photo": "A flower.",
}


def box_note(answer: Mapping[str, Any], threshold: float, title: str) -> str:
    """What the box is worth here."""
    if answer["probability"] < threshold:
        return "Every picture gets a box here; below the threshold nobody would ever see it."
    if title in ("Composed", "Healthy"):
        return "Gold: the network's box."
    return (
        "The box was learned from composed pictures. How often it is right on real ones, nobody has "
        "measured; and there is only one, whatever the picture shows."
    )


def rates(found: Mapping[str, Any]) -> str:
    """Sensitivity and specificity in words."""
    return (
        f"**Sensitivity {found['sensitivity']:.0%}**: so many of the ill are found. "
        f"**Specificity {found['specificity']:.0%}**: so many of the healthy are cleared."
    )


def people(found: Mapping[str, Any]) -> str:
    """The thousand people in one sentence each."""
    counts = found["people"]
    alarms = counts["found"] + counts["alarmed"]
    share = f"**{counts['found']} of {alarms}** alarms are true." if alarms else "There is no alarm at all."
    return (
        f"Of 1,000 people {counts['found'] + counts['missed']} are ill: {counts['found']} are found, "
        f"{counts['missed']} missed. {counts['alarmed']} healthy ones get a false alarm. {share}"
    )


def measured_on(found: Mapping[str, Any]) -> str:
    """Where the rates come from."""
    kind = "X-rays of the PneumoniaMNIST test part" if found["kind"] == "PneumoniaMNIST" else "compositions"
    return f"Measured on {found['held_out']} held-out {kind}, {found['ill']} of them abnormal."


def strangeness(answer: Mapping[str, Any]) -> str:
    """How strange the picture is."""
    return f"It is {answer['strangeness']:.1f} times as strange as a known X-ray may be."


def marker(found: Mapping[str, Any]) -> str:
    """What the letter changed."""
    before, after = found["probabilities"]
    return (
        f"Score without the letter {before:.2f}, with it {after:.2f}. "
        f"{found['heat'][1]:.0%} of the heat lies on the letter's corner, which is 8 % of the picture."
    )


def place(found: Mapping[str, Any]) -> str:
    """One place of the map."""
    return (
        f"This place says {found['value']:+.2f}. The score is the mean of all {found['places']} places, "
        f"so it adds {found['value'] / found['places']:+.4f}."
    )


def unfamiliar(probability: float) -> str:
    """What a score is worth for a picture unlike all that were learned from."""
    return (
        f"Left to itself the network says **{probability:.2f}**, as calmly as ever: a score says which "
        "of two classes fits better, not whether any fits. So the page asks first how well known X-rays can "
        "paint the picture."
    )
