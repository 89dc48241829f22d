"""Deep Q-learning, after Mnih and others (2015): act, remember, and correct the guesses a little.

With double Q-learning (van Hasselt and others, 2016), duelling heads (Wang and others, 2016) and rewards of
several steps (Sutton, 1988). Left out: prioritised replay and everything distributional.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from dlcore.applications.reinforcement.deep_q_learning.config import ALL, RECIPES, SHARES, Config
from dlcore.applications.reinforcement.deep_q_learning.data import HELD_OUT, Data, figures
from dlcore.applications.reinforcement.deep_q_learning.episodes import episode
from dlcore.applications.reinforcement.deep_q_learning.exam import FINAL, GAMES, Exam
from dlcore.applications.reinforcement.deep_q_learning.games import (
    Actions,
    Game,
    Many,
    State,
    at_random,
    played,
)
from dlcore.applications.reinforcement.deep_q_learning.model import Agents
from dlcore.applications.reinforcement.deep_q_learning.replay import Batch, Replay
from dlcore.contract import Event, Metrics, Note, Sample

WARM_UP = 2000  # moves by chance before the first update
MOST_EPISODES = 60  # that a run shows


def build_model(config: Config, signature: Mapping[str, Any]) -> Agents:
    """The networks before their first step, one a game."""
    return Agents(signature["games"], config.hidden, config.duelling, config.scaled_inputs)


def train(model: Agents, data: Data, config: Config) -> Iterator[Event]:
    """Teach each network its game; most runs have one."""
    if config.pointless:
        raise ValueError("All rewards are zero, so nothing can be learned: give one event a reward.")
    if data.note:
        yield Note(0, data.note)
    first = 0
    for name, game in data.games.items():
        settings = config
        if config.game == ALL:
            steps = max(1, round(SHARES[name] * config.steps))
            settings = Config.model_validate(RECIPES[name]).changed(
                {"steps": steps, "stop_when_solved": False}
            )
        yield from learn(model.networks[name], game, data, settings, first)
        first += settings.steps


def learn(network: nn.Module, game: Game, data: Data, config: Config, first: int) -> Iterator[Event]:
    """Teach a network to play one game; whenever it ends, the network of the best exam is kept.

    Two networks are at work: `learner` takes the steps, and `network` follows it slowly. The slow one gives
    the targets, sits the exams and is kept.
    """
    learner = deepcopy(network)
    optimizer = torch.optim.Adam(learner.parameters(), fused=True)
    many = Many(game, config.games_at_once)
    memory = Replay(many.state, config.replay)
    remember_chance(many, memory)
    exam = best = Exam(game, network, game.begin(np.arange(8)))
    exam.play(game.limit)  # eight games of a network that knows nothing yet
    due, shown = 0, -config.steps  # when the next result is awaited, and when a game was shown
    try:
        for step in range(config.steps):
            # 1. One move in every game: the best one that the network knows, or now and then any.
            exploring = exploration(config, step)
            state, actions = many.state, choose(learner, game, many.state, exploring)
            outcome, ended = many.move(actions)
            memory.add(state, actions, outcome.happened, outcome.lost, ended)
            # 2. Learn from remembered moves.
            for group in optimizer.param_groups:  # read at every step: the slider is live
                group["lr"] = config.learning_rate * (1 - 0.9 * step / config.steps)
            for _ in range(config.updates):
                batch = memory.draw(config.batch_size, config.worth, config.discount, config.look_ahead)
                loss, errors = error(learner, network, game, batch, config.double)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
                # 3. The slow network follows a little: targets that jump can't be learned.
                follow(network, learner, config.target_rate)
            measured = {"loss": loss.item(), "surprise": float(errors.mean()), "exploration": exploring}
            # From here on nothing is learned: the exam goes on, a few moves at a time.
            exam.play(-(-game.limit // config.exam_every))
            if exam.ended and (step >= due or len(exam.points) == FINAL):
                done = config.stop_when_solved and exam.solved and len(exam.points) == FINAL
                if done or exam.result(config.worth) >= best.result(config.worth):
                    best = exam
                measured |= report(exam, data, config)
                if done or step >= shown + config.steps / MOST_EPISODES:
                    shown = step
                    yield Sample(first + step, episode(exam), name="episode")
                if done:
                    told = f"{exam.points.mean():.0f} of {game.limit} steps in {FINAL} games"
                    yield Note(first + step, f"Solved: {told}.")
                yield Metrics(first + step, measured)
                if done:
                    break
                exam, due = next_exam(exam, network, step), step + config.exam_every
            else:
                yield Metrics(first + step, measured)
    finally:
        network.load_state_dict(best.network.state_dict())


def exploration(config: Config, step: int) -> float:
    """The share of moves made by chance: it falls in a straight line and then stays."""
    gone = min(1.0, step * config.games_at_once / config.exploring_moves)
    falling = config.first_exploration + gone * (config.last_exploration - config.first_exploration)
    return float(falling)


@torch.no_grad()
def choose(learner: nn.Module, game: Game, state: State, exploring: float) -> Actions:
    """One action a game: by chance with probability `exploring`, else the one of the highest value."""
    values = learner(torch.from_numpy(game.observe(state)))  # (games, actions)
    chance = np.random.random(len(state)) < exploring
    anything = np.random.randint(0, len(game.actions), size=len(state))
    return np.where(chance, anything, values.argmax(dim=1).numpy())


def error(
    learner: nn.Module, target: nn.Module, game: Game, batch: Batch, double: bool
) -> tuple[Tensor, Tensor]:
    """How far the learner's values are from what the rewards and the target network say.

    The value of an action should be the rewards of the next steps plus the value of where they lead. That
    value is a guess too, made by the slow network: learning a guess from a better guess.
    """
    seen = torch.from_numpy(game.observe(batch.states))
    later = torch.from_numpy(game.observe(batch.later))
    with torch.no_grad():
        guesses = target(later)  # (batch, actions)
        # Double: one network chooses, the other judges. The maximum of noisy guesses is too high otherwise.
        best = (learner(later) if double else guesses).argmax(dim=1, keepdim=True)
        goals = (
            torch.from_numpy(batch.returns)
            + torch.from_numpy(batch.discounts) * guesses.gather(1, best)[:, 0]
        )
    values = learner(seen).gather(1, torch.from_numpy(batch.actions)[:, None])[:, 0]  # of what was done
    counts = torch.from_numpy(batch.counts)
    # Huber: like a square for small errors, like a straight line for large ones, so that none takes over.
    loss = (counts * F.smooth_l1_loss(values, goals, reduction="none")).mean()
    return loss, (counts * (goals - values)).abs().detach()


@torch.no_grad()
def follow(network: nn.Module, learner: nn.Module, rate: float) -> None:
    """Every weight of the slow network moves towards the learner's by a share of the difference."""
    torch._foreach_lerp_(list(network.parameters()), list(learner.parameters()), rate)


