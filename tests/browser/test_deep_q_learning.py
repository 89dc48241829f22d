"""Playing in the browser: the same rules as in Python, and keys, focus and ends as a player expects them."""

import base64
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dlcore.applications.reinforcement.deep_q_learning.data import make_game
from dlcore.applications.reinforcement.deep_q_learning.games import over
from dlcore.applications.reinforcement.deep_q_learning.world import ORCHARD, read, to_json
from dlcore.contract import ROOT

from .looking import settled, visit

pytestmark = pytest.mark.browser
WORLD = read(ORCHARD)
PLAY = """async ([code, game, seed, actions, scene]) => {
  const { RULES } = await import(`data:text/javascript;base64,${code}`);
  let state = RULES[game].begin(seed, scene);
  const seen = [[state, false, 0]];
  for (const action of actions) {
    const after = RULES[game].step(state, action, scene);
    state = after.state;
    seen.push([state, after.lost, after.point]);
    if (after.lost) break;
  }
  return seen;
}"""


@pytest.mark.parametrize("name", ["cartpole", "freeway", "breakout", "collect"])
def test_the_browser_plays_by_the_same_rules(browser: Browser, name: str) -> None:
    code = base64.b64encode((ROOT / "assets" / "components" / "game_rules.js").read_bytes()).decode()
    page = browser.new_page()
    game, generator = make_game(name, WORLD), np.random.default_rng(0)
    points = 0
    for seed in range(8):
        state, actions, states = game.begin(np.array([seed])), [], []
        outcome = None
        while outcome is None or not over(game, outcome)[0]:
            states.append(state[0])
            chance = generator.random() < 0.1
            action = generator.integers(len(game.actions)) if chance else game.rule(state)[0]
            actions.append(int(action))
            outcome = game.step(state, np.array([action]))
            state = outcome.state
            points += int(outcome.happened[0, game.scored])
        states.append(state[0])
        told: list[Any] = page.evaluate(PLAY, [code, name, seed, actions, to_json(WORLD)])
        theirs = np.array([row for row, _, _ in told], dtype=float)
        ours = np.array(states, dtype=float)
        ours[:, -1] %= 2**32  # the browser counts seeds without a sign
        assert theirs.shape == ours.shape
        if name == "cartpole":  # a falling pole makes the last digit of a cosine grow and grow
            assert np.allclose(theirs[:150], ours[:150], rtol=0, atol=1e-8)
            continue
        assert np.array_equal(theirs, ours)
        assert told[-1][1] == bool(outcome.lost[0])
    assert points > 15
    page.close()


@pytest.fixture
def arena(server, tab) -> Locator:
    visit(tab, f"{server.address}/deep_q_learning")
    return tab.locator("section.arena")


def points(arena: Locator, board: int) -> str:
    return arena.locator(".points").nth(board).inner_text()


def test_the_agent_plays_at_once_and_a_key_takes_over(arena: Locator, tab: Page) -> None:
    expect(arena.get_by_text("You", exact=True)).to_be_hidden()
    before = points(arena, 0)
    expect(arena.locator(".points").first).not_to_have_text(before)
    arena.focus()
    tab.keyboard.press("ArrowUp")
    expect(arena.get_by_text("You", exact=True)).to_be_visible()
    expect(arena.locator(".note")).to_contain_text("You took over at step")


def test_a_window_that_loses_focus_pauses_and_lets_keys_go(arena: Locator, tab: Page) -> None:
    arena.get_by_role("button", name="Play the same game").click()
    expect(arena.locator(".note")).to_contain_text("the very game")
    tab.keyboard.down("ArrowUp")
    expect(arena.locator(".points").nth(1)).to_contain_text("Step 2")
    tab.evaluate("window.dispatchEvent(new Event('blur'))")
    expect(arena.locator(".note")).to_contain_text("Paused")
    expect(arena.get_by_role("button", name="Go on")).to_be_visible()
    still = points(arena, 1)
    tab.wait_for_timeout(400)
    assert points(arena, 1) == still
    tab.keyboard.up("ArrowUp")


def test_a_game_is_judged_at_its_end_and_nothing_moves_after_it(arena: Locator, tab: Page) -> None:
    tab.get_by_test_id("stRadio").get_by_text("Breakout", exact=True).click()
    expect(arena.locator(".points").first).to_contain_text("bricks")  # the new game has come
    arena.get_by_role("button", name="Play the same game").click()
    arena.get_by_role("button", name="As fast as it goes").click()
    arena.focus()
    tab.keyboard.down("ArrowLeft")  # held to the end
    expect(arena.locator(".note")).to_contain_text("Lost")
    expect(tab.get_by_test_id("stAlert")).to_contain_text("The agent wins.")
    ended = points(arena, 1)
    assert ended.endswith("over")
    tab.keyboard.up("ArrowLeft")
    tab.keyboard.press("ArrowRight")
    assert points(arena, 1) == ended
    arena.get_by_role("button", name="Again").click()
    expect(arena.locator(".points").nth(1)).not_to_have_text(ended)


def test_the_agent_plays_on_where_the_visitor_stops_and_gives_back(arena: Locator, tab: Page) -> None:
    arena.get_by_role("button", name="Play the same game").click()
    tab.keyboard.press("ArrowUp")
    expect(arena.locator(".note")).to_contain_text("the very game")
    arena.get_by_role("button", name="Let the agent play on").click()
    expect(arena.locator(".note")).to_contain_text("The agent took over at step")
    tab.keyboard.press("ArrowDown")
    expect(arena.locator(".note")).to_contain_text("You took it back at step")
    arena.get_by_role("button", name="Let the agent play on").click()
    expect(arena.locator(".note")).to_contain_text("The agent took over at step")
    arena.get_by_role("button", name="As fast as it goes").click()
    expect(tab.get_by_test_id("stAlert")).to_contain_text("You and the agent together")
    expect(arena.locator(".note")).to_contain_text("Time is up: you and the agent together")


def test_touch_plays_too(arena: Locator, tab: Page) -> None:
    arena.get_by_role("button", name="Move up").click()
    expect(arena.locator(".note")).to_contain_text("You took over at step")
    expect(arena.locator(".points").nth(1)).to_contain_text("crossing")


def test_a_recorded_game_is_paused_and_searched(server, tab) -> None:
    visit(tab, f"{server.address}/deep_q_learning?view=inside")
    tab.get_by_test_id("stButtonGroup").get_by_text("Values as it plays", exact=True).click()
    settled(tab)
    player = tab.locator(".content", has=tab.locator("canvas.game"))
    expect(player.locator(".points")).not_to_contain_text("Step 0 of")  # it plays by itself
    player.get_by_role("button", name="Pause").click()
    player.get_by_label("Step of the game").fill("10")
    expect(player.locator(".points")).to_contain_text("Step 10 of")
    expect(player.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(player.locator(".action-value.chosen")).to_have_count(1)
    player.get_by_role("button", name="Play", exact=True).click()
    expect(player.locator(".points")).not_to_contain_text("Step 10 of")
