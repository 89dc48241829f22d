"""Looking into a trained agent: single steps, surprises, a map of values, and what a disturbance costs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from dlcore.applications.reinforcement.deep_q_learning.cartpole import ANGLE, FALLEN, TURN
from dlcore.applications.reinforcement.deep_q_learning.exam import Exam
from dlcore.applications.reinforcement.deep_q_learning.games import (
    Game,
    Many,
    Outcome,
    State,
    over,
    rewards,
)

WALL_GAMES, WALL_STEPS = 16, 60
STRIDE = 7  # steps between two moments of the wall, so that they differ


@torch.no_grad()
def values_of(network: nn.Module, game: Game, state: State) -> NDArray[np.float32]:
    """The value of each action in each state, (games, actions)."""
    found: NDArray[np.float32] = network(torch.from_numpy(game.observe(state))).numpy()
    return found


def surprise(
    network: nn.Module,
    game: Game,
    before: NDArray[Any],
    outcome: Outcome,
    worth: Mapping[str, float],
    discount: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Target and temporal-difference error of one step each; `before` are the values of what was done."""
    following = values_of(network, game, outcome.state).max(axis=1) * ~outcome.lost
    targets = rewards(outcome.happened, worth) + np.float32(discount) * following
    return targets, targets - before


def one_step(exam: Exam, place: int, worth: Mapping[str, float], discount: float) -> dict[str, Any]:
    """The loop at one step of a recorded game: what it saw, chose, got, and how surprised it was."""
    game, place = exam.game, min(place, len(exam.actions) - 1)
    state, action, values = exam.frames[place], exam.actions[place], exam.values[place]
    outcome = game.step(state[None], np.array([action]))
    target, error = surprise(exam.network, game, values[action], outcome, worth, discount)
    return {
        "values": values.tolist(),
        "names": list(game.actions),
        "action": action,
        "reward": float(rewards(outcome.happened, worth)[0]),
        "lost": bool(outcome.lost[0]),
        "target": float(target[0]),
        "error": float(error[0]),
        "place": place,
        "steps": len(exam.actions),
    }


def surprises(
    network: nn.Module, game: Game, worth: Mapping[str, float], discount: float, exploring: float
) -> tuple[State, NDArray[np.float32], NDArray[np.int64]]:
    """Moments of several games, the most surprising first: states, errors, actions."""
    many = Many(game, WALL_GAMES)
    states, errors, actions = [], [], []
    for step in range(WALL_STEPS):
        state = many.state
        values = values_of(network, game, state)
        chance = np.random.random(len(state)) < exploring
        chosen = np.where(chance, np.random.randint(0, len(game.actions), len(state)), values.argmax(axis=1))
        outcome, _ = many.move(chosen)
        if step % STRIDE == 0 or outcome.happened[:, : game.scored + 1].any():
            done = values[np.arange(len(state)), chosen]
            states.append(state)
            errors.append(surprise(network, game, done, outcome, worth, discount)[1])
            actions.append(chosen)
    every = np.concatenate(errors)
    order = np.argsort(-np.abs(every), kind="stable")
    return np.concatenate(states)[order], every[order], np.concatenate(actions)[order]


def map_of_values(network: nn.Module, game: Game, detail: int) -> dict[str, Any]:
    """CartPole in the middle, at rest: the best value, and which push, over angle and turning speed."""
    angle, turn = np.linspace(-FALLEN, FALLEN, detail), np.linspace(-2, 2, detail)
    state = np.zeros((detail * detail, 6), order="F")
    state[:, TURN], state[:, ANGLE] = np.repeat(turn, detail), np.tile(angle, detail)
    values = values_of(network, game, state).reshape(detail, detail, -1)  # (turn, angle, action)
    return {
        "angle": np.degrees(angle).round(2).tolist(),
        "turn": turn.round(3).tolist(),
        "value": values.max(axis=2),
        "lead": values[:, :, 1] - values[:, :, 0],
    }


def disturbed(
    network: nn.Module, game: Game, seeds: NDArray[Any], slips: float, delay: int
) -> NDArray[np.float64]:
    """Points of games in which a share of moves slips to any action and each comes `delay` steps late."""
    state, points = game.begin(seeds), np.zeros(len(seeds))
    playing = np.arange(len(seeds))
    late = [np.zeros(len(seeds), dtype=np.int64) for _ in range(delay)]
    while len(playing):
        chosen = values_of(network, game, state).argmax(axis=1)
        slipped = np.random.random(len(state)) < slips
        chosen = np.where(slipped, np.random.randint(0, len(game.actions), len(state)), chosen)
        late.append(chosen)
        outcome = game.step(state, late.pop(0))
        points[playing] += outcome.happened[:, game.scored]
        going = ~over(game, outcome)
        state, playing = outcome.state[going], playing[going]
        late = [actions[going] for actions in late]
    return points


def attention(
    network: nn.Module, game: Game, state: State
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What one state shows to the network, (*shape), and how much each part moves the value of its choice.

    The slope of the chosen action's lead over the mean, times the input: nothing where nothing is seen.
    """
    seen = torch.from_numpy(game.observe(state[None])).requires_grad_()
    values = network(seen)[0]
    (slope,) = torch.autograd.grad(values.max() - values.mean(), seen)
    return seen[0].detach().numpy(), (slope * seen)[0].detach().numpy()
