"""Rain of seven Australian regions, year by year, and what the oceans did meanwhile; real."""

import numpy as np

from dlcore.applications.classification.season.series import Array, Mask, Series
from dlcore.applications.classification.season.tables import read

REGIONS = {
    "nsw": "New South Wales",
    "nt": "Northern Territory",
    "qld": "Queensland",
    "sa": "South Australia",
    "tas": "Tasmania",
    "vic": "Victoria",
    "wa": "Western Australia",
}
LEARNED_UNTIL, HELD_OUT_UNTIL = 1971, 1991  # years; all later ones are fresh


def rain(same_year: bool = False) -> Series:
    """Yearly rain (mm); with `same_year` the indices of the very year to come are known (they are not)."""
    table = read("australian_rain")
    years = _column(table["year"])
    values = np.stack([_column(table[f"{region}_rain"]) for region in REGIONS])
    shape = values.shape
    learned = years <= LEARNED_UNTIL
    oceans = np.stack([_scaled(_column(table[name]), learned) for name in ("soi", "iod", "sunspot")], axis=1)
    oceans = np.broadcast_to(oceans, (*shape, 3))
    warm = np.stack([_scaled(_column(table[f"{region}_temperature"]), learned) for region in REGIONS])
    beside = np.concatenate([oceans, np.nan_to_num(warm)[..., None]], axis=2)
    place = np.broadcast_to(np.eye(len(REGIONS))[:, None], (*shape, len(REGIONS)))
    ahead = np.concatenate([oceans[..., :2], place], axis=2) if same_year else place
    names: tuple[str, ...] = ("SOI", "IOD", "sunspots", "temperature")
    names += ("SOI to come", "IOD to come") if same_year else ()
    fresh = np.broadcast_to(years > HELD_OUT_UNTIL, shape)
    return Series(
        tuple(REGIONS.values()),
        tuple(REGIONS.values()),
        np.broadcast_to(years, shape),
        values,
        beside,
        np.asarray(ahead, dtype=np.float64),
        (*names, *REGIONS.values()),
        "recent",
        fresh,
        np.broadcast_to((years > LEARNED_UNTIL) & (years <= HELD_OUT_UNTIL), shape),
        "mm of rain",
    )


def _column(cells: tuple[str, ...]) -> Array:
    return np.array([float(cell) if cell else np.nan for cell in cells])


def _scaled(column: Array, learned: Mask) -> Array:
    """Centred and scaled by the years that are learned from."""
    return np.asarray((column - np.nanmean(column[learned])) / np.nanstd(column[learned]))
