"""A visitor's own file on a page: passed through the gate once, kept while they look around."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from dlcore.uploads import Kind, Refusal, accept, shown

if TYPE_CHECKING:
    from dlcore.ui.page import Page

TYPES: dict[str, Sequence[str] | None] = {
    "image": ("image/*", ".heic", ".heif"),
    "pictures": (".zip",),
}  # the gate sees to the rest
MEGABYTES = {
    "image": 20,
    "pictures": 80,
    "table": 20,
    "text": 10,
    "points": 1,
    "weights": 50,
    "radiograph": 40,
}
STAYS = "It stays on this machine and is forgotten with your visit."


@dataclass(frozen=True)
class Taken:
    """What became of a file: its cleaned value, or the sentence with which it was refused."""

    name: str
    value: Any = None
    refusal: str = ""


def upload(page: "Page", key: str, kind: Kind, label: str, help: str = "") -> Taken | None:
    """The file that the visitor chose, cleaned; None as long as there is none that can be used.

    It outlives a change of view, where Streamlit would forget the widget.
    """
    memory = page.key(f"{key}.taken")
    file = st.file_uploader(
        label,
        type=TYPES.get(kind),
        key=page.key(f"{key}.file"),
        max_upload_size=MEGABYTES[kind],
        on_change=forget,
        args=(page, key),
        help=f"{help} {STAYS}".strip(),
    )
    return _taken(page, key, file, memory, kind)


def photograph(page: "Page", key: str, label: str) -> Taken | None:
    """The picture that the visitor took with the camera; None as long as there is none."""
    if not camera_allowed():
        st.info(
            "Browsers let a page use the camera only over https or on the same machine. "
            "Choose Upload instead: a phone offers its camera there."
        )
        return None
    memory = page.key(f"{key}.taken")
    file = st.camera_input(
        label, key=page.key(f"{key}.camera"), on_change=forget, args=(page, key), help=STAYS
    )
    return _taken(page, key, file, memory, "image")


def forget(page: "Page", key: str) -> None:
    """Let go of a file, because another was chosen or it was taken away."""
    st.session_state.pop(page.key(f"{key}.taken"), None)


def camera_allowed() -> bool:
    """Whether the browser lets this address use the camera."""
    address = st.context.url or "https://"
    return address.startswith("https://") or bool(
        re.match(r"http://(localhost|127\.0\.0\.1|\[::1\])[:/]", address)
    )


def take(name: str, content: bytes, kind: Kind) -> Taken:
    """Pass a file through the gate."""
    try:
        return Taken(shown(name), value=accept(name, content, kind))
    except Refusal as refusal:
        return Taken(shown(name), refusal=str(refusal))


def plain(text: str) -> str:
    """Words from outside so that Markdown shows them as they are."""
    return re.sub(r"([\\`*_{}\[\]()#+\-!$:|<>~&])", r"\\\1", text)


def _taken(page: "Page", key: str, file: Any, memory: str, kind: Kind) -> Taken | None:
    if file is not None and memory not in st.session_state:
        st.session_state[memory] = take(file.name, file.getvalue(), kind)
    taken: Taken | None = st.session_state.get(memory)
    if taken is None:
        return None
    if taken.refusal:
        st.error(plain(taken.refusal))
        return None
    if file is None:  # the widget was not drawn for a while and has forgotten it
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"Still here: “{plain(taken.name)}”")
            st.button("Take away", key=page.key(f"{key}.away"), on_click=forget, args=(page, key))
    return taken
