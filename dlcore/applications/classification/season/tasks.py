"""What to reach and what to break; all judged from what the visitor's runs and questions measured."""

from dlcore.contract import Breakage, Evidence, RunSummary, Task, Value


def honest(run: RunSummary) -> bool:
    """Nothing was let through that the farmer would not know."""
    return run.config["split"] == "honest" and run.config["index"] == "last year"


def beat_linear(evidence: Evidence) -> bool:
    """An honest run whose loss on fresh sensors is well below the linear rule's."""
    return any(
        honest(run)
        and run.config["dataset"] == "soil"
        and run.last.get("fresh_loss", 9.0) <= run.last.get("linear_fresh_loss", 0.0) - 0.25
        for run in evidence.runs
    )


TASKS = (
    Task(
        "sensors",
        "Train on soil sensors until the loss on fresh ones is 0.25 nats below the linear rule's.",
        beat_linear,
    ),
    Task("a", "x.", lambda e: False),
    Task("b", "x.", lambda e: False),
)

_CHICKS: dict[str, Value] = {"dataset": "chicks", "steps": 400}
BREAKAGES = (
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
            "steps": 1000,
        },
        look_for="x.",
        remedy="x.",
        metric="validation_loss",
    ),
)
