"""What an application is and how it trains. Torch is loaded only with `Training` and `TrainedModel`."""

from typing import TYPE_CHECKING, Any

from dlcore.contract.application import FAMILIES, ROOT, Application, Metric, applications, find
from dlcore.contract.config import BaseConfig, Group, Live, Logarithmic, Own, Setting, Value, When
from dlcore.contract.course import Change, Until
from dlcore.contract.diagram import Arrow, Box, Diagram, Stage
from dlcore.contract.events import Episode, Event, Images, Metrics, Note, Plane, Points, Sample, Text, metrics
from dlcore.contract.lesson import Answer, Breakage, Evidence, Preset, RunSummary, Task

if TYPE_CHECKING:
    from dlcore.contract.checkpoint import TrainedModel
    from dlcore.contract.training import Training

_NEED_TORCH = {
    "Training": "training",
    "TrainedModel": "checkpoint",
}


def __getattr__(name: str) -> Any:
    """Load what needs torch only when somebody asks for it: the server process never does."""
    if name not in _NEED_TORCH:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"dlcore.contract.{_NEED_TORCH[name]}"), name)


__all__ = [
    "FAMILIES",
    "ROOT",
    "Answer",
    "Application",
    "Arrow",
    "BaseConfig",
    "Box",
    "Breakage",
    "Change",
    "Diagram",
    "Episode",
    "Event",
    "Evidence",
    "Group",
    "Images",
    "Live",
    "Logarithmic",
    "Metric",
    "Metrics",
    "Note",
    "Own",
    "Plane",
    "Points",
    "Preset",
    "RunSummary",
    "Sample",
    "Setting",
    "Stage",
    "Task",
    "Text",
    "TrainedModel",
    "Training",
    "Until",
    "Value",
    "When",
    "applications",
    "find",
    "metrics",
]
