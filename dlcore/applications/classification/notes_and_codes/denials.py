"""Notes that say one thing and deny another: a reader of single words cannot tell which is which."""

from itertools import permutations

from dlcore.applications.classification.notes_and_codes.synthetic import (
    COMPLAINTS,
    CONDITIONS,
    DENIALS,
    OPENINGS,
    Case,
)

SPOKEN = {  # how radiologists call a finding of the reports
    "Opacity": "opacity",
    "Enlarged heart": "cardiomegaly",
    "Atelectasis": "atelectasis",
    "Low lung volume": "low lung volumes",
    "Calcified granuloma": "calcified granuloma",
    "Scar": "scarring",
    "Pleural effusion": "pleural effusion",
    "Airspace disease": "airspace disease",
}
DENIED = ("there is no {}", "no evidence of {}", "no {}")


def probes(notes: str) -> list[Case]:
    """Notes of either kind, without codes; their "truth" is what they deny."""
    return synthetic_probes() if notes == "synthetic" else report_probes()


def synthetic_probes() -> list[Case]:
    """One complaint is said, three words of another are denied."""
    found = []
    for number, (said, other) in enumerate(permutations(COMPLAINTS, 2)):
        opening = OPENINGS[number % len(OPENINGS)].format(" and ".join(COMPLAINTS[said][:2]))
        for denial in DENIALS:
            told = " . ".join(denial.format(phrase) for phrase in COMPLAINTS[other][:3])
            wrong = frozenset(one.name for one in CONDITIONS if one.complaint == other)
            found.append(Case(f"50 year old woman . {opening} for two days . {told} .", (), wrong))
    return found


def report_probes() -> list[Case]:
    """One finding is said, another is denied."""
    return [
        Case(f"there is {SPOKEN[said]} . {denial.format(SPOKEN[other])} .", (), frozenset([other]))
        for said, other in permutations(SPOKEN, 2)
        for denial in DENIED
    ]
