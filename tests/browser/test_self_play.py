"""Playing on the page: the same rules as in Python, and mouse, keys, ends and links as a player expects."""

import base64
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser

from dlcore.applications.reinforcement.self_play.notation import read
from dlcore.applications.reinforcement.self_play.rules import GAMES, NONE
from dlcore.contract import ROOT

pytestmark = pytest.mark.browser
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
