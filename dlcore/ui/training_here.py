"""A run begun and watched outside the Train view, where a page collects data or may ship no model."""

import streamlit as st

from dlcore import runs
from dlcore.contract import BaseConfig
from dlcore.datasets import packages
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


def learned(this: Page, preset: str) -> Page | None:
    """The page with the visitor's model of a preset to answer; None while it has not learned to the end."""
    run = latest(this, _config(this, preset))
    return this.of(run.id) if run and run.status in GOOD else None


def learn_first(this: Page, preset: str, dataset: str, fetching: str, training: str) -> None:
    """For a model that may not be shipped: fetch its data set, then learn from it, both once and here.

    `fetching` says why it must be fetched and names the command, `training` what is about to be learned.
    """
    if not packages.available(dataset):
        st.info(fetching)
        offer_fetch(fetching, this.key(f"{preset}.fetch"))
        return
    st.markdown(training)
    config = _config(this, preset)
    if st.button("▶ Learn from it", type="primary", key=this.key(f"{preset}.learn")):
        begin(this, config, preset)
    if watch(this, config, f"{preset}.live"):
        st.rerun()


def _config(this: Page, preset: str) -> BaseConfig:
    return this.application.Config.model_validate(dict(this.application.preset(preset).values))
