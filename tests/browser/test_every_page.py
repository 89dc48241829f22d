"""Every page and view in light and dark, on a desktop and on a phone: looked at, and judged by axe-core."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from dlcore.contract import applications

from .conftest import wait_for
from .looking import visit

pytestmark = pytest.mark.browser
PLACES = [""] + [
    f"{one.name}?view={view}"
    for one in applications()
    for view in ("use", "train", "inside", "break", "learn")
]
SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
SIZES = {"desktop": (1280, 720), "phone": (390, 844)}
AT_REST = (
    "document.fonts.status === 'loaded' && "
    "document.getAnimations().every((one) => one.playState !== 'running')"
)
HARMLESS = ("_stcore/health", "_stcore/host-config")  # Streamlit asks for them below each deep link


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One visitor looks at all pages, so that the browser has Streamlit's files at hand."""
    looking = browser.new_context(viewport={"width": 1280, "height": 720})
    yield looking
    looking.close()


@pytest.fixture
def tab(context: BrowserContext) -> Iterator[Page]:
    fresh = context.new_page()
    yield fresh
    fresh.close()


@pytest.mark.parametrize("place", PLACES)
def test_page(place, server, tab):
    requests, complaints = [], []
    tab.on("request", lambda request: requests.append(request.url))
    tab.on("console", lambda message: complaints.append(f"{message.text} {message.location.get('url', '')}"))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    visit(tab, f"{server.address}/{place}")
    violations = []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for size, (width, height) in SIZES.items():
            tab.set_viewport_size({"width": width, "height": height})
            wait_for(lambda: tab.evaluate(AT_REST), 60)
            picture(tab, f"{place or 'gallery'}-{scheme}-{size}")
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, f"{size} scrolls sideways"
            violations += [f"{scheme} {size}: {one}" for one in serious(tab)]
    assert not violations, "\n".join(violations)
    foreign = [url for url in requests if not url.startswith((server.address, "data:", "blob:"))]
    assert not foreign
    errors = [text for text in complaints if is_error(text)]
    assert not errors


def picture(tab, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=SCREENSHOTS / f"{name.replace('?view=', '-')}.png")


def serious(tab) -> list[str]:
    """What axe-core finds that keeps people out."""
    found = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in grave]


def is_error(text: str) -> bool:
    wrong = any(word in text for word in ("Error", "error", "Refused", "violates"))
    return wrong and not any(address in text for address in HARMLESS)
