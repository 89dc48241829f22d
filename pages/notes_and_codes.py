"""Notes and codes: a note, its codes, what is found in them and which words carried it."""

from typing import Any

import streamlit as st

from dlcore import runs, ui
from dlcore.applications.classification.notes_and_codes import figures, icd, tokens, words
from dlcore.ui import training_here

SETS = ("Synthetic notes", "Real reports")
ZOOMS = ("The way through", "What filters look for", "Words", "Codes", "Change the note", "Each finding")
NAMES = {label: who for who, label in words.WHO.items()}


def use(page: ui.Page) -> None:
    first, second, third = st.columns([4, 5, 4], gap="small", vertical_alignment="bottom")
    with first:
        asked = answering(page)
    if asked is None:
        training_here.learn_first(page, "reports", "indiana_reports", words.FETCH, words.TRAIN)
        return
    with second:
        using = NAMES[ui.choose(page, "using", "What is read", list(NAMES))]
    with third:
        case = example(asked)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        note, codes = entered(asked, case)
    sentence = tokens.too_long(note)  # not even sent to a worker
    answer = {"refused": sentence} if sentence else asked.ask("read", note=note, codes=codes, record=True)
    if answer["refused"]:
        right.error(answer["refused"])
        return
    with right:
        st.markdown(words.verdict(answer, using))
        ui.figure(figures.chances(answer, using), figures.chances_alt(answer, using), page.key("chances"))
        st.caption(f"{words.caution(answer)} {words.about(asked.config.model_dump())}")
    why(asked, note, codes, answer, using)
    held_out(asked)


def answering(page: ui.Page) -> ui.Page | None:
    """The page with the model of the chosen notes; None while the reports' one is not there yet."""
    if page.source != "shipped":
        st.caption("One of your runs answers.")
        return page
    if ui.choose(page, "set", "Which notes", list(SETS)) == SETS[0]:
        return page
    return training_here.learned(page, "reports")


def example(page: ui.Page) -> dict[str, Any]:
    """One of the held-out notes with its codes and what is true of it."""
    cases: list[dict[str, Any]] = page.ask("examples")["cases"]
    titles = [case["title"] for case in cases]
    key = page.key(f"example.{page.source}")
    return cases[titles.index(st.selectbox("Example", titles, key=key, label_visibility="collapsed"))]


def entered(page: ui.Page, case: dict[str, Any]) -> tuple[str, list[str]]:
    """The note and the codes: the example's, until the visitor changes them."""
    key = page.key(f"note.{page.source}.{case['title']}")
    note = st.text_area("The note: change it or paste your own", case["note"], height=118, key=key)
    labels = icd.labels()
    codes = st.multiselect(
        "Codes: search by name, synonym or code",
        list(labels.values()),
        [labels[code] for code in case["codes"] if code in labels],
        max_selections=8,
        filter_mode="contains",
        select_all=False,
        wrap=True,
        key=f"{key}.codes",
    )
    if note == case["note"]:
        st.caption(f"True of this held-out note: **{words.listed(case['true'])}**.")
    return note, [label.split(" ", 1)[0] for label in codes]


def why(page: ui.Page, note: str, codes: list[str], answer: dict[str, Any], using: str) -> None:
    """The words and codes that carried one finding, drawn in the note."""
    names = [row["name"] for row in answer["findings"]]
    best = max(answer["findings"], key=lambda row: row[using])["name"]
    heading, choice = st.columns([5, 6], gap="medium", vertical_alignment="center")
    heading.markdown("#### Which words carried it?")
    key = page.key(f"finding.{page.source}.{best}")
    finding = choice.selectbox("Finding", names, names.index(best), key=key, label_visibility="collapsed")
    found = page.ask("carried", note=note, codes=codes, finding=finding, using=using)
    text, coded = st.columns([5, 6], gap="medium")
    if using != "codes":
        text.html(figures.marked_note(note, found))
    if using != "notes" and codes:
        coded.html(figures.marked_codes(found))
    st.markdown(words.carried(found, finding, note))
    st.caption(words.COLOURS)


def held_out(page: ui.Page) -> None:
    """The three networks beside counting words, on notes that nobody learned from."""
    st.subheader("On held-out notes", anchor=False)
    run = runs.current().get(page.source) if page.source != "shipped" else None
    model = dict(run.last) if run else page.card.get("heldout", {})
    base = dict(run.baseline or {}) if run else page.card.get("baseline", {})
    table, said = st.columns([5, 6], gap="medium")
    alt = "Macro-F1 of networks and of counting words"
    table.dataframe(words.beside(model, base), hide_index=True, alt=alt)
    said.markdown(f"{words.lesson_of(model)} {words.MACRO}")


