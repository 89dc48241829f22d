"""Season: animals that leave their curve, rain to come, and a sensor watched live."""

from typing import Any

import streamlit as st

from dlcore import ui
from dlcore.applications.classification.season import figures, opened_figures, outlook_figures, words
from dlcore.applications.classification.season.own_series import from_columns, guessed
from dlcore.datasets import own
from dlcore.uploads import canonical

SHORTEST = 5  # steps of a series that is worth looking at
ZOOMS = ("The way through", "Memory over time", "What the gate keeps", "What carries the forecast")


def use(page: ui.Page) -> None:
    station, about = choose_station(page)
    if station == "rain":
        rain(page, about)
    else:
        watched(page, station, about)
    with st.expander("All four stations on held-out data, and five other draws of what is held out"):
        draws, card = st.columns(2)
        with draws:
            st.dataframe(words.repeats_table(), hide_index=True, alt="Fresh loss by rule and station")
            st.caption(words.REPEATED)
        with card:
            ui.baseline_table(page)
    own_series(page)


def own_series(page: ui.Page) -> None:
    """The visitor's CSV: three columns chosen, and off to training with it."""
    st.subheader("Your own series", anchor=False)
    st.caption("One row a measurement: which series (a cow, a sensor, a shop), when, how much.")
    table = ui.table_input(page, "own", {"Chicks": words.example()})
    if table is None:
        return
    names = list(table.columns)
    chosen = []
    places = st.columns(3)
    for place, label, guess in zip(places, words.COLUMNS, guessed(table.columns), strict=True):
        key = page.key(f"own.{label}.{len(names)}")
        chosen.append(place.selectbox(f"{label} column", names, names.index(guess), key=key))
    try:
        found = from_columns(table.columns, *chosen)
    except ValueError as refusal:
        st.error(str(refusal))
        return
    st.markdown(words.own_found(found))
    if st.button("Take it to the Train view", type="primary", key=page.key("take")):
        columns = dict(zip(("series_column", "time_column", "value_column"), chosen, strict=True))
        kept = own.keep(canonical("table", table))
        page.train_with({"dataset": "own series", "own_table": kept, "steps": 300, **columns})


def choose_station(page: ui.Page) -> tuple[str, dict[str, Any]]:
    """Which of the stations that the answering model knows."""
    known = page.ask("stations")
    titles = [title for title, name in words.TITLES.items() if name in known]
    station = words.TITLES[ui.choose(page, f"station.{page.source}", "Station", titles)]
    return station, known[station]


def choose_subject(page: ui.Page, station: str, about: dict[str, Any], label: str) -> int:
    """A held-out animal, region or sensor; the fresh ones first."""
    long = [row for row, steps in enumerate(about["steps"]) if steps >= SHORTEST]
    order = sorted(long, key=lambda row: not about["fresh"][row])
    names = [about["subjects"][row] for row in order]
    key = page.key(f"subject.{page.source}.{station}")
    return order[names.index(str(st.selectbox(label, names, key=key)))]


def watched(page: ui.Page, station: str, about: dict[str, Any]) -> None:
    """Bend a curve and see when the alarm comes, beside simple rules."""
    time = words.TIME[station]
    left, right = st.columns([4, 8], gap="medium")
    with left:
        with st.container(horizontal=True):
            row = choose_subject(page, station, about, words.HELD_OUT[station])
            chosen = (
                st.selectbox("Fault", list(words.FAULTS), key=page.key("fault")) if station == "soil" else ""
            )
        fault = fault_of(page, station, words.FAULTS.get(str(chosen), "slide"), about, row)
        start, key = (3.0 if station in words.ANIMALS else 4.0), page.key(f"threshold.{station}")
        threshold = st.slider("Alarm when a value is off by (spreads)", 1.5, 8.0, start, 0.1, key=key)
    answer = page.ask("watch", record=True, station=station, row=row, threshold=threshold, **fault)
    with right:
        st.markdown(words.noticed(answer, station))
        drawing = figures.watched(answer, threshold, time, moving=station == "soil")
        alt = f"{answer['subject']}: values, the interval foretold one step ahead, and alarms over time."
        ui.figure(drawing, alt, page.key(f"watched.{station}"))
    st.markdown(f"{words.price(answer, station)} {words.compared(answer, station)}")
    table = words.rules_table(answer, station)
    st.dataframe(table, hide_index=True, alt="Rules beside each other: when they notice, and false alarms")
    st.caption(words.CARE["animals" if station in words.ANIMALS else station])


