"""Real chest X-ray reports of Indiana University, read out of the data package; nothing of them is shipped.

The note is the section FINDINGS. What is to be found are the expert index terms (MeSH) on heart, lungs and
pleura with at least a hundred reports. The codes are derived by us: everyday words and official synonyms of
ICD-10-CM in INDICATION (why the X-ray was made) and, if wanted, in IMPRESSION (what was concluded).
"""

import io
import json
import os
import re
import tarfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from dlcore.applications.classification.notes_and_codes import icd
from dlcore.applications.classification.notes_and_codes.synthetic import Case
from dlcore.datasets import packages
from dlcore.datasets.home import home

PACKAGE = "indiana_reports"
MEMBER = "torchxrayvision/data/NLMCXR_reports.tgz"
FINDINGS = {  # what the page calls it: the expert's term, and the word that must stand behind it
    "Opacity": ("Opacity", ""),
    "Enlarged heart": ("Cardiomegaly", ""),
    "Atelectasis": ("Pulmonary Atelectasis", ""),
    "Low lung volume": ("Lung", "hypoinflation"),
    "Calcified granuloma": ("Calcified Granuloma", ""),
    "Overexpanded lungs": ("Lung", "hyperdistention"),
    "Scar": ("Cicatrix", ""),
    "Marked vessels": ("Markings", ""),
    "Pleural effusion": ("Pleural Effusion", ""),
    "Airspace disease": ("Airspace Disease", ""),
    "Granulomatous disease": ("Granulomatous Disease", ""),
}
NAMES = tuple(FINDINGS)
DENIED = re.compile(r"\b(no|not|without|negative|free|clear|rule out|ruled out|evaluate for|denies)\b")
SECTIONS = ("INDICATION", "FINDINGS", "IMPRESSION")


def cases(conclusion: bool) -> list[Case]:
    """Reports with findings and index terms. Raises `MissingPackageError`."""
    found = []
    for one in read():
        if not one.findings.strip() or "No Indexing" in one.terms:
            continue
        text = f"{one.indication} . {one.impression if conclusion else ''}"
        found.append(Case(one.findings, tuple(codes_in(text)), frozenset(true_findings(one.terms))))
    return found


def true_findings(terms: Sequence[str]) -> list[str]:
    """Which of our findings the expert's terms name: “Lung/hypoinflation/chronic” is a low lung volume."""
    steps = [[step.strip() for step in term.split("/")] for term in terms]
    return [
        name
        for name, (head, word) in FINDINGS.items()
        if any(one[0] == head and (not word or word in one) for one in steps)
    ]


def codes_in(text: str, most: int = 8) -> list[str]:
    """The codes whose names are said, and not denied, in a text."""
    found: dict[str, None] = {}
    for sentence in re.split(r"[.;\n]|\b\d+\)", text.lower()):
        for phrase, code in icd.matches(sentence).items():
            if not DENIED.search(sentence[: sentence.index(phrase)]):
                found[code] = None
    return list(found)[:most]


@dataclass(frozen=True)
class Report:
    """The sections of a report, and the experts' index terms."""

    indication: str
    findings: str
    impression: str
    terms: list[str]


def read() -> list[Report]:
    """All reports as sections and index terms; parsed once, then kept in the data folder."""
    packages.open_package(PACKAGE).close()  # refuse in a sentence before looking for prepared files
    path = home() / "prepared" / "indiana-reports.json"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        partial = path.with_suffix(f".partial{os.getpid()}")  # two workers may prepare at once
        partial.write_text(json.dumps([asdict(one) for one in parsed()]), encoding="utf-8")
        partial.replace(path)
    return [Report(**one) for one in json.loads(path.read_text(encoding="utf-8"))]


def parsed() -> Iterator[Report]:
    """Each report of the archive, in the order of its numbers."""
    content = io.BytesIO(packages.read_member(PACKAGE, MEMBER))
    with tarfile.open(fileobj=content) as archive:
        members = [one for one in archive.getmembers() if one.name.endswith(".xml")]
        for member in sorted(members, key=lambda one: int(re.findall(r"(\d+)\.xml", one.name)[0])):
            file = archive.extractfile(member)
            assert file is not None
            root = ElementTree.parse(file).getroot()
            texts = {one.get("Label", ""): one.text or "" for one in root.iter("AbstractText")}
            terms = [one.text or "" for one in root.findall("./MeSH/major")]
            indication, findings, impression = (texts.get(name, "") for name in SECTIONS)
            yield Report(indication, findings, impression, terms)
