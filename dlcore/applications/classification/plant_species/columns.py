"""The columns of the table in groups, and the nine numbers of an outline that no camera's scale changes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

OUTLINE = {
    "slenderness": "Width by length",
    "box_filled": "Box filled",
    "circularity": "Circularity",
    "circle_filled": "Circle filled",
    "perimeter_by_diameter": "Perimeter by diameter",
    "solidity": "Solidity",
    "convexity": "Convexity",
    "diameter_by_length": "Diameter by length",
    "hull_by_diameter": "Hull by diameter",
}
MEANING = {
    "slenderness": "shorter by longer side of the box around the leaf",
    "box_filled": "the leaf's share of that box",
    "circularity": "4π area / perimeter²: 0.90 for a circle of pixels",
    "circle_filled": "the leaf's share of a circle over its diameter",
    "perimeter_by_diameter": "perimeter / diameter",
    "solidity": "the leaf's share of its convex hull, a rubber band around it",
    "convexity": "the hull's perimeter / the leaf's",
    "diameter_by_length": "diameter / longer side of the box",
    "hull_by_diameter": "the hull's perimeter / diameter",
}
SIZE = {
    "diameter": "Diameter (pixels)",
    "area": "Area (pixels)",
    "perimeter": "Perimeter (pixels)",
    "length": "Length (pixels)",
    "width": "Width (pixels)",
}
MARGIN = {
    "eccentricity": "Eccentricity of the ellipse",
    "num_convex_points": "Corners of the hull",
    "num_max_points": "Highest points",
    "num_min_points": "Lowest points",
    "correlation": "Correlation of the outline's points",
}
_SHAPES = ("outlying", "skewed", "clumpy", "sparse", "striated", "convex", "skinny", "stringy", "monotonic")
SCATTER = {
    f"{name}_{kind}": f"{name.capitalize()} ({kind})"
    for kind in ("polar", "contour")
    for name in _SHAPES
    if (name, kind) != ("outlying", "contour")  # 0 for every leaf
}
TEXTURE = {
    "contrast": "Contrast",
    "correlation_texture": "Correlation of neighbours",
    "inverse_difference_moments": "Evenness",
    "entropy": "Entropy",
}
COLOUR = {
    f"{kind}_{colour}_val": f"{colour.capitalize()}, {'mean' if kind == 'mean' else 'spread'}"
    for kind in ("mean", "std")
    for colour in ("red", "green", "blue")
}
GROUPS: Mapping[str, Mapping[str, str]] = {
    "outline": OUTLINE,
    "size": SIZE,
    "margin": MARGIN,
    "scatter": SCATTER,
    "texture": TEXTURE,
    "colour": COLOUR,
}
WORDS = ("apex", "base", "shape", "edge")  # written down by species: they give it away
TOLD: Mapping[str, tuple[str, ...]] = {
    "everything": tuple(GROUPS),
    "all but colour": tuple(name for name in GROUPS if name != "colour"),
    "all but size": tuple(name for name in GROUPS if name != "size"),
    "outline and size": ("outline", "size"),
    **{name: (name,) for name in GROUPS},
}


def outline_numbers(measured: Mapping[str, Array]) -> dict[str, Array]:
    """The nine numbers from area, perimeter, diameter, the box's sides, and the hull's area and perimeter.

    All are ratios, so a leaf twice as large, or a camera of twice the resolution, gives the same.
    """
    long, short = (choose(measured["length"], measured["width"]) for choose in (np.maximum, np.minimum))
    area, perimeter, diameter = (measured[name] for name in ("area", "perimeter", "diameter"))
    return {
        "slenderness": short / long,
        "box_filled": area / (long * short),
        "circularity": 4 * np.pi * area / perimeter**2,
        "circle_filled": area / (np.pi / 4 * diameter**2),
        "perimeter_by_diameter": perimeter / diameter,
        "solidity": area / measured["hull_area"],
        "convexity": measured["hull_perimeter"] / perimeter,
        "diameter_by_length": diameter / long,
        "hull_by_diameter": measured["hull_perimeter"] / diameter,
    }


def labels(groups: tuple[str, ...]) -> dict[str, str]:
    """What the columns of some groups are called, by name."""
    return {name: label for group in groups for name, label in GROUPS[group].items()}
