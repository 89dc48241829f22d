"""Boards: played by mouse, keyboard and touch, taken back, looked back on; and the search tree."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.components.board_games import RULES, answer, grown
from tests.browser.components.conftest import Laboratory

pytestmark = pytest.mark.browser
SAID = ".play-said"


def square(page: Page, name: str) -> Locator:
    """The button of a move."""
    return page.get_by_role("button", name=re.compile(f"^{name},"))


def press_anyway(page: Page, name: str) -> None:
    """Press what says of itself that it can't be pressed, as a mouse can."""
    square(page, name).dispatch_event("click")


def test_the_agent_answers_a_click(laboratory: Laboratory) -> None:
    page = laboratory.show(show="board")
    square(page, "Column 4").click()
    expect(page.get_by_text("moves=36 ")).to_be_visible()
    expect(page.locator(SAID)).to_have_text("You: column 4. The agent: column 7. Your turn.")
    expect(square(page, "Column 7")).to_have_attribute("aria-label", "Column 7, from the bottom: The agent")
    expect(page.locator(".play-thought").first).to_contain_text("of its visits went to column 7")
    page.get_by_text("In numbers").click()
    expect(page.get_by_role("row", name=re.compile("^column 7 14 % 40 %"))).to_be_visible()
    page.get_by_label("What were you thinking?").uncheck()
    expect(page.locator(".play-thought").first).to_be_hidden()


def test_arrows_and_digits_play_too(laboratory: Laboratory) -> None:
    page = laboratory.show(show="board")
    said = page.locator(SAID)
    square(page, "Column 1").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(said).to_have_text("You: column 3. The agent: column 7. Your turn.")
    page.keyboard.press("5")
    expect(said).to_have_text("You: column 5. The agent: column 7. Your turn.")
    expect(square(page, "Column 5")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_text("moves=264646 ")).to_be_visible()


def test_squares_of_tic_tac_toe(laboratory: Laboratory) -> None:
    page = laboratory.show(show="board", game="tic_tac_toe")
    said = page.locator(SAID)
    square(page, "The top left").focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(said).to_have_text("You: the middle. The agent: the bottom right. Your turn.")
    press_anyway(page, "The middle")
    expect(said).to_have_text("There is a mark already: choose an empty square.")
    square(page, "The top left").click()
    expect(said).to_have_text("You: the top left. The agent: the bottom. Your turn.")
    square(page, "The bottom left").click()
    expect(page.get_by_text("moves=480765 ")).to_be_visible()


def test_out_of_turn_nothing_moves(laboratory: Laboratory) -> None:
    page = laboratory.show(show="board", silent="1")
    square(page, "Column 4").click()
    expect(page.get_by_text("moves=3 ")).to_be_visible()
    expect(page.locator(SAID)).to_have_text("You: column 4. The agent thinks …")
    press_anyway(page, "Column 5")
    expect(page.locator(SAID)).to_have_text("It is the agent's turn: wait for its answer.")
    expect(square(page, "Column 5")).to_have_attribute("aria-label", "Column 5, empty")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(SAID)).to_have_text("Your turn.")


def test_a_full_column_takes_nothing(laboratory: Laboratory) -> None:
    page = laboratory.show(show="board", moves="000000")
    expect(square(page, "Column 1")).to_have_attribute("aria-label", re.compile("full$"))
    press_anyway(page, "Column 1")
    expect(page.locator(SAID)).to_have_text("Column 1 is full: choose another one.")
    expect(page.get_by_text("moves=000000 ")).to_be_visible()
    square(page, "Column 2").click()
    expect(page.get_by_text("moves=00000016 ")).to_be_visible()


def test_after_the_end_nothing_moves(laboratory: Laboratory) -> None:
    page = laboratory.show(show="board", silent="1", moves="334455")
    square(page, "Column 7").click()
    expect(page.locator(SAID)).to_have_text("The agent: column 6. You: column 7. You win: 4 in a row.")
    press_anyway(page, "Column 1")
    expect(page.locator(SAID)).to_have_text("The game is over: press “New game”, or “Undo”.")
    expect(page.get_by_text("moves=3344556 ")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("moves=334455 ")).to_be_visible()
    expect(page.locator(SAID)).to_contain_text("Your turn.")


def test_who_plays_second_is_moved_to_and_may_take_back_and_begin_anew(laboratory: Laboratory) -> None:
    page = laboratory.show(show="board", you="2")
    expect(page.locator(SAID)).to_have_text("The agent: column 7. Your turn.")
    square(page, "Column 1").click()
    expect(page.get_by_text("moves=606 ")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("moves=6 ")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Hint").click()
    expect(page.locator(SAID)).to_have_text("The agent: column 7. Hint: column 4.")
    square(page, "Column 2").click()
    expect(page.get_by_text("moves=616 hint=False")).to_be_visible()
    page.get_by_role("button", name="New game").click()
    expect(page.get_by_text("moves=6 ")).to_be_visible()
    expect(page.locator(SAID)).to_have_text("The agent: column 7. Your turn.")


def test_an_answer_that_comes_too_late_is_not_played(laboratory: Laboratory) -> None:
    page = laboratory.show(show="board")
    square(page, "Column 4").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("moves= ")).to_be_visible()
    expect(page.locator(SAID)).to_have_text("Your turn.")
    expect(square(page, "Column 4")).to_have_attribute("aria-label", "Column 4, empty")


