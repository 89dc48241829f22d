"""The Break view: a failure on demand beside the healthy run, same seed, and its remedy."""

from collections.abc import Mapping

import streamlit as st

from dlcore import runs
from dlcore.contract import Breakage, Value
from dlcore.ui.page import Draw, Page, choose_source
from dlcore.ui.runs_list import differences
from dlcore.ui.state import visitor


def break_view(this: Page, failures: Mapping[str, Draw]) -> None:
    """A choice of failures: those to train, and those that the page itself shows on a trained model."""
    breakages = {breakage.name: breakage for breakage in this.application.breakages}
    titles = {name: breakage.title for name, breakage in breakages.items()}
    options = [*titles, *failures]
    name = st.pills(
        "What shall go wrong?",
        options,
        format_func=lambda one: titles.get(one, one),
        default=options[0],
        key=this.key("breakage"),
        required=True,
    )
    if name in failures:
        choose_source(this)
        failures[name](this)
    else:
        train_broken(this, breakages[name or options[0]])


def train_broken(this: Page, breakage: Breakage) -> None:
    """One button runs healthy, broken and cured side by side."""
    st.markdown(f"**Look for:** {breakage.look_for}")
    if st.button("💥 Break it", type="primary", key=this.key(f"break_button_{breakage.name}")):
        submit(this, breakage)
    side_by_side(this, breakage)
    with st.expander("**The remedy**", expanded=breakage.name in this.state.broken):
        st.markdown(breakage.remedy)


def variants(breakage: Breakage) -> dict[str, dict[str, Value]]:
    """The runs to draw side by side, by their label."""
    labelled = {"healthy": breakage.healthy, "broken": breakage.broken, "cured": breakage.cured}
    return {label: dict(values) for label, values in labelled.items() if values or label == "healthy"}


def submit(this: Page, breakage: Breakage) -> None:
    """Start the runs, all with the same seed."""
    made = []
    for label, values in variants(breakage).items():
        try:
            config = this.application.Config().changed(values)
            run = runs.current().submit(
                this.application.name, config.model_dump(), visitor(), None, name=f"{breakage.title}: {label}"
            )
        except (runs.BudgetError, ValueError) as refusal:
            st.error(str(refusal))
            return
        made.append(run.id)
    this.state.broken[breakage.name] = made


def side_by_side(this: Page, breakage: Breakage) -> None:
    """The runs' curves in one chart, their samples in columns, and the settings that differ."""
    from dlcore.ui import components

    found = [run for run in map(runs.current().get, this.state.broken.get(breakage.name, [])) if run]
    if not found:
        return
    labels = list(variants(breakage))
    did = components.live(
        runs=[{"id": run.id, "label": label} for run, label in zip(found, labels, strict=False)],
        metrics=this.application.metrics,
        headline=breakage.metric,
        key=f"{this.application.name}_{breakage.name}_live",
        layout="side by side",
    )
    for identity in did.stop:
        runs.current().stop(identity, visitor())
    st.dataframe(differences(found), hide_index=True, alt="Settings that differ between the runs")
