"""The tables of real patients that are shipped, and what their columns are called."""

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from dlcore.contract import ROOT

Cell = float | str | None
MISSING = ""


@dataclass(frozen=True)
class Cut:
    """A column parted in two for the eight-cell picture: at a number, or one value against the others."""

    column: str
    at: float | str
    low: str  # what people below (or with another value) are called
    high: str

    def is_high(self, cell: Cell) -> bool:
        """Which of the two halves a patient belongs to."""
        return isinstance(cell, float) and cell >= self.at if isinstance(self.at, float) else cell == self.at


@dataclass(frozen=True)
class Table:
    """Patients: columns of numbers or words, None where a value is missing, and what is to be predicted."""

    kind: str  # "two classes", "classes", "number" or "survival"
    question: str  # what the risk is a risk of: "died by 1992"
    columns: Mapping[str, Sequence[Cell]]
    target: Sequence[Cell]  # words, or numbers; for survival the days
    classes: tuple[str, ...] = ()  # the last one is what the risk speaks of
    labels: Mapping[str, str] = field(default_factory=dict)
    changeable: tuple[str, ...] = ()  # what a person could change; empty means all
    cuts: tuple[Cut, ...] = ()  # three, for the eight cells
    products: tuple[str, ...] = ()  # columns whose products logistic regression is given by hand
    risk: Sequence[float] = ()  # the true one, where a generator knows it
    event: Sequence[bool] = ()  # survival: whether the end is known
    note: str = ""

    @property
    def rows(self) -> int:
        """How many patients."""
        return len(self.target)

    def label(self, name: str) -> str:
        """A column's name as people say it."""
        return self.labels.get(name, name.replace("_", " ").capitalize())


NHEFS = {
    "age": "Age",
    "sex": "Sex",
    "cigarettes": "Cigarettes a day",
    "smoking_years": "Years of smoking",
    "cough": "Chronic cough",
    "bronchitis": "Chronic bronchitis",
    "asthma": "Asthma",
    "gave_up": "Gave up smoking",
    "exercise": "Exercise",
    "education": "Schooling",
    "systolic": "Systolic blood pressure",
    "cholesterol": "Cholesterol (mg/dl)",
    "weight": "Weight (kg)",
}
THYROID = {"tsh": "TSH", "t3": "T3", "tt4": "T4, total", "t4u": "T4 uptake", "fti": "Free T4 index"}
HEART = {"st_depression": "ST depression", "st_slope": "ST slope", "resting_ecg": "ECG at rest"}
SURVIVAL = {
    "kappa": "Kappa light chains",
    "lambda": "Lambda light chains",
    "creatinine": "Creatinine (mg/dl)",
    "mgus": "Known gammopathy",
    "year": "Year of the sample",
}


@cache
def read(name: str) -> dict[str, list[Cell]]:
    """A shipped table by column: numbers where all are numbers, else words; None for missing values."""
    content = gzip.decompress((ROOT / "assets" / "data" / f"{name}.csv.gz").read_bytes()).decode()
    names, *rows = csv.reader(io.StringIO(content))
    return {name: _column(cells) for name, cells in zip(names, zip(*rows, strict=True), strict=True)}


def nhefs() -> Table:
    """1,629 American smokers of 1971 and who of them had died by 1992."""
    columns = dict(read("nhefs"))
    target = columns.pop("died")
    cuts = (
        Cut("age", 55.0, "under 55", "55 or older"),
        Cut("cigarettes", 20.0, "under 20 a day", "20 or more a day"),
        Cut("cough", "yes", "no cough", "cough"),
    )
    return Table(
        "two classes",
        "died by 1992",
        columns,
        target,
        ("no", "yes"),
        NHEFS,
        ("cigarettes", "gave_up", "exercise", "systolic", "cholesterol", "weight"),
        cuts,
        ("age", "cigarettes", "cough"),
    )


def thyroid() -> Table:
    """9,172 patients of the Garavan Institute, and whether the doctors wrote down any diagnosis."""
    columns = dict(read("thyroid"))
    target = columns.pop("diagnosis")
    return Table(
        "two classes",
        "has a thyroid diagnosis",
        columns,
        target,
        ("no", "yes"),
        THYROID,
        ("tsh", "t3", "tt4", "t4u", "fti", "on_thyroxine"),
        products=("tsh", "t3", "tt4", "fti"),
    )


def heart() -> Table:
    """920 patients of four hospitals: does the angiogram show a narrowed vessel? The hospital is no input."""
    columns = {name: column for name, column in read("heart_hospitals").items() if name != "hospital"}
    target = columns.pop("disease")
    cuts = (
        Cut("age", 55.0, "under 55", "55 or older"),
        Cut("sex", "male", "women", "men"),
        Cut("exercise_angina", "yes", "no angina", "angina"),
    )
    changeable = ("resting_pressure", "cholesterol", "highest_pulse", "high_sugar")
    products = ("age", "st_depression", "exercise_angina")
    return Table(
        "two classes", "has heart disease", columns, target, ("no", "yes"), HEART, changeable, cuts, products
    )


def survival() -> Table:
    """7,874 residents of Olmsted County over 50: days from a blood sample to death or last contact."""
    columns = dict(read("flchain"))
    died = columns.pop("died")
    days = columns.pop("days")
    return Table(
        "survival",
        "died",
        columns,
        days,
        labels=SURVIVAL,
        changeable=("kappa", "lambda", "creatinine"),
        products=("age", "kappa", "lambda"),
        event=[one == "yes" for one in died],
    )


def _column(cells: Sequence[str]) -> list[Cell]:
    present = [cell for cell in cells if cell != MISSING]
    if all(_is_number(cell) for cell in present):
        return [float(cell) if cell != MISSING else None for cell in cells]
    return [cell if cell != MISSING else None for cell in cells]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
