"""A form for one row of a table: a slider for each number, a choice for each word."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dlcore.ui.page import Page


def begun(columns: list[dict[str, Any]], cells: dict[str, float | str]) -> list[dict[str, Any]]:
    """The columns with the values of one row to begin with."""
    return [{**column, "typical": cells.get(column["name"], column["typical"])} for column in columns]


def controls(
    page: Page, columns: list[dict[str, Any]], first: Sequence[str], name: str
) -> dict[str, float | str]:
    """One control a column; those named first at once, the others folded away. `name` tells forms apart."""
    ordered = sorted(
        columns, key=lambda one: first.index(one["name"]) if one["name"] in first else len(first)
    )
    values: dict[str, float | str] = {}
    halves = st.columns(2)
    for index, column in enumerate(ordered[: len(first)]):
        with halves[index % 2]:
            values[column["name"]] = control(page, column, name)
    with st.expander(f"{len(ordered) - len(first)} more columns"):
        halves = st.columns(2)
        for index, column in enumerate(ordered[len(first) :]):
            with halves[index % 2]:
                values[column["name"]] = control(page, column, name)
    return values


def control(page: Page, column: dict[str, Any], name: str) -> float | str:
    """A choice for words, a slider for a number."""
    key = page.key(f"field.{page.source}.{name}.{column['name']}")
    if column["values"]:
        typical = column["values"].index(column["typical"])
        return str(st.selectbox(column["label"], column["values"], typical, key=key))
    low, high, typical = (float(column[part]) for part in ("low", "high", "typical"))
    digits = max(0, 3 - len(str(int(high))))
    return float(
        st.slider(column["label"], low, high, typical, 10.0**-digits, format=f"%.{digits}f", key=key)
    )
