"""What a cell might be keeping track of, read off the text: one number a character for each feature."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Track = NDArray[np.float64]  # (characters,)


@dataclass(frozen=True)
class Feature:
    """Something that a reader knows at every place of a text."""

    name: str
    title: str
    track: Callable[[str], Track]


def _spans(text: str, pattern: str) -> Track:
    """1 inside every match of a pattern (inside its first group, if it has one), else 0."""
    inside = np.zeros(len(text))
    for match in re.finditer(pattern, text):
        start, end = match.span(1 if match.re.groups else 0)
        inside[start:end] = 1
    return inside


def _since(text: str, pattern: str) -> Track:
    """How many characters ago a pattern last began, at most 60."""
    ago, track = 0, np.zeros(len(text))
    starts = {match.start() for match in re.finditer(pattern, text)}
    for place in range(len(text)):
        ago = 0 if place in starts else min(ago + 1, 60)
        track[place] = ago
    return track


FEATURES = (
    Feature(
        "name",
        "inside a speaker's name",
        lambda text: _spans(text, r"(?:^|(?<=\n))[A-Z][A-Za-z .]{1,24}:(?=\n)"),
    ),
    Feature("line length", "how long the line is already", lambda text: _since(text, r"\n")),
    Feature("line end", "the line ends here", lambda text: _spans(text, r"[^\n](?=\n)")),
    Feature("word length", "how long the word is already", lambda text: _since(text, r"[\s'.,;:!?-]")),
    Feature("capitals", "inside capital letters", lambda text: _spans(text, r"[^\W\d_a-z]{2,}")),
    Feature(
        "question",
        "inside a sentence that will be a question",
        lambda text: _spans(text, r"[^.!?:;\n][^.!?:;]*\?"),
    ),
    Feature(
        "quote",
        "inside quotation marks",
        lambda text: _spans(text, r"(?:(?<=\s)'|[\"“«])[A-Z][^'\"”»]{2,300}[,.!?;]['\"”»]"),
    ),
)


def correlation(cells: NDArray[np.floating], track: Track) -> Track:
    """How closely each cell follows a track, -1 to 1: (cells,) for cells (characters, cells).

    All zeros where the track never changes.
    """
    centred = cells - cells.mean(axis=0)
    wanted = track - track.mean()
    lengths = np.sqrt((centred**2).sum(axis=0) * (wanted**2).sum())
    together: Track = (centred * wanted[:, None]).sum(axis=0)
    result: Track = np.divide(together, lengths, out=np.zeros_like(together), where=lengths > 1e-9)
    return result
