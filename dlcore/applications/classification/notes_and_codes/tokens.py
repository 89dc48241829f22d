"""From a note to word numbers, and what may be read at all."""

import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

PADDING, UNKNOWN = 0, 1  # numbers that are no word
MOST_WORDS = 160  # of a note; the rest is not read
MOST_CHARACTERS = 20_000
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:\.\d+)?|[.;]")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def split(note: str) -> list[str]:
    """Words, numbers and full stops in lower case; a stop is kept because a denial ends there."""
    return [word.lower().replace(";", ".") for word in WORD.findall(note)]


def vocabulary(notes: Iterable[Sequence[str]], least: int) -> list[str]:
    """The words that occur at least so often, the most frequent first, then by the alphabet."""
    counts = Counter(word for note in notes for word in note)
    kept = [(-count, word) for word, count in counts.items() if count >= least]
    return [word for _, word in sorted(kept)]


def numbered(words: Sequence[str], numbers: Mapping[str, int]) -> list[int]:
    """Words as numbers, at most `MOST_WORDS`; never an empty list."""
    return [numbers.get(word, UNKNOWN) for word in words[:MOST_WORDS]] or [PADDING]


def table(words: Sequence[str]) -> dict[str, int]:
    """A vocabulary as a look-up: 0 is padding, 1 an unknown word, then the words in their order."""
    return {word: number for number, word in enumerate(words, start=2)}


def too_long(note: str) -> str:
    """Why a note is too long to be taken in, in one sentence; empty where it is not."""
    if len(note) <= MOST_CHARACTERS:
        return ""
    size = len(note.encode(errors="replace")) / 1000
    return (
        f"This note has {size:.0f} KB and at most {MOST_CHARACTERS // 1000} KB are taken: paste the part "
        "that matters."
    )


def refused(note: str, numbers: Mapping[str, int]) -> str:
    """Why a note can't be read, in one sentence that says what to do; empty where it can."""
    if sentence := too_long(note):
        return sentence
    if any(ord(letter) < 32 and letter not in "\t\n\r" for letter in note) or "\ufffd" in note:
        return "This holds bytes that are no text: paste the words of a note."
    words = [word for word in split(note) if word[0].isalpha()]
    if not words:
        return "There are no words in this note: write or paste a sentence."
    if not any(word in numbers for word in words):
        return (
            "The model knows none of these words, only English ones of a clinic: write the note in English."
        )
    return ""


def misspelt(words: Sequence[str], share: float) -> list[str]:
    """The words with a slip in so large a share of them: a letter doubled, dropped, swapped or mistaken."""
    return [
        slip(word) if len(word) > 3 and word.isalpha() and random.random() < share else word for word in words
    ]


def slip(word: str) -> str:
    """One slip of the pen in a word of at least two letters, drawn with Python's generator."""
    place = random.randrange(len(word) - 1)
    before, here, after = word[:place], word[place], word[place + 1 :]
    return random.choice(
        (
            before + after,
            before + here + here + after,
            before + after[0] + here + after[1:],
            before + random.choice(LETTERS) + after,
        )
    )


def corrected(words: Sequence[str], numbers: Mapping[str, int]) -> list[str]:
    """Unknown words replaced by the most frequent known one that is one slip away, where there is one."""
    return [word if word in numbers or not word.isalpha() else nearest(word, numbers) for word in words]


def nearest(word: str, numbers: Mapping[str, int]) -> str:
    """The known word one slip away whose number is lowest (the most frequent), or the word itself."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    tries = [before + after[1:] for before, after in halves if after]
    tries += [before + after[1] + after[0] + after[2:] for before, after in halves if len(after) > 1]
    tries += [before + letter + after[1:] for before, after in halves if after for letter in LETTERS]
    tries += [before + letter + after for before, after in halves for letter in LETTERS]
    known = [(numbers[one], one) for one in tries if one in numbers and len(one) > 2]
    return min(known)[1] if known else word
