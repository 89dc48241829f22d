"""How a JavaScript module of `assets/components` comes into a page.

Streamlit is given a short shim that imports the module from the server's own address.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dlcore.contract.application import ROOT

FOLDER = ROOT / "assets" / "components"
REM = 16  # pixels of one rem at the usual type size; heights are given in pixels and grow with the type


def version() -> str:
    """A fingerprint of all files in the folder: a new one makes browsers fetch anew."""
    files = sorted(FOLDER.glob("*.*"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def register(name: str, height: int) -> Any:
    """Tell Streamlit of a module; `height` in pixels is kept free until it has loaded."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    folder = f"/{base}/lab/components".replace("//", "/")
    script = f"""
        const loading = import(new URL("{folder}/{name}.js?v={_VERSION}", location.origin));
        export default async (component) => (await loading).default(component);
    """
    style = f'<link rel="stylesheet" href="{folder}/components.css?v={_VERSION}">'
    stand_in = f'<div class="stand-in" style="min-height:{height}px"></div>'
    return st.components.v2.component(f"dlcore_{name}", html=style + stand_in, js=script)


_VERSION = version()


def kept(key: str, name: str) -> Any:
    """What Streamlit still knows of a component's state; nothing after a change of view."""
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None


def nothing() -> None:
    """A callback that makes Streamlit return the value."""
