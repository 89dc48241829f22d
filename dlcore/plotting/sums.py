"""A sum drawn term by term: how one number of a network comes about."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from dlcore.plotting.theme import LIGHT, tidy

UP, DOWN, TOTAL = "#D55E00", LIGHT[0], LIGHT[3]


def sum_bars(products: ArrayLike, bias: float, term: str, most: int, height: int = 300) -> go.Figure:
    """The `most` strongest of the products (terms,), called `term` 1, 2, …, then all others, bias and sum."""
    terms = np.asarray(products)
    order = np.argsort(-np.abs(terms))[:most]
    rest = float(terms.sum() - terms[order].sum())
    figure = go.Figure(
        go.Waterfall(
            x=[*(f"{term} {place + 1}" for place in order), "all others", "bias", "sum"],
            y=[*terms[order], rest, bias, 0],
            measure=["relative"] * (len(order) + 2) + ["total"],
            increasing={"marker": {"color": UP}},
            decreasing={"marker": {"color": DOWN}},
            totals={"marker": {"color": TOTAL}},
            hovertemplate="%{x}: %{delta:.3f}<extra></extra>",
        )
    )
    figure.update_yaxes(title_text="running sum")
    return tidy(figure, height)
