"""Patients: the visitor's own table is learned, or refused in a sentence."""

from typing import Any

import pytest

from dlcore.applications.classification.patients import (
    own_sets,
    use,
)
from dlcore.applications.classification.patients.config import Config
from dlcore.applications.classification.patients.data import load_data
from dlcore.contract import (
    Plane,
)
from dlcore.datasets import own
from dlcore.uploads import accept, canonical

from .helpers import run


def csv(rows: int, **columns: Any) -> bytes:
    lines = [",".join(columns)]
    lines += [",".join(str(make(row)) for make in columns.values()) for row in range(rows)]
    return "\n".join(lines).encode()


def taken(content: bytes) -> dict[str, Any]:
    return {
        "table": "own table",
        "own_table": own.keep(canonical("table", accept("a.csv", content, "table"))),
    }


GOOD = {"x": lambda row: row % 17 if row % 9 else "", "colour": lambda row: "red" if row % 2 else "blue"}


BAD_TARGETS = {
    "constant": lambda _: "yes",
    "an identity": lambda row: f"P{row:05d}",
    "a counter": lambda row: row + 1000,
    "three thousand levels": lambda row: f"word{row % 3000}",
    "a date": lambda row: f"2024-{row % 12 + 1:02d}-{row % 28 + 1:02d}",
    "a date as a number": lambda row: 20240101 + row % 28,
    "too rare": lambda row: "yes" if row < 3 else "no",
}


@pytest.mark.parametrize("name", BAD_TARGETS)
def test_a_target_that_cannot_be_learned_is_refused_in_one_sentence(name: str) -> None:
    content = csv(3100, **GOOD, outcome=BAD_TARGETS[name])
    with pytest.raises(ValueError, match="“outcome”") as refusal:
        load_data(Config(**taken(content)))
    one_sentence(refusal)


def test_other_tables_of_no_use_are_refused_in_one_sentence() -> None:
    few = csv(10, **GOOD, outcome=lambda row: row * 1.5)
    alone = csv(100, id=lambda row: row, outcome=lambda row: row % 7 * 1.5 + row % 3)
    for values in (taken(few), taken(alone), taken(csv(100, **GOOD)) | {"target": "<b>no</b>"}):
        with pytest.raises(ValueError, match=r"\.$") as refusal:
            load_data(Config(**values))
        one_sentence(refusal)
    for values in ({"table": "own table"}, {"table": "own table", "own_table": "f" * 32}):
        with pytest.raises(ValueError, match=r"\.$") as refusal:
            load_data(Config(**values))
        one_sentence(refusal)


def one_sentence(refusal: pytest.ExceptionInfo[ValueError]) -> None:
    text = str(refusal.value)
    assert text.endswith(".")
    assert "\n" not in text
    assert "<" not in text
    assert 30 < len(text) < 200


@pytest.mark.parametrize(
    ("target", "kind", "figure"),
    [
        (lambda row: "ill" if row % 17 > 8 else "well", "two classes", "fresh_auroc"),
        (lambda row: ("low", "middle", "high")[row % 17 // 6], "classes", "fresh_accuracy"),
        (lambda row: row % 17 * 1.7 + (row % 2), "number", "fresh_explained"),
    ],
)
def test_own_tables_are_learned(target: Any, kind: str, figure: str) -> None:
    content = csv(
        600, id=lambda row: row, day=lambda row: f"2024-01-{row % 28 + 1:02d}", **GOOD, outcome=target
    )
    training, last = run(**taken(content), steps=250)
    assert training.signature["kind"] == kind
    assert {one["name"] for one in training.signature["columns"]} == {
        "x",
        "colour",
    }  # id and date are left out
    assert last[figure] > 0.8
    model = training.trained()
    model.model.eval()
    values = {"x": 3.0, "colour": "red"}
    assert use.patient(model, values)
    assert use.importance(model)["columns"][0]["label"] == "x"
    assert use.compare(model)["models"]
    assert use.flow(model, values)["features"]
    assert isinstance(use.gallery(model), Plane)


def test_what_was_found_is_told_column_by_column() -> None:
    content = csv(80, id=lambda row: row, **GOOD, outcome=lambda row: row % 2)
    table = accept("a.csv", content, "table")
    found = {one["Column"]: one for one in own_sets.found(table.columns, "")}
    assert found["outcome"]["Used as"] == "what is predicted"
    assert "an ID" in found["id"]["Used as"]
    assert found["x"]["Missing"] == "11%"
    assert found["colour"]["Type"] == "2 words"
