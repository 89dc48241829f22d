"""Runs and records that the tests of this application share."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dlcore.contract import (
    Metrics,
    TrainedModel,
    Training,
    find,
)
from dlcore.datasets import own

SEEDS = (0, 1, 2)


Curves = dict[str, list[float]]


def run(**values: Any) -> tuple[Training, Curves]:
    """A whole run and its curves by metric."""
    training = Training(find("gradient_descent"), values)
    curves: Curves = {}
    while batch := training.advance(seconds=1.0):
        for event in batch:
            if isinstance(event, Metrics):
                for name, value in event.values.items():
                    curves.setdefault(name, []).append(value)
    return training, curves


def trained(**values: Any) -> TrainedModel:
    training, _ = run(**values)
    model = training.trained()
    model.model.eval()
    return model


def kept(kind: str, value: object) -> dict[str, Any]:
    return {"dataset": kind, kind.replace(" ", "_"): own.keep(json.dumps(value).encode())}


def two_heaps(count: int = 24) -> list[list[float]]:
    return [[0.1 * (i % 5) - (0.8 if i % 2 else 0), 0.07 * (i % 3), i % 2] for i in range(count)]


def refused_in_one_sentence(act: Callable[[], object]) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is looked at below
        act()
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert 20 < len(sentence) < 160
