"""Playing on the page: the same rules as in Python, and mouse, keys, ends and links as a player expects."""

import base64
import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dlcore.applications.reinforcement.self_play.notation import read
from dlcore.applications.reinforcement.self_play.rules import GAMES, NONE
from dlcore.contract import ROOT

from .looking import settled, switch_view, visit

pytestmark = pytest.mark.browser
SLOW = 30_000  # milliseconds; conditions are waited for, this is only when to give up
YOUR_TURN = re.compile(r"The agent: column \d\. Your turn\.$")
PLAY = """async ([code, rules, games]) => {
  const { actionsOf, landing, play } = await import(`data:text/javascript;base64,${code}`);
  return games.map((moves) => {
    const board = play(rules, [...moves].map(Number));
    const actions = Array.from({ length: actionsOf(rules) }, (_, action) => action);
    const open = board.winner ? [] : actions.filter((action) => landing(rules, board.cells, action) >= 0);
    return { ...board, open, row: board.row.length, moves: board.moves.length };
  });
}"""


@pytest.mark.parametrize("name", list(GAMES))
def test_the_browser_plays_by_the_same_rules(browser: Browser, name: str) -> None:
    code = base64.b64encode((ROOT / "assets" / "components" / "board_rules.js").read_bytes()).decode()
    rules, dice, positions = GAMES[name], np.random.default_rng(0), []
    for _ in range(40):
        positions.append(read(rules, ""))
        while not positions[-1].winner:
            now = positions[-1]
            open_moves = np.flatnonzero(rules.landing(now.own, now.other)[0] != NONE)
            positions.append(read(rules, f"{now.moves}{dice.choice(open_moves)}"))
    page = browser.new_page()
    told: list[Any] = page.evaluate(PLAY, [code, rules.to_json(), [one.moves for one in positions]])
    page.close()
    for theirs, ours in zip(told, positions, strict=True):
        assert theirs["cells"] == ours.cells
        assert theirs["winner"] == ours.winner
        assert (theirs["row"] >= rules.connect) == (ours.winner in (1, 2))
        going = np.flatnonzero(rules.landing(ours.own, ours.other)[0] != NONE).tolist()
        assert theirs["open"] == ([] if ours.winner else going)
    assert {one.winner for one in positions} >= {0, 1, 2}


def test_the_browser_leaves_out_what_cannot_be_played(browser: Browser) -> None:
    code = base64.b64encode((ROOT / "assets" / "components" / "board_rules.js").read_bytes()).decode()
    page = browser.new_page()
    rules = GAMES["connect_four"].to_json()
    told = page.evaluate(PLAY, [code, rules, ["0000000", "9", "01010101"]])  # too full, no column, over
    page.close()
    assert [one["moves"] for one in told] == [6, 0, 7]


@pytest.fixture
def said(server, tab) -> Locator:
    visit(tab, f"{server.address}/self_play")
    line = tab.locator(".play-said")
    expect(line).to_have_text(YOUR_TURN, timeout=SLOW)  # the agent begins
    return line


def square(tab: Page, name: str) -> Locator:
    """The button of a move."""
    return tab.get_by_role("button", name=re.compile(f"^{name},"))


def played(tab: Page, moves: str) -> None:
    """Wait until the address holds this position; `d` stands for what the agent chose."""
    expect(tab).to_have_url(re.compile(f"moves={moves.replace('d', '[0-8]')}$"), timeout=SLOW)


def choose(tab: Page, label: str) -> None:
    """Press one of the choices beside the board."""
    tab.get_by_test_id("stButtonGroup").get_by_text(label, exact=True).click()
    settled(tab)


def test_the_agent_answers_a_click_and_says_what_it_thought(said: Locator, tab: Page) -> None:
    square(tab, "Column 4").click()
    played(tab, "d3d")
    expect(said).to_have_text(YOUR_TURN, timeout=SLOW)
    expect(tab.locator(".play-thought").first).to_contain_text("of its visits went to column")
    tab.get_by_role("button", name="Hint").click()
    expect(said).to_have_text(re.compile(r"Hint: column \d\.$"), timeout=SLOW)
    played(tab, "d3d")


def test_keys_play_and_take_back(said: Locator, tab: Page) -> None:
    square(tab, "Column 1").focus()
    for key in ("ArrowRight", "Enter"):
        tab.keyboard.press(key)
    played(tab, "d1d")
    expect(said).to_have_text(YOUR_TURN, timeout=SLOW)
    tab.keyboard.press("7")
    played(tab, "d1d6d")
    expect(said).to_have_text(YOUR_TURN, timeout=SLOW)
    tab.get_by_role("button", name="Undo").press("Enter")
    played(tab, "d1d")
    tab.get_by_role("button", name="New game").press("Enter")
    played(tab, "d")
    expect(said).to_have_text(YOUR_TURN)


def test_who_moves_twice_has_moved_once(said: Locator, tab: Page) -> None:
    told = square(tab, "Column 4").evaluate(
        """square => {
            const all = [...square.parentElement.children];
            all[3].click();
            all[0].click();
            return square.closest(".play").querySelector(".play-said").textContent;
        }"""
    )
    assert told == "It is the agent's turn: wait for its answer."
    expect(said).to_have_text(YOUR_TURN, timeout=SLOW)
    played(tab, "d3d")


