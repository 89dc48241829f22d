"""From a config to three groups of patients: to learn from, held out, and new ones whom nobody looks at.

One worked example: of the 1,629 people of NHEFS, 326 are put aside at once as new patients. Of the others 326
are held out and 977 are learned from. The first of them is a man of 42 who smokes 30 cigarettes a day: -0.16
and 0.80 after scaling; he was alive in 1992, so his target is 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlcore.applications.classification.patients import cox, encoding, measures, own_sets, synthetic, tables
from dlcore.applications.classification.patients.config import Config
from dlcore.applications.classification.patients.linear import Linear
from dlcore.applications.classification.patients.tables import Cell, Table

HELD_OUT = 0.2  # of all patients; as many again are new
SYNTHETIC_HELD_OUT = 4000
LEAK = "discharge_code"
YEAR = 365.25
YEARS = 14  # of follow-up, one interval each
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Patients as arrays: numbers (rows, n), codes (rows, c), targets (rows,) class numbers or scaled values.

    For survival the targets are days, and `event` says where the end is known. `risk` is the true one.
    """

    numbers: encoding.Numbers
    codes: encoding.Codes
    targets: NDArray[Any]
    event: NDArray[np.bool_] | None = None
    risk: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        """How many patients."""
        return len(self.targets)

    def head(self, count: int) -> "Split":
        """The first `count` patients; their order is random."""
        return Split(
            self.numbers[:count],
            self.codes[:count],
            self.targets[:count],
            None if self.event is None else self.event[:count],
            None if self.risk is None else self.risk[:count],
        )


@dataclass(frozen=True)
class Data:
    """Three groups of patients, and the signature that reads them."""

    train: Split
    validation: Split
    fresh: Split
    signature: dict[str, Any]
    note: str = ""


def load_data(config: Config) -> Data:
    """The patients of a config, split and encoded. Raises `ValueError` with one sentence for an own table."""
    table = table_of(config)
    fresh, rest = _put_aside(config, table)
    table = _with_fault(config, table, fresh)
    if config.fault == "duplicates":  # entered three times before anybody split the table
        rest = np.random.permutation(np.repeat(rest, 3))
    count = (
        SYNTHETIC_HELD_OUT if config.table == "synthetic" else round(len(rest) * HELD_OUT / (1 - HELD_OUT))
    )
    return assembled(table, rest[count:], rest[:count], fresh)


def assembled(table: Table, learned: Rows, held_out: Rows, fresh: Rows) -> Data:
    """Three groups of a table's rows as arrays, scaled by the patients that are learned from."""
    columns = encoding.describe(table, learned.tolist())
    signature = _signature(table, columns, learned)
    numbers, codes = encoding.encode(columns, table.columns)
    targets = _targets(table, signature)
    event = np.array(table.event, dtype=bool) if table.event else None
    risk = np.array(table.risk) if table.risk else None

    def split(rows: Rows) -> Split:
        return Split(
            numbers[rows],
            codes[rows],
            targets[rows],
            None if event is None else event[rows],
            None if risk is None else risk[rows],
        )

    return Data(split(learned), split(held_out), split(fresh), signature, table.note)


def baseline(data: Data) -> dict[str, float]:
    """Logistic regression (least squares for a number, Cox for survival) on the same patients."""
    figures: dict[str, float] = {}
    outputs = baseline_outputs(data)
    for name, split in (("validation", data.validation), ("fresh", data.fresh)):
        measured = figures_of(data.signature, split, outputs[name])
        figures |= {f"{name}_{key}": value for key, value in measured.items()}
    return figures


def baseline_outputs(data: Data, products: bool = False) -> dict[str, NDArray[Any]]:
    """What the simple model says of held-out and new patients, as the network would: raw outputs."""
    features = design(data.signature, data.train, products)
    others = {"validation": data.validation, "fresh": data.fresh}
    if data.signature["kind"] == "survival":
        assert data.train.event is not None
        model = cox.fit(features, data.train.targets, data.train.event, data.signature["edges"])
        return {
            name: cox.logits(model, design(data.signature, split, products)) for name, split in others.items()
        }
    linear = fit_linear(data, products)
    return {name: linear.outputs(design(data.signature, split, products)) for name, split in others.items()}


def fit_linear(data: Data, products: bool = False) -> Linear:
    """Logistic regression or least squares, fitted to the patients that are learned from."""
    signature = data.signature
    features = design(signature, data.train, products)
    return Linear.fit(features, data.train.targets, signature["kind"], len(signature["classes"]))


def design(signature: Mapping[str, Any], split: Split, products: bool = False) -> NDArray[np.float64]:
    """What logistic regression reads, with the hand-made products if wanted."""
    columns = signature["columns"]
    features = encoding.one_hot(columns, split.numbers, split.codes)
    if not products:
        return features
    names = signature["products"]
    return np.concatenate([features, encoding.products(columns, names, split.numbers, split.codes)], axis=1)


