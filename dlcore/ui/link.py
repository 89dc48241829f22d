"""The address of a page holds all that is worth sharing: view, settings, run, hidden controls."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from dlcore.contract import Application, Value
from dlcore.ui.state import VIEWS, PageState

MOST = 200  # characters of a parameter of the Use view
OURS = ("view", "run", "until", "hide")  # everything else is a setting of the page
FRAME = ("scale", "stop", "embed", "embed_options")  # the whole laboratory's, not the page's


def read_address(application: Application, state: PageState) -> None:
    """Take over what the address says, if it says something new; report what it may not say."""
    query = {name: value for name, value in st.query_params.items() if name not in FRAME}
    if not query or query == state.written:
        return
    state.written = query
    state.problems = []
    if query.get("view", "use") in VIEWS:
        state.view = query.get("view", "use")
    else:
        state.problems.append(f"There is no view “{query['view'][:40]}”; there are {', '.join(VIEWS)}.")
    state.run = query.get("run", state.run)
    state.until = _number(query.get("until"), state)
    config_class = application.Config
    names = {setting.name for setting in config_class.settings()}
    state.hidden = tuple(name for name in query.get("hide", "").split(",") if name in names)
    own = application.parameters
    state.parameters = {name: query[name][:MOST] for name in own if name in query}
    config, problems = config_class.read({n: v for n, v in query.items() if n not in (*OURS, *own)})
    state.problems += problems
    state.replace_config(config)
    st.session_state[f"{application.name}.view"] = state.view


def write_address(state: PageState) -> None:
    """Make the address say what the page shows."""
    query = address(state)
    kept = {name: st.query_params[name] for name in FRAME if name in st.query_params}
    if dict(st.query_params) != {**kept, **query}:
        st.query_params.from_dict({**kept, **query})
    state.written = query


def address(state: PageState) -> dict[str, str]:
    """The parameters that bring somebody else to this very place."""
    query = dict(state.parameters) if state.view == "use" else {"view": state.view}
    query |= {name: text(value) for name, value in state.config.differences().items()}
    if state.run and state.view == "train":
        query["run"] = state.run
    if state.until is not None:
        query["until"] = f"{state.until:g}"
    if state.hidden:
        query["hide"] = ",".join(state.hidden)
    return query


def share_link(path: str, query: Mapping[str, str]) -> str:
    """A whole link to a page, on the host by which this visitor came."""
    address = st.context.url if isinstance(st.context.url, str) else ""  # none in tests
    here = urlsplit(address or "http://localhost:8501/")
    return urlunsplit((here.scheme, here.netloc, f"/{path}", urlencode(query), ""))


def text(value: Value) -> str:
    """A value as the address writes it."""
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:.6g}"
        if isinstance(value, float)
        else str(value)
    )


def _number(value: str | None, state: PageState) -> float | None:
    if value is None:
        return None
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if number != number or abs(number) == float("inf"):
        state.problems.append(f"“until” must be a number; “{value[:40]}” was ignored.")
        return None
    return number
