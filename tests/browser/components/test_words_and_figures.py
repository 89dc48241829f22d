"""The pure parts of the modules, run in the browser that will run them."""

import math
from typing import Any

import pytest
from playwright.sync_api import Page

from dlcore.plotting import theme
from tests.browser.components.conftest import Laboratory

pytestmark = pytest.mark.browser


@pytest.fixture
def page(laboratory: Laboratory) -> Page:
    return laboratory.show(show="samples")


def call(page: Page, module: str, function: str, *arguments: Any) -> Any:
    """What a module's function returns."""
    script = "async ([path, name, given]) => (await import(path))[name](...given)"
    return page.evaluate(script, [f"/lab/components/{module}.js", function, list(arguments)])


def test_thinning_and_smoothing_keep_the_shape(page: Page) -> None:
    values = [math.sin(index / 3) for index in range(1000)]
    values[417] = 9.0
    values[600] = math.nan
    steps, kept = call(page, "record", "extremes", list(range(1000)), values, 20)
    assert len(kept) <= 2 * 50 + 1
    assert 9.0 in kept
    assert any(math.isnan(value) for value in kept)
    assert steps == sorted(steps)
    assert steps[-1] == 999
    assert call(page, "curve", "smoothed", [3.0, 3.0, 3.0], 0.9) == pytest.approx([3.0, 3.0, 3.0])
    smooth = call(page, "curve", "smoothed", [0.0, 1.0] * 50, 0.95)
    assert 0.4 < smooth[-1] < 0.6


def test_numbers_and_times_in_words(page: Page) -> None:
    said = [call(page, "dom", "readable", value) for value in (1234567, 0.00001234, 1.61803, 0, math.nan)]
    assert said == ["1,234,570", "1.23 e-5", "1.618", "0", "not a number"]
    said = [call(page, "status", "timeWords", seconds) for seconds in (2, 31, 200, 9000)]
    assert said == [
        "a few seconds left",
        "about 30 seconds left",
        "about 3 minutes left",
        "about 2.5 hours left",
    ]


def test_trends_and_pitches(page: Page) -> None:
    falling = [10 - index / 10 for index in range(100)]
    assert "getting better" in call(page, "curve_words", "trendWords", falling, "lower")
    assert "getting worse" in call(page, "curve_words", "trendWords", falling, "higher")
    assert "hardly changes" in call(page, "curve_words", "trendWords", [1.0, 1.1] * 50, "lower")
    pitches = call(page, "curve_sound", "pitches", falling)
    assert pitches == sorted(pitches, reverse=True)
    assert pitches[0] == pytest.approx(1000)


def test_the_palette_is_that_of_the_figures(page: Page) -> None:
    palette = page.evaluate("async () => ({...await import('/lab/components/palette.js')})")
    for name in ("LIGHT", "DARK", "DASHES", "MARKERS"):
        assert tuple(palette[name]) == getattr(theme, name)
    assert [tuple(stop) for stop in palette["DIVERGING"]] == list(theme.DIVERGING)
