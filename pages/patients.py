"""Patients: one record and its risk, what would change it, and eight cells of age, smoking and cough."""

import json
from typing import Any

import streamlit as st

from dlcore import ui
from dlcore.applications.classification.patients import exhibits, figures, words
from dlcore.contract import ROOT
from dlcore.ui.patients import START, Values, control, own_table, patient_form
from dlcore.uploads import shown

FOLDS = ROOT / "dlcore/applications/classification/patients/folds.json"
ZOOMS = ("Eight cells", "The way through", "Which columns", "One patient", "Together")


def use(page: ui.Page) -> None:
    asked = page.ask("form")
    if asked["kind"] == "survival":
        two_patients(page, asked)
    else:
        one_patient(page, asked)
    compared, trusted = st.columns(2)
    with compared:
        beside_others(page)
    if asked["kind"] == "two classes":
        with trusted:
            st.subheader("Do such risks come true?", anchor=False)
            found = page.ask("quality")
            ui.figure(figures.calibration(found), "What was said against what happened.", page.key("honest"))
            st.caption(words.honest(found["losses"]))
    own_table(page)


def one_patient(page: ui.Page, asked: dict[str, Any]) -> None:
    answered = st.container()  # above the form, so that on a phone both are seen at once
    left, right = st.columns([5, 6], gap="medium")
    with left:
        telling = asked["products"]  # what matters most is asked at once
        columns = sorted(asked["columns"], key=lambda column: column["name"] not in telling)
        values = patient_form(page, columns)
    st.session_state["patients_values"] = {**st.session_state.get("patients_values", {}), page.source: values}
    answer = page.ask("patient", values=values, record=True)
    if asked["kind"] == "two classes":
        with answered:
            risk(asked["question"], answer)
        with left:
            what_would_change_it(page, values, answer["risk"])
        with right:
            what_moves_it(page, answer)
        return
    with right:
        if asked["kind"] == "number":
            st.metric(asked["question"], f"{answer['value']:.4g}")
            st.markdown(f"A straight model (least squares) says {answer['simple']:.4g}.")
            return
        for name, chance in answer["chances"].items():
            simple = answer["simple"][name]
            st.progress(chance, f"{shown(name)}: {chance:.0%} (logistic regression {simple:.0%})")


def risk(question: str, answer: dict[str, Any]) -> None:
    """The risk of one patient beside the simple model's and everybody's."""
    st.markdown(f"**The risk that this patient {question}**" if " is " not in question else f"**{question}**")
    with st.container(horizontal=True, gap="medium"):
        st.metric("Network", f"{answer['risk']:.0%}", width="content")
        st.metric("Logistic regression", f"{answer['simple']:.0%}", width="content")
        st.metric("All patients", f"{answer['usual']:.0%}", width="content")


def what_moves_it(page: ui.Page, answer: dict[str, Any]) -> None:
    """What such risks are worth, and how far each column alone could move this one."""
    st.markdown(words.came_true(answer["near"]))
    drawing = figures.what_moves_it(answer, 6)
    ui.figure(drawing, "How far each column alone could move the risk.", page.key("moves"))
    st.caption("A bar is the risk over all values of one column, everything else as it is.")


def what_would_change_it(page: ui.Page, values: Values, risk: float) -> None:
    """The smallest change that brings the risk to the other side of a goal."""
    goal = st.slider("What would bring the risk to", 5, 95, 20, 5, format="%d %%", key=page.key("goal")) / 100
    st.markdown(words.changed(page.ask("change", values=values, goal=goal, record=True), risk))
    st.caption("That is what the model would answer, not what would happen to a person. No medical advice.")


def two_patients(page: ui.Page, asked: dict[str, Any]) -> None:
    """Survival curves of two patients side by side."""
    left, right, picture = st.columns([3, 3, 6])
    answers = {}
    for place, name in ((left, "Patient A"), (right, "Patient B")):
        with place:
            st.markdown(f"**{name}**")
            values = {column["name"]: control(page, column, name) for column in asked["columns"]}
            answers[name] = page.ask("patient", values=values)
    st.session_state["patients_values"] = {**st.session_state.get("patients_values", {}), page.source: values}
    with picture:
        network, simple = (
            {name: one[which] for name, one in answers.items()} for which in ("alive", "simple")
        )
        drawing = figures.survival_curves(network, simple)
        ui.figure(drawing, "The chance to be alive over the years, for two patients.", page.key("curves"))
        st.caption(
            "The network says a risk for each year; Cox's model stretches one curve. No medical advice."
        )


