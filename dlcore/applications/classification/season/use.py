"""The questions that page and gallery put to trained networks."""

from dlcore.applications.classification.season import pictures
from dlcore.applications.classification.season.data import Data
from dlcore.applications.classification.season.model import SeasonNetworks
from dlcore.contract import Plane, TrainedModel


def gallery(trained: TrainedModel) -> Plane:
    """What the home page shows: a sensor and what is foretold of it."""
    model, data = _parts(trained)
    return pictures.progress(model, data)


def _parts(trained: TrainedModel) -> tuple[SeasonNetworks, Data]:
    assert isinstance(trained.model, SeasonNetworks)
    return trained.model, trained.data
