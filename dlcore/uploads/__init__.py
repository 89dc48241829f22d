"""The one gate for files from outside: nothing is unpickled, executed or written under a name from outside.

    picture = accept("cat.png", content, "image")

Whatever doesn't fit is refused with a `Refusal`, one sentence that says what to do.
"""

from collections.abc import Callable
from typing import Any, Literal, get_args, overload

import numpy as np
from numpy.typing import NDArray

from dlcore.uploads import image, pictures, points, radiograph, table, text, weights
from dlcore.uploads.refusal import Refusal, check_size, shown
from dlcore.uploads.table import Table

Kind = Literal["image", "pictures", "table", "text", "points", "weights", "radiograph"]
KINDS: tuple[Kind, ...] = get_args(Kind)

__all__ = ["KINDS", "Kind", "Refusal", "Table", "accept", "canonical", "shown"]


@overload
def accept(name: str, content: bytes, kind: Literal["image", "radiograph"]) -> NDArray[np.uint8]: ...
@overload
def accept(name: str, content: bytes, kind: Literal["pictures"]) -> pictures.Folders: ...
@overload
def accept(name: str, content: bytes, kind: Literal["table"]) -> Table: ...
@overload
def accept(name: str, content: bytes, kind: Literal["text"]) -> str: ...
@overload
def accept(name: str, content: bytes, kind: Literal["points"]) -> points.Points: ...
@overload
def accept(name: str, content: bytes, kind: Literal["weights"]) -> dict[str, NDArray[Any]]: ...
def accept(name: str, content: bytes, kind: Kind) -> Any:
    """What a file holds, cleaned. Raises `Refusal`.

    image: uint8 (height, width, 3), turned upright, on white, at most 1024 pixels a side. table: a `Table`.
    radiograph: the same, also from DICOM. pictures: by class, from a zip of folders.
    text: normalised Unicode and line ends. points: [[x, y, class], …]. weights: arrays by name.
    """
    readers: dict[Kind, tuple[Callable[[str, bytes], Any], int]] = {
        "image": (image.read, image.LARGEST),
        "pictures": (pictures.read, pictures.LARGEST),
        "table": (table.read, table.LARGEST),
        "text": (text.read, text.LARGEST),
        "points": (points.read, points.LARGEST),
        "weights": (weights.read, weights.LARGEST),
        "radiograph": (radiograph.read, radiograph.LARGEST),
    }
    read, largest = readers[kind]
    name = shown(name)
    check_size(name, content, largest)
    return read(name, content)


def canonical(kind: str, value: Any) -> bytes:
    """The bytes under which an accepted value is kept: PNG, JSON or UTF-8."""
    if kind in ("image", "radiograph"):
        return image.to_bytes(value)
    if kind == "table":
        return table.to_bytes(value)
    if kind == "points":
        return points.to_bytes(value)
    return text.to_bytes(value)
