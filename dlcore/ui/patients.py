"""What the page of patients asks for: a form with one control a column, and the visitor's own table."""

from typing import Any

import streamlit as st

from dlcore.applications.classification.patients import own_sets, tables
from dlcore.datasets import own
from dlcore.ui.inputs import table_input
from dlcore.ui.page import Page
from dlcore.uploads import canonical

Values = dict[str, float | str]
START: Values = {"age": 58.0, "cigarettes": 30.0, "smoking_years": 38.0, "cough": "yes", "smokes": "yes"}
OTHER: Values = {"age": 80.0, "sex": "male"}  # the second of two
FIRST = 6  # columns that are asked at once; the others stand below


def patient_form(page: Page, columns: list[dict[str, Any]]) -> Values:
    """One control a column; the first few at once, the others folded away."""
    values: Values = {}
    halves = st.columns(2)
    for index, column in enumerate(columns[:FIRST]):
        with halves[index % 2]:
            values[column["name"]] = control(page, column)
    if columns[FIRST:]:
        with st.expander(f"{len(columns) - FIRST} more columns"):
            halves = st.columns(2)
            for index, column in enumerate(columns[FIRST:]):
                with halves[index % 2]:
                    values[column["name"]] = control(page, column)
    return values


def control(page: Page, column: dict[str, Any], who: str = "") -> float | str:
    """The control of one column: a list of its categories, or a slider over its range."""
    key = page.key(f"field.{page.source}.{who}.{column['name']}")
    start = (OTHER if who == "Patient B" else START).get(column["name"], column["typical"])
    if column["kind"] == "category":
        values = column["values"]
        chosen = start if start in values else column["typical"]
        return str(st.selectbox(column["label"], values, index=values.index(chosen), key=key))
    low, high = float(column["low"]), float(column["high"])
    start = min(max(float(start), low), high)
    if column["whole"] and high - low >= 1:
        return float(st.slider(column["label"], int(low), int(high), int(start), key=key))
    return float(st.slider(column["label"], low, high, start, key=key))


def own_table(page: Page) -> None:
    """The visitor's CSV: what was found in it, and off to training with it."""
    st.subheader("Your own table", anchor=False)
    table = table_input(page, "own", {"Heart, Cleveland": example()})
    if table is None:
        return
    names = list(table.columns)
    target = st.selectbox(
        "Which column shall be foreseen?", names, len(names) - 1, key=page.key(f"target.{len(names)}")
    )
    try:
        made = own_sets.from_columns(table.columns, target)
    except ValueError as refusal:
        st.error(str(refusal))
        return
    kind = {"number": "A number is foreseen (regression)."}.get(
        made.kind, f"{len(made.classes)} classes are told apart."
    )
    st.markdown(f"{kind} {made.rows:,} rows, {len(made.columns)} columns to learn from. {made.note}")
    if st.button("Take it to the Train view", type="primary", key=page.key("take")):
        values = {"table": "own table", "own_table": own.keep(canonical("table", table)), "target": target}
        page.train_with(values)
    st.dataframe(
        own_sets.found(table.columns, target), hide_index=True, alt="Columns and what was found in them"
    )


@st.cache_data
def example() -> str:
    """The patients of one hospital as CSV."""
    columns = tables.read("heart_hospitals")
    rows = [row for row in zip(*columns.values(), strict=True) if row[0] == "Cleveland"]
    lines = [",".join("" if cell is None else str(cell) for cell in row[1:]) for row in rows]
    return "\n".join([",".join(list(columns)[1:]), *lines])
