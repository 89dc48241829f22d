"""What to reach and what to break; all judged from what the visitor's runs and questions measured."""

from collections.abc import Mapping
from typing import Any

from dlcore.contract import Answer, Breakage, Evidence, RunSummary, Task, Value


def honest(run: RunSummary, dataset: str) -> bool:
    """A run on these series in which nothing was let through that a farmer would not know."""
    return (
        run.config["dataset"] == dataset
        and run.config["split"] == "honest"
        and run.config["index"] == "last year"
    )


def beats_linear(evidence: Evidence, dataset: str, by: float) -> bool:
    """An honest run whose loss on fresh series is that much below the linear rule's."""
    return any(
        honest(run, dataset)
        and bool(run.config["past"])
        and run.last.get("fresh_loss", 9.0) <= run.last.get("linear_fresh_loss", -9.0) - by
        for run in evidence.runs
    )


def slow_drift(evidence: Evidence) -> bool:
    """A drift of at most two percent in ten days, noticed in three of four, with five false at most."""
    return any(
        answer.arguments["kind"] == "drift"
        and abs(float(answer.arguments["amount"])) <= 2.0
        and int(answer.result["alarmed"]) <= 5
        and float(answer.result["rules"][0]["caught"]) >= 0.75
        for answer in _watched(evidence)
    )


def simpler_wins(evidence: Evidence) -> bool:
    """An illness that a simple rule notices in far more animals than the network does."""
    return any(
        answer.arguments["kind"] == "slide" and _others(answer.result) >= _network(answer.result) + 0.2
        for answer in _watched(evidence)
    )


def lying_skill(evidence: Evidence) -> bool:
    """A run on rain whose held-out skill looks good, and whose skill in later years is none."""
    return any(
        run.config["dataset"] == "rain"
        and run.last.get("rain_validation_skill", 0.0) >= 0.05
        and run.last.get("rain_skill", 1.0) <= 0.0
        for run in evidence.runs
    )


def surprised(evidence: Evidence) -> bool:
    """A year that came out in a class to which the network had given little."""
    return any(
        answer.question == "outlook_of"
        and float(answer.result["chances"]["Network"][int(answer.result["happened"])]) <= 0.1
        for answer in evidence.answers
    )


def _watched(evidence: Evidence) -> list[Answer]:
    return [answer for answer in evidence.answers if answer.question == "watch"]


def _network(result: Mapping[str, Any]) -> float:
    return float(result["rules"][0]["caught"])


def _others(result: Mapping[str, Any]) -> float:
    return max(float(one["caught"]) for one in result["rules"][1:])


TASKS = (
    Task(
        "sensors",
        "Train on soil sensors until the loss on fresh ones is 0.25 nats below the linear rule's.",
        lambda evidence: beats_linear(evidence, "soil", 0.25),
        "The default settings are nearly enough; add the curves “Loss, fresh” and “Loss, fresh, linear "
        "rule”.",
    ),
    Task(
        "cows",
        "Beat the linear rule on fresh cows: a lower loss, in an honest run that reads the past.",
        lambda evidence: beats_linear(evidence, "cows", 0.0),
        "Few steps are enough, and many are too many.",
    ),
    Task(
        "drift",
        "On the Use view, find a threshold at which at most 5 of the 80 healthy sensors alarm while a drift "
        "of at most 2 % in ten days is noticed in 75 % of all sensors.",
        slow_drift,
        "Raise the threshold step by step, and begin the drift early.",
    ),
    Task(
        "simpler",
        "Find an illness of cows or chicks that a simple rule notices in 20 of 100 animals more than the "
        "network.",
        simpler_wins,
        "A forecast one step ahead gets used to a lasting fall. Which rule does not? Turn the threshold up.",
    ),
    Task(
        "year",
        "Find a year and a region that came out in a class to which the network had given 10 % or less.",
        surprised,
        "Look for droughts in the north, where the years before were wet.",
    ),
    Task(
        "lie",
        "Train on rain so that the validation skill is 0.05 or more while the skill in fresh years is 0 or "
        "less.",
        lying_skill,
        "The Break view shows a split that does it.",
    ),
)

