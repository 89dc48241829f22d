"""From a config to notes and codes in three parts: to learn from, to set thresholds on, and held out.

One worked example: “no fever .” becomes the word numbers 5, 17, 2; the code J44.9 becomes the numbers of four
lines of ICD-10-CM, of the code itself, its category J44, its block and its chapter, so that codes that are
near in the classification begin with something in common.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.notes_and_codes import denials, icd, reports, synthetic, tokens
from dlcore.applications.classification.notes_and_codes.config import Config
from dlcore.applications.classification.notes_and_codes.synthetic import Case

TUNING, HELD_OUT = 600, 1000  # synthetic notes beside those learned from
SHARES = (0.6, 0.8)  # of the real reports: learned from up to here, then tuning, then held out
NORTH, SOUTH = "dictated at the north site .", "dictated at the south site ."
MARKED = {"synthetic": "Pneumonia", "reports": "Airspace disease"}  # the finding that the phrase goes with
MOST_CODES = 8  # of one note
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Part:
    """Notes as word numbers (notes, time), codes as line numbers (notes, line), both padded with 0.

    `truth` is (notes, finding), 0 or 1. `cases` are the same notes as text.
    """

    words: Numbers
    codes: Numbers
    truth: NDArray[np.float32]
    cases: Sequence[Case] = field(repr=False)

    def __len__(self) -> int:
        """How many notes."""
        return len(self.words)


@dataclass(frozen=True)
class Data:
    """Three parts, the held-out one with the phrase exchanged, and notes that say one thing and deny another.

    The truth of `denials` is what is denied: whatever of it is found there is a false alarm.
    """

    train: Part
    tuning: Part
    held_out: Part
    flipped: Part
    denials: Part
    weights: NDArray[np.float32]  # of the notes learned from, if phrase and finding shall be balanced
    signature: dict[str, Any]


def load_data(config: Config) -> Data:
    """The notes of a config. Raises `MissingPackageError` where real reports are wanted and missing."""
    names = synthetic.NAMES if config.notes == "synthetic" else reports.NAMES
    marked = MARKED[config.notes]
    train, tuning, held_out = parted(config)
    share = config.template if config.template > 0.5 else 0.95
    flipped = [phrased(case, marked, 1 - share) for case in held_out]
    if config.template > 0.5:
        train, tuning, held_out = (
            [phrased(case, marked, share) for case in part] for part in (train, tuning, held_out)
        )
    known = tokens.vocabulary(
        (tokens.split(case.note) for case in train), 2 if config.notes == "synthetic" else 3
    )
    numbers = tokens.table(known)

    def part(cases: Sequence[Case], slips: bool = False) -> Part:
        return encoded(cases, names, numbers, config.misspelt if slips else 0.0, config.correct_spelling)

    learned = part(train)
    signature = {
        "notes": config.notes,
        "names": list(names),
        "marked": marked,
        "vocabulary": known,
        "lines": len(icd.entries()),
        "rates": learned.truth.mean(axis=0).round(4).tolist(),
    }
    return Data(
        learned,
        part(tuning),
        part(held_out, slips=True),
        part(flipped),
        part(denials.probes(config.notes)),
        balance(train, marked),
        signature,
    )


def parted(config: Config) -> tuple[list[Case], list[Case], list[Case]]:
    """To learn from, to tune on, held out. The same note never stands in two parts."""
    if config.notes == "synthetic":
        drawn = list(
            {case.note: case for case in synthetic.cases(config.patients + TUNING + HELD_OUT)}.values()
        )
        return drawn[TUNING + HELD_OUT :], drawn[:TUNING], drawn[TUNING : TUNING + HELD_OUT]
    groups: dict[str, list[Case]] = {}
    for case in reports.cases(conclusion=config.codes_from != "reason"):
        groups.setdefault(" ".join(tokens.split(case.note)), []).append(case)
    shuffled = random.sample(list(groups.values()), len(groups))
    first, second = (round(share * len(shuffled)) for share in SHARES)
    parts = shuffled[:first], shuffled[first:second], shuffled[second:]
    learned, tuning, held_out = ([case for group in part for case in group] for part in parts)
    return learned, tuning, held_out


def phrased(case: Case, marked: str, share: float) -> Case:
    """The note with a hospital's phrase in front: the north's with this chance if the finding is there."""
    agrees = random.random() < share
    north = agrees == (marked in case.truth)
    return Case(f"{NORTH if north else SOUTH} {case.note}", case.codes, case.truth)


def balance(cases: Sequence[Case], marked: str) -> NDArray[np.float32]:
    """A weight a note, so that within each phrase the finding is as frequent as everywhere."""
    groups = np.array([(case.note.startswith(NORTH), marked in case.truth) for case in cases])
    weights = np.ones(len(cases), dtype=np.float32)
    for north in (False, True):
        for found in (False, True):
            here = (groups == (north, found)).all(axis=1)
            expected = (groups[:, 0] == north).mean() * (groups[:, 1] == found).mean()
            weights[here] = expected / max(here.mean(), 1e-6)
    return weights


def encoded(
    cases: Sequence[Case], names: Sequence[str], numbers: dict[str, int], slips: float, correct: bool
) -> Part:
    """Cases as arrays."""
    notes = [read(case.note, numbers, slips, correct) for case in cases]
    codes = [lines(case.codes) for case in cases]
    truth = np.array([[name in case.truth for name in names] for case in cases], dtype=np.float32)
    return Part(padded(notes), padded(codes), truth, cases)


def read(note: str, numbers: dict[str, int], slips: float = 0.0, correct: bool = False) -> list[int]:
    """A note as word numbers, with slips of the pen and their correction if wanted."""
    words = tokens.split(note)
    if slips:
        words = tokens.misspelt(words, slips)
    return tokens.numbered(tokens.corrected(words, numbers) if correct else words, numbers)


def lines(codes: Sequence[str]) -> list[int]:
    """Codes as the numbers of their lines and of all lines above them; never an empty list."""
    return [one.number for code in codes[:MOST_CODES] for one in icd.path(code)] or [0]


def padded(rows: Sequence[Sequence[int]]) -> Numbers:
    """Rows of different length as one array, 0 where nothing is."""
    array = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    for place, row in enumerate(rows):
        array[place, : len(row)] = row
    return array


def baseline(data: Data) -> dict[str, float]:
    """Logistic regression on tf-idf of single words and pairs, on the codes, and on both side by side."""
    from dlcore.applications.classification.notes_and_codes.counting import counted

    return counted(data)
