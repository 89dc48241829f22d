"""What the table gives away without meaning to: columns that know the answer, or how a picture was taken."""

from collections import Counter
from functools import cache
from typing import Any

import numpy as np

from dlcore.applications.classification.plant_species.columns import WORDS
from dlcore.applications.classification.plant_species.data import table
from dlcore.applications.classification.plant_species.species import NAMES

SAME = 0.9  # of a species' leaves: nearly all


@cache
def giveaways() -> dict[str, Any]:
    """How far one comes with the words alone, with whole-number lengths, with a bright background."""
    columns = table()
    species = columns["species"]
    words = [tuple(columns[name][row] for name in WORDS) for row in range(len(species))]
    different = {number: {words[row] for row in np.flatnonzero(species == number)} for number in range(32)}
    whole = (columns["length"] % 1 == 0) & (columns["width"] % 1 == 0)
    shares = [float(whole[species == number].mean()) for number in range(len(NAMES))]
    bright = columns["mean_red_val"] > 100
    by_species = Counter(NAMES[number] for number in species[bright])
    return {
        "constant": sum(len(one) == 1 for one in different.values()),
        "words": Counter(next(iter(one)) for one in different.values() if len(one) == 1),
        "right_by_words": best_guess(words),
        "upright": sum(share >= SAME for share in shares),
        "tilted": sum(share <= 1 - SAME for share in shares),
        "bright": int(bright.sum()),
        "bright_species": by_species.most_common(3),
        "twins": nearest_twins(),
        "leaves": len(species),
    }


def best_guess(keys: list[Any]) -> float:
    """The share of leaves named right by whoever knows only these keys, and guesses the commonest species."""
    counts = Counter(zip(keys, table()["species"].tolist(), strict=True))
    best: dict[Any, int] = {}
    for (key, _), count in counts.items():
        best[key] = max(best.get(key, 0), count)
    return sum(best.values()) / len(keys)


def nearest_twins() -> dict[str, Any]:
    """Exact copies among the leaves, and the two that are most alike in all measured numbers, in spreads."""
    skip = {"species", *WORDS}
    numbers = np.stack([values for name, values in table().items() if name not in skip], axis=1)
    copies = len(numbers) - len(np.unique(numbers, axis=0))
    scaled = (numbers - numbers.mean(axis=0)) / np.maximum(numbers.std(axis=0), 1e-9)
    squared = (scaled**2).sum(axis=1)
    gaps = squared[:, None] + squared - 2 * scaled @ scaled.T
    np.fill_diagonal(gaps, np.inf)
    away = np.sqrt(np.maximum(gaps.min(axis=1), 0))
    same = table()["species"][gaps.argmin(axis=1)] == table()["species"]
    return {
        "copies": int(copies),
        "nearest": float(away.min()),
        "usual": float(np.median(away)),
        "same_species": float(same.mean()),
    }
