"""Your own classes: guesses while you draw, pictures of your own, a thousand things; and what is inside."""

from typing import Any

import numpy as np
import streamlit as st

from dlcore import ui
from dlcore.applications.classification.own_classes import figures, own_set, words
from dlcore.applications.classification.own_classes.example_photos import example_photos
from dlcore.applications.classification.own_classes.own_data import unknown
from dlcore.contract import BaseConfig
from dlcore.datasets import own_pictures, packages
from dlcore.ui import training_here
from dlcore.ui.fetching import offer_fetch

WAYS = ("Doodles", "Your own classes", "A thousand things")
ZOOMS = (
    "The way of a picture",
    "Where it looks",
    "Who is taken for whom",
    "How many are enough",
    "Attacked pixels",
)
RESULTS = ("Try it", "Who is taken for whom", "How many are enough", "Take it with you")
LARGE = "EfficientNet-Lite0"
AT_ONCE = 4  # pictures whose features one question computes
COUNTS = (1, 2, 5, 10, 20, 50, 100)


def use(page: ui.Page) -> None:
    way = st.segmented_control(
        "What?", WAYS, default=WAYS[0], key=page.key("way"), required=True, label_visibility="collapsed"
    )
    (drawn, own, thousand)[WAYS.index(way or WAYS[0])](page)


def drawn(page: ui.Page) -> None:
    examples = dict(page.ask("examples")["pictures"])
    try_it(page, "doodle", examples, camera=True)
    ui.baseline_table(page)


def try_it(page: ui.Page, key: str, examples: dict[str, Any], camera: bool = True) -> None:
    given, seen, answers = st.columns([5, 3, 5], gap="medium")
    with given:
        picture = ui.image_input(page, f"{key}.{page.source}", examples=examples, camera=camera)
        lamp = st.slider("Switch a lamp on", 0.0, 0.9, 0.0, 0.05, key=page.key(f"{key}.lamp"))
    if picture is None:
        return
    answer = page.ask("recognise", image=picture, lamp=lamp, record=True)
    with seen:
        ui.picture(answer["seen"], "The picture as the network gets it", "What the network gets", 150)
        st.markdown(words.verdict(answer))
    with answers:
        ui.figure(figures.bars(answer["probabilities"]), words.shares(answer), page.key(f"{key}.bars"))
        st.caption(words.must_choose(answer["probabilities"]))
    if st.toggle("Show the known pictures that are most like it", key=page.key(f"{key}.nearest")):
        found = page.ask("nearest", image=picture)
        ui.sample(found["pictures"], page.key(f"{key}.neighbours"), 110)


def own(page: ui.Page) -> None:
    config = page.state.config
    values = config.model_dump()
    fingerprint = values["own_pictures"] if values["dataset"] == "own pictures" else ""
    collecting, learning = st.columns([5, 6], gap="medium")
    with collecting:
        changed = ui.collect_pictures(page, "own", fingerprint, own_set.EXAMPLES)
    if changed != fingerprint:
        page.state.replace_config(with_pictures(config, changed))
        st.rerun()
    with learning:
        if not fingerprint:
            st.markdown(words.HOW_TO)
            return
        collection = own_pictures.read(fingerprint)
        if problem := collection.problem():
            st.info(problem)
            return
        st.caption(words.told(collection))
        config = choose_features(page)
        if st.button("▶ Train on these pictures", type="primary", key=page.key("own.train")):
            compute(page, config, collection.pictures)
            training_here.begin(page, config, "my classes")
        run = training_here.watch(page, config, "own.live")
    if run is not None:
        results(page.of(run.id))


def with_pictures(config: BaseConfig, fingerprint: str) -> BaseConfig:
    if not fingerprint:
        return config.changed({"dataset": "digits", "own_pictures": ""})
    known = config.model_dump()["dataset"] == "own pictures"
    settings = {} if known else {"steps": 300, "learning_rate": 0.01}
    return config.changed({**settings, "dataset": "own pictures", "own_pictures": fingerprint})


def choose_features(page: ui.Page) -> BaseConfig:
    choices = ["doodle network", "pixels"]
    if packages.available("efficientnet"):
        choices.insert(0, LARGE)
    else:
        st.info(words.NO_LARGE_NETWORK)
        offer_fetch(words.FETCH, page.key("own.fetch"))
    current = page.state.config.model_dump()["features"]
    place = choices.index(current) if current in choices else 0
    chosen = st.selectbox(
        "What the head is told about each picture", choices, place, key=page.key("own.features")
    )
    if chosen != current:
        page.state.replace_config(page.state.config.changed({"features": chosen}))
    return page.state.config


