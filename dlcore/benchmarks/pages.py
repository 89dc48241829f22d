"""What a visitor waits for, in headless Chromium against the whole app: page switches and the first point."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dlcore.benchmarks._serving import Row, median, percentile, row, until
from dlcore.benchmarks._sessions import app, warm
from dlcore.contract import ROOT, applications

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60_000  # milliseconds


def benchmark(quick: bool) -> list[Row]:
    """Seconds until the new page's first content stands, and from Train to the first drawn point."""
    rounds = 1 if quick else 4
    with laboratory() as address, browser() as tab:
        tab.goto(address)
        visit_all(tab)  # everything loaded once: what is measured is the warm case
        switches = [seconds for _ in range(rounds) for seconds in visit_all(tab)]
        points = first_points(tab, address, 2 if quick else 8)
    return [
        row("page switch, warm, median seconds", median(switches), "under 0.3", median(switches) < 0.3),
        row("page switch, warm, 95th percentile", percentile(switches), "told", None),
        row("Train to first drawn point, median seconds", median(points), "under 0.7", median(points) < 0.7),
        row("the same, 95th percentile", percentile(points), "under 1.5", percentile(points) < 1.5),
    ]


def visit_all(tab: Any) -> list[float]:
    """Click through the sidebar; seconds from each click to the new page's heading."""
    times = []
    for application in applications():
        link = tab.get_by_test_id("stSidebarNavLink").filter(has_text=application.title)
        began = time.perf_counter()
        link.click()
        tab.locator("h1", has_text=application.title).wait_for(timeout=PATIENCE)
        times.append(time.perf_counter() - began)
        tab.locator("[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)
    return times


def first_points(tab: Any, address: str, count: int) -> list[float]:
    """Press Train with a fresh seed each time; the very first press warms the chart up and is not counted."""
    times = []
    for seed in range(count + 1):
        tab.goto(f"{address}/gradient_descent?view=train&steps=300&seed={1000 + seed}")
        tab.locator("[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)
        until(lambda: tab.evaluate("Boolean(window.Plotly)"), 60)  # loaded ahead, while somebody reads
        began = time.perf_counter()
        tab.get_by_role("button", name="▶ Train").click()
        tab.locator(".js-plotly-plot .scatterlayer path").first.wait_for(state="attached", timeout=PATIENCE)
        times.append(time.perf_counter() - began)
    return times[1:]


@contextmanager
def laboratory() -> Iterator[str]:
    """The app in a process of its own, warm, with an empty data folder; its address."""
    home = tempfile.TemporaryDirectory(prefix="dlcore-benchmark-")
    with home as folder, app(ROOT / "app.py", {**os.environ, "DLCORE_HOME": folder}) as (host, _):
        until(lambda: warm(host))
        yield f"http://{host}"


@contextmanager
def browser() -> Iterator[Any]:
    """A page in headless Chromium. Raises `RuntimeError` where Playwright or Chromium is missing."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise RuntimeError("This benchmark needs Playwright: make test installs it.") from None
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        raise RuntimeError("This benchmark needs Chromium: make test installs it.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield chromium.new_page(viewport={"width": 1280, "height": 720})
        chromium.close()
