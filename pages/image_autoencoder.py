"""Autoencoder: a picture of one's own through the bottleneck; its code, the map, the worlds beyond."""

import hashlib
from typing import Any

import numpy as np
import streamlit as st

from dlcore import ui
from dlcore.applications.autoencoders.image_autoencoder import figures, words

ZOOMS = ("The funnel", "The code", "The map", "Between two pictures", "One number", "Other worlds")


def use(page: ui.Page) -> None:
    choose, result = st.columns([5, 7], gap="medium")
    with choose:
        picture = chosen(page, "image")
        noise = st.slider("Noise added before", 0.0, 1.0, 0.0, 0.05, key=page.key("noise"))
        invert = st.toggle("Exchange black and white", key=page.key("invert"))
    if picture is not None:
        answer = page.ask("reconstruct", image=picture, noise=noise, invert=invert, record=True)
        with result:
            ui.pictures(
                [answer["input"], answer["autoencoder"], answer["pca"]],
                ["What goes in", "What the autoencoder paints", "What PCA paints"],
                ["In", f"Autoencoder, {len(answer['code'])} numbers", f"PCA, {len(answer['code'])} numbers"],
                columns=3,
                width=150,
            )
            st.markdown(words.verdict(answer))
        neighbours(page, picture)
    compressed(page)
    ui.baseline_table(page)


def chosen(page: ui.Page, key: str, place: int = 0) -> Any:
    """A picture: one of the model's own examples at first, or the visitor's."""
    examples = dict(page.ask("examples")["pictures"])
    titles = list(examples)
    ordered = {title: examples[title] for title in titles[place:] + titles[:place]}
    return ui.image_input(page, f"{key}.{page.source}", examples=ordered)


def neighbours(page: ui.Page, picture: Any) -> None:
    if st.toggle("Show the held-out pictures that are most like it", key=page.key("neighbours")):
        found = page.ask("nearest", image=picture)
        ui.sample(found["pictures"], key=page.key("nearest"), height=170)
        st.caption(words.neighbours(found))


def compressed(page: ui.Page) -> None:
    if st.toggle("Compare with JPEG and WebP at the same number of bytes", key=page.key("compressed")):
        found = page.ask("compression")
        st.markdown(words.compressed(found))
        curves, pictures = st.columns(2)
        with curves:
            alt = "Error against bytes a picture for the autoencoder, PCA, JPEG and WebP."
            ui.figure(figures.bytes_and_errors(found), alt, page.key("bytes"))
        with pictures:
            rows = {"As they are": found["original"], **found["pictures"]}
            ui.sample(figures.rows_of(rows), key=page.key("rows"), height=300)


def inside(page: ui.Page) -> None:
    zoom = ui.choose(page, "zoom", "What?", ZOOMS, labelled=True)
    (funnel, code, the_map, between, one_number, worlds)[ZOOMS.index(zoom)](page)


def funnel(page: ui.Page) -> None:
    picture = chosen(page, "inside")
    if picture is None:
        return
    answer, layers = page.ask("reconstruct", image=picture), page.ask("stages", image=picture)["layers"]
    ui.diagram(page, values=figures.diagram_values(answer, layers), key="funnel")
    st.markdown("**Layer by layer.** Blue is below zero, pale is zero, orange above.")
    captions = [words.layer(layer) for layer in layers]
    ui.pictures([figures.layer_picture(layer["values"]) for layer in layers], captions, captions, columns=4)


def code(page: ui.Page) -> None:
    picture = chosen(page, "inside")
    if picture is None:
        return
    values = list(page.ask("reconstruct", image=picture)["code"])
    limits = page.ask("code_range")
    places = figures.strongest(limits["spread"])
    bars, painted = st.columns([3, 1])
    with bars:
        key = page.key(f"bars.{hashlib.sha256(np.array(values).tobytes()).hexdigest()[:8]}")
        names = [str(place + 1) for place in places]
        start = [values[place] for place in places]
        low, high = min(limits["low"], *start), max(limits["high"], *start)
        turned = ui.code_bars(key, start, low, high, names)
        for place, value in zip(places, turned, strict=True):
            values[place] = value
    with painted:
        result = page.ask("decode", code=values, record=True)
        ui.picture(result["picture"], "What the decoder paints from these numbers", "Painted from the bars")


def the_map(page: ui.Page) -> None:
    found = page.ask("code_map")
    st.markdown(words.mapped(found, page.config.model_dump()["code_size"]))
    points, painted = st.columns(2)
    with points:
        alt = "Held-out pictures in the plane of their codes, each written as what it shows."
        ui.figure(figures.map_of_codes(found), alt, page.key("map"))
        st.caption("Where held-out pictures lie. Nobody told the network what they show.")
    with painted:
        ui.picture(found["tiles"], "What the decoder paints all over the same plane", width=400)
        st.caption("What the decoder paints all over the same plane.")


def between(page: ui.Page) -> None:
    left, right = st.columns(2)
    with left:
        first = chosen(page, "first")
    with right:
        second = chosen(page, "second", place=1)
    if first is None or second is None:
        return
    ui.sample(page.ask("interpolate", first=first, second=second)["pictures"], page.key("between"), 220)
    st.caption("Through the code, strokes move and join. Fading shows two pictures at once.")


def one_number(page: ui.Page) -> None:
    picture = chosen(page, "inside")
    if picture is None:
        return
    size = page.config.model_dump()["code_size"]
    place = st.number_input("Which number of the code", 1, size, 1, key=page.key(f"number.{size}")) - 1
    found = page.ask("one_number", image=picture, place=place)
    listening, sums = st.columns([1, 3])
    with listening:
        ui.picture(figures.shades(found["listening"]), "Pixels that raise or lower this number")
        st.caption(f"Ink on orange raises this number, ink on blue lowers it. It is {found['value']:.2f}.")
    with sums:
        ui.figure(figures.sum_bars(found), "The terms of the sum, and the sum.", page.key("sum"))
    ui.sample(found["pictures"], page.key("varied"), 110)
    st.caption("The same picture while this one number goes from low to high.")


def worlds(page: ui.Page) -> None:
    for number, world in enumerate(page.ask("other_worlds")["worlds"]):
        st.markdown(words.world(world))
        ui.sample(world["pictures"], page.key(f"world.{number}"), 170)


ui.page("image_autoencoder", use=use, inside=inside)