def test_a_move_outlives_a_change_of_strength_while_the_agent_thinks(said: Locator, tab: Page) -> None:
    quick = tab.get_by_test_id("stButtonGroup").get_by_text("Quick", exact=True).element_handle()
    square(tab, "Column 4").evaluate(
        "(square, other) => { square.click(); setTimeout(() => other.click(), 60); }", quick
    )
    played(tab, "d3d")
    expect(tab.locator(".play-thought").first).to_contain_text(re.compile("^16 simulations"), timeout=SLOW)
    expect(said).to_have_text(YOUR_TURN, timeout=SLOW)


def test_a_click_that_comes_at_once_counts(server, tab: Page) -> None:
    tab.goto(f"{server.address}/self_play")
    square(tab, "Column 4").click(timeout=SLOW)  # the rest of the page is still being drawn
    played(tab, "d3d")
    expect(tab.locator(".play-said")).to_have_text(YOUR_TURN, timeout=SLOW)


def test_a_link_brings_a_position_with_a_full_column(server, tab: Page) -> None:
    visit(tab, f"{server.address}/self_play?board=connect_four&moves=0000003")
    expect(square(tab, "Column 1")).to_have_attribute("aria-label", re.compile("You, full$"))
    square(tab, "Column 1").dispatch_event("click")
    expect(tab.locator(".play-said")).to_have_text("Column 1 is full: choose another one.")
    played(tab, "0000003")


def test_after_the_end_nothing_moves(server, tab: Page) -> None:
    visit(tab, f"{server.address}/self_play?board=connect_four&moves=0102030")
    said = tab.locator(".play-said")
    expect(said).to_contain_text("The agent wins: 4 in a row.")
    square(tab, "Column 7").dispatch_event("click")
    expect(said).to_have_text("The game is over: press “New game”, or “Undo”.")
    played(tab, "0102030")
    tab.get_by_role("button", name="Undo").click()
    played(tab, "01020")
    expect(said).to_contain_text("Your turn.")


@pytest.mark.parametrize("link", ["0000000", "33x3", "01010101", "3" * 500])
def test_an_impossible_position_is_said_and_a_new_board_stands_there(server, tab: Page, link: str) -> None:
    visit(tab, f"{server.address}/self_play?board=connect_four&moves={link}")
    expect(tab.get_by_test_id("stAlert").first).to_be_visible()
    played(tab, "d")
    square(tab, "Column 4").click()
    played(tab, "d3d")
    expect(tab.get_by_test_id("stAlert")).to_have_count(0)


def test_a_game_outlives_another_view(said: Locator, tab: Page) -> None:
    choose(tab, "Tic-tac-toe")
    expect(tab).to_have_url(re.compile("board=tic_tac_toe&moves=[0-8]$"), timeout=SLOW)
    expect(tab.locator(".square")).to_have_count(9, timeout=SLOW)
    free = (
        "The top right"
        if square(tab, "The middle").get_attribute("aria-disabled") == "true"
        else "The middle"
    )
    square(tab, free).click()
    played(tab, "ddd")
    switch_view(tab, "Learn")
    switch_view(tab, "Use")
    expect(square(tab, free)).to_have_attribute("aria-label", f"{free}, You")
    played(tab, "ddd")


def test_another_side_is_a_new_game(said: Locator, tab: Page) -> None:
    choose(tab, "You begin")
    expect(said).to_have_text("Your turn.", timeout=SLOW)
    square(tab, "Column 1").click()
    played(tab, "0d")
    expect(said).to_have_text(YOUR_TURN, timeout=SLOW)
    choose(tab, "It begins")
    played(tab, "d")
    expect(said).to_have_text(YOUR_TURN, timeout=SLOW)


def test_two_agents_play_before_the_visitor(said: Locator, tab: Page) -> None:
    choose(tab, "Watch")
    expect(square(tab, "Column 4")).to_be_hidden(timeout=SLOW)
    expect(tab.locator(".play")).to_have_count(1, timeout=SLOW)  # the board that was there before is gone
    tab.get_by_role("button", name="As fast as it goes").click()
    tab.get_by_label("Move of the game").fill("0")
    expect(said).to_contain_text("After 0 of")
    tab.get_by_role("button", name="Play", exact=True).click()
    expect(said).to_have_text(re.compile("wins: 4 in a row|A draw"), timeout=SLOW)


def test_the_tree_of_a_search_grows(server, tab: Page) -> None:
    visit(tab, f"{server.address}/self_play?view=inside")
    steps = tab.get_by_label("Simulation", exact=True)
    steps.fill("2")
    expect(tab.locator(".tree .note")).to_contain_text(re.compile("^Simulation 2 of"))
    expect(tab.locator(".tree-dots circle:visible")).to_have_count(3)
    tab.get_by_role("application", name=re.compile("^Search tree")).focus()
    tab.keyboard.press("ArrowDown")
    expect(tab.locator(".tree-chosen h4")).to_have_text(re.compile(r"^Column \d$"))
