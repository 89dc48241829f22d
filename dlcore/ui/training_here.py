"""A run begun and watched outside the Train view, where the page collects its data."""

import streamlit as st

from dlcore import runs
from dlcore.contract import BaseConfig
from dlcore.ui import components
from dlcore.ui.fetching import offer_fetch
from dlcore.ui.page import Page
from dlcore.ui.state import visitor

GOOD = ("finished", "stopped")


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
    run = latest(this, config)
    if run is None:
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
    return run if run.status in GOOD else None


def latest(this: Page, config: BaseConfig) -> runs.Run | None:
    """The visitor's newest run of exactly these settings, also after a reload."""
    mine = runs.current().list(visitor(), this.application.name)
    return next((run for run in mine if run.config == config.model_dump()), None)