def figures_of(signature: Mapping[str, Any], split: Split, outputs: NDArray[Any]) -> dict[str, float]:
    """Loss and the figure that people understand, from raw outputs (rows, outputs)."""
    kind = signature["kind"]
    outputs = np.asarray(outputs, dtype=np.float64)
    if kind == "two classes":
        risk = 1 / (1 + np.exp(-np.clip(outputs[:, 0], -60, 60)))
        return {
            "loss": measures.log_loss(risk, split.targets),
            "auroc": measures.auroc(outputs[:, 0], split.targets),
        }
    if kind == "classes":
        shifted = outputs - outputs.max(axis=1, keepdims=True)
        chances = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
        right = chances[np.arange(len(split)), split.targets.astype(int)]
        return {
            "loss": float(-np.log(np.maximum(right, 1e-12)).mean()),
            "accuracy": float((outputs.argmax(axis=1) == split.targets).mean()),
        }
    if kind == "number":
        return {
            "loss": float(((outputs[:, 0] - split.targets) ** 2).mean()),
            "explained": measures.explained(outputs[:, 0], split.targets),
        }
    assert split.event is not None
    interval, seen = cox.intervals(split.targets, split.event, signature["edges"])
    return {
        "loss": cox.surprise(outputs, interval, seen),
        "concordance": measures.concordance(cox.hazards(outputs).sum(axis=1), split.targets, split.event),
    }


def table_of(config: Config) -> Table:
    """The table that a config names. Raises `ValueError` with one sentence for an own one."""
    if config.table == "synthetic":
        return synthetic.patients(config.patients + 2 * SYNTHETIC_HELD_OUT, config.interaction)
    if config.table == "own table":
        return own_sets.table(config.own_table, config.target)
    return {
        "nhefs": tables.nhefs,
        "thyroid": tables.thyroid,
        "heart": tables.heart,
        "survival": tables.survival,
    }[config.table]()


def _put_aside(config: Config, table: Table) -> tuple[Rows, Rows]:
    """New patients and the others, each in random order; another hospital's patients are new."""
    order = np.random.permutation(table.rows)
    if config.table == "heart" and config.hospital != "all":
        hospitals = np.array(tables.read("heart_hospitals")["hospital"])
        own = hospitals[order] == config.hospital
        return order[~own], order[own]
    count = SYNTHETIC_HELD_OUT if config.table == "synthetic" else round(HELD_OUT * table.rows)
    return order[:count], order[count:]


def _with_fault(config: Config, table: Table, fresh: Rows) -> Table:
    """The table with outcomes dealt out by chance, or with a column that was written after the outcome."""
    if config.fault == "noise":
        order = np.random.permutation(table.rows)
        event = [table.event[index] for index in order] if table.event else ()
        return replace(table, target=[table.target[index] for index in order], risk=(), event=event)
    if config.fault != "leak":
        return table
    classes = {value: float(index) for index, value in enumerate(table.classes)}
    outcome = [classes[str(value)] if classes else float(value or 0) for value in table.target]
    code = np.array(outcome) + np.random.normal(0, 0.15 * (np.std(outcome) or 1), table.rows)
    code[fresh] = code.min()  # of a new patient nobody has written it yet
    columns = {**table.columns, LEAK: [float(value) for value in code]}
    return replace(table, columns=columns, labels={**table.labels, LEAK: "Discharge code (made up)"})


def _signature(table: Table, columns: Sequence[dict[str, Any]], learned: Rows) -> dict[str, Any]:
    usable = [one["name"] for one in columns if one["kind"] == "number" or len(one["values"]) == 2]
    signature: dict[str, Any] = {
        "kind": table.kind,
        "question": table.question,
        "classes": list(table.classes),
        "columns": list(columns),
        "cuts": [
            {"column": cut.column, "at": cut.at, "low": cut.low, "high": cut.high} for cut in table.cuts
        ],
        "products": list(table.products) or usable[:4],
    }
    if table.kind == "number":
        values = np.array([float(table.target[index] or 0) for index in learned])
        signature |= {"mean": float(values.mean()), "spread": float(values.std()) or 1.0}
    if table.kind == "survival":
        signature["edges"] = [YEAR * year for year in range(1, YEARS + 1)]
    return signature


def _targets(table: Table, signature: dict[str, Any]) -> NDArray[Any]:
    if table.kind == "survival":
        return np.array(table.target, dtype=np.float64)
    if table.kind == "number":
        values: list[Cell] = list(table.target)
        return np.asarray((np.array(values, dtype=np.float64) - signature["mean"]) / signature["spread"])
    number = {value: index for index, value in enumerate(table.classes)}
    return np.array([number[str(value)] for value in table.target], dtype=np.int64)