def beside_others(page: ui.Page) -> None:
    """All models on the same patients, and five folds where they were measured."""
    st.subheader("Beside simpler models", anchor=False)
    small = page.source == "shipped"  # trees on a large table take seconds of a shared worker
    trees = small or st.toggle("Grow trees too (a few seconds)", key=page.key("trees"))
    found = page.ask("compare", trees=trees)
    alt = "Models on the same patients"
    st.dataframe(words.table_of(found["models"]), hide_index=True, alt=alt)
    st.caption(f"The model that answers, on the {found['patients']:,} patients that it never learned from.")
    folds = json.loads(FOLDS.read_text(encoding="utf-8"))
    name = st.selectbox("Five folds, mean and spread", list(folds["tables"]), key=page.key("folds"))
    st.dataframe(words.folds_table(folds, name), hide_index=True, alt=f"Five folds of {name}")
    st.caption(
        "Each fifth of the patients is foreseen once by models that never saw it. A gap smaller than the "
        "spread is no gap."
    )


def inside(page: ui.Page) -> None:
    zoom = ui.choose(page, "zoom", "What to open", ZOOMS, labelled=True)
    asked = page.ask("form")
    labels = {column["name"]: column["label"] for column in asked["columns"]}
    views = (eight_cells, way_through, importance, one_share, together)
    views[ZOOMS.index(zoom)](page, asked, labels)


def chosen_patient(page: ui.Page, asked: dict[str, Any]) -> Values:
    """The patient of the Use view, or the one it opens with."""
    kept = st.session_state.get("patients_values", {}).get(page.source)
    return kept or {one["name"]: START.get(one["name"], one["typical"]) for one in asked["columns"]}


def eight_cells(page: ui.Page, asked: dict[str, Any], labels: dict[str, str]) -> None:  # noqa: ARG001
    if not asked["cuts"] or asked["kind"] != "two classes":
        st.info(
            "This table has no three columns that part it into eight groups; choose another panel or model."
        )
        return
    picture, said = st.columns([7, 3])
    with picture:
        drawing = figures.eight_cells(page.ask("cells"))
        ui.figure(drawing, "Mean risk in eight groups: models beside what happened.", page.key("cells"))
    with said:
        st.markdown(
            "Each row is one of eight groups of patients whom no model has learned from. Compare a model's "
            "column "
            "with **Happened**. A weighted sum can only shift whole rows up and down; where a group needs "
            "a rule of "
            "its own, only the network or a hand-made product has it."
        )


def way_through(page: ui.Page, asked: dict[str, Any], labels: dict[str, str]) -> None:  # noqa: ARG001
    values = chosen_patient(page, asked)
    found = page.ask("flow", values=values)
    ui.diagram(page, figures.diagram_values(found, values), key="diagram")
    st.caption("The patient of the Use view on the way through the network.")


def importance(page: ui.Page, asked: dict[str, Any], labels: dict[str, str]) -> None:  # noqa: ARG001
    found = page.ask("importance")
    st.markdown(
        "Shuffle one column among the new patients and see how much worse the network gets. It says what "
        "the network "
        "**uses**, not what makes people ill; two columns that say the same share their importance."
    )
    ui.figure(figures.importances(found), "What is lost when a column is shuffled.", page.key("importance"))


def one_share(page: ui.Page, asked: dict[str, Any], labels: dict[str, str]) -> None:  # noqa: ARG001
    found = page.ask("shares", values=chosen_patient(page, asked))
    st.markdown(
        f"From the average patient to the one of the Use view, column by column (integrated gradients). "
        f"{words.adds_up(found)}"
    )
    ui.figure(figures.shares(found), "What each column adds to this patient's score.", page.key("shares"))


def together(page: ui.Page, asked: dict[str, Any], labels: dict[str, str]) -> None:
    start = [cut["column"] for cut in asked["cuts"]] or asked["products"][:3]
    names = st.multiselect(
        "Three columns",
        list(labels),
        start,
        format_func=labels.__getitem__,
        max_selections=3,
        key=page.key(f"three.{page.source}"),
    )
    if len(names) != 3:
        st.info("Choose three columns.")
        return
    found = page.ask("interaction", names=names)
    ui.figure(figures.interactions(found, labels), "What columns do only together.", page.key("together"))
    st.markdown(
        "Bars: the **size** of what a pair or the triple does only together. Friedman's H² (on hover) is "
        "its share of "
        "the joint effect. A large share of a tiny effect means nothing, so look at the size first. Logistic "
        "regression without products has none, by construction."
    )


def simpson(page: ui.Page) -> None:
    left, right = st.columns([3, 2])
    groups = exhibits.simpson()
    with left:
        drawing = figures.simpson(groups)
        ui.figure(drawing, "Dead after twenty years, by smoking and age.", page.key("simpson"))
    with right:
        st.markdown(
            "**Is smoking healthy?** Whickham, real: women asked in 1972, found again twenty years later."
        )
        st.markdown(words.simpson(groups))


def survey(page: ui.Page) -> None:  # noqa: ARG001
    left, right = st.columns([2, 3])
    found = exhibits.survey()
    with left:
        st.markdown("**A survey that should be asked back** (its origin is unknown)")
        st.markdown(words.survey(found))
    right.dataframe(found["effects"], hide_index=True, height=360, alt="Cancer by answer in the survey")


FAILURES = {"Simpson's paradox": simpson, "A survey of doubtful origin": survey}
ui.page("patients", use=use, inside=inside, failures=FAILURES)
