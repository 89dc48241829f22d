"""What is shown while training runs: four held-out notes, what is true of them and what each network says."""

from collections.abc import Mapping
from typing import Any

from dlcore.applications.classification.notes_and_codes.data import Data
from dlcore.contract import Text

SHOWN = 3  # notes
LONGEST = 110  # characters of a note


def reading(chances: Mapping[str, Any], data: Data) -> Text:
    """A few held-out notes with the truth and each network's likeliest finding."""
    names, lines = data.signature["names"], []
    for place, case in enumerate(data.held_out.cases[:SHOWN]):
        note = case.note if len(case.note) <= LONGEST else f"{case.note[: LONGEST - 1]}…"
        true = ", ".join(name for name in names if name in case.truth) or "nothing"
        said = []
        for who, label in (("notes", "note alone"), ("codes", "codes alone"), ("both", "both")):
            row = chances[who][place]
            best = int(row.argmax())
            said.append(f"  {label}: {names[best]} {row[best]:.0%}")
        lines += [f"“{note}”", f"  codes: {' '.join(case.codes) or 'none'}", f"  true: {true}", *said, ""]
    return Text("\n".join(lines).strip())
