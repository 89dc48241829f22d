"""The numbers of a silhouette's outline, measured as those of the table were (Lakshika and Talagala 2021).

They took scans of 1,600 by 1,200 pixels, blurred them with a Gaussian of 55 pixels and took the outline as a
chain of pixels, each one of its predecessor's eight neighbours. A chain is longer than a smooth curve, by up
to 8 %, so we go to the same size, blur the same, and walk along the same kind of chain. Area, perimeter, hull
and smallest box agree with OpenCV's, which they used.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from dlcore.applications.classification.leaf_sketches import area, hull
from dlcore.applications.classification.plant_species.silhouette import OPEN, Mask, NoLeafError

Array = NDArray[np.floating[Any]]

DIAMETER = 1450.0  # pixels: what a leaf of the table has
BLUR = 8.6  # spread of a Gaussian whose window is 55 pixels, in OpenCV's reckoning
NEIGHBOURS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))  # clockwise, y down


def measure(mask: Mask) -> dict[str, float]:
    """The seven quantities of a silhouette, as the table's were measured, at the table's scale (pixels)."""
    from scipy import ndimage  # type: ignore[import-untyped]

    points = np.argwhere(mask)
    top, left = points.min(axis=0)
    bottom, right = points.max(axis=0) + 1
    cut = np.pad(mask[top:bottom, left:right], 3)
    corners = hull(np.argwhere(cut ^ ndimage.binary_erosion(cut)).astype(np.float64))
    zoom = min(DIAMETER / max(_diameter(corners) + 1, 1.0), 400.0)
    size = (max(1, round(cut.shape[1] * zoom)), max(1, round(cut.shape[0] * zoom)))
    image = Image.fromarray((cut * 255).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
    # Staircases of a small picture are smoothed over their own length, or they would count as teeth.
    image = image.filter(ImageFilter.GaussianBlur(max(BLUR, 0.7 * zoom)))
    large, count = ndimage.label(np.pad(np.asarray(image) > 127, 1))
    if not count:
        raise NoLeafError(OPEN)
    sizes = np.bincount(large.ravel())
    sizes[0] = 0
    chain = contour(large == int(np.argmax(sizes)))
    return numbers_of(chain)


def numbers_of(chain: Array) -> dict[str, float]:
    """The seven quantities of a closed chain of points, (points, 2)."""
    corners = hull(chain)
    if len(corners) < 3:
        raise NoLeafError(OPEN)
    long, short = smallest_box(corners)
    return {
        "area": area(chain),
        "perimeter": _way(chain),
        "diameter": _diameter(corners),
        "length": long,
        "width": max(short, 1.0),
        "hull_area": area(corners),
        "hull_perimeter": _way(corners),
    }


def contour(mask: Mask) -> Array:
    """The outer pixels in order, (points, 2) as x and y: Moore's walk around one connected shape.

    The mask must have a free pixel all around.
    """
    wide = mask.shape[1]
    inside = np.ascontiguousarray(mask).tobytes()
    steps = [down * wide + across for down, across in NEIGHBOURS]
    start = place = int(np.argmax(mask))  # the first of the top row: its left and upper sides are free
    chain, back, first = [start], 4, -1
    while True:
        for turn in range(1, 9):  # clockwise from where we came
            direction = (back + turn) % 8
            if inside[place + steps[direction]]:
                break
        else:
            break  # a single pixel
        if first < 0:
            first = direction
        elif place == start and direction == first:
            chain.pop()  # back at the start, about to walk the same way again
            break
        place += steps[direction]
        chain.append(place)
        back = (direction + 4) % 8
    rows, columns = np.divmod(np.array(chain), wide)
    return np.stack([columns, rows], axis=1).astype(np.float64)


def smallest_box(corners: Array) -> tuple[float, float]:
    """Longer and shorter side of the smallest rectangle around a hull; one side lies along an edge of it."""
    edges = np.roll(corners, -1, axis=0) - corners
    directions = edges / np.maximum(np.hypot(*edges.T), 1e-12)[:, None]
    along = corners @ directions.T  # (corners, edges)
    across = corners @ np.stack([-directions[:, 1], directions[:, 0]])
    sides = np.stack([np.ptp(along, axis=0), np.ptp(across, axis=0)])
    best = sides[:, int(np.argmin(sides.prod(axis=0)))]
    return float(best.max()), float(best.min())


def _diameter(corners: Array) -> float:
    gaps = corners[:, None] - corners[None]
    return float(np.sqrt((gaps**2).sum(axis=2)).max())


def _way(points: Array) -> float:
    """The length of a closed way through points."""
    return float(np.hypot(*(np.roll(points, -1, axis=0) - points).T).sum())
