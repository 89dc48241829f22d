"""The shipped players and their questions: strength, proof, tree, curve, and hostile positions."""

import time
from typing import Any

import numpy as np
import pytest

from dlcore.applications.reinforcement.self_play import figures, perfect, ratings, use, words
from dlcore.applications.reinforcement.self_play.exam import thinker
from dlcore.applications.reinforcement.self_play.matches import Match, score
from dlcore.applications.reinforcement.self_play.notation import read
from dlcore.applications.reinforcement.self_play.pictures import board_picture
from dlcore.applications.reinforcement.self_play.players import by_chance, minimax, policy_alone
from dlcore.applications.reinforcement.self_play.rules import GAMES
from dlcore.contract import TrainedModel
from dlcore.contract.checkpoint import open_checkpoint

CONNECT, TINY = GAMES["connect_four"], GAMES["tic_tac_toe"]
FULL = words.STRENGTHS["Full"]


@pytest.fixture(scope="module")
def shipped() -> TrainedModel:
    return open_checkpoint("self_play")


def network(shipped: TrainedModel, game: str) -> Any:
    model: Any = shipped.model
    return model.networks[game]


def test_tic_tac_toe_is_never_lost(shipped: TrainedModel) -> None:
    player = thinker(network(shipped, "tic_tac_toe"), TINY, FULL)
    lost, met = perfect.losses(player)  # every possible play of the other side, from both sides
    assert lost == 0
    assert met > 300
    dice = np.random.default_rng(0)
    rivals = [by_chance(TINY, dice), perfect.perfect(dice)]
    match = Match(TINY, player, rivals, 200, dice, opening=0).play()
    assert match.by_opponent.min() >= 0.5
    assert match.scores[0] > 0.85


def test_connect_four_is_played_well(shipped: TrainedModel) -> None:
    net, dice = network(shipped, "connect_four"), np.random.default_rng(0)
    assert score(CONNECT, policy_alone(net, CONNECT), minimax(CONNECT, 2, dice), 60, dice) > 0.6
    assert score(CONNECT, thinker(net, CONNECT, 16), minimax(CONNECT, 4, dice), 20, dice) > 0.75
    first = use.answer(shipped, "connect_four", "", simulations=100)["thought"]
    assert first["chosen"] == 3  # the middle is the only first move that wins
    assert first["value"] > 0


def test_an_answer_is_a_move_with_reasons(shipped: TrainedModel) -> None:
    answer = use.answer(shipped, "connect_four", "3342", simulations=50)
    thought = answer["thought"]
    assert answer["moves"] == f"3342{thought['chosen']}"
    assert sum(thought["visits"]) == 50
    assert thought["chosen"] == int(np.argmax(thought["visits"]))
    assert abs(sum(thought["prior"]) - 1) < 1e-5
    assert all(value is None or -1 <= value <= 1 for value in thought["values"])
    alone = use.answer(shipped, "connect_four", "3342", simulations=1)["thought"]
    assert alone["chosen"] == int(np.argmax(alone["prior"]))
    assert set(alone["visits"]) == {0.0}
    wins = use.answer(shipped, "connect_four", "010101")
    assert (wins["winner"], wins["thought"]["proved"]) == (1, "won")
    assert "proved" in words.thought(wins["thought"])


def test_the_last_free_cell_is_played(shipped: TrainedModel) -> None:
    drawn = "041852637"  # tic-tac-toe, all nine cells
    assert read(TINY, drawn).winner == 3
    answer = use.answer(shipped, "tic_tac_toe", drawn[:-1])
    assert (answer["moves"], answer["winner"]) == (drawn, 3)


