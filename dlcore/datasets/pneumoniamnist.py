"""PneumoniaMNIST: chest X-rays of children at 28x28, with pneumonia or without, in three official parts.

Whoever has the public file already adds it; otherwise it is fetched from its record once and checked.
"""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dlcore.datasets.files import FetchError, Progress, fetch_file
from dlcore.datasets.home import home

NAME = "pneumoniamnist"
WHAT = "5,856 chest X-rays of children at 28x28, with pneumonia or without"
LICENCE = "CC BY 4.0 (MedMNIST v2; Kermany and others 2018)"
ADDRESS = "https://zenodo.org/records/10519652/files/pneumoniamnist.npz"
MD5 = "28209eda62fecd6e6a2d98b1501bb15f"  # as the record names it
CONTENTS = (
    "e3766be48f0525050f1fc9dc8eae326301cdfe44f2bc73236a7198078325db54"  # of its arrays, whoever zipped them
)
SIZE = 4_171_000  # bytes, about
LARGEST = 10_000_000  # bytes
LARGEST_UNPACKED = 50_000_000  # bytes
PARTS = ("train", "val", "test")


@dataclass(frozen=True)
class Part:
    """Pictures (count, 28, 28), uint8, and labels (count,): 1 where there is pneumonia."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


def place() -> Path | None:
    """The file, once it is here."""
    return _file() if _file().exists() else None


def load() -> dict[str, Part]:
    """The official parts: train, val, test. Raises `FetchError` where the file is missing."""
    if place() is None:
        raise FetchError(
            "PneumoniaMNIST is not on this machine. With a network, fetch it once: "
            "python -m dlcore data fetch pneumoniamnist. With a file of your own: "
            "python -m dlcore data add pneumoniamnist FILE.npz"
        )
    return _read(_file())


def fetch(address: str = ADDRESS, md5: str = MD5) -> Iterator[Progress]:
    """Fetch the public file if it is not here. Raises `FetchError`."""
    if place() is not None:
        return
    arrived = _file().with_suffix(".arrived")
    yield from fetch_file(address, arrived, LARGEST)
    try:
        if hashlib.md5(arrived.read_bytes(), usedforsecurity=False).hexdigest() != md5:
            raise FetchError("What came is not the published PneumoniaMNIST: nothing was kept; try again.")
        add(arrived)
    finally:
        arrived.unlink()


def add(file: Path) -> None:
    """Take in somebody's copy of the public file, checked. Raises `OSError`, `FetchError` (a sentence)."""
    _read(file)
    partial = _file().with_suffix(f".partial{os.getpid()}")
    shutil.copyfile(file, partial)
    partial.replace(_file())


def is_published(file: Path) -> bool:
    """Whether these are the published pictures and labels. Raises `OSError`, `FetchError` (a sentence)."""
    digest = hashlib.sha256()
    for part in _read(file).values():
        digest.update(part.images.tobytes())
        digest.update(part.labels.astype(np.uint8).tobytes())
    return digest.hexdigest() == CONTENTS


def _file() -> Path:
    folder = home() / "data" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{NAME}.npz"


def _read(file: Path) -> dict[str, Part]:
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise FetchError(_refusal(file, f"unpacks to more than {LARGEST_UNPACKED / 1e6:.0f} MB"))
        with np.load(file, allow_pickle=False) as arrays:
            found = {part: (arrays[f"{part}_images"], arrays[f"{part}_labels"]) for part in PARTS}
    except (zipfile.BadZipFile, EOFError):
        raise FetchError(_refusal(file, "is not a whole .npz file")) from None
    except KeyError:
        raise FetchError(_refusal(file, "lacks some of the arrays train_images to test_labels")) from None
    except FetchError:
        raise
    except ValueError:  # Python objects, which only unpickling could read
        raise FetchError(_refusal(file, "holds something other than numbers")) from None
    return {part: _part(file, images, labels) for part, (images, labels) in found.items()}


def _part(file: Path, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Part:
    if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (28, 28):
        raise FetchError(_refusal(file, "has pictures that are not 8-bit grey of 28x28 pixels"))
    if labels.size != len(images) or sorted(set(labels.ravel().tolist())) != [0, 1]:
        raise FetchError(_refusal(file, "has labels that are not 0 and 1, one for each picture"))
    return Part(images, labels.ravel().astype(np.int64))


def _refusal(file: Path, why: str) -> str:
    return f"“{file.name}” {why}: nothing was kept; it takes the public pneumoniamnist.npz of MedMNIST."
