"""Shakespeare's plays as plain text: speaker, colon, lines. Scene headings and stage directions are left out.

>>> print(nine_plays()[:60])
First Citizen:
Before we proceed any further, hear me speak.
"""

import bz2
import os
import re

from dlcore.contract.application import ROOT
from dlcore.datasets import packages
from dlcore.datasets.home import home

HELD_OUT = ("the-tempest", "macbeth")  # never trained on: other plays, other names
NINE = (  # the plays of the well-known file tinyshakespeare, in its order
    "coriolanus",
    "richard-iii",
    "richard-ii",
    "romeo-and-juliet",
    "henry-vi-part-3",
    "a-winter-s-tale",
    "measure-for-measure",
    "the-taming-of-the-shrew",
    "the-tempest",
)
NINE_LENGTH = 1_115_394  # characters of tinyshakespeare, to which the nine plays are cut
SHIPPED = ROOT / "assets" / "data" / "shakespeare.txt.bz2"


def nine_plays() -> str:
    """The nine plays that ship with the laboratory, 1,115,394 characters; the last 19,000 are The Tempest."""
    return bz2.decompress(SHIPPED.read_bytes()).decode("ascii")


def all_plays() -> tuple[str, str]:
    """36 plays to train on, 4.4 million characters, and the two held out. Raises `MissingPackageError`."""
    packages.open_package("shakespeare").close()  # refuse in a sentence before looking for prepared files
    prepared = home() / "prepared" / "shakespeare.txt"
    if not prepared.exists():
        plays = read_plays()
        training = [text for name, text in plays.items() if name not in HELD_OUT]
        parts = ["\n".join(training), "\n".join(plays[name] for name in HELD_OUT)]
        prepared.parent.mkdir(exist_ok=True)
        partial = prepared.with_suffix(f".partial{os.getpid()}")  # two workers may prepare at once
        partial.write_text("\f".join(parts), encoding="utf-8")
        partial.replace(prepared)
    training_text, held_out = prepared.read_text(encoding="utf-8").split("\f")
    return training_text, held_out


def read_plays() -> dict[str, str]:
    """The 38 plays by the names of their files, in order of genre. Raises `MissingPackageError`."""
    paths = [path for path in packages.names("shakespeare", ".md") if "/plays/" in path]
    return {
        path.rpartition("/")[2].removesuffix(".md"): clean(
            packages.read_member("shakespeare", path).decode("utf-8")
        )
        for path in paths
    }


def clean(markdown: str) -> str:
    r"""Only what is spoken, and by whom: "**HAMLET**  \nWords." becomes "HAMLET:\nWords."."""
    blocks = []
    for block in re.split(r"\n\s*\n", markdown):
        block = block.strip()
        if not block or block.startswith("#") or re.fullmatch(r"_[^_]*_", block):
            continue  # headings and stage directions
        block = re.sub(r"\*\*(.+?)\*\*", r"\1:", block, flags=re.DOTALL)
        block = re.sub(r"[_*\\]", "", block)
        blocks.append("\n".join(line.strip() for line in block.splitlines() if line.strip()))
    return "\n\n".join(blocks) + "\n"


def pack_nine_plays() -> None:
    """Make the shipped file from the data package: `python -m dlcore.datasets.shakespeare`."""
    plays = read_plays()
    text = "\n".join(plays[name] for name in NINE)[:NINE_LENGTH]
    SHIPPED.write_bytes(bz2.compress(text.encode("ascii")))


if __name__ == "__main__":
    pack_nine_plays()
