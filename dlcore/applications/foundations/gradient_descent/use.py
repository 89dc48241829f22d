"""The questions that the page puts to a trained network."""

from typing import Any

from dlcore.applications.foundations.gradient_descent import pictures
from dlcore.contract import TrainedModel


def surface(trained: TrainedModel, detail: int = 80) -> dict[str, Any]:
    """The decision surface or the curve, finely drawn."""
    return {"picture": pictures.plane(trained.model, trained.data, detail)}
