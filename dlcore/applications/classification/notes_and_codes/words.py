"""Answers in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

WHO = {"both": "Note and codes", "notes": "Note alone", "codes": "Codes alone"}
NO_ADVICE = "No medical advice."
SYNTHETIC = "These notes are synthetic, made by a generator of ours; on a real note the answer means nothing."
REASON = "Real reports of one collection. The codes are derived by us, from the reason for the X-ray alone."
BILLED = (
    "Real reports of one collection. The codes are derived by us, from the reason for the X-ray and from "
    "what was concluded, which the note does not hold."
)
COLOURS = (
    "Orange and a line below: speaks for it. Blue and a line above: against it. Thicker is stronger; "
    "pointing at a word shows the probability without it."
)
MACRO = (
    "Macro-F1 is the plain average over all findings, from 0 to 1. tf-idf counts words and pairs of words; "
    "the old way comes close."
)
FIRST_WORD = {"synthetic": "wheezing", "reports": "opacity"}
FILTERS = (
    "The filters of the note's network that make most difference for this finding, and the words of held-out "
    "notes at which they answer most strongly. A weight above 0 speaks for the finding."
)
VECTORS = (
    "Words whose vectors point the same way. Nobody told the network which words are alike: it learned that "
    "they mean the same for its findings. A nearness of 1 would be the very same direction."
)
LADDER = (
    "What the network of codes adds to each finding's score: first by the chapter alone, then with the "
    "block, the category, and the code itself. A line never met in training adds nothing, but those above "
    "it still speak."
)
MAP = (
    "**Where codes lie.** Codes that the network reads alike lie near each other (the two widest directions)."
)
VARIANTS = (
    "The dashed line: from there on the finding is called. A model trained with the setting “Template” "
    "minds the site's phrase; one with window 1 minds no denial. Choose such a run at the top and compare."
)
FETCH = (
    "The real reports are not on this machine. Their licence (CC BY-NC-ND) keeps them out of the "
    "laboratory, so they are fetched once, on their own: python -m dlcore data fetch indiana_reports"
)
TRAIN = (
    "The real chest X-ray reports are here. No trained model of them may be shipped, so yours learns from "
    "them now: less than a minute, then it is kept."
)


def about(config: Mapping[str, Any]) -> str:
    """What kind of notes a model knows, and what its answer is not."""
    real = REASON if config["codes_from"] == "reason" else BILLED
    return f"{SYNTHETIC if config['notes'] == 'synthetic' else real} {NO_ADVICE}"


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
    """One, two and three; nothing where there is none."""
    if not names:
        return "nothing"
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def caution(answer: Mapping[str, Any]) -> str:
    """What was not read, or not known; empty where all was."""
    said = []
    if answer["cut"]:
        said.append(f"The last {answer['cut']} words were not read: the note is too long.")
    if answer["unknown"] and answer["known"] < 0.5:
        said.append(
            f"The model knows only {answer['known']:.0%} of these words, so do not trust its answer. "
            f"Unknown: {', '.join(answer['unknown'][:6])}."
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


def filter_rows(found: Mapping[str, Any]) -> list[dict[str, str]]:
    """Rows of a table: a filter, its weight for the finding, and the words that excite it most."""
    return [
        {
            "Reads": f"{one['length']} word{'' if one['length'] == 1 else 's'}",
            "Weight": f"{one['weight']:+.2f}",
            "Strongest at": " · ".join(f"{phrase} ({value:.1f})" for phrase, value in one["phrases"][:3]),
        }
        for one in found["filters"]
    ]


def ladder(found: Mapping[str, Any]) -> str:
    """What a code says in the end, in words."""
    scores = found["rows"][-1]["scores"]
    order = sorted(zip(scores, found["names"], strict=True), reverse=True)
    return f"{found['rows'][-1]['label']} speaks most for {order[0][1]} ({order[0][0]:+.1f})."


def variants(rows: Sequence[Mapping[str, Any]], finding: str, who: str) -> str:
    """What a phrase of a hospital, a denial and a slip of the pen change."""
    told = "; ".join(f"{row['name'].lower()}: {row[who]:.0%}" for row in rows)
    return f"{finding}, {told}."


def nearness(pairs: Sequence[tuple[str, float]]) -> str:
    """The nearest words, as text."""
    return "Nearest words: " + ", ".join(f"{word} {value:.2f}" for word, value in pairs) + "."


def each_finding(found: Mapping[str, Any]) -> str:
    """F1 of every finding, as text."""
    told = ", ".join(f"{one['name']} {one['both']:.2f}" for one in found["findings"])
    return f"F1 with note and codes: {told}."
