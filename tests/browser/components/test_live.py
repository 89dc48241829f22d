"""The live panel against a stream of made-up runs."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.components.conftest import Laboratory
from tests.browser.conftest import wait_for

pytestmark = pytest.mark.browser
STATUS = ".status-lines"


def fresh(kind: str) -> str:
    """A run that no other test has watched."""
    return f"{kind}-{uuid.uuid4().hex[:6]}"


def step_shown(laboratory: Laboratory) -> int:
    found = re.search(r"step ([\d,]+) of", laboratory.page.locator(STATUS).inner_text())
    return int(found.group(1).replace(",", "")) if found else -1


def test_a_run_is_drawn_told_and_reported_to_python(laboratory: Laboratory) -> None:
    run = fresh("finished-text")
    page = laboratory.show(runs=run)
    expect(page.locator(STATUS)).to_contain_text("Finished · all 300 steps")
    expect(page.locator(".chart .scatterlayer .trace")).to_have_count(3)  # loss, validation loss, baseline
    expect(page.locator(".curve-legend")).to_contain_text("baseline: 1.97")
    expect(page.locator(".written")).to_contain_text("ROMEO: the <i>step</i> is 280")
    expect(page.locator(".note")).to_contain_text("<b>Not bold</b>")
    expect(page.get_by_text(f"ended={run}")).to_be_visible()
    page.get_by_role("button", name="In words").press("Enter")
    expect(page.locator(".words")).to_contain_text("Validation loss starts at")
    expect(page.locator(".words")).to_contain_text(
        re.compile("The baseline is 1.97: the model is (better|worse) by")
    )
    expect(page.locator(".words")).to_contain_text("the gap is widening")
    expect(page.locator(".words")).to_contain_text("At step 190 it was changed: learning rate → 0.001.")


def test_pause_step_and_resume(laboratory: Laboratory) -> None:
    run = fresh("long-text")
    page = laboratory.show(runs=run)
    wait_for(lambda: step_shown(laboratory) > 5, 30)
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(400)
    before = step_shown(laboratory)
    page.wait_for_timeout(400)
    assert step_shown(laboratory) == before
    page.get_by_role("button", name="One step").press("Enter")
    wait_for(lambda: step_shown(laboratory) == before + 1, 30)
    expect(page.get_by_text(re.compile(r"seen=\{.*" + run))).to_be_visible()  # Python knows the place
    page.get_by_role("button", name="Slow motion").click()
    expect(page.get_by_role("button", name="Slow motion")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Resume").click()
    wait_for(lambda: step_shown(laboratory) > before + 10, 30)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text(f"stop={run}")).to_be_visible()
    assert [message.get("demand", "step") for message in laboratory.heard(run)][:3] == [
        "live",
        "pause",
        "step",
    ]


def test_half_a_step_where_a_run_has_phases(laboratory: Laboratory) -> None:
    page = laboratory.show(runs=fresh("long-gan"))
    expect(page.locator(".curve-legend")).to_contain_text("Generator loss")
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(300)
    half = page.get_by_role("button", name=re.compile("Half a step"))
    first = half.inner_text()
    half.click()
    expect(half).not_to_have_text(first)
    assert {first, half.inner_text()} == {"Half a step: discriminator", "Half a step: generator"}


def test_a_rerun_disturbs_nothing_and_leaving_unwatches(laboratory: Laboratory) -> None:
    run = fresh("long-plane")
    page = laboratory.show(runs=run)
    expect(page.locator("canvas.plane")).to_have_attribute("aria-label", re.compile("Two clouds of points"))
    slider = page.get_by_role("slider", name="A widget that makes the page run again")
    for _ in range(3):
        slider.press("ArrowRight")
    expect(page.get_by_test_id("stSliderThumbValue")).to_have_text("3")
    assert [message["type"] for message in laboratory.heard(run)] == ["watch"]
    assert laboratory.sockets() == 1
    page.get_by_text("Hide everything").click()
    wait_for(lambda: laboratory.heard(run)[-1]["type"] == "unwatch", 30)


def test_a_lost_connection_is_taken_up_where_it_was(laboratory: Laboratory) -> None:
    run = fresh("text")
    page = laboratory.show(runs=run)
    wait_for(lambda: step_shown(laboratory) > 20, 30)
    laboratory.get("/cut")
    wait_for(lambda: len(laboratory.heard(run)) == 2, 30)
    assert laboratory.heard(run)[1]["from"] > 20
    expect(page.locator(STATUS)).to_contain_text("Finished · all 300 steps")
    steps: list[int] = page.evaluate(f"window.dlcoreStream.record('{run}').metrics.get('loss').steps")
    assert steps == list(range(300))


def test_a_hidden_tab_asks_for_nothing(laboratory: Laboratory) -> None:
    run = fresh("long-text")
    page = laboratory.show(runs=run)
    wait_for(lambda: step_shown(laboratory) > 5, 30)
    hide = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
    page.evaluate(hide + "document.dispatchEvent(new Event('visibilitychange')); }", True)
    wait_for(lambda: laboratory.heard(run)[-1].get("demand") == "pause", 30)
    page.evaluate(hide + "document.dispatchEvent(new Event('visibilitychange')); }", False)
    wait_for(lambda: laboratory.heard(run)[-1].get("demand") == "live", 30)


def test_samples_over_time_side_by_side(laboratory: Laboratory) -> None:
    runs = [fresh("finished-images"), fresh("broken-images")]
    page = laboratory.show(runs=",".join(runs))
    expect(page.locator(STATUS)).to_contain_text("Diverged")
    expect(page.locator("img.mosaic")).to_have_count(2)
    expect(page.locator(".strip h4").first).to_have_text(f"{runs[0]}, step 280")
    expect(page.locator(".strip h4").last).to_have_text(f"{runs[1]}, step 120")
    page.get_by_role("slider", name="Sample").press("Home")
    expect(page.locator(".strip h4").first).to_have_text(f"{runs[0]}, step 0")
    expect(page.locator(".strip h4").last).to_have_text(f"{runs[1]}, step 0")
    expect(page.get_by_role("checkbox", name="Follow the newest")).not_to_be_checked()
    dashes = page.locator(".chart .scatterlayer .js-line").evaluate_all(
        "lines => lines.map(line => [line.style.stroke, line.style.strokeDasharray].join())"
    )
    assert len(set(dashes)) == 3  # two runs and the baseline, each with a colour and a dash of its own


def test_chart_options(laboratory: Laboratory) -> None:
    page = laboratory.show(runs=fresh("finished-text"))
    expect(page.locator(".chart .scatterlayer .trace")).to_have_count(3)
    line = page.locator(".chart .scatterlayer .js-line").first
    rough = line.get_attribute("d")
    page.get_by_role("slider", name="Smoothing").press("End")
    expect(line).not_to_have_attribute("d", rough or "")
    page.get_by_role("checkbox", name="Logarithmic scale").check()
    assert kind_of_axis(page) == "log"
    page.get_by_role("button", name="Accuracy").click()
    expect(page.locator(".curve-legend")).to_contain_text("Accuracy")
    page.get_by_role("button", name="Listen").click()
    page.get_by_role("button", name="Stop the sound").click()
    expect(page.get_by_role("button", name=re.compile("Listen"))).to_be_visible()


def kind_of_axis(page: Any) -> str:
    page.wait_for_timeout(300)
    kind: str = page.locator(".chart").evaluate("chart => chart.layout.yaxis.type")
    return kind


def test_no_sideways_scroll_on_a_phone(laboratory: Laboratory) -> None:
    laboratory.page.set_viewport_size({"width": 390, "height": 800})
    page = laboratory.show(runs=f"{fresh('finished-plane')},{fresh('finished-text')}")
    expect(page.locator(".chart .scatterlayer .trace").first).to_be_attached()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    small = page.locator(".component button, .component input, .component select").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.closest('label') ?? one)"
        ".map(one => one.getBoundingClientRect()).filter(box => box.width < 24 || box.height < 24).length"
    )
    assert small == 0
