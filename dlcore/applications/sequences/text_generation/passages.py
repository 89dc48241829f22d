"""Finding copied passages: the longest stretch of a text that stands word for word in another.

Seven characters at a time are written as one number, all numbers of the training text are sorted once,
and every match is then lengthened character by character. Exact, and a few milliseconds a page.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.sequences.text_generation.ngrams import Codes, Numbers, runs

SHORTEST = 7  # characters; 256 ** 7 is the largest power that fits into a signed 64-bit number


@dataclass(frozen=True)
class Passage:
    """A stretch that two texts share."""

    start: int = 0  # in the text that was asked about
    length: int = 0  # characters
    source: int = 0  # where it stands in the training text


class PassageIndex:
    """All runs of seven characters of a training text, sorted."""

    def __init__(self, training: Codes, kept: Path | None = None) -> None:
        """Sort the runs, or read their order from a file, which is made if it is missing."""
        self.training = training
        numbers = runs(training, SHORTEST, 256)
        self.order: NDArray[np.integer[Any]]
        if kept and kept.exists():
            self.order = np.load(kept)
        else:
            self.order = np.argsort(numbers).astype(np.int32)
        if kept and not kept.exists():
            save_whole(self.order, kept)
        self.numbers: Numbers = numbers[self.order]

    def matches(self, text: Codes) -> Numbers:
        """For each character of a text the length of the longest copied passage that starts there."""
        lengths = np.zeros(len(text), dtype=np.int64)
        for start in range(len(text) - SHORTEST + 1):
            lengths[start] = self._at(text, start).length
        return lengths

    def longest(self, text: Codes) -> Passage:
        """The longest copied passage; of length 0 where not even seven characters are shared."""
        best = Passage()
        start = 0
        while start + max(best.length, SHORTEST - 1) < len(text):
            found = self._at(text, start)
            if found.length > best.length:
                best = found
            start += 1
        return best

    def _at(self, text: Codes, start: int) -> Passage:
        number = runs(text[start : start + SHORTEST], SHORTEST, 256)
        first, last = np.searchsorted(self.numbers, [number[0], number[0] + 1])
        places = self.order[first:last]
        if not len(places):
            return Passage()
        length = SHORTEST
        while start + length < len(text):
            inside = places[places + length < len(self.training)]
            longer = inside[self.training[inside + length] == text[start + length]]
            if not len(longer):
                break
            places, length = longer, length + 1
        return Passage(start, length, int(places[0]))


def save_whole(array: NDArray[np.integer[Any]], path: Path) -> None:
    """Write an array so that no reader ever sees half of it."""
    path.parent.mkdir(exist_ok=True)
    partial = path.with_suffix(f".partial{os.getpid()}")
    with partial.open("wb") as file:
        np.save(file, array)
    partial.replace(path)
