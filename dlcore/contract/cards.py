"""Model and data cards as plain dictionaries, read without torch."""

import json
from functools import cache
from typing import Any

from dlcore.contract.application import ROOT


@cache
def model_card(name: str) -> dict[str, Any]:
    """The card of the shipped checkpoint; empty where none has been made yet."""
    path = ROOT / "assets" / "checkpoints" / f"{name}.json"
    card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return card


@cache
def data_card(name: str) -> dict[str, Any]:
    """The card of a data set: title, what, source, address, licence, size, real or synthetic, faults."""
    path = ROOT / "assets" / "data" / f"{name}.json"
    card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return card
