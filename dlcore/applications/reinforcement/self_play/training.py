"""Learning by self-play, after AlphaZero (Silver and others, 2018): search, play, and learn to search less.

The network's guess steers a tree search; where the search looked most is a better policy than the guess, and
how games end is the truth about positions. Both teach the network, and so the next search begins higher.
Left out: thousands of machines. Added: what is won, lost or forced is known exactly in the tree.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from dlcore.applications.reinforcement.self_play.config import ALL, RECIPES, SHARES, Config
from dlcore.applications.reinforcement.self_play.data import HELD_OUT, Data, named
from dlcore.applications.reinforcement.self_play.episodes import episode
from dlcore.applications.reinforcement.self_play.exam import (
    QUICK_GAMES,
    exam,
    examined,
    policy_match,
    results,
    thinker,
)
from dlcore.applications.reinforcement.self_play.memory import Batch, Memory
from dlcore.applications.reinforcement.self_play.model import AGES, Players
from dlcore.applications.reinforcement.self_play.players import network_judge, policy_alone
from dlcore.applications.reinforcement.self_play.rules import Rules
from dlcore.applications.reinforcement.self_play.selfplay import SelfPlay
from dlcore.contract import Event, Metrics, Sample

LEAST = 500  # positions in memory before the first update
WARM_UP = 30  # updates over which the first steps grow to their length


def build_model(config: Config, signature: Mapping[str, Any]) -> Players:
    """The networks before their first step, one a game."""
    return Players(signature["games"], config.channels, config.blocks)


def train(model: Players, data: Data, config: Config) -> Iterator[Event]:
    """Teach each network its game; most runs have one."""
    first = 0
    for name, rules in data.games.items():
        settings = config
        if config.game == ALL:
            steps = max(1, round(SHARES[name] * config.steps))
            settings = config.changed({**RECIPES[name], "game": name, "steps": steps})
        yield from learn(model, rules, settings, first, main=rules == data.first)
        first += settings.steps
    model.half().float()  # rounded as the file will keep them, so that its figures are those of the run


def learn(model: Players, rules: Rules, config: Config, first: int, main: bool) -> Iterator[Event]:
    """Self-play and learning in turn. Younger ages of the network are kept on the way."""
    network = model.networks[rules.name]
    optimizer = torch.optim.Adam(network.parameters(), lr=config.learning_rate, fused=True)
    dice = np.random.default_rng(np.random.randint(2**31))  # of this run alone; the driver has seeded numpy
    memory = Memory(rules, config.memory)
    games = SelfPlay(rules, config, memory, dice)
    alone = policy_match(network, rules, dice, QUICK_GAMES).play()  # of a network that knows nothing
    yield Sample(first, episode(alone, "policy"), name="exam game")
    measured = {"policy_score": alone.scores[0]}
    match, updates = exam(network, rules, dice), 0
    for step in range(config.steps):
        for age, moment in AGES.items():
            if step == round(moment * config.steps):
                model.remember(rules.name, age)
        # 1. One move in every game, each after a search that the network steers.
        games.move(network_judge(network, rules))
        measured |= {"games": games.finished, "positions": games.positions}
        # 2. Learn from remembered positions.
        if len(memory) >= LEAST:
            for _ in range(config.updates):
                for group in optimizer.param_groups:  # read at every step: the slider is live
                    group["lr"] = config.learning_rate * schedule(step / config.steps, updates)
                policy_loss, value_loss = losses(network, memory.draw(config.batch_size, dice))
                optimizer.zero_grad()
                (policy_loss + value_loss).backward()  # type: ignore[no-untyped-call]
                optimizer.step()
                updates += 1
            measured |= {"policy_loss": policy_loss.item(), "value_loss": value_loss.item()}
        # 3. From here on nothing is learned: a move in the exam games, now and then.
        due = step % config.exam_every == 0
        if due and step:
            alone = policy_match(network, rules, dice, QUICK_GAMES).play()
            measured |= {"policy_score": alone.scores[0]}
        if match.ended and due:
            match = exam(network, rules, dice)
        elif not match.ended and step % 2:
            match.move()
            if match.ended:
                measured |= results(match)
                yield Sample(first + step, episode(match, "tree"), name="exam game")
        yield Metrics(first + step, measured if main else {k: v for k, v in measured.items() if k in PLAIN})
        measured = {}


PLAIN = ("policy_loss", "value_loss")


def schedule(done: float, updates: int) -> float:
    """The length of steps: growing at first, then in three stairs downwards."""
    stair = 1.0 if done < 0.5 else 0.3 if done < 0.8 else 0.1
    return stair * min(1.0, (updates + 1) / WARM_UP)


def losses(network: nn.Module, batch: Batch) -> tuple[Tensor, Tensor]:
    """How surprised the policy is by where search looked, and how far the value is from how it ended."""
    scores, values = network(torch.from_numpy(batch.boards))  # (batch, actions), (batch,)
    policy_loss = F.cross_entropy(scores, torch.from_numpy(batch.policies))
    return policy_loss, F.mse_loss(values, torch.from_numpy(batch.values))


def evaluate(model: Players, data: Data) -> dict[str, float]:
    """The networks with search in held-out games, always the same ones."""
    found: dict[str, float] = {}
    for name, rules in data.games.items():
        network, dice = model.networks[name], np.random.default_rng(HELD_OUT)
        one, alone = thinker(network, rules), policy_alone(network, rules)
        found |= named(data, name, examined(one, alone, rules, data.exam_games, dice))
    return found
