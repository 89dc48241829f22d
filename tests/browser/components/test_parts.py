"""Diagram, samples, pads, bars, explanations, and what axe-core says of all of them."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.components.conftest import Laboratory
from tests.browser.conftest import wait_for

pytestmark = pytest.mark.browser


def test_a_diagram_shows_values_and_explains_itself(laboratory: Laboratory) -> None:
    page = laboratory.show(show="diagram")
    discriminator = page.locator(".box", has_text="Discriminator")
    expect(discriminator).to_contain_text("0.731")
    discriminator.focus()
    tip = page.get_by_role("tooltip", name="Says real or made.")
    expect(tip).to_be_visible()
    assert discriminator.get_attribute("aria-describedby")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.get_by_role("button", name="Next stage").press("Enter")
    expect(page.locator(".stage-sentence")).to_have_text(
        "Stage 1 of 3: The discriminator sees real pictures."
    )
    expect(page.locator(".box-shape.active")).to_have_count(2)
    page.get_by_text("The picture in words").click()
    expect(page.locator("li", has_text=re.compile("^Verdict"))).to_contain_text(
        "Back to Generator (gradient: how to fool"
    )


def test_a_diagram_steps_the_run_it_shows(laboratory: Laboratory) -> None:
    page = laboratory.show(show="diagram", run="long-gan-diagram")
    for _ in range(3):
        page.get_by_role("button", name="Next stage").click()
    expect(page.locator(".box", has_text="Discriminator")).to_contain_text(re.compile(r"0\.[5-6]"))
    assert [message["type"] for message in laboratory.heard("long-gan-diagram")] == ["watch", "step"]
    page.get_by_role("button", name="Next stage").click()
    expect(page.locator(".box", has_text="Generator").first).to_contain_text(re.compile(r"2\.\d"))


def test_a_drawing_by_mouse_and_by_keyboard(laboratory: Laboratory) -> None:
    page = laboratory.show(show="pads")
    pad = page.get_by_role("application", name=re.compile("Drawing area"))
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 200, steps=8)
    page.mouse.up()
    expect(page.get_by_text(re.compile(r"drawing=\(28, 28, 3\) ink=[1-9]"))).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("drawing=None")).to_be_visible()
    pad.focus()
    for key in ["Space", *["ArrowRight"] * 6, *["ArrowDown"] * 6, "Space"]:
        page.keyboard.press(key)
    expect(page.get_by_text(re.compile(r"drawing=\(28, 28, 3\) ink=[1-9]"))).to_be_visible()
    page.get_by_text("Hide everything").click()
    expect(pad).to_have_count(0)
    page.get_by_text("Hide everything").click()
    expect(page.get_by_text(re.compile(r"drawing=\(28, 28, 3\) ink=[1-9]"))).to_be_visible()  # still there


def test_points_by_click_and_by_keyboard(laboratory: Laboratory) -> None:
    page = laboratory.show(show="pads")
    plane = page.get_by_role("application", name=re.compile("Plane for points"))
    expect(page.get_by_text("1 point", exact=True)).to_be_visible()
    box = plane.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
    expect(page.get_by_text("points=2")).to_be_visible()
    page.get_by_role("button", name="orange").click()
    plane.focus()
    for key in ["ArrowLeft"] * 5 + ["ArrowUp"] * 5 + ["Space"]:
        page.keyboard.press(key)
    expect(page.get_by_text("last=[-0.8, 0.8, 1]")).to_be_visible()
    page.keyboard.press("Delete")
    expect(page.get_by_text("points=2")).to_be_visible()


def test_bars_move_by_keyboard(laboratory: Laboratory) -> None:
    page = laboratory.show(show="pads")
    page.get_by_role("slider", name="Code 2").press("End")
    expect(page.get_by_text("code=[0.0, 3.0, -1.0, 2.0]")).to_be_visible()
    page.get_by_role("button", name="Back to the start").click()
    expect(page.get_by_text("code=[0.0, 0.5, -1.0, 2.0]")).to_be_visible()


def test_terms_explain_themselves(laboratory: Laboratory) -> None:
    page = laboratory.show(show="words")
    term = page.locator("dfn", has_text="loss")
    term.focus()
    expect(page.get_by_role("tooltip", name=re.compile("How wrong the model is"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_have_count(0)
    page.get_by_test_id("stSlider").get_by_test_id("stWidgetLabel").hover()
    expect(page.get_by_role("tooltip", name=re.compile("How long each step downhill is"))).to_be_visible()
    wait_for(lambda: page.locator("pre").get_attribute("tabindex") == "0", 30)
    primary = page.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--st-primary-color')"
    )
    assert re.fullmatch(r"#[0-9a-fA-F]{6}|rgb.*", primary.strip())


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_serious(laboratory: Laboratory, scheme: str, width: int) -> None:
    laboratory.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    laboratory.page.set_viewport_size({"width": width, "height": 900})
    for parameters in [
        {"runs": "finished-plane"},
        {"show": "samples"},
        {"show": "diagram"},
        {"show": "pads"},
        {"show": "drive"},
        {"show": "draw"},
        {"show": "recorded"},
        {"show": "board", "moves": "3344"},
        {"show": "board", "game": "tic_tac_toe", "moves": "4"},
        {"show": "watched"},
        {"show": "tree"},
    ]:
        page = laboratory.show(**parameters)
        expect(page.locator("[data-stale=true]")).to_have_count(0)
        page.wait_for_timeout(700)
        found = Axe().run(page).response["violations"]
        ours = [
            (rule["id"], node["html"][:150])
            for rule in found
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]
        assert not ours
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
