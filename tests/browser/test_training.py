"""What a class does: train, pause, step, change, break, leave and come back."""

import re
import signal

import pytest
from playwright.sync_api import expect

from .conftest import start_server, stop_server, wait_for
from .looking import settled, switch_view, visit

pytestmark = pytest.mark.browser
FIRST = "gradient_descent"


def status(tab):
    return tab.locator(".status-lines p").first


def steps(tab) -> int:
    """The step that the status line names."""
    found = re.search(r"(?:[Ss]tep|all)\s+([\d, .\u202f]+)", status(tab).inner_text())
    return int(re.sub(r"\D", "", found.group(1))) if found else 0


def press_train(tab) -> None:
    tab.get_by_role("button", name="Train", exact=False).filter(has_text="▶").click()
    expect(tab.locator(".js-plotly-plot .main-svg").first).to_be_visible()


def wait_for_steps(tab, least: int) -> None:
    expect(status(tab)).to_be_visible()
    wait_for(lambda: steps(tab) >= least, 60, lambda: status(tab).inner_text())


def test_train_pause_step_and_reload(server, tab):
    visit(tab, f"{server.address}/{FIRST}?view=train&steps=200000&seed=11")
    press_train(tab)
    wait_for_steps(tab, 20)
    tab.get_by_role("button", name="Pause").click()
    expect(status(tab)).to_contain_text(re.compile("paused", re.I))
    before = steps(tab)
    tab.get_by_role("button", name=re.compile("One step|Half a step")).click()
    wait_for_steps(tab, before + 1)
    assert "run=" in tab.url
    tab.reload()
    settled(tab)
    wait_for_steps(tab, before + 1)


def test_the_weights_of_a_run_are_used(server, tab):
    visit(tab, f"{server.address}/{FIRST}?view=train&steps=30&seed=31")
    press_train(tab)
    expect(status(tab)).to_contain_text("Finished")
    settled(tab)
    tab.get_by_text(re.compile(r"My runs \(")).click()
    tab.get_by_role("button", name="Use these weights").click()
    expect(tab.get_by_role("radio", name="Use", exact=True)).to_be_checked()
    expect(tab.get_by_text("Ask about a place")).to_be_visible()
    expect(tab.get_by_role("button", name="▶ Train")).to_have_count(0)


def test_one_player_is_stepped_alone(server, tab):
    visit(tab, f"{server.address}/gan_laboratory?view=train&steps=100000&seed=21")
    press_train(tab)
    wait_for_steps(tab, 5)
    tab.get_by_role("button", name="Pause").click()
    expect(status(tab)).to_contain_text(re.compile("paused", re.I))
    tab.get_by_role("combobox", name=re.compile("Who learns")).click()
    tab.get_by_role("option", name="Discriminator alone").click()
    expect(tab).to_have_url(re.compile("generator_steps=0"))
    step = tab.get_by_role("button", name=re.compile("Half a step"))
    for _ in range(3):
        before = steps(tab)
        step.click()
        wait_for(lambda before=before: steps(tab) > before, 60)
    expect(step).to_have_text("Half a step: discriminator")


def test_a_run_goes_on_after_a_killed_server(tmp_path, tab):
    home = tmp_path
    first = start_server(home)
    try:
        visit(tab, f"{first.address}/{FIRST}?view=train&steps=200000&seed=12")
        press_train(tab)
        wait_for_steps(tab, 50)
        reached = steps(tab)
    finally:
        stop_server(first, signal.SIGKILL)
    second = start_server(home, first.port)
    try:
        tab.reload()
        settled(tab)
        wait_for_steps(tab, reached + 1)
    finally:
        stop_server(second)
    assert second.process.returncode is not None


def test_what_was_typed_survives_a_page_switch(server, tab):
    visit(tab, f"{server.address}/text_generation")
    box = tab.get_by_role("textbox").first
    box.fill("To be, or not")
    box.press("Control+Enter")
    settled(tab)
    switch_view(tab, "Learn")
    tab.get_by_test_id("stSidebarNavLink").filter(has_text="Gradient descent").click()
    settled(tab)
    tab.get_by_test_id("stSidebarNavLink").filter(has_text="Text generation").click()
    settled(tab)
    switch_view(tab, "Use")
    expect(tab.get_by_role("textbox").first).to_have_value("To be, or not")


def test_break_shows_the_runs_side_by_side(server, tab):
    visit(tab, f"{server.address}/{FIRST}?view=break")
    tab.get_by_role("button", name=re.compile("Break it")).click()
    expect(tab.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    lines = tab.locator(".status-lines")
    expect(lines).to_contain_text("healthy")
    expect(lines).to_contain_text("broken")
    expect(tab.locator(".curve-legend")).to_contain_text("broken")


def test_ten_tabs_of_one_browser(server, context):
    tabs = [context.new_page() for _ in range(10)]
    for tab in tabs:
        visit(tab, f"{server.address}/{FIRST}?view=train&steps=3000&seed=13")
        press_train(tab)
    for tab in tabs:
        wait_for_steps(tab, 5)


def test_keyboard_alone_starts_training(server, tab):
    visit(tab, f"{server.address}/{FIRST}?view=train&steps=2000&seed=14")
    button = tab.get_by_role("button", name="Train", exact=False).filter(has_text="▶")
    button.focus()
    outline = button.evaluate("node => getComputedStyle(node).outlineWidth")
    tab.keyboard.press("Enter")
    wait_for_steps(tab, 5)
    assert outline is not None
