"""What a visitor has done on each page: one record a page in the session, of which widgets are only views."""

import secrets
from dataclasses import dataclass, field

import streamlit as st

from dlcore.contract import Answer, Application, BaseConfig, Value, applications
from dlcore.ui.server import VISITOR_COOKIE

VIEWS = ("use", "train", "inside", "break", "learn")


@dataclass
class PageState:
    """The state of one page in one session."""

    config: BaseConfig
    view: str = "use"
    going: str = ""  # the view to go to at the next drawing
    source: str = "shipped"  # whose weights answer: "shipped" or a run's id
    run: str = ""  # the run on the Train view
    beside: list[str] = field(default_factory=list)  # further runs drawn into the same chart
    until: float | None = None  # stop when the headline metric reaches this
    hidden: tuple[str, ...] = ()  # controls that a handout's link hides
    together: dict[str, Value] = field(default_factory=dict)  # what held before one part learned alone
    problems: list[str] = field(default_factory=list)  # what a link asked for and could not have
    answers: list[Answer] = field(default_factory=list)  # evidence for the tasks
    broken: dict[str, list[str]] = field(default_factory=dict)  # runs of each breakage shown
    generation: int = 0  # counts replacements of the whole config, so that widgets start afresh
    parameters: dict[str, str] = field(default_factory=dict)  # of the Use view, in the address
    written: dict[str, str] = field(default_factory=dict)  # the address as last written

    def replace_config(self, config: BaseConfig) -> None:
        """Show these settings, in fresh widgets."""
        self.config = config
        self.generation += 1


def page_state(application: Application) -> PageState:
    """The session's record of a page, made at the first visit."""
    pages: dict[str, PageState] = st.session_state.setdefault("dlcore_pages", {})
    if application.name not in pages:
        pages[application.name] = PageState(application.Config())
    return pages[application.name]


def keep_widgets() -> None:
    """Hold on to what the widgets of all pages contain while they are not drawn; else it is forgotten."""
    names = {application.name for application in applications()}
    for key, value in list(st.session_state.items()):
        ours = str(key).partition(".")[0] in names
        if ours and isinstance(value, str | int | float) and not isinstance(value, bool):
            st.session_state[key] = value


def visitor() -> str:
    """Who is looking: the cookie of this browser, so that runs outlive a reload; else this session."""
    if "dlcore_visitor" not in st.session_state:
        cookie = st.context.cookies.get(VISITOR_COOKIE)
        known = isinstance(cookie, str) and bool(cookie)
        st.session_state["dlcore_visitor"] = cookie if known else secrets.token_urlsafe(18)
    name: str = st.session_state["dlcore_visitor"]
    return name
