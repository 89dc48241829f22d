"""Runs and records that the tests of this application share."""

from typing import Any

from dlcore.applications.classification.chest_xray.config import Config
from dlcore.contract import RunSummary, find

APPLICATION = find("chest_xray")


def run(**values: Any) -> RunSummary:
    last = {name: value for name, value in values.items() if name != "marker"}
    config = Config().model_dump() | {"marker": values.get("marker", "none")}
    return RunSummary(config, "finished", 300, last, last, last)
