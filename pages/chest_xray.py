"""Chest X-ray: verdict, heat map and box; a threshold and what it means for a thousand people."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from dlcore import ui
from dlcore.applications.classification.chest_xray import figures, fitting, words

THRESHOLD, RARE = 0.5, 100  # where the sliders stand at first
ZOOMS = ("The way through", "Layers", "Edges of the box", "One number", "A marker in the corner")


def use(page: ui.Page) -> None:
    settings, seen, meaning = st.columns(3, gap="medium")
    with settings:
        picture, title, true_box = chosen(page, "image")
        if title in words.EXAMPLES:
            st.caption(words.EXAMPLES[title])
        with st.container(horizontal=True):
            heat = st.toggle("Heat map", True, key=page.key("heat"))
            box = st.toggle("Box", True, key=page.key("box"))
        exchange = st.toggle("Exchange black and white", key=page.key("exchange"))
        threshold = st.slider("Threshold", 0.0, 1.0, THRESHOLD, 0.01, key=page.key("threshold"))
        rare = st.slider("How many of 1,000 are ill", 1, 500, RARE, key=page.key("prevalence"))
    with seen:
        if picture is not None:
            diagnosis(page, picture, (title, true_box), threshold, exchange, (heat, box))
    with meaning:
        moved = (threshold, rare) != (THRESHOLD, RARE)  # what the page shows by itself proves nothing
        found = page.ask("operate", threshold=threshold, prevalence=rare / 1000, record=moved)
        st.markdown(words.rates(found))
        ui.figure(figures.people(found["people"]), words.people(found), page.key("people"))
        st.markdown(words.people(found))
        st.caption(words.measured_on(found))
    curves(page, found, threshold)


def chosen(page: ui.Page, key: str) -> tuple[Any, str, list[float] | None]:
    """A picture, its title, and the true box where there is one."""
    examples = page.ask("examples")
    pictures: Mapping[str, Any] = examples["pictures"]
    picture = ui.image_input(
        page, f"{key}.{page.source}", examples=pictures, drawing=False, grey=False, kind="radiograph"
    )
    same = [
        title
        for title, one in pictures.items()
        if picture is not None and one.shape == picture.shape[:2] and np.array_equal(one, picture[..., 0])
    ]
    title = same[0] if same else "Your own"
    return picture, title, examples["boxes"].get(title)


def diagnosis(
    page: ui.Page,
    picture: Any,
    known: tuple[str, list[float] | None],
    threshold: float,
    exchange: bool,
    layers: tuple[bool, bool],
) -> None:
    title, true_box = known
    answer = page.ask("diagnose", image=picture, exchange=exchange, record=True)
    square = fitting.square(picture)
    square = 255 - square if exchange else square
    if answer["refused"]:
        no_verdict(square, answer)
        return
    shown = figures.reading(square, answer, *layers, true_box)
    ui.picture(shown, f"{title}. {words.verdict(answer, threshold)}", width=360)
    st.markdown(words.verdict(answer, threshold))
    st.caption(f"{words.box_note(answer, threshold, title)} {words.CAUTION}")
    if answer["coloured"]:
        st.caption("This picture is in colour; only its brightness is used.")


def no_verdict(square: Any, answer: Mapping[str, Any]) -> None:
    titles = ["The picture", "What X-rays can paint of it"]
    ui.pictures([square, answer["painted"]], titles, titles, columns=2, width=260)
    st.warning(f"{answer['refused']} {words.strangeness(answer)}")


def curves(page: ui.Page, found: Mapping[str, Any], threshold: float) -> None:
    left, right = st.columns(2)
    with left:
        ui.figure(figures.rates(found, threshold), words.rates(found), page.key("rates"))
        st.caption(words.MOVING)
    with right:
        if page.source == "shipped" and page.card:
            st.markdown("**The same test, as others have published it**")
            st.dataframe(figures.published(page.card), hide_index=True, alt="AUC and accuracy of others")
            st.caption(words.shift(page.card))
    ui.baseline_table(page)


def inside(page: ui.Page) -> None:
    zoom = ui.choose(page, "zoom", "What?", ZOOMS)
    picture, _, _ = chosen(page, "inside")
    if picture is not None:
        (way, layers, edges, one_number, marker)[ZOOMS.index(zoom)](page, picture)


def way(page: ui.Page, picture: Any) -> None:
    answer, values = page.ask("diagnose", image=picture), page.ask("stages", image=picture)
    ui.diagram(page, figures.diagram_values(answer, values), key="way")


def layers(page: ui.Page, picture: Any) -> None:
    found = page.ask("stages", image=picture)["layers"]
    captions = [f"Layer {place + 1}: {len(one)} channels" for place, one in enumerate(found)]
    ui.pictures([figures.channels(one) for one in found], captions, captions, columns=3, width=220)


def edges(page: ui.Page, picture: Any) -> None:
    answer, found = page.ask("diagnose", image=picture), page.ask("stages", image=picture)["edges"]
    captions = [f"{name.capitalize()} edge" for name in figures.EDGES]
    shown = figures.reading(fitting.square(picture), answer, heat=False)
    maps = [*figures.edge_maps(np.asarray(found), np.asarray(answer["seen"])), shown]
    ui.pictures(maps, [*captions, "The box"], [*captions, "The box"], columns=5, width=168)
    st.caption("Each edge of the box lies where its map looks, on average.")


def one_number(page: ui.Page, picture: Any) -> None:
    settings, sums = st.columns([1, 2])
    answer = page.ask("diagnose", image=picture)
    evidence = np.asarray(answer["evidence"])
    with settings:
        row = st.slider("Row of the map", 1, len(evidence), 8, key=page.key("row")) - 1
        column = st.slider("Column of the map", 1, len(evidence), 5, key=page.key("column")) - 1
        ui.picture(figures.map_with_place(evidence, row, column), "The evidence map and the chosen place")
    with sums:
        found = page.ask("one_place", image=picture, row=row, column=column)
        st.markdown(words.place(found))
        ui.figure(figures.sum_bars(found), "Channels times weights, and their sum.", page.key("sum"))


def marker(page: ui.Page, picture: Any) -> None:
    found = page.ask("with_marker", image=picture, record=True)
    st.markdown(words.marker(found))
    ui.pictures(
        figures.before_and_after(found),
        ["Without the letter", "With the letter"],
        [f"Without the letter: {found['probabilities'][0]:.2f}", f"With it: {found['probabilities'][1]:.2f}"],
        columns=2,
        width=300,
    )
    st.caption("Train with “A marker gives it away”, choose that run above, and look again.")


def no_xray(page: ui.Page) -> None:
    given, seen = st.columns([1, 2], gap="medium")
    with given:
        pictures = page.ask("examples")["pictures"]
        odd_first = {title: pictures[title] for title in ("Photo", "Real")}
        picture = ui.image_input(page, "odd", examples=odd_first, kind="radiograph")
    if picture is None:
        return
    answer, square = page.ask("diagnose", image=picture, record=True), fitting.square(picture)
    with seen:
        if answer["refused"]:
            no_verdict(square, answer)
        else:
            ui.picture(figures.reading(square, answer), "The picture with heat map and box", width=280)
            st.success(f"Near enough to known X-rays for a verdict. {words.strangeness(answer)}")
        st.markdown(words.unfamiliar(answer["probability"]))


ui.page("chest_xray", use=use, inside=inside, failures={"A picture that is no X-ray": no_xray})
