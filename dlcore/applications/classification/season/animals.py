"""Cows and chicks: one series an animal, real. And how a table of measurements becomes series."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dlcore.applications.classification.season.series import Array, Series
from dlcore.applications.classification.season.tables import read

HELD_OUT = 0.2  # of the animals; as many again are fresh


@dataclass(frozen=True)
class Measured:
    """A table with one row a measurement, the measurements of one subject in the order of their times."""

    subjects: Sequence[str]
    groups: Sequence[str]  # what an animal was fed
    times: Sequence[float]
    values: Sequence[float]
    unit: str
    gap: float = 1.0  # between two measurements, usually


def cows(ear_tag: bool = False, past: bool = True) -> Series:
    """Protein (%) in the milk of 79 cows on three diets, weekly after calving."""
    table = read("cow_milk")
    weeks, protein = (list(map(float, table[name])) for name in ("week", "protein"))
    return series_of(Measured(table["cow"], table["diet"], weeks, protein, "% protein"), ear_tag, past)


def chicks(ear_tag: bool = False, past: bool = True) -> Series:
    """Weights of 50 chicks on four diets, every second day; as logarithms, because growth multiplies."""
    table = read("chick_weights")
    diets = [f"diet {diet}" for diet in table["diet"]]
    days, grams = (list(map(float, table[name])) for name in ("day", "weight"))
    measured = Measured(table["chick"], diets, days, np.log(grams).tolist(), "g", gap=2.0)
    return replace(series_of(measured, ear_tag, past), logarithm=True)


def series_of(measured: Measured, ear_tag: bool = False, past: bool = True) -> Series:
    """Rows of a table to one row a subject; the dice decide which subjects are put aside."""
    names = list(dict.fromkeys(measured.subjects))
    rows: dict[str, list[int]] = {name: [] for name in names}
    for index, name in enumerate(measured.subjects):
        rows[name].append(index)
    width = max(map(len, rows.values()))
    times, values = (np.full((len(names), width), np.nan) for _ in range(2))
    for place, row in enumerate(rows.values()):
        times[place, : len(row)] = [measured.times[index] for index in row]
        values[place, : len(row)] = [measured.values[index] for index in row]
    groups = [measured.groups[row[0]] for row in rows.values()]
    order = np.random.permutation(len(names))  # the driver has seeded the dice
    aside = round(HELD_OUT * len(names))
    fresh, validation = np.zeros((2, *values.shape), dtype=bool)
    fresh[order[:aside]], validation[order[aside : 2 * aside]] = True, True
    ahead, known = _known(times, groups, measured.gap)
    if ear_tag:
        tag = np.broadcast_to(np.eye(len(names))[:, None], (len(names), width, len(names)))
        ahead, known = np.concatenate([ahead, tag], axis=2), [*known, *(f"tag {name}" for name in names)]
    return Series(
        tuple(names),
        tuple(groups),
        times,
        values,
        np.zeros((*values.shape, 0)),
        ahead,
        tuple(known),
        "last" if past else "none",
        fresh,
        validation,
        measured.unit,
    )


def _known(times: Array, groups: Sequence[str], gap: float) -> tuple[Array, list[str]]:
    """What is known of a measurement before it is made: its time, the time since the last, the diet."""
    diets = sorted(set(groups))
    fed = np.array([[float(group == diet) for diet in diets] for group in groups])
    fed = np.broadcast_to(fed[:, None], (*times.shape, len(diets)))
    start, end = np.nanmin(times), np.nanmax(times)
    since = np.diff(times, axis=1, prepend=times[:, :1]) / gap
    early = np.exp((start - times) / (3 * gap))  # the first measurements are unlike the others
    known = np.stack([(times - start) / (end - start), early, since - 1], axis=2)
    return np.concatenate([known, fed], axis=2), ["time", "early", "gap", *diets]
