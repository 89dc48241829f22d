"""The stations as rows: inputs, what is to be told from them, and the place that each row comes from.

One worked example: the first plot of wheat lies 19.2 m east and 4.3 m north, in a block of 16 plots, and gave
29.25 of harvest. Its inputs are the two distances, its target is the harvest.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.field import places, tables
from dlcore.applications.classification.field.columns import Column, encode, number, words

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
TABLES = ("soil", "rice", "wheat")
LANDSAT_BLOCK = 10  # windows along a side
REACH = 2  # windows that are at most so far apart share a pixel
SOIL_BLOCK = 150.0  # metres
WHEAT_BLOCK = (4.8, 17.2)  # metres: four by four plots


@dataclass(frozen=True)
class Station:
    """Rows of one station. `targets` are class numbers (rows,) or values (rows, target)."""

    inputs: Floats
    targets: NDArray[Any]
    place: Rows  # of each row; rows of one place stay together
    description: Mapping[str, Any]  # of what the signature needs
    positions: Rows | None = None  # of windows on their grid, (rows, 2)
    columns: Sequence[Mapping[str, Any]] = field(default=())

    @property
    def reach(self) -> int:
        """How far apart rows may be and still share a part of their inputs."""
        return 0 if self.positions is None else REACH


def described(network: str, targets: Sequence[str], unit: str = "", **more: Any) -> dict[str, Any]:
    """What every signature tells of a station."""
    return {
        "kind": "numbers",
        "network": network,
        "targets": list(targets),
        "unit": unit,
        "classes": [],
    } | more


def satellite() -> Station:
    """Windows of 3 by 3 pixels in four bands, (rows, 36), and the class of the middle pixel."""
    scene = tables.scene()
    positions = np.argwhere(scene.classes >= 0)
    windows = np.lib.stride_tricks.sliding_window_view(scene.image, (3, 3), axis=(0, 1))
    found = windows.transpose(0, 1, 3, 4, 2)[positions[:, 0], positions[:, 1]]  # (rows, 3, 3, band)
    return Station(
        inputs=found.reshape(len(found), -1).astype(np.float32),
        targets=scene.classes[positions[:, 0], positions[:, 1]],
        place=places.blocks(positions.astype(float), LANDSAT_BLOCK, LANDSAT_BLOCK),
        description={**described("dense", ["class"]), "kind": "classes", "classes": list(scene.names)},
        positions=positions,
    )


def soil() -> Station:
    """250 samples of one field: 17 sensor readings; organic carbon, pH and clay from the laboratory."""
    table = tables.read("soil_sensors")
    columns = [number(name, label, table[name]) for name, label in tables.SENSORS.items()]
    place = places.blocks(tables.numbers("soil_sensors", ["east", "north"]), SOIL_BLOCK, SOIL_BLOCK)
    targets = tables.numbers("soil_sensors", ["carbon", "ph", "clay"])
    return _tabled("soil_sensors", columns, targets, place, described("dense", ["carbon", "ph", "clay"]))


def spectrum() -> Station:
    """460 spectra of 830 wavelengths; clay from the laboratory. Nobody says where the samples were dug."""
    found = tables.spectra()
    return Station(
        inputs=found.reflectance,
        targets=found.clay[:, None],
        place=np.arange(len(found.clay)),
        description=described("spectrum", ["spectrum"], wavelengths=found.wavelengths.tolist()),
    )


def rice() -> Station:
    """1,026 harvests of 171 Indonesian rice farms; the target is the logarithm of the kilograms."""
    table = tables.read("rice_farms")
    logarithms = {
        "size": "Land (hectares)",
        "seed": "Seed (kg)",
        "urea": "Urea (kg)",
        "phosphate": "Phosphate (kg)",
        "pesticide": "Pesticide (rupiah)",
        "hiredlabor": "Hired labour (hours)",
        "famlabor": "Family labour (hours)",
    }
    plain = {
        "pseed": "Price of seed (rupiah/kg)",
        "purea": "Price of urea (rupiah/kg)",
        "pphosph": "Price of phosphate (rupiah/kg)",
        "wage": "Wage (rupiah/hour)",
        "price": "Price of rice (rupiah/kg)",
    }
    named = {"status": "Land is", "varieties": "Varieties", "bimas": "State programme", "region": "Village"}
    columns: list[Column] = [number(name, label, table[name], True) for name, label in logarithms.items()]
    columns += [words(name, label, table[name]) for name, label in named.items()]
    columns += [number(name, label, table[name]) for name, label in plain.items()]
    harvest = np.log(tables.numbers("rice_farms", ["goutput"]))
    farms = tables.numbers("rice_farms", ["farm"])[:, 0].astype(np.int64)
    return _tabled("rice_farms", columns, harvest, farms, described("dense", ["rice"], "log kg"))


def wheat() -> Station:
    """224 plots of wheat on a map: only the place goes in, the harvest is the target."""
    table = tables.read("wheat_plots")
    columns = [number("east", "East (m)", table["east"]), number("north", "North (m)", table["north"])]
    positions = tables.numbers("wheat_plots", ["east", "north"])
    block = places.blocks(positions - positions.min(axis=0), *WHEAT_BLOCK)
    harvest = tables.numbers("wheat_plots", ["harvest"])
    return _tabled("wheat_plots", columns, harvest, block, described("dense", ["wheat"]))


def _tabled(
    name: str, columns: Sequence[Column], targets: Floats, place: Rows, description: dict[str, Any]
) -> Station:
    plain = [column.to_json() for column in columns]
    return Station(encode(plain, tables.read(name)), targets, place, description, columns=plain)


STATIONS: dict[str, Callable[[], Station]] = {
    "satellite": satellite,
    "soil": soil,
    "spectrum": spectrum,
    "rice": rice,
    "wheat": wheat,
}
