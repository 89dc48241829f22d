"""The opponent without a network: count what followed the last few characters, and back off where unsure.

Interpolated n-grams after Witten and Bell (1991): a context that was followed by many different characters
says little by itself, so more of the answer comes from the shorter context.
"""

import os
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]
Numbers = NDArray[np.int64]
Chances = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """How often each run of n characters occurs, and what is known of its first n - 1, its context."""

    grams: Numbers  # sorted; a run of characters written as one number in base `symbols`
    gram_counts: Numbers
    contexts: Numbers  # sorted
    context_counts: Numbers
    successors: Numbers  # how many different characters follow the context


@dataclass(frozen=True)
class NGrams:
    """Counts for runs of 1 to `order` characters."""

    symbols: int
    counts: tuple[Counts, ...]

    @property
    def order(self) -> int:
        """The longest run that was counted, in characters."""
        return len(self.counts)

    def surprise(self, text: Codes) -> Chances:
        """Nats for each character of a text, given the characters before it."""
        chances = np.full(len(text), 1 / self.symbols)
        for n, counts in enumerate(self.counts, start=1):
            grams = runs(text, n, self.symbols)  # the k-th ends at character k + n - 1
            if len(grams):
                seen = look_up(counts.grams, counts.gram_counts, grams)
                chances[n - 1 :] = mix(counts, grams // self.symbols, seen, chances[n - 1 :])
        result: Chances = -np.log(chances)
        return result

    def next_character(self, context: Codes) -> Chances:
        """The chance of every character after a context, (symbols,)."""
        chances = np.full(self.symbols, 1 / self.symbols)
        for n, counts in enumerate(self.counts, start=1):
            if len(context) < n - 1:
                break
            number = 0
            for code in context[len(context) - n + 1 :]:
                number = number * self.symbols + int(code)
            grams = number * self.symbols + np.arange(self.symbols)
            seen = look_up(counts.grams, counts.gram_counts, grams)
            chances = mix(counts, grams // self.symbols, seen, chances)
        return chances


def count(text: Codes, symbols: int, order: int) -> NGrams:
    """Count the runs of up to `order` characters of a text; `symbols ** order` must fit into 63 bits."""
    return NGrams(symbols, tuple(_count(runs(text, n, symbols), symbols) for n in range(1, order + 1)))


def save(counted: NGrams, path: Path) -> None:
    """Keep counts in a file; a reader never sees half of it."""
    arrays = {
        f"{n}.{name}": value
        for n, counts in enumerate(counted.counts)
        for name, value in vars(counts).items()
    }
    path.parent.mkdir(exist_ok=True)
    partial = path.with_suffix(f".partial{os.getpid()}")
    with partial.open("wb") as file:
        np.savez(file, **arrays)
    partial.replace(path)


def load(path: Path, symbols: int, order: int) -> NGrams:
    """Counts from a file that `save` wrote."""
    names = [field.name for field in fields(Counts)]
    with np.load(path) as arrays:
        return NGrams(
            symbols, tuple(Counts(**{name: arrays[f"{n}.{name}"] for name in names}) for n in range(order))
        )


def mix(counts: Counts, contexts: Numbers, seen: Numbers, shorter: Chances) -> Chances:
    """Witten and Bell: (times seen + successors x the shorter context's answer) / (context + successors)."""
    total = look_up(counts.contexts, counts.context_counts, contexts)
    kinds = look_up(counts.contexts, counts.successors, contexts)
    mixed: Chances = (seen + kinds * shorter) / np.maximum(total + kinds, 1)
    return np.where(total > 0, mixed, shorter)


def runs(text: Codes, n: int, symbols: int) -> Numbers:
    """Every run of n characters as a number, (characters - n + 1,)."""
    length = max(0, len(text) - n + 1)
    numbers = np.zeros(length, dtype=np.int64)
    for offset in range(n):
        numbers = numbers * symbols + text[offset : offset + length]
    return numbers


def look_up(keys: Numbers, values: Numbers, wanted: Numbers) -> Numbers:
    """The values of sorted keys; 0 for those that are not there."""
    if not len(keys):
        return np.zeros_like(wanted)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, values[places], 0)


def _count(grams: Numbers, symbols: int) -> Counts:
    grams, gram_counts = np.unique(grams, return_counts=True)
    contexts, starts, successors = np.unique(grams // symbols, return_index=True, return_counts=True)
    context_counts = np.add.reduceat(gram_counts, starts) if len(starts) else gram_counts
    return Counts(grams, gram_counts, contexts, context_counts, successors)
