"""Figures in the dark: the palette follows the browser's theme."""

import tomllib

import numpy as np
import plotly.graph_objects as go
import pytest

from dlcore.contract import ROOT
from dlcore.plotting.theme import DARK, DIVERGING, LIGHT, themed

FIRST, SECOND, THIRD = "#000001", "#000002", "#000003"


def test_the_browser_has_the_palette_for_both_themes() -> None:
    themes = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    for given, palette in ((themes, LIGHT), (themes["dark"], DARK)):
        assert tuple(given["chartCategoricalColors"][: len(palette)]) == palette


@pytest.mark.parametrize("kind", [list, tuple, np.array])
def test_colours_of_traces_shapes_and_notes_follow_the_theme(kind: type) -> None:
    drawing = go.Figure(go.Bar(x=[1, 2], y=[2, 3], marker_color=kind([LIGHT[0], LIGHT[2]])))
    drawing.add_scatter(x=[1], y=[1], line_color=LIGHT[1], text=["a"])
    drawing.add_vline(x=1)
    drawing.add_hline(y=2, line_color=LIGHT[1])
    drawing.add_annotation(text="here", font_color="#D55E00")
    bars, line = themed(drawing).data
    assert list(bars.marker.color) == [FIRST, THIRD]
    assert (line.line.color, line.text[0]) == (SECOND, "a")
    assert [shape.line.color for shape in drawing.layout.shapes] == [None, SECOND]
    assert drawing.layout.annotations[0].font.color == "#D55E00"


def test_scales_of_colours_stay() -> None:
    drawing = go.Figure(go.Heatmap(z=[[0, 1]], colorscale=[list(stop) for stop in DIVERGING]))
    assert themed(drawing).data[0].colorscale == DIVERGING
