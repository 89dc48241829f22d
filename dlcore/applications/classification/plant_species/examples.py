"""Sketches to begin with, and the experiments that were measured beforehand."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from dlcore.applications.classification.leaf_sketches import Picture, drawn
from dlcore.applications.classification.plant_species.pictures import species_outline
from dlcore.applications.classification.plant_species.species import NAMES

CHOSEN = {"Maple": "Japanese maple", "Ginkgo": "Ginkgo", "Oleander": "Oleander", "Indigo": "True indigo"}
SIDE = 240  # pixels
LARGEST = 480  # pixels: more would not be looked at


@cache
def sketches() -> dict[str, Picture]:
    """Synthetic leaves by title, as somebody might draw or photograph them."""
    return {
        title: drawn(species_outline(NAMES.index(name)), SIDE, turn=0.03) for title, name in CHOSEN.items()
    }


def smaller(picture: Picture) -> Picture:
    """The picture with no side longer than is looked at."""
    image = Image.fromarray(picture)
    image.thumbnail((LARGEST, LARGEST))
    return np.asarray(image)


@cache
def measured() -> dict[str, Any]:
    """What `experiments.py` wrote."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("measured.json").read_text(encoding="utf-8"))
    return found
