"""What to reach and what to break; all judged from what the visitor's runs measured."""

from dlcore.contract import Breakage, Evidence, Task

TASKS: tuple[Task, ...] = (
    Task(
        "spirals",
        "Train a network that parts the spirals: validation accuracy of 0.95 or more.",
        lambda evidence: _any_spirals(evidence),
        "The default settings nearly do it.",
    ),
)


def _any_spirals(evidence: Evidence) -> bool:
    return any(
        run.config["dataset"] == "spirals" and run.highest.get("validation_accuracy", 0) >= 0.95
        for run in evidence.runs
    )


BREAKAGES: tuple[Breakage, ...] = ()
