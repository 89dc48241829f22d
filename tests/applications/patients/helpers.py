"""Runs and records that the tests of this application share."""

from functools import cache
from typing import Any

from dlcore.contract import (
    Metrics,
    TrainedModel,
    Training,
    find,
)

Figures = dict[str, float]


@cache
def run(**values: Any) -> tuple[Training, Figures]:
    """A whole run and the figures of its last step, made once."""
    training = Training(find("patients"), values)
    last: Figures = {}
    for event in training:
        if isinstance(event, Metrics):
            last = event.values
    return training, last


def trained(**values: Any) -> TrainedModel:
    model = run(**values)[0].trained()
    model.model.eval()
    return model
