"""Handing a page on: a link and a QR code with everything in it, and the code that runs."""

import io

import segno
import streamlit as st

from dlcore.contract import export
from dlcore.ui.link import address, share_link
from dlcore.ui.page import Page


def any_open(this: Page) -> bool:
    """Whether one of the two panels is open, and so tells of the settings."""
    return any(bool(st.session_state.get(this.key(name))) for name in ("share_panel", "code_panel"))


@st.fragment
def share_panel(this: Page) -> None:
    """One link that brings a class to these settings, with the controls hidden that it should not see."""
    panel = st.expander("**Share or hand out**", key=this.key("share_panel"), on_change="rerun")
    if not panel.open:
        return
    with panel:
        labels = {setting.name: setting.label for setting in this.state.config.settings()}
        this.state.hidden = tuple(
            st.multiselect(
                "Controls that the handout hides",
                list(labels),
                default=list(this.state.hidden),
                format_func=labels.__getitem__,
                key=this.key(f"{this.state.generation}.hide"),
            )
        )
        link = share_link(this.application.name, address(this.state))
        st.code(link, language=None, wrap_lines=True)
        st.image(qr_code(link), width=180, alt="QR code of the link above", caption="For phones and tablets")
        st.caption("A link to a run opens it only on this server, and only for those who have the link.")


def qr_code(link: str) -> bytes:
    """A QR code as PNG."""
    buffer = io.BytesIO()
    segno.make(link, error="m").save(buffer, kind="png", scale=6, border=3)
    return buffer.getvalue()


@st.fragment
def code_panel(this: Page) -> None:
    """The source that runs, read from its files, and a script that works outside the app."""
    panel = st.expander("**The code**", key=this.key("code_panel"), on_change="rerun")
    if not panel.open:
        return
    with panel:
        files = {"script.py": export.script(this.application, this.state.config.model_dump())}
        files |= export.sources(this.application)
        chosen = st.selectbox("File", list(files), key=this.key("code_file"))
        st.code(files[chosen], language="python", wrap_lines=True)
