"""The shipped measurements: real tables of `assets/data` as plain columns and arrays."""

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dlcore.contract import ROOT

NAMES = {"soil": "soil_sensors", "rice": "rice_farms", "wheat": "wheat_plots"}
FOLDER = ROOT / "assets" / "data"
Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
SENSORS = {
    "Altitude": "Altitude (m)",
    "Slope": "Slope",
    "ERa": "Electrical resistance (ERa)",
    "G_Total_Counts": "Gamma rays (counts)",
    "pH_ISE": "pH electrode in the field",
    "B02": "Satellite, blue",
    "B03": "Satellite, green",
    "B04": "Satellite, red",
    "B05": "Satellite, red edge 1",
    "B06": "Satellite, red edge 2",
    "B07": "Satellite, red edge 3",
    "B08": "Satellite, near infrared",
    "B8A": "Satellite, narrow infrared",
    "B11": "Satellite, short-wave 1",
    "B12": "Satellite, short-wave 2",
    "NDVI": "NDVI of a growing crop",
    "GNDVI": "Green NDVI of a growing crop",
}


@lru_cache(maxsize=4)
def read(name: str) -> dict[str, list[str]]:
    """The columns of a shipped table by name, as they are written."""
    text = gzip.decompress((FOLDER / f"{name}.csv.gz").read_bytes()).decode("utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    return {title: [row[place] for row in rows[1:]] for place, title in enumerate(rows[0])}


def numbers(name: str, columns: Sequence[str]) -> Floats:
    """Some columns of a table as numbers, (rows, columns)."""
    table = read(name)
    return np.array([table[column] for column in columns], dtype=np.float32).T


@dataclass(frozen=True)
class Scene:
    """A Landsat picture (82, 100, 4), 0 where unknown, and classes of the windows (80, 98), -1 where none."""

    image: Bytes
    classes: NDArray[np.int64]
    names: tuple[str, ...]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which pixels of the picture are known, (82, 100)."""
        return np.asarray(self.image.any(axis=2))


@lru_cache(maxsize=1)
def scene() -> Scene:
    """The 6,434 windows of Landsat, laid out as the picture that they were cut from."""
    with np.load(FOLDER / "landsat.npz") as file:
        names = tuple(str(name) for name in file["names"])
        return Scene(file["image"], file["classes"].astype(np.int64) - 1, names)


@dataclass(frozen=True)
class Spectra:
    """Reflectances in percent, (samples, wavelengths), wavelengths in nm, and clay in percent."""

    reflectance: Floats
    wavelengths: NDArray[np.int64]
    clay: Floats


@lru_cache(maxsize=1)
def spectra() -> Spectra:
    """The 460 soil spectra; the file holds steps from wavelength to wavelength in hundredths of a percent."""
    with np.load(FOLDER / "soil_spectra.npz") as file:
        reflectance = np.cumsum(file["steps"], axis=1, dtype=np.int64) / 100
        return Spectra(
            reflectance.astype(np.float32), file["wavelengths"].astype(np.int64), file["targets"][:, 2]
        )
