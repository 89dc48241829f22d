r"""The text as numbers, one a character: a part to learn from and a part held out.

Worked example: the vocabulary "\nabc" numbers its characters 0, 1, 2, 3, so "cab\n" is [3, 1, 2, 0].
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from dlcore.applications.sequences.text_generation import ngrams
from dlcore.applications.sequences.text_generation.config import Config
from dlcore.applications.sequences.text_generation.passages import PassageIndex
from dlcore.contract.cards import data_card
from dlcore.datasets import own, shakespeare
from dlcore.datasets.home import home

MOST_SYMBOLS = 254  # different characters that a model tells apart; rarer ones become UNKNOWN
UNKNOWN = "\ufffd"  # �, the usual sign for a character that can't be shown
SHORTEST_TEXT = 10_000  # bytes: less than this teaches nothing but itself
SCENE = 2_000  # characters of the opening of Richard III
WORD = re.compile(r"[^\W\d_]+")
ORDER = 5  # of the longest n-grams counted
LONG = 2_000_000  # characters above which sorting takes a second


@dataclass(frozen=True)
class TextData:
    """A text in two parts, each as codes, uint8, (characters,)."""

    training: ngrams.Codes
    held_out: ngrams.Codes
    vocabulary: str
    title: str
    opening: str  # what samples begin with

    @property
    def signature(self) -> dict[str, Any]:
        """What a model needs to know to read and write this text."""
        return {"vocabulary": self.vocabulary, "title": self.title, "opening": self.opening}

    @cached_property
    def passages(self) -> PassageIndex:
        """The index that finds copied passages; the sorting is kept where the text is long."""
        return PassageIndex(self.training, self._kept("passages", "npy"))

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the training part in small letters."""
        return frozenset(WORD.findall(decode(self.training, self.vocabulary).lower()))

    @cached_property
    def counts(self) -> ngrams.NGrams:
        """The n-grams of the training part; kept where the text is long."""
        symbols = len(self.vocabulary)
        path = self._kept("ngrams", "npz")
        if path and path.exists():
            return ngrams.load(path, symbols, ORDER)
        counted = ngrams.count(self.training, symbols, ORDER)
        if path:
            ngrams.save(counted, path)
        return counted

    def _kept(self, name: str, ending: str) -> Path | None:
        """Where something worked out from a long training part is kept for the next time."""
        if len(self.training) < LONG:
            return None
        fingerprint = hashlib.sha256(self.training.tobytes()).hexdigest()[:32]
        return home() / "prepared" / f"{name}-{fingerprint}.{ending}"


def load_data(config: Config) -> TextData:
    """The text of the settings. Raises `MissingPackageError` or `ValueError`, each with one sentence."""
    return _text(config.dataset, config.own_text)


@lru_cache(maxsize=4)  # the seed changes nothing: the runs of a whole class share one text and its indexes
def _text(dataset: str, own_text: str) -> TextData:
    if dataset == "own" and not own_text:
        raise ValueError("Choose a text file of your own first, 10 KB or more.")
    if dataset == "own":
        return prepare_own(own.read(own_text).decode("utf-8"))
    if dataset == "all plays":
        training, held_out = shakespeare.all_plays()
        return prepare(training, held_out, "36 plays of Shakespeare", "ROMEO:\n")
    nine = shakespeare.nine_plays()
    border = len(nine) * 9 // 10
    if dataset == "one scene":
        start = nine.index("Now is the winter of our discontent")
        return prepare(nine[start : start + SCENE], nine[border:], "the opening of Richard III", "Now ")
    return prepare(nine[:border], nine[border:], "nine plays of Shakespeare", "ROMEO:\n")


def check_data(config: Config) -> TextData:
    """What can be measured without the data package: the shipped part of a play that was held out."""
    if config.dataset != "all plays":
        return load_data(config)
    vocabulary = data_card("shakespeare")["characters"]
    held_out = encode(the_tempest(), vocabulary)
    return TextData(held_out[:0], held_out, vocabulary, "the beginning of The Tempest", "ROMEO:\n")


def the_tempest() -> str:
    """The beginning of a play that no shipped model was trained on, 15,999 characters."""
    nine = shakespeare.nine_plays()
    return nine[nine.index("Boatswain!") - len("Master:\n") :]


def prepare(training: str, held_out: str, title: str, opening: str) -> TextData:
    """Number the characters by the training part; what the held-out part has besides is left out."""
    vocabulary = "".join(sorted(set(training)))
    unseen = set(held_out) - set(vocabulary)
    known = held_out.translate({ord(character): None for character in unseen})
    return TextData(encode(training, vocabulary), encode(known, vocabulary), vocabulary, title, opening)


def prepare_own(text: str) -> TextData:
    """A visitor's text: the last tenth is held out. Raises `ValueError` if it is too short."""
    size = len(text.encode())
    if size < SHORTEST_TEXT:
        raise ValueError(
            f"Your text has {size / 1000:.1f} KB and at least {SHORTEST_TEXT // 1000} KB are needed "
            "to learn anything: choose a longer one."
        )
    kinds = Counter(text).most_common()
    if len(kinds) < 2:
        raise ValueError("Your text has only one kind of character: there is nothing to predict.")
    text = text.translate({ord(character): UNKNOWN for character, _ in kinds[MOST_SYMBOLS:]})
    border = len(text) * 9 // 10
    first_line = text.lstrip().split("\n", 1)[0]
    return prepare(text[:border], text[border:], "your own text", first_line[:12])


def encode(text: str, vocabulary: str, missing: int | None = None) -> ngrams.Codes:
    """The codes of a text; unknown characters become `missing`, or raise `ValueError` without it."""
    known = np.frombuffer(vocabulary.encode("utf-32-le"), dtype=np.uint32)  # sorted, as the vocabulary is
    wanted = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    codes = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    strange = known[codes] != wanted
    if missing is None and strange.any():
        raise ValueError("The text holds characters that the model has never seen.")
    return np.where(strange, missing or 0, codes).astype(np.uint8)


def decode(codes: ngrams.Codes, vocabulary: str) -> str:
    """The text behind codes."""
    table = np.frombuffer(vocabulary.encode("utf-32-le"), dtype=np.uint32)
    return table[codes].tobytes().decode("utf-32-le")


def baseline(data: TextData) -> dict[str, float]:
    """What counting achieves on the held-out part, in nats a character."""
    five = float(data.counts.surprise(data.held_out).mean())
    trigrams = ngrams.NGrams(data.counts.symbols, data.counts.counts[:3])
    three = float(trigrams.surprise(data.held_out).mean())
    return {"validation_loss": five, "perplexity": float(np.exp(five)), "trigram_loss": three}
