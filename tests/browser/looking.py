"""How the browser tests look at a page."""

from playwright.sync_api import Page, expect


def visit(tab: Page, address: str) -> None:
    """Open a page and wait until Streamlit has drawn all of it."""
    tab.goto(address)
    settled(tab)


def settled(tab: Page) -> None:
    """Wait until the page's heading stands and no script runs any more."""
    expect(tab.locator("h1").first).to_be_visible()
    expect(tab.locator("[data-test-script-state=notRunning]")).to_have_count(1, timeout=60_000)
    expect(tab.get_by_test_id("stSkeleton")).to_have_count(0)


def switch_view(tab: Page, label: str) -> None:
    """Press one of the five views."""
    tab.get_by_test_id("stButtonGroup").first.get_by_text(label, exact=True).click()
    settled(tab)
