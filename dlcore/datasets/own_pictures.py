"""A visitor's own classes of pictures: each picture kept once under its fingerprint, and a list of them.

The list is a file of its own, so one fingerprint in a setting stands for all of it.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from dlcore.datasets import own
from dlcore.uploads.pictures import MOST_CLASSES, MOST_PICTURES, class_name

Picture = NDArray[np.uint8]

SIDE = 224  # pixels of what is kept: a square about the middle
LEAST_CLASSES = 2
LEAST_PICTURES = 2  # of a class: one to learn from, one to be tested on
HELD_OUT_SHARE = 0.25


class CollectionError(ValueError):
    """The classes can't be used as they are; the message is one sentence."""


@dataclass(frozen=True)
class OwnClass:
    """A class of the visitor's: its name and the fingerprints of its pictures."""

    name: str
    pictures: tuple[str, ...] = ()

    def split(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Pictures to learn from and those held out, a quarter and at least one.

        Fingerprints are as good as dice: their order decides, so a new picture moves few others.
        """
        ordered = tuple(sorted(self.pictures))
        held = max(1, round(HELD_OUT_SHARE * len(ordered)))
        return ordered[held:], ordered[:held]


@dataclass(frozen=True)
class Collection:
    """Classes in the order in which they were made."""

    classes: tuple[OwnClass, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the classes."""
        return tuple(one.name for one in self.classes)

    @property
    def pictures(self) -> tuple[str, ...]:
        """The fingerprints of all pictures."""
        return tuple(picture for one in self.classes for picture in one.pictures)

    def with_pictures(self, name: str, pictures: Sequence[str]) -> "Collection":
        """The same with pictures added to a class, which is made if it is new. Raises `CollectionError`."""
        name = class_name(name)
        if not name:
            raise CollectionError("The class has no name yet: type one.")
        if name not in self.names and len(self.classes) >= MOST_CLASSES:
            raise CollectionError(
                f"There are {MOST_CLASSES} classes already, the most there can be: take one away."
            )
        new = [one for one in dict.fromkeys(pictures) if one not in self.pictures]
        if pictures and not new:
            raise CollectionError("These pictures are in your classes already: choose others.")
        if len(self.pictures) + len(new) > MOST_PICTURES:
            raise CollectionError(f"More than {MOST_PICTURES} pictures are too many: take some away first.")
        before = self if name in self.names else Collection((*self.classes, OwnClass(name)))
        return Collection(
            tuple(
                OwnClass(one.name, (*one.pictures, *new)) if one.name == name else one
                for one in before.classes
            )
        )

    def without_class(self, name: str) -> "Collection":
        """The same without a class."""
        return Collection(tuple(one for one in self.classes if one.name != name))

    def without_picture(self, picture: str) -> "Collection":
        """The same without a picture."""
        return Collection(
            tuple(OwnClass(one.name, tuple(p for p in one.pictures if p != picture)) for one in self.classes)
        )

    def problem(self) -> str:
        """One sentence if a network can't learn from this yet, otherwise nothing."""
        if len(self.classes) < LEAST_CLASSES:
            return f"Learning needs {LEAST_CLASSES} classes or more: add another one."
        for one in self.classes:
            if len(one.pictures) < LEAST_PICTURES:
                count = "no picture" if not one.pictures else "one picture"
                return (
                    f"“{one.name}” has {count} and needs {LEAST_PICTURES} or more, "
                    "since one is kept aside for the test: add some."
                )
        return ""


def keep(collection: Collection) -> str:
    """Store the list and return its fingerprint."""
    classes = [{"name": one.name, "pictures": list(one.pictures)} for one in collection.classes]
    return own.keep(json.dumps({"classes": classes}, ensure_ascii=False).encode())


def read(fingerprint: str) -> Collection:
    """The classes behind a fingerprint. Raises `MissingFileError`, or `CollectionError` for another file."""
    try:
        classes = json.loads(own.read(fingerprint))["classes"]
        return Collection(tuple(OwnClass(one["name"], tuple(one["pictures"])) for one in classes))
    except own.MissingFileError:
        raise
    except (ValueError, KeyError, TypeError):
        raise CollectionError("This is no collection of pictures: collect your classes again.") from None


def keep_picture(picture: Picture) -> str:
    """Store the square about the middle of a picture (height, width, 3) and return its fingerprint."""
    image = Image.fromarray(picture)
    if image.size != (SIDE, SIDE):
        image = ImageOps.fit(image, (SIDE, SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", compress_level=1)
    return own.keep(buffer.getvalue())


def picture(fingerprint: str) -> Picture:
    """A kept picture, (224, 224, 3). Raises `MissingFileError`."""
    with Image.open(io.BytesIO(own.read(fingerprint)), formats=["PNG"]) as image:
        return np.asarray(image.convert("RGB"))


@lru_cache(maxsize=1200)
def thumbnail(fingerprint: str, side: int = 48) -> Picture:
    """A kept picture made small, (side, side, 3)."""
    small = np.array(Image.fromarray(picture(fingerprint)).resize((side, side), Image.Resampling.BOX))
    small.setflags(write=False)
    return small


def take_in(folders: Mapping[str, Sequence[Picture]], before: Collection | None = None) -> Collection:
    """Pictures by class, kept and added to those before. Raises `CollectionError`."""
    collection = before or Collection()
    for name, pictures in folders.items():
        collection = collection.with_pictures(name, [keep_picture(one) for one in pictures])
    return collection


def to_zip(collection: Collection) -> bytes:
    """The session as a file: a zip with one folder of PNG pictures for each class, as the gate takes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for one in collection.classes:
            for number, fingerprint in enumerate(one.pictures):
                entry = zipfile.ZipInfo(f"{one.name}/{number:03d}.png", (2000, 1, 1, 0, 0, 0))
                archive.writestr(entry, own.read(fingerprint))
    return buffer.getvalue()


def placed(collection: Collection) -> Iterator[tuple[str, int, bool]]:
    """Every picture with the number of its class, and whether it is held out."""
    for number, one in enumerate(collection.classes):
        learned, held = one.split()
        yield from ((picture, number, False) for picture in learned)
        yield from ((picture, number, True) for picture in held)
