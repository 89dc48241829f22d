"""Text generation: writing on from a prompt, beside what counting writes; the loop, its state, its cells."""

from typing import Any

import streamlit as st

from dlcore import ui
from dlcore.applications.sequences.text_generation import figures, words
from dlcore.contract import Text

PROMPT = "ROMEO:\nWhat light is this"
SENTENCE = "Now is the winter of our discontent\nMade glorious summer by this sun of York."
ZOOMS = ("The loop", "The state", "Cells", "Surprise")


def use(page: ui.Page) -> None:
    ask, network, counting = st.columns([3, 5, 4], gap="medium")
    with ask:
        prompt = st.text_area("Your prompt", PROMPT, height=90, max_chars=1000, key=page.key("prompt"))
        temperature = st.slider(
            "Temperature", 0.0, 2.0, 0.8, 0.05, key=page.key("temperature"), help=words.TEMPERATURE
        )
        seed = throws(page)
        with st.expander("More"):
            length = st.slider("Characters", 100, 1500, 400, 100, key=page.key("length"))
            top = st.slider("Only among the likeliest (0: all)", 0, 40, 0, key=page.key("top"))
    settings: dict[str, Any] = {"prompt": prompt, "length": length, "temperature": temperature, "seed": seed}
    changed = (prompt, temperature, top, seed) != (PROMPT, 0.8, 0, 0)
    written = page.ask("generate", record=changed, top=top, **settings)
    with network:
        st.markdown("**The network writes**")
        ui.sample(Text(written["text"], written["prompt"]), key=page.key("written"), height=290)
        st.caption(written["note"] or words.DRAWN)
    with counting:
        counted = page.ask("ngram_generate", **settings)
        st.markdown("**Counting writes** (a 5-gram)")
        ui.sample(Text(counted["text"], counted["prompt"]), key=page.key("counted"), height=290)
        st.caption(f"It has counted {counted['source']}.")
    copied(page, written["text"])
    ui.baseline_table(page)


def throws(page: ui.Page) -> int:
    """The number of the throw: another one gives another text."""
    key = page.key("throw")
    if st.button("🎲 Write again", key=page.key("again"), type="primary"):
        st.session_state[key] = st.session_state.get(key, 0) + 1
    st.session_state.setdefault(key, 0)
    return int(st.session_state[key])


def copied(page: ui.Page, text: str) -> None:
    found = page.ask("novelty", text=text)
    st.subheader("Written or copied?", anchor=False)
    st.markdown(words.copied(found))
    with st.expander("Line by line"):
        st.dataframe(figures.sorted_lines(found), hide_index=True, alt="Each line: seen, nearly seen or new")


def inside(page: ui.Page) -> None:
    zoom = ui.choose(page, "zoom", "What?", ZOOMS, labelled=True)
    if zoom in ZOOMS[2:]:
        (cells if zoom == "Cells" else surprise)(page)
        return
    prompt = st.text_area("Your prompt", PROMPT, height=68, max_chars=1000, key=page.key("prompt"))
    found = page.ask("unroll", prompt=prompt, record=True)
    if found["note"]:
        st.caption(found["note"])
    (loop if zoom == "The loop" else state)(page, found)


def loop(page: ui.Page, found: dict[str, Any]) -> None:
    st.markdown("The last four characters of the prompt go through the loop. The same network at every step.")
    ui.diagram(page, values=figures.diagram_values(found), key=page.key("loop"))
    st.markdown(f"**What comes after “{figures.ending(found)}”?**")
    expected = found["expected"][-1]
    ui.figure(figures.chances(expected), figures.chances_alt(expected), page.key("next"))


def state(page: ui.Page, found: dict[str, Any]) -> None:
    st.markdown("**What it expects after each character**: the likeliest on top, darker is surer.")
    alt = "The five likeliest next characters after each character of the prompt."
    ui.figure(figures.expectations(found), alt, page.key("expected"))
    st.markdown("**The state**: each column is the memory after one more character, blue −1, orange +1.")
    ui.figure(figures.states(found), "The numbers of the state, a column a character.", page.key("states"))


def cells(page: ui.Page) -> None:
    st.markdown(words.CELLS)
    found = page.ask("cells")
    features = {feature["name"]: feature for feature in found["features"]}
    name = st.segmented_control(
        "Which cell follows …",
        list(features),
        format_func=lambda one: features[one]["title"],
        default=next(iter(features)),
        key=page.key("feature"),
        required=True,
    )
    feature = features.get(name) or next(iter(features.values()))
    st.markdown(words.cell(feature, found["cells"]))
    st.html(figures.cell_text(feature))


def surprise(page: ui.Page) -> None:
    text = st.text_area("A text of yours", SENTENCE, height=90, max_chars=2000, key=page.key("scored"))
    found = page.ask("score", text=text, record=True)
    st.markdown(words.score(found))
    st.html(figures.surprise_text(found))
    st.caption("The thicker the line below a character, the less it was expected. Hover shows the number.")


ui.page("text_generation", use=use, inside=inside)
