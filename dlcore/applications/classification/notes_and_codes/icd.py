"""The shipped excerpt of ICD-10-CM: chapters, blocks, categories, everyday codes; looked up by name or code.

>>> [one.code for one in path("J44.9")]
['J44.9', 'J44', 'J40-J4A', '10']
"""

import csv
import gzip
import io
import re
from dataclasses import dataclass
from functools import cache

from dlcore.contract import ROOT

COLUMNS = ("code", "parent", "level", "name", "synonyms", "everyday")
SHIPPED = ROOT / "assets" / "data" / "icd10cm.csv.gz"
LEVELS = ("code", "category", "block", "chapter")


@dataclass(frozen=True)
class Entry:
    """One line of the classification; `number` counts lines from 1, because 0 stands for no code."""

    number: int
    code: str
    parent: str
    level: str
    name: str
    synonyms: tuple[str, ...]  # CDC's own inclusion terms
    everyday: tuple[str, ...]  # words of ours

    @property
    def label(self) -> str:
        """Code and name, as they are shown."""
        return f"{self.code} {self.name}"


@cache
def entries() -> dict[str, Entry]:
    """All lines by code, in the order of the classification."""
    text = gzip.decompress(SHIPPED.read_bytes()).decode()
    found = {}
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=1):
        synonyms, everyday = (tuple(filter(None, row[name].split("|"))) for name in ("synonyms", "everyday"))
        found[row["code"]] = Entry(
            number, row["code"], row["parent"], row["level"], row["name"], synonyms, everyday
        )
    return found


@cache
def path(code: str) -> tuple[Entry, ...]:
    """From a code up to its chapter. Raises `ValueError` with a sentence for an unknown one."""
    everything = entries()
    if code not in everything:
        raise ValueError(f"“{code[:12]}” is not in the excerpt of ICD-10-CM: choose a code from the list.")
    found = [everything[code]]
    while found[-1].parent:
        found.append(everything[found[-1].parent])
    return tuple(found)


@cache
def choosable() -> dict[str, Entry]:
    """What a visitor may give to a patient: categories and everyday codes."""
    return {code: one for code, one in entries().items() if one.level in ("code", "category")}


@cache
def labels() -> dict[str, str]:
    """What a search by name, synonym or code looks through, everyday codes first: label by code."""
    everyday_first = sorted(choosable().values(), key=lambda one: one.level == "category")
    return {one.code: searched(one) for one in everyday_first}


def searched(one: Entry) -> str:
    """Code, name, and in brackets the other words for it."""
    others = [word for word in (*one.everyday, *one.synonyms[:4]) if word.lower() not in one.name.lower()]
    return one.label + (f" ({', '.join(others)})" if others else "")


def matches(text: str) -> dict[str, str]:
    """Everyday and official names found in a lower-case text, longest first: phrase to code."""
    found: dict[str, str] = {}
    for phrase in _phrases().findall(text):
        found.setdefault(phrase, _names()[phrase])
    return found


@cache
def _names() -> dict[str, str]:
    """Every everyday word, and every official name and synonym of an everyday code, with its code."""
    found: dict[str, str] = {}
    everyday = [one for one in choosable().values() if one.everyday]
    for one in everyday:
        for name in (*one.synonyms, one.name):
            if len(name.split()) <= 4:
                found.setdefault(name.lower(), one.code)
    for one in everyday:
        found |= dict.fromkeys(one.everyday, one.code)
    return found


@cache
def _phrases() -> re.Pattern[str]:
    longest_first = sorted(_names(), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, longest_first)) + r")\b")
