"""Your own classes: guesses while you draw, pictures of your own, a thousand things; and what is inside."""

from typing import Any

import numpy as np
import streamlit as st

from dlcore import ui
from dlcore.applications.classification.own_classes import figures, words
from dlcore.applications.classification.own_classes.example_photos import example_photos
from dlcore.datasets import packages
from dlcore.ui.fetching import offer_fetch
from dlcore.ui.own_classes import confusion, few_shot, own, recognised

WAYS = ("Guess my drawing", "Your own classes", "A thousand things")
ZOOMS = (
    "The way of a picture",
    "Where it looks",
    "Who is taken for whom",
    "How many are enough",
)
HOW = ("Draw", "Photo of a drawing")


def use(page: ui.Page) -> None:
    start = WAYS[page.state.config.model_dump()["dataset"] == "own pictures"]
    (drawn, own, thousand)[WAYS.index(ui.choose(page, "way", "What?", WAYS, start))](page)


def drawn(page: ui.Page) -> None:
    given, seen, answers = st.columns([5, 3, 5], gap="medium")
    with given:
        way = ui.choose(page, "how", "How", HOW)
        picture = on_the_pad(page) if way == HOW[0] else ui.image_input(page, "photo", drawing=False)
    recognised(page, "doodle", picture, seen, answers)
    if page.source == "shipped":
        ui.baseline_table(page)


def on_the_pad(page: ui.Page) -> Any:
    drawing = ui.draw_picture(page, "pad")
    examples = dict(page.ask("examples")["pictures"])
    key = page.key(f"example.{page.source}")
    name = st.selectbox(words.EXAMPLE, list(examples), key=key, disabled=drawing is not None)
    return examples[name] if drawing is None else drawing


def thousand(page: ui.Page) -> None:
    if not packages.available("efficientnet"):
        st.info(words.NO_THOUSAND)
        offer_fetch(words.FETCH, page.key("thousand.fetch"))
        return
    given, answers = st.columns([5, 6], gap="medium")
    with given:
        picture = ui.image_input(page, "thousand", examples=example_photos())
        lamp = st.slider("Switch a lamp on", 0.0, 0.9, 0.0, 0.05, key=page.key("thousand.lamp"))
    if picture is not None:
        answer = page.of("shipped").ask("thousand", image=picture, lamp=lamp)
        with answers:
            ui.figure(figures.bars(answer["probabilities"]), words.shares(answer), page.key("thousand.bars"))
            ui.picture(answer["seen"], "The square that the network gets", "What the network gets", 150)
            st.caption(words.THOUSAND)


def inside(page: ui.Page) -> None:
    place = ZOOMS.index(ui.choose(page, "zoom", "What?", ZOOMS, labelled=True))
    if place in (2, 3):
        (confusion, few_shot)[place - 2](page, "inside")
        return
    picture = chosen(page, "inside")
    if picture is not None:
        (way_of_a_picture, where_it_looks)[place](page, picture)


def chosen(page: ui.Page, key: str) -> Any:
    examples = dict(page.ask("examples")["pictures"])
    return ui.image_input(page, f"{key}.{page.source}", examples=examples, camera=False)


def way_of_a_picture(page: ui.Page, picture: Any) -> None:
    found, places = page.ask("layers", image=picture), page.ask("where", image=picture)
    ui.diagram(page, values=figures.diagram_values(found, places), key="way.diagram")
    for layer in found["layers"]:
        st.markdown(f"**{layer['title']}**: {len(layer['maps'])} of {layer['count']} maps, the strongest")
        ui.picture(figures.maps_picture(layer["maps"]), layer["title"], width=540, pixelated=False)


def where_it_looks(page: ui.Page, picture: Any) -> None:
    names = list(page.ask("recognise", image=picture)["probabilities"])
    name = st.selectbox("For which class?", ["the likeliest", *names], key=page.key("where.class"))
    found = page.ask("where", image=picture, name=name)
    ui.pictures(
        [found["picture"], figures.evidence_over(found["picture"], found["evidence"])],
        ["The picture", "Where the evidence lies"],
        ["The picture", f"Evidence for {found['class']}"],
        columns=2,
        width=224,
    )
    st.markdown(words.evidence(found))


def attacked(page: ui.Page) -> None:
    given, seen = st.columns([2, 5], gap="medium")
    with given:
        picture = chosen(page, "attack")
    if picture is not None:
        with seen:
            attack(page, picture)


def attack(page: ui.Page, picture: Any) -> None:
    photo = page.config.model_dump()["dataset"] == "own pictures"
    key = page.key(f"strength.{photo}")
    strength = st.slider(
        "How far every pixel is moved", 0.0, 0.4, 0.02 if photo else 0.25, 0.005, "%.3f", key
    )
    found = page.ask("attack", image=picture, strength=strength, record=True)
    st.markdown(words.attacked(found))
    shown = [found["picture"], found["attacked_picture"], found["noisy_picture"]]
    difference = np.abs(shown[1].astype(int) - shown[0].astype(int)).astype(np.uint8)
    titles = [
        f"As it is: {words.answer(found['before'])}",
        f"Attacked: {words.answer(found['attacked'])}",
        f"Noise: {words.answer(found['noisy'])}",
        "What the attack changed",
    ]
    ui.pictures([*shown, difference], titles, titles, columns=4, width=140)


ui.page("own_classes", use=use, inside=inside, failures={"Attacked pixels": attacked})
