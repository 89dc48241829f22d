"""A run begun and watched outside the Train view, where the page collects its data."""

import streamlit as st

from dlcore import runs
from dlcore.contract import BaseConfig
from dlcore.ui import components
from dlcore.ui.fetching import offer_fetch
from dlcore.ui.page import Page
from dlcore.ui.state import visitor


def begin(this: Page, config: BaseConfig, name: str) -> None:
    """Submit a run of these settings; the Train view shows it too. A refusal is one sentence."""
    try:
        run = runs.current().submit(this.application.name, config.model_dump(), visitor(), None, name=name)
    except (runs.BudgetError, ValueError) as refusal:
        st.error(str(refusal))
        return
    this.state.run = run.id


def watch(this: Page, config: BaseConfig, key: str, height: int = 200) -> runs.Run | None:
    """The live panel of the visitor's run, if it has these settings; the run once it has ended well."""
    run = runs.current().get(this.state.run, visitor()) if this.state.run else None
    if run is None or run.config != config.model_dump():
        return None
    did = components.live(
        runs=[{"id": run.id, "label": run.name}],
        metrics=this.application.metrics,
        headline=this.application.headline,
        key=this.key(key),
        height=height,
    )
    if run.id in did.stop:
        runs.current().stop(run.id, visitor())
        st.rerun()
    if run.status == "failed":
        st.error(run.sentence)
        offer_fetch(run.sentence, this.key(f"{key}.fetch"))
    return run if run.ended and run.status in ("finished", "stopped") else None
