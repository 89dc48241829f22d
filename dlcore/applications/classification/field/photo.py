"""A photo from above as rows: marked tiles to learn from, others held out; no tile is ever labelled by us.

Of the synthetic example the true class of every tile is known, so there the tiles that nobody marked are the
new ground. Of a visitor's own photo nothing is known beyond the marks.
"""

import io
import json

import numpy as np
from PIL import Image

from dlcore.applications.classification.field import aerial, faults
from dlcore.applications.classification.field.config import MARKS, Config
from dlcore.applications.classification.field.rows import Split, StationData
from dlcore.datasets import own

Marks = list[tuple[float, float, int]]
HELD_OUT = 4  # every fourth mark of a class
LEAST = 2  # marks of each of at least two classes


def load(config: Config) -> StationData:
    """The tiles of a config's photo. Raises `ValueError` with one sentence."""
    photo = picture(config.photo)
    marked = placed(marks(config.marks, bool(config.photo)))
    learned, held_out = divided(marked)
    train_inputs = np.concatenate([aerial.crops(photo, *divmod(tile, aerial.TILES)) for tile in learned])
    targets = np.repeat([marked[tile] for tile in learned], 5).astype(np.int64)
    if config.fault == "wrong labels":
        targets = faults.exchanged(targets)
    every = aerial.tiles(photo)
    known = np.array(held_out, dtype=np.int64)
    fresh, truth = _unmarked(config.photo, marked)
    shown = faults.drifted(every[fresh]) if config.fault == "drift" else every[fresh]
    signature = {
        "kind": "classes",
        "network": "tile",
        "targets": ["class"],
        "unit": "",
        "classes": list(MARKS),
        "inputs": every.shape[1],
        "outputs": len(MARKS),
        "columns": [],
        "figure": "drone",
    }
    return StationData(
        Split(train_inputs, targets, np.repeat(learned, 5)),
        Split(every[known], np.array([marked[tile] for tile in held_out], dtype=np.int64), known),
        Split(shown, truth, fresh),
        signature,
        photo,
    )


def picture(fingerprint: str) -> aerial.Picture:
    """The square of the visitor's photo, or of the example. Raises `ValueError`."""
    if not fingerprint:
        return aerial.example()[0]
    with Image.open(io.BytesIO(own.read(fingerprint)), formats=["PNG"]) as image:
        return aerial.square(np.asarray(image.convert("RGB")))


def marks(fingerprint: str, own_photo: bool) -> Marks:
    """The visitor's marks, or those of the example. Raises `ValueError`."""
    if fingerprint:
        return [(x, y, int(kind)) for x, y, kind in json.loads(own.read(fingerprint))["points"]]
    return [] if own_photo else aerial.example_marks()


def placed(points: Marks) -> dict[int, int]:
    """The class of each marked tile; the last mark on a tile counts."""
    found: dict[int, int] = {}
    for x, y, kind in points:
        row, column = aerial.tile_of(x, y)
        found[row * aerial.TILES + column] = min(max(kind, 0), len(MARKS) - 1)
    return found


def problem(marked: dict[int, int]) -> str:
    """One sentence if a network can't learn from these marks yet, otherwise nothing."""
    counts = np.bincount(list(marked.values()), minlength=len(MARKS)) if marked else np.zeros(len(MARKS))
    if (counts >= LEAST).sum() < 2:
        return f"Mark at least {LEAST} tiles of each of two kinds: one of each is kept aside for the test."
    return ""


def divided(marked: dict[int, int]) -> tuple[list[int], list[int]]:
    """Marked tiles to learn from and held out (every fourth of a kind, at least one). Raises `ValueError`."""
    if sentence := problem(marked):
        raise ValueError(sentence)
    learned: list[int] = []
    held_out: list[int] = []
    for kind in range(len(MARKS)):
        of_kind = [tile for tile, one in marked.items() if one == kind]
        aside = of_kind[::HELD_OUT] if len(of_kind) >= LEAST else []
        held_out += aside
        learned += [tile for tile in of_kind if tile not in aside]
    return learned, held_out


def _unmarked(fingerprint: str, marked: dict[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Tiles that nobody marked and what they are, where that is known: on the example alone."""
    if fingerprint:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    truth = aerial.true_tiles(aerial.example()[1])
    fresh = np.array([tile for tile in range(len(truth)) if tile not in marked], dtype=np.int64)
    return fresh, truth[fresh].astype(np.int64)
