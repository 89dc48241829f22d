"""The frame of every page: title, idea, and five views of one model: Use, Train, Inside, Break, Learn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from dlcore import runs
from dlcore.contract import Answer, Application, BaseConfig, Value, find
from dlcore.contract.cards import model_card
from dlcore.ui import components, style
from dlcore.ui.fetching import offer_fetch
from dlcore.ui.glossary import explained
from dlcore.ui.link import read_address, write_address
from dlcore.ui.server import report
from dlcore.ui.state import VIEWS, PageState, keep_widgets, page_state, visitor

Draw = Callable[["Page"], None]
LABELS = {"use": "Use", "train": "Train", "inside": "Inside", "break": "Break", "learn": "Learn"}
KEPT_ANSWERS = 60


@dataclass(frozen=True)
class Page:
    """What a page's own functions get: its application, and a way to put questions to the chosen model."""

    application: Application
    state: PageState
    asked: str = ""  # whose weights answer here, where it is not the model that the visitor chose

    @property
    def source(self) -> str:
        """Whose weights answer: "shipped", or the id of a run."""
        return self.asked or self.state.source

    def of(self, source: str) -> "Page":
        """The same page with another model to answer."""
        return replace(self, asked=source)

    @property
    def card(self) -> dict[str, Any]:
        """The card of the shipped model; empty where there is none."""
        return model_card(self.application.name)

    @property
    def config(self) -> BaseConfig:
        """The settings of the model that answers."""
        run = runs.current().get(self.source) if self.source != "shipped" else None
        values = run.config if run else self.card.get("config", {})
        return self.application.Config.model_validate(values)

    def key(self, name: str) -> str:
        """A widget key of this page; what the widget holds survives a change of view or page."""
        return f"{self.application.name}.{name}"

    def train_with(self, values: Mapping[str, Value]) -> None:
        """Go to the Train view with these settings, everything else at its default."""
        self.state.replace_config(self.application.Config().changed(values))
        self.state.going = "train"
        st.rerun()

    def ask(self, question: str, *, record: bool = False, **arguments: Any) -> Any:
        """The answer of the chosen model to a question of the application's `use` module.

        `record` keeps it as evidence for the tasks: for what the visitor did, not for what the page shows
        by itself. A failure becomes one sentence and ends the drawing of the view.
        """
        try:
            result = runs.current().ask(self.application.name, question, source=self.source, **arguments)
        except runs.QuestionError as refusal:
            st.error(str(refusal))
            offer_fetch(str(refusal), self.key(f"fetch.{question}"))
            self.state.going = ""
            st.stop()
        if record:
            answer = Answer(question, arguments, result, self.source)
            self.state.answers = [*self.state.answers[-KEPT_ANSWERS:], answer]
        return result


def page(name: str, use: Draw, inside: Draw, failures: Mapping[str, Draw] | None = None) -> None:
    """Draw the page of an application; `use` and `inside` are its own, the rest comes from its records.

    `failures` are shown on the Break view beside the records' breakages: title and drawing of what goes
    wrong without a training run, such as a picture that fools the model.
    """
    application = find(name)
    state = page_state(application)
    read_address(application, state)
    keep_widgets()
    this = Page(application, state)
    style.page_style()
    head(this)
    for problem in state.problems:
        st.warning(problem)
    try:
        draw_view(this, {"use": use, "inside": inside}, failures or {})
    except Exception as error:
        st.error(
            f"This view could not be shown (error {report(error)}). The other views and your runs are whole; "
            "choose another view, or put the settings back on the Train view."
        )
    finally:  # also where a question ended the view
        write_address(state)
    state.going = ""  # arrived; a drawing that another one interrupts does not come this far


def head(this: Page) -> None:
    """Title, idea, and the row that switches between views and models."""
    application, state = this.application, this.state
    st.title(f"{application.icon} {application.title}", anchor=False)
    st.markdown(explained(application.idea), unsafe_allow_html=True)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    key = this.key("view")
    state.view = state.going or st.session_state.get(key) or state.view
    st.session_state[key] = state.view
    left.segmented_control(
        "View", VIEWS, format_func=LABELS.__getitem__, key=key, required=True, label_visibility="collapsed"
    )
    if state.view in ("use", "inside"):
        with right:
            choose_source(this)


def choose_source(this: Page) -> None:
    """Which weights answer: the shipped model's, or those of one of the visitor's runs."""
    state = this.state
    mine = runs.current().list(visitor(), this.application.name)
    options = {"shipped": "The shipped model"} | {
        run.id: f"Run “{run.name}”, step {run.step}" for run in mine
    }
    if state.source not in options:
        state.source = "shipped"
    if len(options) == 1:
        return
    chosen = st.selectbox(
        "Model that answers",
        list(options),
        index=list(options).index(state.source),
        format_func=options.__getitem__,
        label_visibility="collapsed",
        key=f"{this.key('source')}.{state.source}",
    )
    if chosen != state.source:
        state.source = chosen
        st.rerun()


def draw_view(this: Page, own: Mapping[str, Draw], failures: Mapping[str, Draw]) -> None:
    """Only the chosen view runs, and only it loads the code that it needs."""
    view = this.state.view
    if view in own:
        own[view](this)
    elif view == "train":
        from dlcore.ui.training import train_view

        train_view(this)
    elif view == "break":
        from dlcore.ui.breaking import break_view

        break_view(this, failures)
    else:
        from dlcore.ui.learning import learn_view

        learn_view(this)


def diagram(
    this: Page,
    values: Mapping[str, Mapping[str, Any]] | None = None,
    key: str = "diagram",
    live: bool = False,
) -> None:
    """The application's picture, filled with the model's own numbers, texts and pictures by box.

    With `live`, boxes that name a metric follow the run of the Train view.
    """
    components.diagram(
        this.application.diagram,
        values or {},
        this.key(key),
        this.state.run if live and this.state.run else None,
    )


def draw_points(
    this: Page,
    key: str,
    extent: tuple[float, float, float, float],
    classes: Sequence[str] | None = None,
    points: Sequence[Sequence[float]] = (),
) -> dict[str, list[list[float]]]:
    """Points that the visitor puts by click, touch or keyboard: {"points": [[x, y, class], …]}."""
    return components.point_pad(this.key(key), extent, classes, points)