@pytest.mark.parametrize("question", [use.answer, use.curve, use.grow])
@pytest.mark.parametrize("moves", ["9", "3333333", "01010101", "x", "1" * 500, "-1", " "])
def test_hostile_positions_are_refused(shipped: TrainedModel, question: Any, moves: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as refusal:
        question(shipped, "connect_four", moves)
    assert str(refusal.value).endswith(".")


def test_other_hostile_questions(shipped: TrainedModel) -> None:
    with pytest.raises(ValueError, match="no game"):
        use.answer(shipped, "<b>", "")
    with pytest.raises(ValueError, match="no age"):
        use.answer(shipped, "connect_four", "", 1, "ancient")
    with pytest.raises(ValueError, match="game is over"):
        use.answer(shipped, "connect_four", "0101010")
    with pytest.raises(ValueError, match="game is over"):
        use.duel(shipped, "connect_four", "now", "now", 1, 1, "0101010")
    assert use.answer(shipped, "connect_four", "", -5)["thought"]["simulations"] == 0
    began = time.process_time()
    use.answer(shipped, "tic_tac_toe", "4", 10**9)  # bounded, not obeyed
    assert time.process_time() - began < 20


def test_a_curve_has_every_position(shipped: TrainedModel) -> None:
    values = use.curve(shipped, "connect_four", "0101010")["values"]
    assert len(values) == 8
    assert values[-1] == 1.0
    assert values[-2] > 0.99  # a win in one is known for sure
    assert all(-1 <= value <= 1 for value in values)
    assert len(use.curve(shipped, "tic_tac_toe", "")["values"]) == 1


def test_a_tree_grows_one_position_at_a_time(shipped: TrainedModel) -> None:
    tree = use.grow(shipped, "connect_four", "33", simulations=40)
    nodes, steps = tree["nodes"], tree["steps"]
    assert len(steps) == 40
    assert nodes[0]["parent"] == -1
    assert all(0 <= node["parent"] < number for number, node in enumerate(nodes) if number)
    for step in steps:
        assert step["path"][0] == 0
        assert -1 <= step["value"] <= 1
        for parent, child in zip(step["path"], step["path"][1:], strict=False):
            assert nodes[child]["parent"] == parent
    # The visits of the root's moves are those of the same search in one go.
    counts = [0] * 7
    for step in steps:
        counts[nodes[step["path"][1]]["action"]] += 1
    assert counts == use.answer(shipped, "connect_four", "33", simulations=40)["thought"]["visits"]
    proved = use.grow(shipped, "connect_four", "010101")
    assert (proved["steps"], proved["proved"]) == ([], "won")


def test_older_ages_are_stronger(shipped: TrainedModel) -> None:
    found = use.match(shipped, "connect_four", "now", "young", simulations=4)
    assert found["score"] > 0.6
    assert found["games"] == 16
    duel = use.duel(shipped, "small_connect_four", "now", "young", 4, 4)
    assert read(GAMES["small_connect_four"], duel["moves"]).winner == duel["winner"]
    assert len(duel["values"]) == len(duel["moves"]) + 1


def test_a_hole_is_a_line_that_beats_the_agent(shipped: TrainedModel) -> None:
    for you in (1, 2):
        found = use.hole(shipped, "small_connect_four", 1, you)
        assert found["lost"] + found["won"] <= found["games"]
        if not found["moves"]:
            continue
        assert read(GAMES["small_connect_four"], found["moves"]).winner == you
        for count in range(len(found["moves"])):
            if count % 2 + 1 != you:
                answer = use.answer(shipped, "small_connect_four", found["moves"][:count], 1)
                assert answer["moves"] == found["moves"][: count + 1]
        assert use.finished(shipped, "small_connect_four", found["moves"], you, 1)["real"]
    assert not use.finished(shipped, "connect_four", "0101010", 1, FULL)["real"]


def test_openings_are_all_played(shipped: TrainedModel) -> None:
    scores = use.openings(shipped, "connect_four")["scores"]
    assert scores.shape == (7, 7)
    assert scores.min() >= 0
    cells = use.openings(shipped, "tic_tac_toe")["scores"]
    assert (np.diag(cells) == -1).all()


def test_figures_and_pictures_are_drawn(shipped: TrainedModel) -> None:
    anchors = ratings.anchors("connect_four")
    curve = figures.ratings([10, 20], [200.0, 600.0], [90.0, 80.0], anchors)
    assert list(curve.data[0].error_y.array) == [90.0, 80.0]
    assert len(curve.layout.shapes) == len(anchors)
    assert figures.ladder({"the network": 1200.0}, 40.0, anchors).data[0].x[-1] == 1200.0
    assert figures.openings(use.openings(shipped, "tic_tac_toe")).data
    assert figures.scores(["a"], [0.5], [0.1]).data
    position = read(CONNECT, "3342")
    assert board_picture(position).shape == (98, 98, 3)
    assert use.gallery(shipped).alt
