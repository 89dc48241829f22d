"""The Break view: a failure on demand beside the healthy run, same seed, and its remedy."""

import streamlit as st

from dlcore import runs
from dlcore.contract import Breakage, Value
from dlcore.ui.page import Page
from dlcore.ui.runs_list import differences
from dlcore.ui.state import visitor


def break_view(this: Page) -> None:
    """A choice of failures; one button runs healthy, broken and cured side by side."""
    breakages = {breakage.name: breakage for breakage in this.application.breakages}
    name = st.pills(
        "What shall go wrong?",
        list(breakages),
        format_func=lambda one: breakages[one].title,
        default=next(iter(breakages)),
        key=this.key("breakage"),
        required=True,
    )
    breakage = breakages[name or next(iter(breakages))]
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