def test_the_position_of_a_link_may_be_taken_back(laboratory: Laboratory) -> None:
    page = laboratory.show(show="board", moves="3344")
    page.get_by_role("button", name="New game").click()
    expect(page.get_by_text("moves= ")).to_be_visible()
    expect(page.locator(SAID)).to_have_text("Your turn.")
    page.get_by_label("A widget that makes the page run again").press("ArrowRight")
    square(page, "Column 4").click()
    expect(page.get_by_text("moves=36 ")).to_be_visible()


def test_what_is_not_wanted_to_be_seen_stays_hidden(laboratory: Laboratory) -> None:
    page = laboratory.show(show="board")
    page.get_by_label("What were you thinking?").uncheck()
    page.get_by_text("Hide everything").click()
    expect(page.locator(SAID)).to_have_count(0)
    page.get_by_text("Hide everything").click()
    expect(page.get_by_label("What were you thinking?")).not_to_be_checked()


def test_a_look_back_changes_nothing(laboratory: Laboratory) -> None:
    page = laboratory.show(show="board", moves="3344")
    page.get_by_label("Move of the game").fill("2")
    expect(page.locator(SAID)).to_have_text("After 2 of 4 moves. You: column 4. The agent: column 4.")
    press_anyway(page, "Column 1")
    expect(page.locator(SAID)).to_contain_text("This is an earlier moment")
    page.get_by_role("button", name="Back to the game").click()
    square(page, "Column 1").click()
    expect(page.get_by_text("moves=334406 ")).to_be_visible()
    curve = page.locator(".play-curve").bounding_box()
    assert curve
    page.mouse.click(curve["x"] + curve["width"] / 2, curve["y"] + 20)
    expect(page.locator(SAID)).to_contain_text("After 3 of 6 moves.")


def test_a_game_of_two_agents_is_played_back(laboratory: Laboratory) -> None:
    page = laboratory.show(show="watched")
    section = page.get_by_role("region", name="Connect Four")
    expect(section.locator(SAID)).to_have_text("Late: column 6. Early: column 7. Early wins: 4 in a row.")
    expect(section.locator(".square").first).to_be_hidden()
    section.get_by_role("button", name="As fast as it goes").click()
    section.get_by_label("Move of the game").fill("0")
    expect(section.locator(SAID)).to_have_text("After 0 of 7 moves.")
    section.get_by_role("button", name="Play").click()
    expect(section.locator(SAID)).to_contain_text("Early wins")


def test_an_episode_of_a_board_is_drawn(laboratory: Laboratory) -> None:
    laboratory.page.emulate_media(reduced_motion="reduce")
    page = laboratory.show(show="watched")
    page.get_by_label("Step of the game").fill("7")
    expect(page.locator(".points")).to_have_text("Step 7 of 7")
    expect(page.locator(".action-value .number").first).to_have_text("6")
    colours = page.locator("canvas.game").evaluate(
        """canvas => new Set(new Uint32Array(
            canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"""
    )
    assert colours > 4  # board, holes and the pieces of both players


def test_a_tree_grows_and_tells_its_numbers(laboratory: Laboratory) -> None:
    laboratory.page.emulate_media(reduced_motion="reduce")
    page = laboratory.show(show="tree")
    visited = page.locator(".tree-dots circle:visible")
    tree = grown({"name": "connect_four", **RULES["connect_four"]}, "33")
    expect(visited).to_have_count(len({node for step in tree["steps"] for node in step["path"]} | {0}))
    slider = page.get_by_label("Simulation", exact=True)
    slider.fill("1")
    expect(visited).to_have_count(2)
    for step in (1, 9, 30):  # the mark stands where the next simulation really went
        slider.fill(str(step))
        expect(page.locator(".note")).to_contain_text(f"Simulation {step} of 60")
        first = tree["nodes"][tree["steps"][step]["path"][1]]
        expect(page.get_by_role("row", name=re.compile("←"))).to_have_text(
            re.compile(rf"^column {first['action'] + 1} ←")
        )
    page.get_by_role("application", name=re.compile("^Search tree")).focus()
    page.keyboard.press("ArrowDown")
    most = max(range(7), key=lambda child: sum(1 + child in step["path"] for step in tree["steps"][:30]))
    expect(page.locator(".tree-chosen h4")).to_have_text(f"Column {most + 1}")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".tree-chosen h4")).to_have_text("The position now")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Again")).to_be_visible()


def test_the_made_up_agent_keeps_to_the_rules() -> None:
    assert answer(RULES["connect_four"], "666666") == "6666665"
