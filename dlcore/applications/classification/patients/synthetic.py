"""Synthetic patients: a rule that goes from adding up to pure combination, and is known exactly."""

import numpy as np

from dlcore.applications.classification.patients.tables import Cut, Table

CUTS = (
    Cut("age", 50.0, "under 50", "50 or older"),
    Cut("smokes", "yes", "doesn't smoke", "smokes"),
    Cut("cough", "yes", "no cough", "cough"),
)
LABELS = {"sleep": "Sleep (hours)", "shoe": "Shoe size", "weight": "Weight (kg)"}


def patients(count: int, interaction: float) -> Table:
    """`count` patients; weight, sleep and shoe size have nothing to do with the outcome."""
    age = np.round(np.random.uniform(20, 80, count))
    smokes, coughs = (np.random.choice([-1.0, 1.0], count) for _ in range(2))
    risk = true_risk(age, smokes, coughs, interaction)
    ill = np.random.uniform(size=count) < risk
    columns: dict[str, list[float | str | None]] = {
        "age": age.tolist(),
        "smokes": ["yes" if one > 0 else "no" for one in smokes],
        "cough": ["yes" if one > 0 else "no" for one in coughs],
        "weight": np.round(np.random.normal(75, 14, count)).tolist(),
        "sleep": np.round(np.random.normal(7, 1, count), 1).tolist(),
        "shoe": np.round(np.random.normal(41, 2.5, count)).tolist(),
    }
    return Table(
        "two classes",
        "is ill",
        columns,
        ["yes" if one else "no" for one in ill],
        ("no", "yes"),
        LABELS,
        ("smokes", "weight", "sleep"),
        CUTS,
        ("age", "smokes", "cough"),
        risk.tolist(),
    )


def true_risk(age: np.ndarray, smokes: np.ndarray, coughs: np.ndarray, interaction: float) -> np.ndarray:
    """The rule. `smokes` and `coughs` are 1 or -1; `interaction` goes from 0 (adding up) to 1 (pure)."""
    old = np.tanh((age - 50) / 8)
    adding = 1.0 * old + 0.7 * smokes + 0.5 * coughs
    together = 2.6 * old * smokes * coughs
    logit = (1 - interaction) * adding + interaction * together - 0.3
    return np.asarray(1 / (1 + np.exp(-logit)))
