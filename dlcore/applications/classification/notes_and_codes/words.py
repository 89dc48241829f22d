"""Answers in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

WHO = {"both": "Note and codes", "notes": "Note alone", "codes": "Codes alone"}
NO_ADVICE = "No medical advice. It knows made-up notes and a few real reports, and no patient."
SYNTHETIC = "These notes are **synthetic**: made by a generator of ours, of no real person."
FETCH = (
    "The real reports are not on this machine. Their licence (CC BY-NC-ND) keeps them out of the laboratory, so "
    "they are fetched once, on their own: python -m dlcore data fetch indiana_reports"
)
TRAIN = (
    "3,335 chest X-ray reports are here. No trained model of them may be shipped, so yours learns from them now: "
    "less than a minute, then it is kept."
)


def verdict(answer: Mapping[str, Any], using: str) -> str:
    """What is found, and how the three differ."""
    called = [row["name"] for row in answer["findings"] if row[f"{using}_called"]]
    found = f"**{WHO[using]}** finds " + (f"**{listed(called)}**." if called else "**nothing**.")
    others = []
    for who in WHO:
        if who != using:
            names = [row["name"] for row in answer["findings"] if row[f"{who}_called"]]
            others.append(f"{WHO[who].lower()}: {listed(names) if names else 'nothing'}")
    return f"{found} ({'; '.join(others)}.)"


def listed(names: Sequence[str]) -> str:
    """One, two and three."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def caution(answer: Mapping[str, Any]) -> str:
    """What was not read, or not known; empty where all was."""
    said = []
    if answer["cut"]:
        said.append(f"The last {answer['cut']} words were not read: the note is too long.")
    if answer["unknown"] and answer["known"] < 0.5:
        said.append(
            f"The model knows only {answer['known']:.0%} of these words, so do not trust its answer. Unknown: "
            f"{', '.join(answer['unknown'][:6])}."
        )
    elif answer["unknown"]:
        said.append(f"Words that the model has never met: {', '.join(answer['unknown'][:6])}.")
    return " ".join(said)


def carried(found: Mapping[str, Any], finding: str, note: str) -> str:
    """The words and codes that carried an answer, as a sentence: what the colours say."""
    for_it = [one for one in strongest(found, note) if one[1] > 0.05][:4]
    against = [one for one in strongest(found, note)[::-1] if one[1] < -0.05][:2]
    if not for_it and not against:
        return f"No single word or code decides about {finding.lower()}."
    parts = []
    if for_it:
        parts.append("For it: " + ", ".join(f"“{word}” ({share:+.1f})" for word, share in for_it))
    if against:
        parts.append("against it: " + ", ".join(f"“{word}” ({share:+.1f})" for word, share in against))
    return f"{'; '.join(parts)}. The numbers say how far the score falls when that word or code is hidden."


def strongest(found: Mapping[str, Any], note: str) -> list[tuple[str, float]]:
    """Words and codes with what they carried, the strongest first."""
    pairs = [(note[one["start"] : one["end"]], float(one["share"])) for one in found["words"]]
    pairs += [(one["code"], float(one["share"])) for one in found["codes"]]
    return sorted(pairs, key=lambda one: -one[1])


def beside(model: Mapping[str, float], base: Mapping[str, float]) -> list[dict[str, str]]:
    """Rows: what is read, the network's macro-F1 and that of counting words."""
    names = {"both": "validation_macro_f1", "notes": "notes_macro_f1", "codes": "codes_macro_f1"}
    return [
        {
            "Read": WHO[who],
            "Network": f"{model[name]:.3f}" if name in model else "",
            "tf-idf + logistic": f"{base[name]:.3f}" if name in base else "still counting",
        }
        for who, name in names.items()
    ]


def lesson_of(model: Mapping[str, float]) -> str:
    """What the three figures say, in a sentence."""
    both, note, code = (model.get(f"{name}_macro_f1", 0.0) for name in ("validation", "notes", "codes"))
    gain = both - max(note, code)
    if gain > 0.01:
        return f"Both together are {gain:.2f} better than the better of the two alone."
    return (
        "Here the codes know nothing that the note does not say: both together are no better than the note."
    )


def template(rows: Sequence[Mapping[str, Any]], finding: str, who: str = "both") -> str:
    """What a phrase of a hospital, a denial and a slip of the pen change."""
    plain = rows[0][who]
    told = [f"{row['name'].lower()}: {row[who]:.0%}" for row in rows[1:]]
    return f"{finding} as the note is: {plain:.0%}. {'; '.join(told)}."
