"""GAN laboratory: digits and cats out of noise, the discriminator's verdicts, the game taken apart."""

import numpy as np
import streamlit as st

from dlcore import ui
from dlcore.applications.gans.gan_laboratory import figures

COLUMNS = 8
KINDS = {
    "copied": "A copy: it is next to identical with a training picture.",
    "nearly": "Nearly seen: unusually near to a training picture.",
    "new": "New: no nearer to the training pictures than real held-out ones are (nonsense is new as well).",
}


def use(page: ui.Page) -> None:
    model = page.ask("classes")
    if model["kind"] == "plane":
        plane(page)
        return
    names = model["names"]
    ask, made = st.columns([2, 3], gap="medium")
    with ask:
        text = st.text_input("Type a number (c is a cat)", "2026", max_chars=24, key=page.key("text"))
        truncation = st.slider(
            "How daring the noise is", 0.0, 1.5, 0.6, 0.1, key=page.key("truncation"), help=DARING
        )
        seed = throws(page)
    with made:
        line = page.ask("type_number", text=text, seed=seed, truncation=truncation)
        ui.picture(line["picture"], line["alt"], width=min(620, 4 * line["picture"].shape[1]))
        answer = page.ask("generate", labels=names, count=COLUMNS, seed=seed, truncation=truncation)
        ui.sample(figures.classes(answer, names, COLUMNS), key=page.key("classes"), height=330)
        st.caption("A column shares its noise: see how the handwriting stays while the label changes.")
    morphing(page, names, seed)
    newness(page, seed)
    judged(page)
    ui.baseline_table(page)


def throws(page: ui.Page) -> int:
    key = page.key("throw")
    if st.button("🎲 New noise", key=page.key("again"), type="primary"):
        st.session_state[key] = st.session_state.get(key, 0) + 1
    st.session_state.setdefault(key, 0)
    return int(st.session_state[key])


def plane(page: ui.Page) -> None:
    state = page.ask("plane_state", seed=0)
    picture, words = st.columns([3, 2])
    with picture:
        ui.sample(state["scene"], key=page.key("plane"), height=420)
    with words:
        st.metric("Modes covered", f"{state['modes_covered']:.0f} of {state['modes']}")
        st.metric("On target", f"{state['high_quality']:.0%}")
        st.caption("Colour: how sure the discriminator is that a point there is real. Arrows: its push.")


def morphing(page: ui.Page, names: list[str], seed: int) -> None:
    st.subheader("From one to another", anchor=False)
    first, last, share = st.columns([1, 1, 3])
    start = first.selectbox("From", names, index=min(3, len(names) - 1), key=page.key("from"))
    end = last.selectbox("To", names, index=len(names) - 1, key=page.key("to"))
    way = page.ask("morph", start=start, end=end, seed=seed, end_seed=seed + 100)
    place = share.slider("Where on the way", 0, len(way["pictures"]) - 1, 6, key=page.key("way"))
    one, strip = st.columns([1, 4])
    with one:
        ui.picture(
            way["pictures"][place], f"{way['shares'][place]:.0%} of the way from {start} to {end}", width=140
        )
    with strip:
        ui.picture(
            np.concatenate(list(way["pictures"]), axis=1), f"The whole way from {start} to {end}", width=600
        )


def newness(page: ui.Page, seed: int) -> None:
    st.subheader("Has it only learned pictures by heart?", anchor=False)
    here = page.ask("comparable")
    label = st.selectbox("Class", here["names"], key=page.key("nearest"), width=160)
    found = page.ask("nearest", label=label, seed=seed)
    ui.pictures(
        [found["picture"], *found["neighbours"]],
        ["The generated picture", *["A training picture"] * len(found["neighbours"])],
        ["Generated", *(f"Training, distance {value:.3f}" for value in found["distances"])],
    )
    st.caption(f"{KINDS[found['kind']]} A real held-out picture is usually {found['usual']:.3f} away.")
    if here["missing"]:
        st.caption("The cats that it learned from are not on this machine, so they are left out here.")


def judged(page: ui.Page) -> None:
    st.subheader("Your drawing before the discriminator", anchor=False)
    pad, verdict = st.columns([2, 3])
    with pad:
        picture = ui.image_input(page, "drawing", size=(112, 112), grey=True)
    with verdict:
        given = {} if picture is None else {"picture": picture}
        answer = page.ask("verdicts", record=picture is not None, **given)
        if picture is not None:
            st.markdown(
                f"It likes it best as **{answer['best']}**: score {answer['score']:+.2f}, more real "
                f"than {answer['rank']:.0%} of the real pictures."
            )
            ui.picture(answer["seen"], "Your picture as the discriminator sees it", width=84)
        ui.figure(figures.verdict_histogram(answer), figures.verdict_words(answer), key=page.key("judged"))
    st.caption(figures.verdict_words(answer))


def inside(page: ui.Page) -> None:
    seed = st.slider("Batch", 0, 20, 0, key=page.key("batch"))
    steps = page.ask("four_steps", seed=seed)
    ui.diagram(page, figures.diagram_values(steps))
    zoom = st.segmented_control(
        "Look closer",
        ("Verdicts", "Latent walk", "The plane"),
        default="Verdicts",
        key=page.key("zoom"),
        required=True,
    )
    if zoom == "Verdicts":
        answer = page.ask("verdicts")
        ui.figure(figures.verdict_histogram(answer), figures.verdict_words(answer), key=page.key("verdicts"))
        st.caption(figures.verdict_words(answer))
    elif zoom == "Latent walk":
        walk(page)
    elif page.ask("classes")["kind"] == "plane":
        plane(page)
    else:
        st.info("This model makes pictures. Train one on points, then choose it above to see its plane.")


def walk(page: ui.Page) -> None:
    names = page.ask("classes")["names"]
    label = names[0] if len(names) == 1 else st.selectbox("Class", names, key=page.key("walk"), width=160)
    answer = page.ask("latent_walk", label=label, seed=st.session_state.get(page.key("throw"), 0))
    ui.sample(answer["scene"], key=page.key("walked"), height=420)
    st.caption("A sheet of noise, and what the generator makes of each place on it: neighbours look alike.")


DARING = "Noise is multiplied by this: below 1 typical and much alike, above 1 varied and odder."
ui.page("gan_laboratory", use=use, inside=inside)
