"""Drives and drawn tracks as a visitor meets them: by keyboard, mouse and touch, and when things go wrong."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.components.conftest import Laboratory
from tests.browser.conftest import wait_for

pytestmark = pytest.mark.browser
COUNT_FRAMES = """() => {
  const { clearRect } = CanvasRenderingContext2D.prototype;
  window.drawn = 0;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    window.drawn += Number(this.canvas.className === "drive-map");
    return clearRect.apply(this, box);
  };
}"""


def drive(laboratory: Laboratory, **parameters: str) -> Locator:
    return laboratory.show(show="drive", **parameters).locator("section.drive")


def clock(whole: Locator) -> float:
    """Seconds of the drive so far."""
    return float(whole.locator(".points").inner_text().split()[0])


def speed(whole: Locator, driver: str) -> float:
    cell = whole.get_by_role("row", name=re.compile(driver)).get_by_role("cell").nth(1)
    return float(cell.inner_text().split()[0])


def drives_to(whole: Locator, seconds: float) -> None:
    """Wait until the drive's own clock is there."""
    wait_for(lambda: clock(whole) >= seconds, 30)


def test_drivers_drive_at_once_and_more_smoothly_than_they_step(laboratory: Laboratory) -> None:
    whole = drive(laboratory)
    drives_to(whole, 1)
    whole.get_by_role("button", name="Slow").click()
    whole.page.evaluate(COUNT_FRAMES)
    before = clock(whole)
    drives_to(whole, before + 0.5)
    steps = (clock(whole) - before) * 10
    assert whole.page.evaluate("window.drawn") > 2 * steps
    expect(whole.locator(".drive-share.chosen")).to_have_count(1)
    whole.get_by_role("checkbox", name="What it sees").uncheck()
    expect(whole.locator(".drive-share").first).to_be_hidden()


def test_a_key_takes_the_wheel_and_a_held_one_is_let_go_with_the_window(laboratory: Laboratory) -> None:
    whole = drive(laboratory, drivers="1")
    page = whole.page
    whole.focus()
    page.keyboard.down("w")
    expect(whole.get_by_role("button", name="Race it")).to_have_attribute("aria-pressed", "true")
    drives_to(whole, 0.8)
    assert speed(whole, "You") > 2
    page.evaluate("window.dispatchEvent(new Event('blur'))")
    expect(whole.locator(".note")).to_contain_text("Paused")
    still = clock(whole)
    fast = speed(whole, "You")
    page.wait_for_timeout(300)
    assert clock(whole) == still
    whole.get_by_role("button", name="Go on").click()
    drives_to(whole, still + 0.5)
    assert speed(whole, "You") < fast  # the key counts no more, though it was never lifted
    page.keyboard.up("w")


def test_a_crash_is_told_and_nothing_moves_until_restart(laboratory: Laboratory) -> None:
    whole = drive(laboratory)
    page = whole.page
    whole.get_by_role("button", name="Drive yourself").click()
    page.keyboard.down("ArrowUp")
    page.keyboard.down("ArrowRight")
    expect(whole.locator(".note")).to_contain_text("You left the road after")
    ended = whole.locator(".points").inner_text()
    page.keyboard.up("ArrowRight")
    page.keyboard.down("ArrowLeft")
    expect(page.get_by_text("'crashed': True")).to_be_visible()
    assert whole.locator(".points").inner_text() == ended
    page.get_by_role("slider", name="Grip").press("Home")
    expect(page.get_by_text("grip=2.0 driven=None")).to_be_visible()  # it was driven in another world
    for _ in range(3):
        whole.get_by_role("button", name="Restart").click()
    expect(whole.locator(".points")).not_to_have_text(ended)
    expect(whole.get_by_role("row", name=re.compile("You"))).to_contain_text("m/s")
    expect(whole.locator(".note")).to_contain_text("Your forty seconds begin with the first key")


def test_touch_drives_too(laboratory: Laboratory) -> None:
    whole = drive(laboratory, drivers="0")
    whole.get_by_role("button", name="Drive yourself").click()
    whole.get_by_role("button", name="Accelerate").scroll_into_view_if_needed()
    pedal = whole.get_by_role("button", name="Accelerate").bounding_box()
    assert pedal
    whole.page.mouse.move(pedal["x"] + 10, pedal["y"] + 10)
    whole.page.mouse.down()
    wait_for(lambda: speed(whole, "You") > 2, 30)
    whole.page.mouse.up()
    fast = speed(whole, "You")
    drives_to(whole, clock(whole) + 0.5)
    assert speed(whole, "You") < fast + 0.6  # it rolls on, and gets no faster


