"""Figures, pictures and tables, each with its alternative text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from dlcore.contract import Application
from dlcore.contract.cards import model_card
from dlcore.plotting.theme import themed

if TYPE_CHECKING:
    from dlcore.ui.page import Page

QUIET = {"displayModeBar": False, "responsive": True}


def figure(drawing: go.Figure, alt: str, key: str) -> None:
    """A Plotly figure; its type grows with the projector mode."""
    st.plotly_chart(_dressed(drawing), key=key, alt=alt, config=QUIET)


def clickable(drawing: go.Figure, alt: str, key: str) -> list[Any]:
    """A Plotly figure whose points can be chosen; the `customdata` of the point that is."""
    event = st.plotly_chart(
        _dressed(drawing), key=key, alt=alt, config=QUIET, on_select="rerun", selection_mode="points"
    )
    points = event["selection"]["points"] if event else []
    chosen = points[0].get("customdata") or [] if points else []
    return list(chosen.values() if isinstance(chosen, dict) else chosen)  # a dict where it was an array


def _dressed(drawing: go.Figure) -> go.Figure:
    """In the theme's colours, and in the size of the page's type."""
    return themed(drawing).update_layout(font_size=12 * scale() / 100)


def picture(
    array: NDArray[np.uint8], alt: str, caption: str = "", width: int = 196, pixelated: bool = True
) -> None:
    """One picture, grey (height, width) or colour (height, width, 3), with hard pixels by default."""
    image = Image.fromarray(np.asarray(array, dtype=np.uint8))
    if pixelated and image.width < width:
        factor = -(-width // image.width)
        image = image.resize((image.width * factor, image.height * factor), Image.Resampling.NEAREST)
    st.image(image, caption=caption or None, width=width, alt=alt, output_format="PNG")


def pictures(
    arrays: Sequence[NDArray[np.uint8]],
    alts: Sequence[str],
    captions: Sequence[str] = (),
    columns: int = 4,
    width: int = 120,
) -> None:
    """Pictures side by side, fewer in a row where the screen is narrow."""
    grid = st.grid(columns, min_column_width=width, gap="small")
    for index, array in enumerate(arrays):
        with grid.cell():
            picture(array, alts[index], captions[index] if captions else "", width)


def baseline_table(this: "Page") -> None:
    """The shipped model beside its baseline on held-out data, as its card has it."""
    application = this.application
    card = model_card(application.name)
    if not card:
        st.caption("No shipped model yet: train one.")
        return
    st.dataframe(
        comparison(application, card), hide_index=True, alt=f"{application.title}: model and baseline"
    )


def comparison(application: Application, card: dict[str, Any]) -> pd.DataFrame:
    """One row a figure: model, baseline and which is better."""
    rows = []
    for name, value in card["heldout"].items():
        metric = application.metrics.get(name)
        base = card["baseline"].get(name)
        rows.append(
            {
                "Held-out figure": metric.label if metric else name,
                "Model": f"{value:.4g}",
                "Baseline": "" if base is None else f"{base:.4g}",
                "Better": "" if base is None or metric is None else winner(value, base, metric.better),
            }
        )
    return pd.DataFrame(rows)


def winner(value: float, base: float, better: str) -> str:
    """Which of two figures is better, in a word."""
    if better == "neither" or value == base:
        return "–"
    return "model" if (value < base) == (better == "lower") else "baseline"


def scale() -> int:
    """The size of type in percent: 100, or more in projector mode."""
    return 150 if st.session_state.get("projector") else 100