_TAGGED: dict[str, Value] = {"dataset": "chicks", "past": False, "ear_tag": True, "steps": 400}
_RAIN: dict[str, Value] = {"dataset": "rain", "steps": 200}
_YEARS: dict[str, Value] = {
    **_RAIN,
    "hidden": 32,
    "dropout": 0.5,
    "weight_decay": 1.0,
    "keep_best": False,
}
_SOIL: dict[str, Value] = {"dataset": "soil", "steps": 400}
_CHICKS: dict[str, Value] = {"dataset": "chicks", "steps": 300}

BREAKAGES = (
    Breakage(
        "rows",
        "Rows instead of animals",
        healthy=_TAGGED,
        broken={**_TAGGED, "split": "random"},
        look_for="Both networks know a chick by its ear tag and not by its past. With whole chicks held out "
        "the tag is of no use. With single weighings held out the network has learned from the days before "
        "and after, and the validation loss falls far lower. Add the curve “Loss, fresh”: on new chicks the "
        "second is no better, mostly worse.",
        remedy="Split by animal, never by row: all measurements of one on one side. Where a network reads "
        "the past values anyway, the same mistake does hardly any harm; try it.",
        metric="validation_loss",
    ),
    Breakage(
        "years",
        "Years dealt out at random",
        healthy=_YEARS,
        broken={**_YEARS, "split": "random"},
        look_for="With single years and regions held out at random, the network has learned from the "
        "neighbours' rain of the very same year, and the validation skill rises above 0. Add “Skill, rain”, "
        "the years from 1992 on: there it is far below 0, as bad as the honest run's.",
        remedy="Split time by time: learn from the past, be tested on what came later. And stop early; both "
        "runs learn a hundred years by heart.",
        metric="rain_validation_skill",
    ),
    Breakage(
        "index",
        "An index from the future",
        healthy=_RAIN,
        broken={**_RAIN, "index": "same year"},
        look_for="Told the ocean indices of the very year to come, the network has some skill. All figures "
        "agree, also those of fresh years: no held-out data can betray this. Only the calendar can.",
        remedy="Ask of each input when it is known. The yearly mean of the SOI is known in January of the "
        "next year, when the rain has fallen.",
        metric="rain_validation_skill",
    ),
    Breakage(
        "drifting",
        "Taught by drifting sensors",
        healthy=_SOIL,
        broken={**_SOIL, "drifting": 0.8},
        look_for="Four of five sensors that it learned from were drifting, and nobody knew. The loss looks "
        "much the same. But to this network a drift is how sensors are, and of the drifts put into healthy "
        "sensors it notices fewer in time.",
        remedy="Learn what is healthy from sensors that were checked. A network trained on faults does not "
        "find them.",
        metric="soil_caught",
    ),
    Breakage(
        "too_long",
        "Thirty chicks, and no end",
        healthy=_CHICKS,
        broken={
            **_CHICKS,
            "hidden": 64,
            "dropout": 0.0,
            "weight_decay": 0.0,
            "keep_best": False,
            "steps": 800,
        },
        cured={**_CHICKS, "hidden": 64, "dropout": 0.0, "weight_decay": 0.0, "steps": 800},
        look_for="A large memory and eight hundred steps over thirty chicks. The loss falls on, the "
        "validation loss turns and climbs: it knows these chicks by heart and is ever surer of the others, "
        "wrongly. Look at “Inside the interval, chicks”: far fewer than nine in ten.",
        remedy="Go back to the weights with the lowest validation loss (the cured run is the same network, "
        "with “keep best” on), or take a smaller memory, dropout and weight decay.",
        metric="validation_loss",
    ),
)
