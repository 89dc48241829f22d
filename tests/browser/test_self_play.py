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
    return tab.locator(".play-said")


def square(tab: Page, name: str) -> Locator:
    """The button of a move."""
    return tab.get_by_role("button", name=re.compile(f"^{name},"))


def moves(tab: Page) -> str:
    """The position that the address holds."""
    found = re.search(r"moves=(\d*)", tab.url)
    return found.group(1) if found else ""


def choose(tab: Page, label: str) -> None:
    """Press one of the choices beside the board."""
    tab.get_by_test_id("stButtonGroup").get_by_text(label, exact=True).click()
    settled(tab)


def test_the_agent_answers_a_click_and_says_what_it_thought(said: Locator, tab: Page) -> None:
    expect(said).to_have_text("Your turn.")
    square(tab, "Column 4").click()
    expect(said).to_have_text(YOUR_TURN, timeout=SLOW)
    expect(tab.locator(".play-thought").first).to_contain_text("of its visits went to column")
    expect(tab).to_have_url(re.compile(r"board=connect_four&moves=3\d$"), timeout=SLOW)
    tab.get_by_role("button", name="Hint").click()
    expect(said).to_have_text(re.compile(r"Hint: column \d\.$"), timeout=SLOW)


def test_keys_play_and_take_back(said: Locator, tab: Page) -> None:
    square(tab, "Column 1").focus()
    for key in ("ArrowRight", "Enter"):
        tab.keyboard.press(key)
    expect(said).to_have_text(YOUR_TURN, timeout=SLOW)
    tab.keyboard.press("7")
    expect(tab).to_have_url(re.compile(r"moves=1\d6\d$"), timeout=SLOW)
    expect(said).to_have_text(YOUR_TURN, timeout=SLOW)
    before = moves(tab)
    tab.get_by_role("button", name="Undo").press("Enter")
    expect(tab).to_have_url(re.compile(f"moves={before[:2]}$"), timeout=SLOW)
    tab.get_by_role("button", name="New game").press("Enter")
    expect(tab).not_to_have_url(re.compile("moves="), timeout=SLOW)
    expect(said).to_have_text("Your turn.")


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
    expect(tab).to_have_url(re.compile(r"moves=3\d$"), timeout=SLOW)


def test_a_link_brings_a_position_with_a_full_column(server, tab: Page) -> None:
    visit(tab, f"{server.address}/self_play?board=connect_four&moves=000000")
    expect(square(tab, "Column 1")).to_have_attribute("aria-label", re.compile("The agent, full$"))
    square(tab, "Column 1").dispatch_event("click")
    expect(tab.locator(".play-said")).to_have_text("Column 1 is full: choose another one.")
    assert moves(tab) == "000000"


def test_after_the_end_nothing_moves(server, tab: Page) -> None:
    visit(tab, f"{server.address}/self_play?board=connect_four&moves=0102030")
    said = tab.locator(".play-said")
    expect(said).to_contain_text("You win: 4 in a row.")
    square(tab, "Column 7").dispatch_event("click")
    expect(said).to_have_text("The game is over: press “New game”, or “Undo”.")
    tab.get_by_role("button", name="Undo").click()
    expect(tab).to_have_url(re.compile("moves=010203$"), timeout=SLOW)
    expect(said).to_contain_text("Your turn.")


@pytest.mark.parametrize("link", ["moves=0000000", "moves=33x3", "moves=01010101", "moves=" + "3" * 500])
def test_a_link_with_an_impossible_position_is_said_and_an_empty_board_stands_there(
    server, tab: Page, link: str
) -> None:
    visit(tab, f"{server.address}/self_play?board=connect_four&{link}")
    expect(tab.get_by_test_id("stAlert").first).to_be_visible()
    expect(tab.locator(".play-said")).to_have_text("Your turn.")
    square(tab, "Column 4").click()
    expect(tab).to_have_url(re.compile(r"moves=3\d$"), timeout=SLOW)


def test_a_game_outlives_another_view_and_another_side(said: Locator, tab: Page) -> None:
    choose(tab, "Tic-tac-toe")
    square(tab, "The middle").click()
    expect(tab).to_have_url(re.compile(r"board=tic_tac_toe&moves=4\d$"), timeout=SLOW)
    switch_view(tab, "Learn")
    switch_view(tab, "Use")
    expect(square(tab, "The middle")).to_have_attribute("aria-label", "The middle, You")
    choose(tab, "6 × 7")
    expect(said).to_have_text("Your turn.")
    choose(tab, "It begins")
    expect(said).to_have_text(YOUR_TURN, timeout=SLOW)
    assert len(moves(tab)) == 1
