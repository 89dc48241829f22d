"""The answers of `use` in words."""

from collections.abc import Mapping, Sequence
from typing import Any

FIGURES = {
    "loss": "Loss",
    "auroc": "AUROC",
    "accuracy": "Accuracy",
    "explained": "R²",
    "concordance": "Concordance",
}


def came_true(near: Mapping[str, float]) -> str:
    """How such risks came true among patients the network never learned from."""
    return (
        f"Has it come true? Of the {near['patients']:.0f} patients outside the training whose risk was "
        "nearest to this "
        f"({near['lowest']:.0%} to {near['highest']:.0%}), it happened to **{near['ill']:.0f}**."
    )


def changed(answer: Mapping[str, Any], risk: float) -> str:
    """The smallest change that is enough, in words."""
    found, goal = answer["found"], answer["goal"]
    side = "under" if risk >= goal else "to or over"
    if found is None:
        return f"No change of one or two columns would bring the model's answer {side} {goal:.0%}."
    if not found["changes"]:
        return f"Nothing needs to change: the answer is {found['risk']:.0%}."
    steps = " and ".join(
        f"**{one['label']}** from {one['before']} to **{one['after']}**" for one in found["changes"]
    )
    return (
        f"The smallest change that brings the answer {side} {goal:.0%}: {steps}. "
        f"It is then {found['risk']:.0%}."
    )


def honest(losses: Mapping[str, float]) -> str:
    """Which of the two has the lower loss on the patients outside the training."""
    network, logistic = losses["network"], losses["logistic"]
    gap = abs(network - logistic)
    if gap < 0.01:
        return f"The two are equally honest: loss {network:.3f} and {logistic:.3f}."
    better = "the network" if network < logistic else "logistic regression"
    return (
        f"Here {better} is the more honest of the two: loss {network:.3f} (network) "
        f"and {logistic:.3f} (logistic regression)."
    )


def table_of(models: Mapping[str, Mapping[str, float]]) -> list[dict[str, str]]:
    """Models and their figures as rows of a table."""
    return [
        {"Model": name, **{FIGURES[key]: f"{value:.3f}" for key, value in figures.items()}}
        for name, figures in models.items()
    ]


def folds_table(folds: Mapping[str, Any], table: str) -> list[dict[str, str]]:
    """Mean and spread over five folds as rows of a table."""
    rows = []
    for name, values in folds["tables"][table].items():
        mean = sum(values) / len(values)
        spread = (sum((value - mean) ** 2 for value in values) / (len(values) - 1)) ** 0.5
        rows.append({"Model": name, "AUROC": f"{mean:.3f} ± {spread:.3f}"})
    return rows


def adds_up(answer: Mapping[str, Any]) -> str:
    """Whether the shares of a score are complete."""
    return (
        f"The shares add up to the difference of {answer['score'] - answer['average']:.3f} "
        f"with an error of {abs(answer['error']):.3f}."
    )


def speaking(answer: Mapping[str, Any]) -> str:
    """How many neurons speak for a patient."""
    layers: Sequence[tuple[int, int]] = answer["speaking"]
    return ", then ".join(f"{active} of {count} neurons speak" for active, count in layers) or "none"


def simpson(groups: Mapping[str, Mapping[str, float]]) -> str:
    """What the paradox is, with its numbers."""
    every = groups["all"]
    worse = sum(one["yes"] > one["no"] for name, one in groups.items() if name != "all")
    shares = [one["smokers"] for name, one in groups.items() if name != "all"]
    return (
        f"All together {every['yes']:.0%} of the smokers had died and {every['no']:.0%} of the others. "
        "Within an age "
        f"band it is the other way round in {worse} of {len(shares)}. The old smoke less ({shares[-1]:.0%} "
        "against "
        f"{shares[0]:.0%} of the young) and die more. A model without the age learns that smoking protects."
    )


def survey(found: Mapping[str, Any]) -> str:
    """What the survey says when it is asked back."""
    return (
        f"{found['rows']} rows, {found['twice']} of them exact copies; {found['cancer']:.0%} have lung "
        "cancer, as in no "
        f"survey of the public. Cancer among smokers: {found['smokers']:.0%}, among the others: "
        f"{found['others']:.0%}. "
        "Nobody says who was asked. A model scores well on it, and has learned nothing about lungs."
    )
