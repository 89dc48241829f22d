"""Runs and records that the tests of this application share."""

from typing import Any

from dlcore.contract import Metrics, Training, find
from dlcore.datasets import own

Curves = dict[str, list[float]]


QUICK = {"hidden_size": 64, "learning_rate": 1e-2, "steps": 220, "sample_every": 1000}


def run(**values: Any) -> tuple[Training, Curves]:
    """A whole run and its curves by metric."""
    training = Training(find("text_generation"), values)
    curves: Curves = {}
    for event in training:
        if isinstance(event, Metrics):
            for name, value in event.values.items():
                curves.setdefault(name, []).append(value)
    return training, curves


def keep(text: str) -> dict[str, Any]:
    return {"dataset": "own", "own_text": own.keep(text.encode())}
