"""Two small exhibits of data that mislead: Simpson's paradox, and a survey that should be asked back."""

from typing import Any

import numpy as np

from dlcore.applications.classification.patients.tables import read

BANDS = ((18.0, 44.0), (45.0, 64.0), (65.0, 200.0))


def simpson() -> dict[str, dict[str, float]]:
    """Share dead after twenty years in Whickham, smokers ("yes") and others ("no"): all, and by age."""
    columns = read("whickham")
    age = np.array(columns["age"], dtype=float)
    smoker, died = (np.array(columns[name]) == "yes" for name in ("smoker", "died"))
    groups = {"all": np.ones(len(age), dtype=bool)}
    for low, high in BANDS:
        name = f"{low:.0f} to {high:.0f}" if high < 150 else f"{low:.0f} and older"
        groups[name] = (age >= low) & (age <= high)
    return {
        name: {
            "yes": float(died[chosen & smoker].mean()),
            "no": float(died[chosen & ~smoker].mean()),
            "smokers": float(smoker[chosen].mean()),
        }
        for name, chosen in groups.items()
    }


def survey() -> dict[str, Any]:
    """What the lung cancer survey says when it is asked back."""
    columns = read("lung_survey")
    rows = list(zip(*columns.values(), strict=True))
    cancer = np.array([row[-1] == "yes" for row in rows])
    smoking = np.array(columns["smoking"]) == "yes"
    effects = []
    for name in list(columns)[2:-1]:
        yes = np.array(columns[name]) == "yes"
        effects.append(
            {
                "Asked": name.replace("_", " "),
                "Cancer if yes": f"{cancer[yes].mean():.0%}",
                "Cancer if no": f"{cancer[~yes].mean():.0%}",
            }
        )
    return {
        "rows": len(rows),
        "twice": len(rows) - len(set(rows)),
        "cancer": float(cancer.mean()),
        "smokers": float(cancer[smoking].mean()),
        "others": float(cancer[~smoking].mean()),
        "effects": effects,
    }