def fault_of(page: ui.Page, station: str, kind: str, about: dict[str, Any], row: int) -> dict[str, Any]:
    """What happens to the chosen series: when it begins, by how much, how quickly."""
    first, last, gap = about["first"][row], about["last"][row], about["gap"][row]
    time, amount, ramp = words.TIME[station], 0.0, gap
    onset = first + gap * round(0.5 * (last - first) / gap)
    if kind != "none":
        key = page.key(f"onset.{page.source}.{station}.{last:g}")
        onset = st.slider(f"Begins at {time}", first + gap, last - gap, onset, gap, format="%g", key=key)
    if size := words.SIZES.get(station if kind == "slide" else kind):
        label, low, high, usual, step = size
        amount = st.slider(label, low, high, usual, step, format="%g", key=page.key(f"size.{station}.{kind}"))
    if kind == "slide":
        key = page.key(f"ramp.{page.source}.{station}.{gap:g}")
        ramp = st.slider(f"Within ({words.unit(station)}s)", gap, 8 * gap, 2 * gap, gap, format="%g", key=key)
    amount = words.amount(station, kind, amount, about["spread"])
    kind = kind if amount or kind == "stuck" else "none"
    return {"kind": kind, "onset": onset, "amount": amount, "ramp": ramp}


def rain(page: ui.Page, about: dict[str, Any]) -> None:
    """Chances of a dry, usual or wet year, and how good such chances were."""
    left, right = st.columns([4, 8], gap="medium")
    with left:
        name = str(st.selectbox("Region", about["subjects"], key=page.key("region")))
        region = about["subjects"].index(name)
        year = st.slider("The coming year", 1931, int(about["last"][region]), 2019, key=page.key("year"))
    answer = page.ask("outlook_of", region=region, year=year, record=True)
    found = page.ask("skill")
    with left:
        st.markdown(words.came(answer))
        st.markdown(words.verdict(found))
        if answer["learned"]:
            st.caption("The network learned from this year: choose one after 1971 for an honest look.")
        st.caption(words.CARE["rain"])
    with right:
        drawn = outlook_figures.chances(answer), outlook_figures.history(answer)
        ui.figure(drawn[0], "Chances of a dry, usual and wet year by rule.", page.key("chances"))
        ui.figure(drawn[1], "Rain by year and the interval foretold.", page.key("history"))
    st.subheader("Was it any good?", anchor=False)
    beside, honest = st.columns(2)
    with beside:
        ui.figure(outlook_figures.skills(found), "Skill of each rule, with its error.", page.key("skills"))
    with honest:
        drawing = outlook_figures.reliability(found)
        ui.figure(drawing, "Chances said against what came.", page.key("reliability"))


def inside(page: ui.Page) -> None:
    left, right = st.columns([5, 4], vertical_alignment="bottom")
    with left:
        station, about = choose_station(page)
    with right:
        row = choose_subject(page, station, about, "Held-out series")
    left, right = st.columns([13, 7], vertical_alignment="bottom")
    with left:
        zoom = ui.choose(page, "zoom", "What to open", ZOOMS)
    if zoom in (ZOOMS[1], ZOOMS[2]):
        cells(page, station, row, zoom)
        return
    last = about["steps"][row]
    with right:
        key = page.key(f"step.{station}.{last}")
        step = st.slider("After how many values", 2, last, min(30, 2 * last // 3), key=key)
    one_step(page, station, row, step - 1, str(zoom))


def cells(page: ui.Page, station: str, row: int, zoom: str) -> None:
    """The memory of a whole series: its states, or what the gate kept of them."""
    answer, time = page.ask("memory", station=station, row=row), words.TIME[station]
    drawn = opened_figures.memory if zoom == ZOOMS[1] else opened_figures.kept
    ui.figure(drawn(answer, time), f"{zoom}: a row a cell, a column a {time}.", page.key(f"cells.{zoom}"))
    st.markdown(words.MEMORY if zoom == ZOOMS[1] else words.kept(answer))


def one_step(page: ui.Page, station: str, row: int, step: int, zoom: str) -> None:
    """One forecast: its way through the network, or the weights of the past in it."""
    time = words.TIME[station]
    if zoom == ZOOMS[3]:
        answer = page.ask("past", station=station, row=row, step=step)
        ui.figure(opened_figures.carried(answer, time), "Weight of each past value.", page.key("past"))
        st.markdown(words.weights(answer, time))
        return
    answer = page.ask("flow", station=station, row=row, step=step)
    ui.diagram(page, opened_figures.diagram_values(answer, time), key="diagram")
    st.caption(f"One step of {answer['subject']} on its way through the network.")


ui.page("season", use=use, inside=inside)
