"""Synthetic patients: a note in words, codes beside it, and what they have. No real person is in here.

Eight conditions lie on a grid. Two share each complaint, so that the note alone wavers between them; two
share each history, so that the codes alone waver. Only both together tell. Complaints are in our own words,
names of older illnesses in the note are inclusion terms of ICD-10-CM.

One worked example: “70 year old man . presents with wheezing and chest tightness for two days . no fever .”
with the codes F17.210 (smoking) and I10 (hypertension) is a flare of chronic obstructive pulmonary disease.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from dlcore.applications.classification.notes_and_codes import icd

COMPLAINTS: dict[str, tuple[str, ...]] = {
    "cough": (
        "cough",
        "productive cough",
        "green sputum",
        "coughing at night",
        "sore throat",
        "fever",
        "chills",
    ),
    "wheeze": (
        "wheezing",
        "chest tightness",
        "shortness of breath",
        "whistling breath",
        "tires on the stairs",
    ),
    "pain": ("chest pain", "burning behind the breastbone", "nausea", "pressure on the chest", "belching"),
    "sudden": (
        "sudden breathlessness",
        "palpitations",
        "racing heart",
        "dizziness",
        "trembling",
        "fear of dying",
    ),
}
HISTORIES: dict[str, tuple[str, ...]] = {
    "inflamed": ("D72.829", "R09.02", "R00.0", "Z87.01"),
    "young": ("F41.9", "G47.33", "J06.9", "R51.9"),
    "smoker": ("F17.210", "I25.10", "E78.5", "I10", "I25.2"),
    "allergic": ("J30.9", "L20.9", "E66.9", "K44.9"),
}


@dataclass(frozen=True)
class Condition:
    """One of the eight: where it lies on the grid, and the few words and the code that it has to itself."""

    name: str
    code: str
    complaint: str
    history: str
    telling: tuple[str, ...]
    own_code: str


CONDITIONS = (
    Condition("Pneumonia", "J18.9", "cough", "inflamed", ("crackles at the base", "rusty sputum"), "R50.9"),
    Condition("Acute bronchitis", "J20.9", "cough", "young", ("runny nose last week", "hoarse voice"), "J40"),
    Condition("Flare of COPD", "J44.1", "wheeze", "smoker", ("barrel chest", "long expiration"), "Z99.81"),
    Condition(
        "Asthma attack", "J45.901", "wheeze", "allergic", ("worse near cats", "inhaler helps"), "J45.909"
    ),
    Condition("Heart attack", "I21.9", "pain", "smoker", ("pain in the left arm", "cold sweat"), "R79.89"),
    Condition("Reflux", "K21.9", "pain", "allergic", ("worse after meals", "sour taste"), "R13.10"),
    Condition(
        "Pulmonary embolism", "I26.99", "sudden", "inflamed", ("one calf swollen", "long flight"), "Z86.718"
    ),
    Condition("Panic attack", "F41.0", "sudden", "young", ("tingling hands", "came in a crowd"), "Z00.00"),
)
NAMES = tuple(one.name for one in CONDITIONS)
BACKGROUND = ("E11.9", "E03.9", "M54.9", "M06.9", "I48.91", "N39.0", "D64.9", "G40.909", "I10", "K44.9")
DENIALS = ("no {}", "denies {}", "without {}", "no evidence of {}", "negative for {}", "reports no {}")
OPENINGS = ("presents with {}", "comes in with {}", "complains of {}", "seen for {}", "reports {}")
SPANS = (
    "since this morning",
    "for two days",
    "for a week",
    "since yesterday",
    "for three days",
    "on and off",
)
PEOPLE = ("man", "woman", "male", "female")
HOW_MANY = ((0, 0.12), (1, 0.68), (2, 0.20))  # conditions at once, and how often
TELLING, CODED, SPOKEN = 0.3, 0.62, 0.15  # chances: own words are said, a history is coded, or said instead


@dataclass(frozen=True)
class Case:
    """A note as text, the codes beside it, and which findings are true of it."""

    note: str
    codes: tuple[str, ...]
    truth: frozenset[str]


def cases(count: int) -> list[Case]:
    """So many patients, drawn with Python's generator, which the driver has seeded."""
    return [case() for _ in range(count)]


def case() -> Case:
    """One patient."""
    count = random.choices([number for number, _ in HOW_MANY], [chance for _, chance in HOW_MANY])[0]
    chosen = random.sample(CONDITIONS, count)
    said = [phrase for one in chosen for phrase in spoken(one)] or ["a check-up"]
    codes = [code for one in chosen for code in coded(one)] + random.sample(
        BACKGROUND, random.choice((0, 1, 1, 2))
    )
    told = [code for code in dict.fromkeys(codes) if random.random() < SPOKEN and official(code)]
    kept = tuple(code for code in dict.fromkeys(codes) if code not in told)
    return Case(written(chosen, said, told), kept, frozenset(one.name for one in chosen))


def spoken(one: Condition) -> list[str]:
    """What a patient with this condition complains of; rarely the words that give it away."""
    common = random.sample(COMPLAINTS[one.complaint], random.choice((1, 2, 2, 3)))
    return common + ([random.choice(one.telling)] if random.random() < TELLING else [])


def coded(one: Condition) -> list[str]:
    """What earlier visits and the day's measurements have left in the codes."""
    shared = [code for code in HISTORIES[one.history] if random.random() < CODED]
    return shared + ([one.own_code] if random.random() < TELLING / 2 else [])


def official(code: str) -> Sequence[str]:
    """The inclusion terms under which the classification lists a code, without its “NOS”."""
    return [term.removesuffix(" NOS") for term in icd.entries()[code].synonyms if len(term) < 50]


def written(chosen: Sequence[Condition], said: Sequence[str], told: Sequence[str]) -> str:
    """The note: who, what for, what is denied, and what is told of older illnesses."""
    have = {one.complaint for one in chosen}
    others = [phrase for name, phrases in COMPLAINTS.items() if name not in have for phrase in phrases]
    denied = random.sample(others, min(len(others), random.choice((1, 2, 3))))
    sentences = [random.choice(OPENINGS).format(" and ".join(said)) + " " + random.choice(SPANS)]
    sentences += [random.choice(DENIALS).format(phrase) for phrase in denied]
    sentences += [f"known {random.choice(list(official(code))).lower()}" for code in told]
    opening = f"{random.randint(18, 90)} year old {random.choice(PEOPLE)}"
    rest = sentences[1:]
    random.shuffle(rest)
    return " . ".join([opening, sentences[0], *rest]) + " ."