def test_sliders_change_the_world_of_a_drive_that_goes_on(laboratory: Laboratory) -> None:
    whole = drive(laboratory, drivers="2")
    page = whole.page
    drives_to(whole, 2)
    whole.get_by_role("button", name="Pause").click()
    before = clock(whole)
    page.get_by_role("slider", name="Grip").press("Home")
    expect(page.get_by_text("grip=2.0")).to_be_visible()
    assert clock(whole) == before
    whole.get_by_role("button", name="Go on").click()
    expect(whole.get_by_role("row", name=re.compile("By camera"))).to_contain_text("off road")


def test_who_asked_for_little_motion_begins_with_a_pause(laboratory: Laboratory) -> None:
    laboratory.page.emulate_media(reduced_motion="reduce")
    whole = drive(laboratory)
    play = whole.get_by_role("button", name="Play", exact=True)
    expect(play).to_be_visible()
    assert clock(whole) == 0
    play.click()
    drives_to(whole, 0.3)


def test_a_track_that_is_too_short_is_refused(laboratory: Laboratory) -> None:
    whole = drive(laboratory, short="1")
    expect(whole.locator(".note")).to_contain_text("too short to drive on")
    whole.get_by_role("button", name="Race it").click()
    whole.page.keyboard.press("ArrowUp")
    expect(whole.locator(".note")).to_contain_text("too short to drive on")


def stroke(page: Page, places: list[tuple[float, float]]) -> None:
    """Draw with the mouse; places are shares of the map."""
    box = page.locator(".drive-paper").bounding_box()
    assert box
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=6)
    page.mouse.up()


def test_a_drawn_line_becomes_a_track_and_bad_ones_are_refused(laboratory: Laboratory) -> None:
    page = laboratory.show(show="draw")
    expect(page.get_by_text("points=0")).to_be_visible()
    ring = [
        (0.5, 0.2),
        (0.7, 0.27),
        (0.8, 0.5),
        (0.7, 0.73),
        (0.5, 0.8),
        (0.3, 0.73),
        (0.2, 0.5),
        (0.3, 0.27),
    ]
    stroke(page, ring)
    expect(page.get_by_text("The track is open")).to_be_visible()
    expect(page.locator(".note")).to_contain_text("go on to the ring")
    stroke(page, [(0.4, 0.22), (0.49, 0.2)])  # the rest of it, by a second stroke
    expect(page.locator(".note")).to_contain_text("A closed line of")
    expect(page.get_by_text(re.compile(r"points=\d+ track=1[5-9]\d"))).to_be_visible()
    stroke(page, [(0.2, 0.2), (0.8, 0.8), (0.8, 0.2), (0.2, 0.8), (0.2, 0.21)])
    expect(page.get_by_text("The track crosses itself")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".note")).to_contain_text("A closed line of 1")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("points=0")).to_be_visible()
    page.get_by_role("button", name="Bean").click()
    expect(page.get_by_text("points=121 track=189")).to_be_visible()


def test_a_track_is_drawn_by_keyboard_and_outlives_a_change_of_view(laboratory: Laboratory) -> None:
    page = laboratory.show(show="draw")
    page.get_by_role("application", name=re.compile("Map to draw")).focus()
    corners = [("ArrowRight", 10), ("ArrowUp", 20), ("ArrowLeft", 20), ("ArrowDown", 20), ("ArrowRight", 19)]
    for key, count in corners:
        for _ in range(count):
            page.keyboard.press(key)
        page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"points=\d+ track=12\d"))).to_be_visible()
    page.get_by_text("Hide everything").click()
    expect(page.locator(".drive-paper")).to_have_count(0)
    page.get_by_text("Hide everything").click()
    expect(page.get_by_text(re.compile(r"points=\d+ track=12\d"))).to_be_visible()


def test_a_recorded_drive_plays_and_stands_still(laboratory: Laboratory) -> None:
    page = laboratory.show(show="recorded")
    expect(page.locator(".points")).not_to_contain_text("Step 0 of")
    page.get_by_role("button", name="Pause").click()
    page.get_by_label("Step of the game").fill("100")
    expect(page.locator(".points")).to_have_text("Step 100 of 207, 0.48 laps, 8.0 m/s")
