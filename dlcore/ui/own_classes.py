"""The visitor's own classes on their page: collect, train, test; and what both kinds of network are asked."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dlcore.applications.classification.own_classes import figures, own_set, words
from dlcore.applications.classification.own_classes.own_data import unknown
from dlcore.contract import BaseConfig, find
from dlcore.datasets import own_pictures, packages
from dlcore.ui import show, training_here
from dlcore.ui.collecting import collect_pictures
from dlcore.ui.components import sample
from dlcore.ui.fetching import offer_fetch
from dlcore.ui.inputs import image_input
from dlcore.ui.page import Page
from dlcore.ui.state import page_state

STEPS = ("1 Collect", "2 Train", "3 Test")
RESULTS = ("Try it", "Who is taken for whom", "How many are enough", "Take it with you")
LARGE = "EfficientNet-Lite0"
AT_ONCE = 4  # pictures whose features one question computes
COUNTS = (1, 2, 5, 10, 20, 50, 100)


def own(page: Page) -> None:
    """Three steps: collect pictures, train a head on them, test it."""
    config = page.state.config.model_dump()
    fingerprint = config["own_pictures"] if config["dataset"] == "own pictures" else ""
    step = st.segmented_control(
        "Step", STEPS, default=STEPS[0], key=page.key("step"), required=True, label_visibility="collapsed"
    )
    if step == STEPS[0]:
        collect(page, fingerprint)
        return
    collection = kept(fingerprint)
    if problem := collection.problem():
        st.info(problem)
    elif step == STEPS[1]:
        learn(page, collection)
    elif run := training_here.latest(page, page.state.config):
        results(page.of(run.id))
    else:
        st.info(words.TRAIN_FIRST)


def open_with(folders: Mapping[str, Sequence[Any]]) -> None:
    """Go to the page of one's own classes, where these pictures are collected already."""
    state = page_state(find("own_classes"))
    fingerprint = own_pictures.keep(own_pictures.take_in(folders))
    state.replace_config(with_pictures(state.config, fingerprint))
    state.going = "use"
    st.session_state["own_classes.way"] = "Your own classes"
    st.session_state["own_classes.step"] = STEPS[0]
    st.switch_page("own_classes.py")


def kept(fingerprint: str) -> own_pictures.Collection:
    """The classes behind a fingerprint; none where they are no longer here, which the first step tells."""
    try:
        return own_pictures.read(fingerprint) if fingerprint else own_pictures.Collection()
    except ValueError:
        return own_pictures.Collection()


def collect(page: Page, fingerprint: str) -> None:
    """The entrance at the left, the classes at the right, and the way on."""
    collecting, classes = st.columns([5, 6], gap="medium")
    with classes:
        told = st.container()
    with collecting:
        changed = collect_pictures(page, "own", fingerprint, own_set.EXAMPLES, classes)
    if changed != fingerprint:
        page.state.replace_config(with_pictures(page.state.config, changed))
        st.rerun()
    with told:
        if not fingerprint:
            st.markdown(words.HOW_TO)
            return
        collection = kept(fingerprint)
        problem = collection.problem()
        st.markdown(problem or words.told(collection))
        key = page.key("own.next")
        st.button(
            "▶ Train on these", type="primary", key=key, disabled=bool(problem), on_click=go_on, args=(page,)
        )


def go_on(page: Page) -> None:
    """From the first step to the second, where training begins at once."""
    st.session_state[page.key("step")] = STEPS[1]
    st.session_state[page.key("own.start")] = True


def learn(page: Page, collection: own_pictures.Collection) -> None:
    """The choice of features, the button, and the live panel."""
    choice, press = st.columns([3, 4], vertical_alignment="bottom")
    with choice:
        config = choose_features(page)
    with press, st.container(horizontal=True):
        pressed = st.button("▶ Train", type="primary", key=page.key("own.train"))
        test = st.empty()
    if pressed or st.session_state.pop(page.key("own.start"), False):
        compute(page, config, collection.pictures)
        training_here.begin(page, config, "my classes")
    if training_here.watch(page, config, "own.live"):
        key = page.key("own.test")
        test.button(
            "Test it on new pictures",
            key=key,
            on_click=st.session_state.update,
            args=[{page.key("step"): STEPS[2]}],
        )


