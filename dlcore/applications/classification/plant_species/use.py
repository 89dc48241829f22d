"""x"""
from dlcore.contract import Images, TrainedModel
from dlcore.applications.classification.plant_species.pictures import species_known
from dlcore.applications.classification.plant_species.training import chances_of
def gallery(trained: TrainedModel) -> Images:
    """What the home page shows."""
    return species_known(trained.data, chances_of(trained.model, trained.data.held_out))
