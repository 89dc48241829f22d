"""The looks of all pages: a style sheet, the projector's larger type, and the mends for accessibility."""

import streamlit as st

from dlcore.contract import ROOT
from dlcore.ui.show import scale

STYLE = (ROOT / "assets" / "components" / "page.css").read_text(encoding="utf-8")


def page_style() -> None:
    """Put the style sheet and the enhancing script on the page."""
    projector = f"html{{font-size:{scale()}%}}" if scale() != 100 else ""
    st.html(f"<style>{STYLE}{projector}</style>")
    enhance()


def enhance() -> None:
    """Tooltips for terms, theme colours for our own style sheet, names for scrolling regions."""
    from dlcore.ui import components
    from dlcore.ui.glossary import terms

    components.enhance(terms(), key="enhance")
