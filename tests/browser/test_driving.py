"""The page's drives as a visitor meets them: at once, by hand, in a changed world, on a drawn track."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import wait_for
from .looking import settled, visit

pytestmark = pytest.mark.browser
SLOW = 30_000  # milliseconds; conditions are waited for, this is only when to give up


@pytest.fixture
def drive(server, tab) -> Locator:
    visit(tab, f"{server.address}/driving")
    whole = tab.locator("section.drive").first
    expect(whole).to_be_visible(timeout=SLOW)
    return whole


def clock(whole: Locator) -> float:
    """Seconds of the drive so far."""
    return float(whole.locator(".points").inner_text().split()[0])


def laps(whole: Locator, driver: str) -> float:
    return float(whole.get_by_role("row", name=driver).get_by_role("cell").first.inner_text())


def test_trained_drivers_drive_at_once(drive: Locator, tab: Page) -> None:
    wait_for(lambda: laps(drive, "Simulation") > 0.02, 30)
    drive.get_by_role("button", name="As fast as it goes").click()
    wait_for(lambda: laps(drive, "Simulation") > 1, 30)  # a network that were fed wrongly would not get round
    expect(drive.locator(".drive-share.chosen")).to_have_count(1)


def test_a_crash_by_hand_is_set_against_the_driver(drive: Locator, tab: Page) -> None:
    drive.get_by_role("button", name="Race it").click()
    tab.keyboard.down("ArrowUp")
    tab.keyboard.down("ArrowLeft")
    expect(drive.locator(".note")).to_contain_text("You left the road after", timeout=SLOW)
    expect(tab.get_by_test_id("stAlert")).to_contain_text("You left the road.", timeout=SLOW)
    tab.keyboard.up("ArrowLeft")
    tab.keyboard.up("ArrowUp")
    drive.get_by_role("button", name="Again").click()
    expect(drive.locator(".note")).to_contain_text("begin with the first key")
    assert clock(drive) == 0
    tab.keyboard.down("ArrowUp")
    wait_for(lambda: clock(drive) > 0.2, 30)
    tab.evaluate("window.dispatchEvent(new Event('blur'))")
    expect(drive.locator(".note")).to_contain_text("Paused")
    tab.keyboard.up("ArrowUp")


def test_the_world_changes_under_a_drive_that_goes_on(drive: Locator, tab: Page) -> None:
    wait_for(lambda: clock(drive) > 1, 30)
    drive.get_by_role("button", name="Pause").click()
    before = clock(drive)
    tab.get_by_role("button", name="Changed world").click()
    settled(tab)
    expect(tab.get_by_text("3.00").first).to_be_visible(timeout=SLOW)
    assert clock(drive) == before
    drive.get_by_role("button", name="As fast as it goes").click()
    drive.get_by_role("button", name="Go on").click()
    fallen = drive.get_by_role("row", name="Simulation").get_by_role("cell").nth(2)
    expect(fallen).to_have_text(re.compile(r"^[1-9]\d* of"), timeout=SLOW)


def test_a_drawn_track_is_driven_and_a_crossing_one_refused(drive: Locator, tab: Page) -> None:
    tab.get_by_text("Draw your own", exact=True).click()
    tab.get_by_role("button", name="Bean").click()
    expect(tab.locator(".drive-map")).to_have_attribute(
        "aria-label", re.compile("^Your own track"), timeout=SLOW
    )
    tab.get_by_role("button", name="Draw it anew").click()
    pad = tab.locator(".drive-paper")
    expect(pad).to_be_visible(timeout=SLOW)
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    places = [(0.2, 0.2), (0.8, 0.8), (0.8, 0.2), (0.2, 0.8), (0.2, 0.21)]
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    tab.mouse.move(*points[0])
    tab.mouse.down()
    for point in points[1:]:
        tab.mouse.move(*point, steps=6)
    tab.mouse.up()
    expect(tab.get_by_text("The track crosses itself")).to_be_visible(timeout=SLOW)
