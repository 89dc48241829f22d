"""Cows and chicks: one series an animal, real."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dlcore.applications.classification.season.series import Array, Series
from dlcore.applications.classification.season.tables import read

HELD_OUT = 0.2  # of the animals; as many again are fresh


def cows(ear_tag: bool = False, past: bool = True) -> Series:
    """Protein (%) in the milk of 79 cows on three diets, weekly after calving."""
    table = read("cow_milk")
    return _animals(
        table["cow"], table["diet"], table["week"], table["protein"], 19.0, "% protein", ear_tag, past
    )


def chicks(ear_tag: bool = False, past: bool = True) -> Series:
    """Weights of 50 chicks on four diets, every second day; as logarithms, because growth multiplies."""
    table = read("chick_weights")
    weights = [str(np.log(float(weight))) for weight in table["weight"]]
    diets = [f"diet {diet}" for diet in table["diet"]]
    return replace(
        _animals(table["chick"], diets, table["day"], weights, 21.0, "g", ear_tag, past), logarithm=True
    )


def _animals(
    tags: Sequence[str],
    diets: Sequence[str],
    times: Sequence[str],
    values: Sequence[str],
    longest: float,
    unit: str,
    ear_tag: bool,
    past: bool,
) -> Series:
    """Rows of a table to one row an animal; the dice decide which animals are put aside."""
    names = list(dict.fromkeys(tags))
    rows = [[index for index, tag in enumerate(tags) if tag == name] for name in names]
    width = max(map(len, rows))
    when, what = (np.full((len(names), width), np.nan) for _ in range(2))
    for place, row in enumerate(rows):
        when[place, : len(row)] = [float(times[index]) for index in row]
        what[place, : len(row)] = [float(values[index]) for index in row]
    groups = [diets[row[0]] for row in rows]
    order = np.random.permutation(len(names))  # the driver has seeded the dice
    aside = round(HELD_OUT * len(names))
    fresh, validation = np.zeros((2, *what.shape), dtype=bool)
    fresh[order[:aside]], validation[order[aside : 2 * aside]] = True, True
    ahead, known = _known(when, groups, longest)
    if ear_tag:
        tag = np.broadcast_to(np.eye(len(names))[:, None], (len(names), width, len(names)))
        ahead, known = np.concatenate([ahead, tag], axis=2), [*known, *(f"tag {name}" for name in names)]
    beside = np.zeros((*what.shape, 0))
    return Series(
        tuple(names),
        tuple(groups),
        when,
        what,
        beside,
        ahead,
        tuple(known),
        "last" if past else "none",
        fresh,
        validation,
        unit,
    )


def _known(when: Array, groups: Sequence[str], longest: float) -> tuple[Array, list[str]]:
    """What is known of a measurement before it is made: its time, the time since the last, the diet."""
    diets = sorted(set(groups))
    gap = np.diff(when, axis=1, prepend=when[:, :1])
    fed = np.array([[float(group == diet) for diet in diets] for group in groups])
    fed = np.broadcast_to(fed[:, None], (*when.shape, len(diets)))
    early = np.exp(-when / 3)  # the first weeks are unlike the others
    times = np.stack([when / longest, early, gap - 1], axis=2)
    return np.concatenate([times, fed], axis=2), ["time", "early", "gap", *diets]
