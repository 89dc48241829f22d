"""A visitor's own leaf on the page of plant species, drawn or photographed: known by its outline alone."""

from typing import Any

import streamlit as st

from dlcore.applications.classification.plant_species import examples, figures, words
from dlcore.ui import show
from dlcore.ui.components import sample
from dlcore.ui.inputs import draw_picture, image_input
from dlcore.ui.page import Page


def drawn(page: Page) -> None:
    """The visitor's drawing, known by its outline alone."""
    given, answers, seen = st.columns([4, 5, 3], gap="medium")
    with given:
        st.caption(words.DRAW)
        drawing = draw_picture(page, "pad", size=320, height=200)
    place, sketches = seen.container(), examples.sketches()
    with seen:
        name = st.selectbox(words.UNTIL, list(sketches), key=page.key("sketch"), disabled=drawing is not None)
    picture = sketches[name] if drawing is None else drawing
    by_outline(page, picture, drawing is not None, "draw", (place, answers))


def photographed(page: Page) -> None:
    """The visitor's photo, cut out and known by its outline alone."""
    given, answers, seen = st.columns([4, 5, 3], gap="medium")
    known = examples.sketches()
    with given:
        picture = image_input(page, "photo", examples=known, drawing=False)
        st.caption(words.PHOTO)
    if picture is not None:
        own = not any(
            picture is one or (picture.shape == one.shape and (picture == one).all())
            for one in known.values()
        )
        by_outline(page, examples.smaller(picture), own, "photo", (seen, answers))


def by_outline(page: Page, picture: Any, own: bool, key: str, places: tuple[Any, Any]) -> None:
    """What was taken for the leaf, what it is called, and how far the answer may be trusted."""
    answer = page.ask("recognise", picture=picture, record=own)
    seen, answers = places
    if "refusal" in answer:
        answers.warning(answer["refusal"])
        return
    with seen:
        show.picture(answer["seen"], "In blue: what was taken for the leaf", "", 170, pixelated=False)
        st.caption(
            "In blue: what was taken for the leaf." + " The stalk was taken off." * answer["stalk_removed"]
        )
    with answers:
        st.markdown(words.outline_verdict(answer))
        show.figure(figures.bars(answer), f"The likeliest: {answer['best']}", page.key(f"{key}.bars"))
    most_alike(page, answer, key)
    st.caption(f"{words.trust(page.ask('subsets'))} {words.POISON}")
    with st.expander("The nine numbers of this outline", expanded=True):
        rows = words.numbers_table(answer)
        st.dataframe(rows, hide_index=True, alt="Nine numbers of the outline beside those of known leaves")
        st.caption(words.MEASURED)


def most_alike(page: Page, answer: dict[str, Any], key: str) -> None:
    """Sketches of the leaves learned from that are nearest."""
    st.markdown("**Most like it among the leaves learned from** (sketches)")
    sample(answer["nearest"], page.key(f"{key}.nearest"), 120)
