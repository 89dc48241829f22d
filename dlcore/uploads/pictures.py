"""Pictures by class: a zip archive with one folder of pictures for each class, also the saved session."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from dlcore.uploads import image
from dlcore.uploads.refusal import Refusal, recognised, shown

LARGEST = 80_000_000  # bytes of the archive
LARGEST_UNPACKED = 300_000_000  # bytes of all files in it
STEEPEST = 200  # times that a file may grow when unpacked
MOST_FILES = 5_000
MOST_CLASSES = 20
MOST_PICTURES = 600
LEAST_PICTURES = 2  # of a class
LONGEST_NAME = 30
ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif")
ADVICE = "give a zip with one folder of pictures for each class"

Folders = dict[str, list[NDArray[np.uint8]]]


def read(name: str, content: bytes) -> Folders:
    """Pictures by the name of their folder, in the archive's order. Raises `Refusal`."""
    if not content.startswith(b"PK"):
        what = recognised(content) or "no zip archive"
        raise Refusal(f"“{name}” is {what}: {ADVICE}.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _members(name, archive)
            return {folder: [_picture(archive, one) for one in found] for folder, found in members.items()}
    except Refusal:
        raise
    except Exception:  # zipfile and its decompressors raise errors of many kinds on broken bytes
        raise Refusal(f"“{name}” is damaged or no whole zip archive: make it again, and {ADVICE}.") from None


def _members(name: str, archive: zipfile.ZipFile) -> dict[str, list[zipfile.ZipInfo]]:
    """The pictures of each class; nothing has been unpacked so far."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise Refusal(
            f"“{name}” holds {len(entries):,} files and the limit is {MOST_FILES:,}: take fewer pictures."
        )
    for entry in entries:
        _refuse_dangerous(name, entry)
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        limit = LARGEST_UNPACKED // 1_000_000
        raise Refusal(f"“{name}” unpacks to more than {limit} MB: make the pictures smaller, or take fewer.")
    found: dict[str, list[zipfile.ZipInfo]] = {}
    for entry in entries:
        path = PurePosixPath(entry.filename)
        hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
        if not hidden and path.suffix.lower() in ENDINGS and len(path.parts) > 1:
            found.setdefault(class_name(path.parts[-2]) or "class", []).append(entry)
    _refuse_counts(name, found)
    return found


def _refuse_dangerous(name: str, entry: zipfile.ZipInfo) -> None:
    path = entry.filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or re.match(r"[A-Za-z]:", path) or "\x00" in path:
        raise Refusal(f"“{name}” holds a path that leads out of its folder: make a new zip of plain folders.")
    if entry.flag_bits & 1:
        raise Refusal(f"“{name}” is locked with a password: make it again without one.")
    if entry.file_size > STEEPEST * max(entry.compress_size, 1) + 10_000:
        raise Refusal(
            f"“{name}” unpacks to far more than pictures do, as a zip bomb does: zip the pictures alone."
        )


def _refuse_counts(name: str, found: Mapping[str, Sequence[zipfile.ZipInfo]]) -> None:
    if not found:
        raise Refusal(f"“{name}” holds no pictures in folders: {ADVICE}.")
    if len(found) > MOST_CLASSES:
        raise Refusal(
            f"“{name}” has {len(found)} folders and {MOST_CLASSES} classes are the most: take fewer."
        )
    if (count := sum(map(len, found.values()))) > MOST_PICTURES:
        raise Refusal(f"“{name}” holds {count:,} pictures and the limit is {MOST_PICTURES}: take fewer.")
    for folder, entries in found.items():
        if len(entries) < LEAST_PICTURES:
            raise Refusal(
                f"The folder “{folder}” in “{name}” has one picture: a class needs {LEAST_PICTURES} or more, "
                "since one is kept aside for the test."
            )


def _picture(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> NDArray[np.uint8]:
    inside = shown(entry.filename)
    if entry.file_size > image.LARGEST:
        raise Refusal(
            f"“{inside}” in the zip has more than {image.LARGEST // 1_000_000} MB: make it smaller."
        )
    with archive.open(entry) as file:
        content = file.read(image.LARGEST + 1)  # whatever its entry says, not more than that
    if not content:
        raise Refusal(f"“{inside}” in the zip is empty: leave it out.")
    return image.read(inside, content)


def class_name(name: str) -> str:
    """A folder's or a visitor's name for a class: letters, digits and a few signs; it may be empty."""
    plain = " ".join(re.sub(r"[^\w .()+-]", " ", name).split()).strip(". ")
    return plain[:LONGEST_NAME].strip()
