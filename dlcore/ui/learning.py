"""The Learn view: tasks that the page checks itself, the lesson, and the cards."""

from typing import Any

import streamlit as st

from dlcore import runs
from dlcore.contract import Evidence
from dlcore.contract.cards import data_card
from dlcore.ui.glossary import explained
from dlcore.ui.page import Page
from dlcore.ui.show import baseline_table
from dlcore.ui.state import visitor


def learn_view(this: Page) -> None:
    """Tasks first: a class has something to do while the teacher talks."""
    tasks(this)
    lesson, cards = st.columns([3, 2], gap="large")
    with lesson:
        st.markdown(explained(this.application.lesson), unsafe_allow_html=True)
    with cards:
        model_card(this)
        for name in this.application.datasets:
            show_data_card(data_card(name))
        if this.application.sources:
            st.markdown("### Sources")
            st.markdown("\n".join(f"- {title}: {address}" for title, address in this.application.sources))


def tasks(this: Page) -> None:
    """Every task with its state, judged from the visitor's runs and answers."""
    found = evidence(this)
    done = [task.check(found) for task in this.application.tasks]
    st.markdown(f"### Tasks: {sum(done)} of {len(done)} reached")
    for task, reached in zip(this.application.tasks, done, strict=True):
        hint = f" *Hint: {task.hint}*" if task.hint and not reached else ""
        st.markdown(f"{'✅ **Reached:**' if reached else '⬜ **To do:**'} {task.text}{hint}")
    st.caption("Judged from what your runs and questions measured, on this browser.")


def evidence(this: Page) -> Evidence:
    """What the visitor's runs and questions on this page have shown so far."""
    mine = runs.current().list(visitor(), this.application.name)
    return Evidence([run.summary() for run in mine], this.state.answers)


def model_card(this: Page) -> None:
    """The shipped model: what it is, how it was made, what it can do and what it is not for."""
    card = this.card
    st.markdown("### Model card")
    if not card:
        st.markdown("No shipped model yet: train one on the Train view.")
        return
    baseline_table(this)
    st.markdown(
        f"- **Made by** `{card['command']}` in {card['seconds']:.0f} s ({card['steps']:,} steps) "
        f"on {card['machine']}, {card.get('threads', 1)} thread, torch {card['torch']}.\n"
        f"- **Parameters:** {card['parameters']:,}.\n"
        f"- **Meant for:** {this.application.intended_use}\n"
        f"- **Not for, and limits:** {this.application.limits}"
    )


def show_data_card(card: dict[str, Any]) -> None:
    """A data set: what it is, where it is from, under which licence, what is wrong with it."""
    kind = "synthetic" if card["synthetic"] else "real"
    st.markdown(f"### Data card: {card['title']}")
    st.markdown(
        f"- **What:** {card['what']}\n- **Kind:** {kind}\n"
        f"- **Source:** {card['source']} {card.get('address', '')}\n- **Licence:** {card['licence']}\n"
        f"- **Size:** {card['size']}\n- **Credit:** {card.get('credit', '')}\n"
        + "".join(f"- **Known fault:** {fault}\n" for fault in card["faults"])
    )
