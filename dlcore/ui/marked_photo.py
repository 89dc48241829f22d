"""A photo from above: the visitor marks tiles, a network learns from them, and colours the photo."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dlcore.applications.classification.field import aerial, photo, pictures, words
from dlcore.applications.classification.field.config import MARKS
from dlcore.contract import BaseConfig
from dlcore.datasets import own
from dlcore.runs import Run
from dlcore.ui import show, training_here
from dlcore.ui.components import point_pad
from dlcore.ui.inputs import PLANE, image_input
from dlcore.ui.page import Page
from dlcore.uploads import accept, canonical

Picture = NDArray[np.uint8]
EXAMPLE = "Synthetic field"
STEPS = 400  # of a run that begins here: seconds
WIDTH = 200  # pixels of a result


def station(page: Page, known: Mapping[str, Any], name: str) -> None:  # noqa: ARG001 - one station
    """Photo and marks at the left; what the index and the network make of it at the right."""
    left, right = st.columns([4, 5], gap="medium")
    with left:
        seen, fingerprint = choose_photo(page)
        if seen is None:
            st.info("Choose a photo of a field from above, or go back to the example.")
            return
        marks = choose_marks(page, seen, fingerprint)
    config = page.state.config.__class__().changed(
        {"station": "drone", "photo": fingerprint, "marks": marks, "steps": STEPS}
    )
    with right:
        answers(page, seen, config)


def choose_photo(page: Page) -> tuple[Picture | None, str]:
    """The square of the chosen photo and its fingerprint, "" for the example."""
    example = aerial.example()[0]
    chosen = image_input(page, "photo", examples={EXAMPLE: example}, drawing=False)
    if chosen is None:
        return None, ""
    if np.array_equal(chosen, example):
        return example, ""
    try:
        seen = aerial.square(chosen)
    except ValueError as refusal:
        st.error(str(refusal))
        return None, ""
    return seen, own.keep(canonical("image", seen))


def choose_marks(page: Page, seen: Picture, fingerprint: str) -> str:
    """The marks that were put on the photo, as a fingerprint; "" for those of the example."""
    start = [] if fingerprint else [list(mark) for mark in aerial.example_marks()]
    key = page.key(f"marks.{fingerprint[:8]}")
    drawn = point_pad(key, PLANE, MARKS, start, height=400, picture=seen)["points"]
    st.caption(
        "Choose a kind, then click on tiles that show it. Every fourth mark is kept aside for the test."
    )
    if drawn == [list(map(float, mark)) for mark in start]:
        return ""
    points = json.dumps(drawn).encode()
    return own.keep(canonical("points", accept("your marks", points, "points"))) if drawn else ""


def answers(page: Page, seen: Picture, config: BaseConfig) -> None:
    """Both ways of colouring the photo, by the chosen model if it learned from these very marks."""
    top = st.container()
    chosen, wanted = page.config.model_dump(), config.model_dump()
    if all(chosen[name] == wanted[name] for name in ("photo", "marks")):
        with top:
            result(page.ask("photo"))
        return
    run = learn(page, config)
    with top:
        if run is None:
            show.pictures([green_tiles(seen)], [words.GREEN_ALONE], ["By excess green"], 2, WIDTH)
        else:
            result(page.of(run.id).ask("photo", record=True))


def learn(page: Page, config: BaseConfig) -> Run | None:
    """The button, what is still missing, and the run of these marks; the run once it has ended well."""
    values = config.model_dump()
    try:
        marked = photo.placed(photo.marks(values["marks"], bool(values["photo"])))
    except ValueError as missing:
        st.warning(str(missing))
        return None
    problem = photo.problem(marked)
    if problem:
        st.caption(problem)
    key = page.key("marks.train")
    if st.button("▶ Train on the marks", type="primary", key=key, disabled=bool(problem)):
        page.state.replace_config(config)
        training_here.begin(page, config, "marked photo")
    return training_here.watch(page, config, "marks.live", height=130)


def result(answer: Mapping[str, Any]) -> None:
    """The photo coloured by the network and by the index, and how often each is right."""
    seen, kinds = np.asarray(answer["picture"]), np.asarray(answer["kinds"])
    shown = [pictures.coloured(seen, kinds.ravel()), green_tiles(seen)]
    captions = ["By the network", "By excess green"]
    show.pictures(shown, [words.kinds(kinds), words.GREEN_ALONE], captions, 2, WIDTH)
    st.markdown(words.tile_legend(), unsafe_allow_html=True)
    st.markdown(words.photo(answer))


def green_tiles(seen: Picture) -> Picture:
    """The photo with every tile greener than the threshold tinted."""
    green = aerial.by_tile(aerial.excess_green(seen))
    limit = aerial.threshold(green)
    tint = pictures.larger(np.where(green[..., None] > limit, (0, 200, 60), (60, 50, 45)), aerial.TILE)
    return np.asarray(seen * 0.5 + tint * 0.5).astype(np.uint8)