def remember_chance(many: Many, memory: Replay) -> None:
    """Fill the memory with moves by chance before anything is learned."""
    for _ in range(WARM_UP // len(many.state)):
        state, actions = many.state, at_random(many.game)(many.state)
        outcome, ended = many.move(actions)
        memory.add(state, actions, outcome.happened, outcome.lost, ended)


def report(exam: Exam, data: Data, config: Config) -> dict[str, float]:
    """What an exam measured, beside chance and rule."""
    mark, points = data.marks[exam.game.name], float(exam.points.mean())
    return {
        "skill": mark.skill(points),
        "score": points,
        "reward": exam.reward(config.worth),
        "value": float(np.mean([values.max() for values in exam.values])),
        "rule_score": mark.rule,
        "chance_score": mark.chance,
    }


def next_exam(exam: Exam, network: nn.Module, step: int) -> Exam:
    """Another one for the network as it is now; a network that solved the game is examined at length."""
    if exam.solved and len(exam.points) < FINAL:
        seeds = 500_000 + FINAL * (step % 1000) + np.arange(FINAL)
        return Exam(exam.game, exam.network, exam.game.begin(seeds))
    return Exam(exam.game, network, exam.game.begin(1000 * (step % 400) + np.arange(GAMES)))


def evaluate(model: Agents, data: Data) -> dict[str, float]:
    """Mean points in games that no exam plays, and the skill that they mean."""
    points = {}
    for name, game in data.games.items():
        player = greedy(model.networks[name], game)
        points[name] = float(played(game, player, HELD_OUT).mean())
    return figures(data, points)


def greedy(network: nn.Module, game: Game) -> Any:
    """A player that always takes the action of the highest value."""

    @torch.no_grad()
    def player(state: State) -> Actions:
        actions: Actions = network(torch.from_numpy(game.observe(state))).argmax(dim=1).numpy()
        return actions

    return player