def with_pictures(config: BaseConfig, fingerprint: str) -> BaseConfig:
    """The settings with other pictures; a head needs fewer and longer steps than the defaults."""
    if not fingerprint:
        return config.changed({"dataset": "digits", "own_pictures": ""})
    known = config.model_dump()["dataset"] == "own pictures"
    settings = {} if known else {"steps": 300, "learning_rate": 0.01}
    return config.changed({**settings, "dataset": "own pictures", "own_pictures": fingerprint})


def choose_features(page: Page) -> BaseConfig:
    """What looks at the pictures; the large network only where it has been fetched."""
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


def compute(page: Page, config: BaseConfig, pictures: tuple[str, ...]) -> None:
    """Have the large network look at each new picture once, and say how far it is."""
    missing = unknown(pictures) if config.model_dump()["features"] == LARGE else []
    bar = st.progress(0.0, "Looking at your pictures") if missing else None
    for start in range(0, len(missing), AT_ONCE):
        page.of("shipped").ask("compute_features", pictures=missing[start : start + AT_ONCE])
        done = min(start + AT_ONCE, len(missing))
        if bar:
            bar.progress(done / len(missing), f"Looking at your pictures: {done} of {len(missing)}")
    if bar:
        bar.empty()


def results(mine: Page) -> None:
    """What the trained head can and can't do."""
    st.caption(words.OPEN_IT)
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


def take_along(mine: Page) -> None:
    """The session as a file, the head, and a script that uses it elsewhere."""
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


def try_it(page: Page, key: str, examples: dict[str, Any]) -> None:
    """A picture of the visitor's choice before the model."""
    given, seen, answers = st.columns([5, 3, 5], gap="medium")
    with given:
        picture = image_input(page, f"{key}.{page.source}", examples=examples)
    recognised(page, key, picture, seen, answers)


def recognised(page: Page, key: str, picture: Any, seen: Any, answers: Any) -> None:
    """What the model gets, what it says, and the known pictures that are most like it."""
    if picture is None:
        return
    with seen:
        place = st.container()
        lamp = st.slider("Switch a lamp on", 0.0, 0.9, 0.0, 0.05, key=page.key(f"{key}.lamp"))
    answer = page.ask("recognise", image=picture, lamp=lamp, record=True)
    with place:
        show.picture(answer["seen"], "The picture as the network gets it", "What the network gets", 150)
        st.markdown(words.verdict(answer))
    with answers:
        show.figure(figures.bars(answer["probabilities"]), words.shares(answer), page.key(f"{key}.bars"))
        st.caption(words.must_choose(answer["probabilities"]))
    if st.toggle("Show the known pictures that are most like it", key=page.key(f"{key}.nearest")):
        found = page.ask("nearest", image=picture)
        sample(found["pictures"], page.key(f"{key}.neighbours"), 110)


def confusion(page: Page, key: str) -> None:
    """The table of answers, and the pictures behind the cell that is chosen."""
    result = page.ask("confusion")
    st.markdown(words.judged(result))
    table, behind = st.columns(2, gap="medium")
    names = result["names"]
    with table:
        rival = st.toggle("Show the baseline's table", key=page.key(f"{key}.rival"))
        drawing = figures.matrix(result, "baseline" if rival else "counts")
        chosen = show.clickable(
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
            sample(found["pictures"], page.key(f"{mark}.{truth}.{guess}"), 220)


def few_shot(page: Page, key: str) -> None:
    """Held-out accuracy against the number of examples."""
    most = max(2, page.ask("confusion")["learned_from"] // max(1, len(page.ask("confusion")["names"])))
    found = [page.ask("few_shot", per_class=count) for count in COUNTS if count <= most or count == 1]
    st.markdown(words.few(found))
    show.figure(
        figures.few_shot(found), "Held-out accuracy against examples of each class", page.key(f"{key}.few")
    )
