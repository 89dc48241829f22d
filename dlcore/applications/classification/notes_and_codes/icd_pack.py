"""Make the shipped excerpt of ICD-10-CM from CDC's tabular list:

python -m dlcore.applications.classification.notes_and_codes.icd_pack icd10c-tabular-April-1-2026.xml
"""  # noqa: D400, D415

import csv
import gzip
import io
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

from dlcore.applications.classification.notes_and_codes.everyday import EVERYDAY
from dlcore.applications.classification.notes_and_codes.icd import COLUMNS, SHIPPED

Row = tuple[str, str, str, str, str, str]
Diagnoses = dict[str, ElementTree.Element]


def pack(path: Path) -> None:
    """Write chapters, blocks, three-character categories and the everyday codes below them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows(ElementTree.parse(path).getroot()))
    SHIPPED.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def rows(root: ElementTree.Element) -> Iterator[Row]:
    """From the root down, each with its parent: code, parent, level, name, official and everyday synonyms."""
    for chapter in root.iter("chapter"):
        number = words(chapter, "name")
        yield (number, "", "chapter", words(chapter, "desc").rpartition(" (")[0], "", "")
        for block in chapter.findall("section"):
            name = words(block, "desc").rpartition(" (")[0]
            if not block.findall("diag"):
                continue
            code = block.attrib["id"]
            code = code if "-" in code else f"{code}-{code}"  # a block of one category is no category
            yield (code, number, "block", name, "", "")
            for category in block.findall("diag"):
                yield from below(category, code)


def below(category: ElementTree.Element, block: str) -> Iterator[Row]:
    """A category and its everyday codes; a code takes over the synonyms of the steps between."""
    code = words(category, "name")
    yield (code, block, "category", words(category, "desc"), synonyms([category]), EVERYDAY.get(code, ""))
    for leaf in sorted(one for one in EVERYDAY if one.startswith(code + ".")):
        steps = [one for one in category.iter("diag") if leaf.startswith(words(one, "name"))][1:]
        name = words(steps[-1], "desc") if steps else words(category, "desc")
        yield (leaf, code, "code", name, synonyms(steps), EVERYDAY[leaf])


def synonyms(steps: list[ElementTree.Element]) -> str:
    """The inclusion terms of the list, with bars between."""
    notes = [note.text or "" for step in steps for note in step.findall("inclusionTerm/note")]
    return "|".join(note.strip() for note in notes)


def words(element: ElementTree.Element, tag: str) -> str:
    """The text of a child, without the blanks around."""
    return (element.findtext(tag) or "").strip()


if __name__ == "__main__":
    pack(Path(sys.argv[1]))