def compute(page: ui.Page, config: BaseConfig, pictures: tuple[str, ...]) -> None:
    missing = unknown(pictures) if config.model_dump()["features"] == LARGE else []
    bar = st.progress(0.0, "Looking at your pictures") if missing else None
    for start in range(0, len(missing), AT_ONCE):
        page.of("shipped").ask("compute_features", pictures=missing[start : start + AT_ONCE])
        done = min(start + AT_ONCE, len(missing))
        if bar:
            bar.progress(done / len(missing), f"Looking at your pictures: {done} of {len(missing)}")
    if bar:
        bar.empty()


def results(mine: ui.Page) -> None:
    st.subheader("What your network has learned", anchor=False)
    what = st.segmented_control(
        "Result",
        RESULTS,
        default=RESULTS[0],
        key=mine.key("own.result"),
        required=True,
        label_visibility="collapsed",
    )
    if what == RESULTS[0]:
        try_it(mine, "own.try", dict(mine.ask("examples")["pictures"]))
    elif what == RESULTS[1]:
        confusion(mine, "own")
    elif what == RESULTS[2]:
        few_shot(mine, "own")
    else:
        take_along(mine)


def take_along(mine: ui.Page) -> None:
    collection = own_pictures.read(mine.config.model_dump()["own_pictures"])
    st.download_button(
        "Save the session (a zip of folders)",
        lambda: own_pictures.to_zip(collection),
        "my-classes.zip",
        key=mine.key("own.save"),
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption("Open it again under “Zip or saved session”. The same settings give the same network.")
    if mine.config.model_dump()["features"] == LARGE:
        exported = mine.ask("script")
        weights = exported["weights"].tobytes()
        st.download_button("The head as safetensors", weights, "head.safetensors", key=mine.key("own.head"))
        st.download_button(
            "The script that uses it", exported["script"], "name_it.py", key=mine.key("own.script")
        )
        st.code(exported["script"], language="python", height=240)


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
    zoom = st.segmented_control("What?", ZOOMS, default=ZOOMS[0], key=page.key("zoom"), required=True)
    place = ZOOMS.index(zoom or ZOOMS[0])
    if place in (2, 3):
        (confusion, few_shot)[place - 2](page, "inside")
        return
    examples = dict(page.ask("examples")["pictures"])
    picture = ui.image_input(page, f"inside.{page.source}", examples=examples, camera=False)
    if picture is not None:
        {0: way_of_a_picture, 1: where_it_looks, 4: attacked}[place](page, picture)


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


def confusion(page: ui.Page, key: str) -> None:
    result = page.ask("confusion")
    st.markdown(words.judged(result))
    table, behind = st.columns(2, gap="medium")
    names = result["names"]
    with table:
        rival = st.toggle("Show the baseline's table", key=page.key(f"{key}.rival"))
        drawing = figures.matrix(result, "baseline" if rival else "counts")
        chosen = ui.clickable(
            drawing, "Counts of held-out pictures by true class and answer", page.key(f"{key}.matrix")
        )
    with behind:
        start = [int(value) for value in chosen] if len(chosen) == 2 else words.worst_cell(result["counts"])
        mark = f"{key}.{start}.{page.source}"
        truth = st.selectbox(
            "True class", range(len(names)), start[0], names.__getitem__, key=page.key(f"{mark}.t")
        )
        guess = st.selectbox(
            "Taken for", range(len(names)), start[1], names.__getitem__, key=page.key(f"{mark}.g")
        )
        found = page.ask("behind_cell", truth=truth, guess=guess)
        st.markdown(words.behind(found["count"], names[truth], names[guess]))
        if "pictures" in found:
            ui.sample(found["pictures"], page.key(f"{mark}.{truth}.{guess}"), 220)


def few_shot(page: ui.Page, key: str) -> None:
    most = max(2, page.ask("confusion")["learned_from"] // max(1, len(page.ask("confusion")["names"])))
    found = [page.ask("few_shot", per_class=count) for count in COUNTS if count <= most or count == 1]
    st.markdown(words.few(found))
    ui.figure(
        figures.few_shot(found), "Held-out accuracy against examples of each class", page.key(f"{key}.few")
    )


def attacked(page: ui.Page, picture: Any) -> None:
    strength = st.slider(
        "How far every pixel is moved", 0.0, 0.4, 0.1, 0.005, key=page.key("strength"), format="%.3f"
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
    ui.pictures([*shown, difference], titles, titles, columns=4, width=150)


ui.page("own_classes", use=use, inside=inside)
