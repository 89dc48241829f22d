"""Self-play: games recorded rightly, a network that learns, a breakage that breaks, tasks that judge."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from dlcore.applications.reinforcement.self_play import perfect
from dlcore.applications.reinforcement.self_play.config import ALL, Config
from dlcore.applications.reinforcement.self_play.exam import thinker
from dlcore.applications.reinforcement.self_play.memory import Memory
from dlcore.applications.reinforcement.self_play.model import AGES, Network, Players
from dlcore.applications.reinforcement.self_play.players import network_judge
from dlcore.applications.reinforcement.self_play.rules import GAMES
from dlcore.applications.reinforcement.self_play.selfplay import ONE_OPENING, SelfPlay
from dlcore.applications.reinforcement.self_play.tasks import BREAKAGES, TASKS
from dlcore.applications.reinforcement.self_play.training import schedule
from dlcore.contract import Answer, Evidence, Metrics, RunSummary, Sample, Training, find

CONNECT, TINY = GAMES["connect_four"], GAMES["tic_tac_toe"]
TRIAL: dict[str, Any] = {"game": "tic_tac_toe", "channels": 16, "blocks": 1, "games_at_once": 32}


def run(**values: Any) -> tuple[Training, list[Any]]:
    training = Training(find("self_play"), values)
    return training, list(training)


def curve(events: list[Any], name: str) -> list[float]:
    return [event.values[name] for event in events if isinstance(event, Metrics) if name in event.values]


def test_tic_tac_toe_is_learned_in_seconds() -> None:
    training, events = run(**TRIAL, steps=120, exam_every=20, lottery_moves=4)
    network = training.model.networks["tic_tac_toe"].eval()  # type: ignore[index,union-attr]
    lost, met = perfect.losses(thinker(network, TINY, 100))
    assert (lost, met > 300) == (0, True)
    losses = curve(events, "policy_loss")
    assert np.mean(losses[-10:]) < losses[0] - 0.2
    policy = curve(events, "policy_score")
    assert np.mean(policy[-2:]) > policy[0]
    ratings = curve(events, "rating")
    assert len(ratings) >= 2
    assert len(curve(events, "rating_error")) == len(ratings)
    assert curve(events, "games")[-1] > 200
    shown = [event.content for event in events if isinstance(event, Sample)]
    assert all(len(frame) == 11 for content in shown for frame in content.frames)
    assert shown[-1].frames[-1][-1] in (1, 2, 3)
    assert len(shown[-1].frames) == len(shown[-1].actions) + 1


def test_games_are_remembered_from_both_sides() -> None:
    config = Config(games_at_once=8, simulations=8, lottery_moves=42, search_share=0.0, certain=False)
    memory, dice = Memory(CONNECT, 5000), np.random.default_rng(0)
    torch.manual_seed(0)
    judge = network_judge(Network(6, 7, 7, 4, 0).eval(), CONNECT)
    games = SelfPlay(CONNECT, config, memory, dice)
    for _ in range(60):
        games.move(judge)
    assert games.finished > 8
    kept = slice(0, len(memory))
    own, other, values = memory.own[kept], memory.other[kept], memory.values[kept]
    assert set(np.unique(values)) <= {-1.0, 0.0, 1.0}
    # A value of 1 stands before the move that wins: some move from there makes a line.
    landing = CONNECT.landing(own, other)
    wins = (CONNECT.won(own[:, None] | landing) & (landing != 0)).any(axis=1)
    last = np.flatnonzero((np.diff(np.bitwise_count(own | other).astype(int), append=0) < 0) & (values != 0))
    assert len(last) > 5
    assert wins[last].all()
    assert (values[last] == 1).all()
    assert np.allclose(memory.policies[kept].sum(axis=1), 1, atol=1e-5)


def test_decided_games_end_at_once() -> None:
    lengths = {}
    for certain in (True, False):
        config = Config(games_at_once=16, simulations=16, certain=certain, lottery_moves=42)
        memory, dice = Memory(CONNECT, 5000), np.random.default_rng(0)
        torch.manual_seed(0)
        games = SelfPlay(CONNECT, config, memory, dice)
        for _ in range(50):
            games.move(network_judge(Network(6, 7, 7, 4, 0).eval(), CONNECT))
        lengths[certain] = games.positions / games.finished
    assert lengths[True] < lengths[False] - 1


def test_one_opening_is_all_that_is_met() -> None:
    config = Config(games_at_once=8, simulations=4, one_opening=True)
    memory = Memory(CONNECT, 1000)
    games = SelfPlay(CONNECT, config, memory, np.random.default_rng(0))
    torch.manual_seed(0)
    for _ in range(30):
        games.move(network_judge(Network(6, 7, 7, 4, 0).eval(), CONNECT))
    stones = np.bitwise_count(memory.own | memory.other)[: len(memory)]
    assert stones.min() == len(ONE_OPENING["connect_four"])


def test_younger_ages_are_kept_on_the_way() -> None:
    training = Training(find("self_play"), {**TRIAL, "steps": 60})
    training.advance(seconds=math.inf, steps=20)
    model = training.model
    assert isinstance(model, Players)
    young = model.of_age("tic_tac_toe", "young").state_dict()
    middle = model.of_age("tic_tac_toe", "middle").state_dict()
    now = model.of_age("tic_tac_toe", "now").state_dict()
    assert set(AGES) == {"young", "middle"}
    name = "first.weight"
    assert not torch.equal(middle[name], now[name])
    training.advance(seconds=math.inf)
    kept = model.of_age("tic_tac_toe", "young").state_dict()[name]
    assert torch.allclose(young[name], kept, atol=1e-3)  # rounded at the end, as a file keeps it
    assert all(not one.requires_grad for one in model.earlier.parameters())


def test_all_three_games_in_turn() -> None:
    training, events = run(game=ALL, steps=40, channels=4, blocks=0, games_at_once=8, exam_games=4)
    steps = [event.step for event in events if isinstance(event, Metrics)]
    assert steps == list(range(40))
    assert list(training.signature["games"]) == list(GAMES)
    first = training.model.networks["connect_four"]  # type: ignore[index,union-attr]
    assert isinstance(first, Network)


def test_steps_grow_and_fall() -> None:
    assert schedule(0.0, 0) < 0.1
    assert [schedule(done, 1000) for done in (0.1, 0.6, 0.9)] == [1.0, 0.3, 0.1]


@pytest.mark.parametrize("settings", [{"simulations": 0, "certain": False}, {"simulations": 1}, {"noise": 1}])
def test_odd_settings_run(settings: dict[str, Any]) -> None:
    training, events = run(**TRIAL, **settings, steps=25)
    assert training.status == "finished"
    assert all(math.isfinite(one) for one in curve(events, "value_loss"))


def test_a_switch_is_heard_while_it_runs() -> None:
    training = Training(find("self_play"), {**TRIAL, "steps": 30})
    training.advance(seconds=math.inf, steps=5)
    training.change({"simulations": 0, "quick_share": 0.5, "certain": False})
    assert training.advance(seconds=math.inf, steps=10)


def test_without_search_the_policy_is_taught_what_it_does_anyway() -> None:
    assert {one.name for one in BREAKAGES} == {"no_search", "one_simulation", "no_noise", "one_opening"}
    torch.manual_seed(0)
    network = Network(3, 3, 9, 8, 0).eval()
    torch.nn.init.normal_(network.policy[2].weight)  # type: ignore[arg-type]
    judge, apart = network_judge(network, TINY), {}
    for simulations in (0, 30):
        config = Config(games_at_once=8, simulations=simulations, certain=False, game="tic_tac_toe")
        memory = Memory(TINY, 300)
        games = SelfPlay(TINY, config, memory, np.random.default_rng(0))
        for _ in range(20):
            games.move(judge)
        kept = slice(0, len(memory))
        priors = judge(memory.own[kept], memory.other[kept])[0]
        allowed = TINY.landing(memory.own[kept], memory.other[kept]) != 0
        priors = np.where(allowed, priors, 0) / (priors * allowed).sum(axis=1, keepdims=True)
        apart[simulations] = float(np.abs(priors - memory.policies[kept]).max())
    assert apart[0] < 1e-5
    assert apart[30] > 0.1


def summary(highest: dict[str, float], **config: Any) -> RunSummary:
    return RunSummary(Config(**config).model_dump(), "finished", 100, highest, highest, highest)


def finished(**changed: Any) -> Answer:
    told = {"result": "won", "real": True, "moves": 20, "game": "connect_four", "simulations": 1, **changed}
    return Answer("finished", {}, told, "shipped")


def test_tasks_judge_what_was_measured() -> None:
    checks = {task.name: task.check for task in TASKS}
    assert checks["search"](Evidence([summary({"score_tree": 0.8})]))
    assert not checks["search"](Evidence([summary({"score_tree": 0.8}, game="tic_tac_toe")]))
    assert checks["guess"](Evidence([summary({"policy_score": 0.4})]))
    thrifty = {"game": "small_connect_four", "simulations": 8}
    assert checks["thrift"](Evidence([summary({"rating": 450}, **thrifty)]))
    assert not checks["thrift"](Evidence([summary({"rating": 450}, game="small_connect_four")]))
    assert checks["win"](Evidence(answers=[finished()]))
    assert not checks["win"](Evidence(answers=[finished(real=False)]))
    assert not checks["win"](Evidence(answers=[finished(result="lost")]))
    held = {"game": "tic_tac_toe", "result": "draw"}
    assert checks["hold"](Evidence(answers=[finished(**held, simulations=200)]))
    assert not checks["hold"](Evidence(answers=[finished(**held, simulations=16)]))
