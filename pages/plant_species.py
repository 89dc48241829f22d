"""Plant species: which of 32 species a leaf is, from its numbers, a drawing or a photo."""

import streamlit as st

from dlcore import ui
from dlcore.applications.classification.leaf_sketches import example_leaves
from dlcore.applications.classification.plant_species import examples, exhibits, figures, words
from dlcore.ui.own_classes import open_with
from dlcore.ui.plant_species import drawn, most_alike, photographed

WAYS = ("A held-out leaf", "Draw a leaf", "Photo of a leaf")
ZOOMS = (
    "One leaf's way",
    "Map of species",
    "Which numbers count",
    "Who is taken for whom",
    "Few leaves",
    "Never seen",
    "What the table gives away",
)
START = "Japanese flowering cherry"  # its first held-out leaf needs more than its outline


def use(page: ui.Page) -> None:
    (held_out, drawn, photographed)[WAYS.index(ui.choose(page, "way", "What?", WAYS))](page)
    how_good(page)
    teach_with_photos(page)


def held_out(page: ui.Page) -> None:
    """A real leaf that the network never learned from; the visitor says what it is told."""
    choice, answers, seen = st.columns([4, 5, 3], gap="medium")
    with choice:
        species, number, told = choose_leaf(page, "use")
    if not told:
        choice.info("Tell it at least one group of numbers.")
        return
    answer = page.ask("leaf", species=species, number=number, told=told, record=True)
    with seen:
        ui.picture(answer["picture"], f"A sketch of this leaf: {answer['truth']}", "", 150, pixelated=False)
        st.caption(words.SKETCH)
    with answers:
        st.markdown(words.verdict(answer))
        alt = f"The likeliest species: {answer['best']}"
        ui.figure(figures.bars(answer), alt, page.key("use.bars"))
    most_alike(page, answer, "use")


def choose_leaf(page: ui.Page, key: str) -> tuple[int, int, list[str]]:
    """Species, number among its held-out leaves, and the groups of numbers that are told."""
    asked = page.ask("form")
    names = asked["names"]
    name = st.selectbox("True species", names, names.index(START), key=page.key(f"{key}.species"))
    species = names.index(name)
    count = max(2, asked["counts"][species])
    number = st.slider("Which of its held-out leaves", 1, count, 1, key=page.key(f"{key}.number.{count}")) - 1
    told = st.pills(
        "What the network is told",
        asked["groups"],
        selection_mode="multi",
        default=asked["groups"],
        wrap=True,
        key=page.key(f"{key}.told.{'-'.join(asked['groups'])}"),
    )
    return species, number, [group for group in asked["groups"] if group in (told or [])]


def how_good(page: ui.Page) -> None:
    """Beside other models, and how far each group of numbers goes."""
    st.subheader("How far does shape alone go?", anchor=False)
    chart, table = st.columns(2, gap="medium")
    with chart:
        found = page.ask("subsets")
        ui.figure(figures.subsets(found), "Accuracy by what the network is told", page.key("subsets"))
    with table:
        measured = examples.measured()
        rows = words.folds_table(measured["folds"])
        st.dataframe(rows, hide_index=True, alt="Five models over five folds")
        st.caption(
            f"Five folds: each leaf named once by models that never saw it. {words.winner(measured['folds'])}"
        )


def teach_with_photos(page: ui.Page) -> None:
    st.subheader("With whole photos", anchor=False)
    st.markdown(words.OWN_CLASSES)
    if st.button("Open “Your own classes” with leaves", key=page.key("photos"), icon=":material/forest:"):
        open_with(example_leaves())


def inside(page: ui.Page) -> None:
    zoom = ui.choose(page, "zoom", "What to open", ZOOMS, labelled=True)
    views = (way_of_a_leaf, map_of_species, importance, taken_for, enough, never_seen, gives_away)
    views[ZOOMS.index(zoom)](page)


def way_of_a_leaf(page: ui.Page) -> None:
    choice, picture = st.columns([3, 9], gap="medium")
    with choice:
        species, number, told = choose_leaf(page, "flow")
    found = page.ask("flow", species=species, number=number, told=told)
    with picture:
        ui.diagram(page, figures.diagram_values(found), key="diagram")
        st.markdown(words.one_sum(found))


def map_of_species(page: ui.Page) -> None:
    found, names = page.ask("hidden_map"), page.ask("form")["names"]
    chosen = st.multiselect(
        "In colour",
        names,
        ["Camphor tree", "Ginkgo", "Japanese maple"],
        max_selections=4,
        key=page.key("map.chosen"),
    )
    drawing = figures.hidden_map(found, names, chosen)
    ui.figure(drawing, "Held-out leaves in two components of the hidden layer", page.key("map"))
    st.caption(words.the_map(found))


def importance(page: ui.Page) -> None:
    found = page.ask("importance")
    st.markdown(words.IMPORTANCE)
    left, right = st.columns(2, gap="medium")
    with left:
        ui.figure(figures.importances(found["groups"], "group"), "Importance of groups", page.key("groups"))
    with right:
        drawing = figures.importances(found["columns"], "column")
        ui.figure(drawing, "Importance of single columns", page.key("columns"))


def taken_for(page: ui.Page) -> None:
    found = page.ask("confusion")
    names = found["names"]
    told = st.segmented_control(
        "Told",
        [name for name in found if name != "names"],
        default="everything",
        key=page.key("told"),
        required=True,
    )
    counts = found[told or "everything"]
    table, behind = st.columns([7, 5], gap="medium")
    with table:
        chosen = ui.clickable(figures.matrix(counts, names), "Who is taken for whom", page.key("matrix"))
    with behind:
        pair = [int(value) for value in chosen] if len(chosen) == 2 else words.worst_pair(counts)
        mark = page.key(f"pair.{told}.{pair[0]}.{pair[1]}")
        one = names.index(st.selectbox("Species", names, pair[0], key=f"{mark}.one"))
        other = names.index(st.selectbox("and", names, pair[1], key=f"{mark}.other"))
        if one == other:
            st.info("Choose two different species.")
            return
        st.markdown(words.mistakes(counts, names, one, other))
        profile = page.ask("apart", one=one, other=other)
        ui.pictures(profile["pictures"], profile["names"], profile["names"], columns=2, width=90)
        ui.figure(figures.apart(profile), "What sets the two species apart", page.key("apart"))


def enough(page: ui.Page) -> None:
    measured = examples.measured()
    drawing = figures.few_leaves(measured["counts"], measured["few_leaves"])
    ui.figure(drawing, "Accuracy against leaves of each species, four models", page.key("few"))
    st.markdown(words.enough(measured["counts"], measured["few_leaves"]))


def never_seen(page: ui.Page) -> None:
    found = examples.measured()["left_out"]
    st.markdown(words.left_out(found))
    ui.figure(figures.left_out(found), "Certainty and distance for each species left out", page.key("left"))


def gives_away(page: ui.Page) -> None:  # noqa: ARG001
    st.markdown(words.giveaways(exhibits.giveaways()))


ui.page("plant_species", use=use, inside=inside)
