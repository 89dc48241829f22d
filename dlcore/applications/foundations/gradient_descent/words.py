"""The answers of `use` in words."""

from collections.abc import Mapping
from typing import Any


def verdict(answer: Mapping[str, Any]) -> str:
    """What network and linear model say at one place, in words."""
    if "class" not in answer:
        return f"The network says **{answer['network']:.3g}**, the straight line {answer['linear']:.3g}."
    name = answer["class"]
    others = [f"{other} {share:.0%}" for other, share in answer["network"].items() if other != name]
    return (
        f"The network says **{name}** ({answer['network'][name]:.0%}; {', '.join(others)}). "
        f"The linear model gives {name} {answer['linear'][name]:.0%}."
    )


def held_out(scores: Mapping[str, float]) -> str:
    """How well a model does on the held-out points, in words; names with or without "validation_"."""
    plain = {name.removeprefix("validation_"): value for name, value in scores.items()}
    loss = f"loss {plain['loss']:.3g}"
    return f"{plain['accuracy']:.1%} of the held-out points right, {loss}" if "accuracy" in plain else loss


def descended(result: Mapping[str, Any]) -> str:
    """How far a descent with one weight or two has come, in words."""
    longest = f"No rate above {result['longest_rate']:.3g} can work on this ground."
    if result["ran_away"]:
        return f"**It ran away**: the loss is higher than at the start. {longest}"
    return f"**{1 - result['left']:.1%}** of the way down. {longest}"


def sum_in_words(result: Mapping[str, Any]) -> str:
    """One neuron's number and what the bend makes of it."""
    total = (
        f"{result['layer']}: the products and the bias {result['bias']:.3f} add up to **{result['sum']:.3f}**"
    )
    if not result["bend"]:
        return f"{total}. This is the output itself."
    return f"{total}; {result['bend']} makes **{result['result']:.3f}** of it."


def landscape_in_words(result: Mapping[str, Any]) -> str:
    """What the landscape shows and what it leaves out."""
    if not len(result["path"]):
        return "The model lies in the middle. All other directions, and there are hundreds, are not shown."
    away = " Then the weights ran away." if result["ran_away"] else ""
    return (
        f"{result['walked']} steps.{away} {result['share']:.0%} of the path's movement lies in this plane; "
        "the rest leads out of the picture, so the path may seem to go uphill."
    )
