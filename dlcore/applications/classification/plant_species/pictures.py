"""Pictures of leaves: sketches from a row's numbers, and which species the network knows by now."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.leaf_sketches import Picture, drawn, outline
from dlcore.applications.classification.plant_species.data import Data, table
from dlcore.applications.classification.plant_species.species import NAMES, SPECIES
from dlcore.contract import Images

NUMBERS = ("slenderness", "box_filled", "solidity")  # what a sketch has in common with its leaf
UNKNOWN, KNOWN = np.array([212, 216, 220]), np.array([0, 114, 178])  # grey, and the palette's blue
ROW = 8  # sketches side by side
ALT = (
    "A sketch of a leaf of each of the 32 species, the bluer the more of its held-out leaves are named right"
)


@lru_cache(maxsize=512)
def leaf(row: int, side: int = 96) -> Picture:
    """A sketch with the numbers of a leaf of the table; its true outline is not in the table."""
    numbers = [float(table()[name][row]) for name in NUMBERS]
    return drawn(outline(SPECIES[table()["species"][row]].plan, *numbers), side)


@lru_cache(maxsize=128)
def species_outline(number: int) -> NDArray[np.floating[Any]]:
    """The outline of a species' middle leaf."""
    rows = table()["species"] == number
    return outline(SPECIES[number].plan, *[float(np.median(table()[name][rows])) for name in NUMBERS])


@lru_cache(maxsize=128)
def species_mask(number: int, side: int) -> NDArray[np.float64]:
    """How much of each pixel the leaf of a species covers, (side, side)."""
    picture = drawn(species_outline(number), side, colour=(0, 0, 0))
    return np.asarray(1 - picture[..., 0] / 255)


def species_known(data: Data, chances: NDArray[Any], side: int = 56) -> Images:
    """A sketch of each species, the bluer the more of its held-out leaves are named right."""
    right = chances.argmax(axis=1) == data.held_out.species
    shares = [float(right[data.held_out.species == number].mean()) for number in range(len(NAMES))]
    sheet = np.full((side * -(-len(NAMES) // ROW), side * ROW, 3), 255, dtype=np.uint8)
    for number, share in enumerate(shares):
        colour = UNKNOWN + (KNOWN - UNKNOWN) * share**2
        mask = species_mask(number, side)[..., None]
        top, left = side * (number // ROW), side * (number % ROW)
        sheet[top : top + side, left : left + side] = 255 * (1 - mask) + colour * mask
    said = f"{ALT}: {float(right.mean()):.0%} of all"
    return Images(sheet[None], 1, alt=said)


def species_picture(number: int, side: int) -> Picture:
    """A sketch of the middle leaf of a species."""
    return drawn(species_outline(number), side)