def inside(page: ui.Page) -> None:
    if page.source == "shipped" and st.session_state.get(page.key("set")) == SETS[1]:
        page = training_here.learned(page, "reports") or page
        st.caption(words.about(page.config.model_dump()))
    zoom = ui.choose(page, "zoom", "What to open", list(ZOOMS))
    views = (way_through, filters, vectors, code_view, change_the_note, each_finding)
    views[ZOOMS.index(zoom)](page)


def way_through(page: ui.Page) -> None:
    case, about = page.ask("examples")["cases"][0], page.ask("about")
    answer = page.ask("read", note=case["note"], codes=case["codes"])
    ui.diagram(page, figures.diagram_values(case["note"], case["codes"], answer, about), key="diagram")
    st.caption("The first example on its way through the network.")


def filters(page: ui.Page) -> None:
    settings, told = st.columns([1, 2], gap="medium")
    with settings:
        names = page.ask("about")["names"]
        finding = str(st.selectbox("Finding", names, key=page.key(f"inside.finding.{page.source}")))
        st.markdown(words.FILTERS)
    found = page.ask("filters", finding=finding)
    told.dataframe(words.filter_rows(found), hide_index=True, alt=f"Filters that speak for {finding}")


def vectors(page: ui.Page) -> None:
    settings, picture = st.columns([1, 2], gap="medium")
    with settings:
        first = words.FIRST_WORD[page.ask("about")["notes"]]
        word = st.text_input("A word", first, max_chars=30, key=page.key(f"word.{page.source}"))
        st.markdown(words.VECTORS)
    found = page.ask("neighbours", word=word, record=True)
    if found["refused"]:
        picture.info(found["refused"])
        return
    with picture:
        ui.figure(figures.nearness(found["near"]), words.nearness(found["near"]), page.key("near"))


def code_view(page: ui.Page) -> None:
    settings, picture = st.columns([1, 2], gap="medium")
    labels = icd.labels()
    with settings:
        first, key = list(labels).index("J44.9"), page.key("code")
        label = st.selectbox("A code", list(labels.values()), first, key=key, filter_mode="contains")
        st.markdown(words.LADDER)
    found = page.ask("hierarchy", code=str(label).split(" ", 1)[0])
    with picture:
        ui.figure(figures.ladder(found), words.ladder(found), page.key("ladder"))
        st.caption(" › ".join(row["label"] for row in found["rows"]))
    st.markdown(words.MAP)
    places = page.ask("code_map")
    ui.figure(figures.code_map(places), "Codes as places: near ones are read alike.", page.key("map"))


def change_the_note(page: ui.Page) -> None:
    settings, picture = st.columns([1, 2], gap="medium")
    cases = [one for one in page.ask("examples")["cases"] if one["true"]]
    with settings:
        titles = [f"{one['title']}: {words.listed(one['true'])}" for one in cases]
        title = st.selectbox("Note", titles, key=page.key(f"changed.{page.source}"))
        case = cases[titles.index(str(title))]
        finding = str(st.selectbox("Finding", case["true"], key=page.key(f"changed.finding.{title}")))
        using = NAMES[ui.choose(page, "changed.using", "What is read", list(NAMES)[:2])]
        slips = st.slider("A slip in every … longer word", 1, 6, 2, key=page.key("slips"))
    arguments = {"note": case["note"], "codes": case["codes"], "finding": finding, "slips": slips}
    found = page.ask("variants", record=True, **arguments)
    with picture:
        told = words.variants(found["variants"], finding, using)
        ui.figure(figures.variants(found, using), told, page.key("variants"))
        st.caption(words.VARIANTS)
    rows = [{"Change": one["name"], "Note": one["note"]} for one in found["variants"]]
    st.expander("The changed notes").dataframe(rows, hide_index=True, alt="The note and its changed copies")


def each_finding(page: ui.Page) -> None:
    found = page.ask("each_finding")
    ui.figure(figures.each_finding(found), words.each_finding(found), page.key("each"))
    st.caption(f"On {found['notes']:,} held-out notes; in brackets, how many of them have the finding.")


ui.page("notes_and_codes", use=use, inside=inside)
