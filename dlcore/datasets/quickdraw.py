"""Quick, Draw!: drawings by real people at 28x28, ink 255 on 0, by category.

The official files hold up to 180,000 drawings a category; the first few thousand are fetched.
Whoever has a copy already adds an `.npz` with one array a category.
"""

import io
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from dlcore.datasets.files import FetchError, Progress, fetch_file
from dlcore.datasets.home import home

NAME = "quickdraw"
WHAT = "doodles by real people at 28x28, by category"
LICENCE = "CC BY 4.0 (Google, Quick, Draw! dataset)"
ADDRESS = "https://storage.googleapis.com/quickdraw_dataset/full/numpy_bitmap"
CATEGORIES = ("cat", "apple", "bicycle", "diamond", "eye", "fish", "rainbow", "train")
COUNT = 4000  # drawings fetched of each category
PIXELS = 28 * 28
SIZE = len(CATEGORIES) * COUNT * PIXELS
LARGEST_HEADER = 256  # bytes before the pixels of a `.npy` file
LARGEST_COPY = 500_000_000  # bytes, unpacked


def folder() -> Path:
    """Where the drawings lie, one `.npy` a category."""
    path = home() / "data" / "quickdraw"
    path.mkdir(parents=True, exist_ok=True)
    return path


def categories() -> list[str]:
    """What is on this machine."""
    return sorted(path.stem for path in folder().glob("*.npy"))


def place() -> Path | None:
    """Where the drawings lie, once there are some."""
    return folder() if categories() else None


def drawings(category: str) -> NDArray[np.uint8]:
    """All drawings of a category on this machine, (count, 28, 28). Raises `FetchError` if there are none."""
    if category not in categories():
        raise FetchError(
            f"There are no drawings of “{category}” on this machine; they are fetched from the network once: "
            "python -m dlcore data fetch quickdraw"
        )
    images: NDArray[np.uint8] = np.load(folder() / f"{category}.npy", allow_pickle=False)
    return images


def fetch(
    wanted: Sequence[str] = CATEGORIES, count: int = COUNT, address: str = ADDRESS
) -> Iterator[Progress]:
    """Fetch the first `count` drawings of each category that is not here. Raises `FetchError`."""
    for category in wanted:
        if category in categories():
            continue
        piece = folder() / f"{category}.piece"
        url = f"{address}/{quote(category)}.npy"
        yield from fetch_file(url, piece, LARGEST_HEADER + count * PIXELS, only_first=True)
        try:
            _save(category, _first_drawings(piece.read_bytes(), count))
        finally:
            piece.unlink()


def add(file: Path) -> None:
    """Take in an `.npz` with one array of uint8 a category. Raises `OSError`, `FetchError` (a sentence)."""
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > LARGEST_COPY:
            raise FetchError(_refusal(file, f"unpacks to more than {LARGEST_COPY / 1e6:.0f} MB"))
        with np.load(file, allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in arrays.files}
    except (zipfile.BadZipFile, EOFError, KeyError):
        raise FetchError(_refusal(file, "is not a whole .npz file")) from None
    except FetchError:
        raise
    except ValueError:  # Python objects, which only unpickling could read
        raise FetchError(_refusal(file, "holds something other than numbers")) from None
    for name, images in found.items():
        if not re.fullmatch(r"[a-z][a-z ]{0,40}", name):
            raise FetchError(_refusal(file, "has arrays that are not named after a category, like “cat”"))
        if images.dtype != np.uint8 or images.size == 0 or images[0].size != PIXELS:
            raise FetchError(_refusal(file, "has arrays that are not 8-bit drawings of 28x28 pixels"))
    for name, images in found.items():
        _save(name, images.reshape(-1, 28, 28))


def _refusal(file: Path, why: str) -> str:
    return f"“{file.name}” {why}: nothing was kept; it takes one array of drawings for each category."


def _first_drawings(content: bytes, count: int) -> NDArray[np.uint8]:
    """The whole drawings in the first bytes of a `.npy` file."""
    stream = io.BytesIO(content)
    try:
        np.lib.format.read_magic(stream)
        shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    except ValueError:
        raise FetchError("What came is not a .npy file: try again later.") from None
    if dtype != np.uint8 or shape[1:] != (PIXELS,):
        raise FetchError("What came has another shape than 28x28 drawings: tell the maintainers.")
    whole = min(count, shape[0], (len(content) - stream.tell()) // PIXELS)
    pixels = np.frombuffer(content, np.uint8, whole * PIXELS, stream.tell())
    return pixels.reshape(whole, 28, 28)


def _save(category: str, images: NDArray[np.uint8]) -> None:
    partial = folder() / f"{category}.partial{os.getpid()}"
    with partial.open("wb") as file:
        np.save(file, images, allow_pickle=False)
    partial.replace(folder() / f"{category}.npy")
