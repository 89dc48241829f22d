"""Field: a satellite's picture, soil, harvests and a photo from above, each with its network."""

from typing import Any

import numpy as np
import streamlit as st

from dlcore import ui
from dlcore.applications.classification.field import figures, tables, words
from dlcore.ui import landsat_scene, marked_photo, row_form

ZOOMS = ("The way through", "Filters", "Which columns", "Which wavelengths", "Errors on the map")


def use(page: ui.Page) -> None:
    known = page.ask("stations")
    names = [label for label, name in words.STATIONS.items() if name in known]
    name = words.STATIONS[ui.choose(page, f"station.{page.source}", "Station", names)]
    draw = {
        "satellite": landsat_scene.station,
        "spectrum": spectrum,
        "wheat": wheat,
        "drone": marked_photo.station,
    }.get(name, form)
    draw(page, known[name], name)
    if name != "drone":  # there the figures stand beside the pictures
        beside_others(page, name)


def form(page: ui.Page, known: dict[str, Any], name: str) -> None:
    """A form for one sample or farm, beside the answer for it."""
    right, left = st.columns([5, 6], gap="medium")  # the answer comes first on a phone
    offered = page.ask("samples", station=name)
    with right:
        beginnings = words.beginnings(name, len(offered["cells"]))
        start = st.selectbox("Begin with", beginnings, key=page.key(f"start.{page.source}.{name}"))
        number = beginnings.index(start) - 1
    columns = row_form.begun(known["columns"], offered["cells"][number] if number >= 0 else {})
    with left:
        values = row_form.controls(page, columns, words.FIRST[name], f"{name}.{number}")
    answer = page.ask("estimate", station=name, values=values, record=True)
    untouched = all(values[column["name"]] == column["typical"] for column in columns)
    with right:
        truth = offered["truth"][number] if number >= 0 and untouched else None
        for line in words.answers(name, answer["targets"], values, truth):
            st.markdown(line)
        st.caption(words.INTERVAL)


def spectrum(page: ui.Page, known: dict[str, Any], name: str) -> None:  # noqa: ARG001 - one station
    """A spectrum drawn, what each stretch of it adds, and its clay."""
    samples = page.ask("one_spectrum", place=0)["samples"]
    left, right = st.columns([7, 4], gap="medium")
    with right:
        place = st.slider("Sample (none was learned from)", 1, samples, 5, key=page.key("sample")) - 1
        answer = page.ask("one_spectrum", place=place, record=True)
        for line in words.answers("spectrum", answer["targets"], {}):
            st.markdown(line)
        st.markdown(f"The laboratory found **{answer['truth']:.0f} %**.")
        st.caption(words.INTERVAL)
    with left:
        ui.figure(figures.spectrum(answer), words.spectrum(answer), page.key("spectrum"))
        st.caption(words.STRETCHES)


def wheat(page: ui.Page, known: dict[str, Any], name: str) -> None:
    """The map of the soil as the harvests tell it, and one place on it."""
    left, right = st.columns([6, 5], gap="medium")
    with left:
        if known["inputs"] == 2:
            ui.sample(page.ask("wheat_map"), page.key("wheat_map"), height=340)
            st.caption(words.WHEAT_MAP)
    with right:
        values = {column["name"]: row_form.control(page, column, name) for column in known["columns"]}
        answer = page.ask("estimate", station=name, values=values, record=True)
        for line in words.answers(name, answer["targets"], values):
            st.markdown(line)
        st.caption(words.INTERVAL)


def beside_others(page: ui.Page, name: str) -> None:
    """The model that answers beside the simple one, and what five folds say, also of trees."""
    compared, folds = st.columns(2, gap="medium")
    with compared:
        st.subheader("Beside a simple model", anchor=False)
        found = page.ask("figures", station=name)
        st.dataframe(words.table_of(found), hide_index=True, alt="Network and simple model, held-out figures")
        st.caption(words.counts(found))
    with folds:
        rows = words.folds_table(name)
        if rows:
            st.subheader("And beside trees, five folds", anchor=False)
            st.dataframe(rows, hide_index=True, alt="Five folds of each model, by row and by place")
            st.caption(f"{words.FOLDS} {words.OFFICIAL if name == 'satellite' else ''}")


def inside(page: ui.Page) -> None:
    known = page.ask("stations")
    zoom = ui.choose(page, "zoom", "What?", ZOOMS)
    draw, needed = {
        ZOOMS[0]: (way, ("satellite",)),
        ZOOMS[1]: (filters, ("satellite", "spectrum")),
        ZOOMS[2]: (which_columns, ("soil", "rice")),
        ZOOMS[3]: (which_wavelengths, ("spectrum",)),
        ZOOMS[4]: (errors_on_map, ("soil", "wheat")),
    }[zoom or ZOOMS[0]]
    names = [name for name in needed if name in known]
    if names:
        draw(page, known, names)
    else:
        st.info(words.not_learned(needed))


def way(page: ui.Page, known: dict[str, Any], names: list[str]) -> None:  # noqa: ARG001 - one station
    row, column = landsat_scene.chosen_window(page)
    if tables.scene().classes[row, column] < 0:
        row, column = landsat_scene.START
    ui.diagram(page, figures.diagram_values(page.ask("flow", row=row, column=column)), key="way")
    st.caption(words.WAY)


def one_of(page: ui.Page, names: list[str], key: str) -> str:
    """A choice among stations, without a control where there is one."""
    if len(names) == 1:
        return names[0]
    labels = [label for label, name in words.STATIONS.items() if name in names]
    return words.STATIONS[ui.choose(page, key, "Station", labels, labelled=True)]


def filters(page: ui.Page, known: dict[str, Any], names: list[str]) -> None:  # noqa: ARG001
    name = one_of(page, names, "filters")
    found = np.asarray(page.ask("filters", station=name)["filters"])
    if name == "spectrum":
        ui.figure(figures.filter_curves(found), words.FILTER_CURVES, page.key("curves"))
        st.caption(words.FILTER_CURVES)
        return
    shown = figures.filter_pictures(found)[:24]
    ui.pictures(list(shown), [f"Filter {place + 1}" for place in range(len(shown))], columns=4, width=150)
    st.caption(words.FILTERS)


def which_columns(page: ui.Page, known: dict[str, Any], names: list[str]) -> None:
    name = one_of(page, names, "columns")
    found = page.ask("importance", station=name)["columns"]
    targets = [words.TARGETS[target] for target in known[name]["targets"]]
    ui.figure(figures.importances(found, targets), words.importance(found), page.key(f"importance.{name}"))
    st.caption(words.importance(found))


def which_wavelengths(page: ui.Page, known: dict[str, Any], names: list[str]) -> None:  # noqa: ARG001
    found = page.ask("wavelengths")
    ui.figure(figures.stretches(found), words.wavelengths(found), page.key("wavelengths"))
    st.caption(words.wavelengths(found))


def errors_on_map(page: ui.Page, known: dict[str, Any], names: list[str]) -> None:
    name = one_of(page, names, "errors")
    targets = known[name]["targets"]
    target = 0
    if len(targets) > 1:
        labels = [words.TARGETS[one] for one in targets]
        target = labels.index(st.selectbox("Target", labels, key=page.key("target")))
    positions = tables.numbers(tables.NAMES[name], ["east", "north"])
    answer = page.ask("rows", station=name)
    drawing = figures.errors_on_a_map(positions, answer, target, words.UNITS[targets[target]])
    ui.figure(drawing, words.ERRORS, page.key(f"errors.{name}"))
    st.caption(words.ERRORS)


ui.page("field", use=use, inside=inside)
