"""The peers of the benchmark: Gymnasium's CartPole, the well-known single-file DQN, Stable-Baselines3.

They are imported where they are used and are no part of the laboratory.
"""

import importlib
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from dlcore.applications.reinforcement.deep_q_learning.cartpole import CartPole
from dlcore.applications.reinforcement.deep_q_learning.data import HELD_OUT
from dlcore.applications.reinforcement.deep_q_learning.games import played

SOLVED = 475
Solver = Callable[[float, int], float]  # at most so many seconds, with a seed; returns those that it took


def solvers() -> dict[str, Solver]:
    """Those that can run here."""
    found: dict[str, Solver] = {}
    if find_spec("gymnasium"):
        found["single-file settings"] = single_file
    if find_spec("stable_baselines3"):
        found["Stable-Baselines3"] = stable_baselines
    return found


def one_gymnasium(steps: int = 60_000) -> float:
    """Steps a second of one CartPole, actions by chance."""
    world = importlib.import_module("gymnasium").make("CartPole-v1")
    world.reset(seed=0)
    began = time.process_time()
    for _ in range(steps):
        _, _, terminated, truncated, _ = world.step(world.action_space.sample())
        if terminated or truncated:
            world.reset()
    return steps / (time.process_time() - began)


def vectorised_gymnasium(rounds: int = 1500) -> float:
    """Steps a second of 64 of Gymnasium's own vectorised CartPoles."""
    worlds = importlib.import_module("gymnasium").make_vec(
        "CartPole-v1", num_envs=64, vectorization_mode="vector_entry_point"
    )
    worlds.reset(seed=0)
    began = time.process_time()
    for _ in range(rounds):
        worlds.step(worlds.action_space.sample())
    return rounds * 64 / (time.process_time() - began)


def score(choose: Callable[[Any], Any]) -> float:
    """The mean return of 50 games on our own CartPole, which is Gymnasium's."""
    game = CartPole()
    return float(played(game, lambda state: choose(game.observe(state)), HELD_OUT[:50]).mean())


def single_file(limit: float, seed: int) -> float:
    """The single-file DQN's published settings: seconds until 475, its exams not counted."""
    torch.manual_seed(seed)
    dice = np.random.default_rng(seed)
    world: Any = importlib.import_module("gymnasium").make("CartPole-v1")
    network, target = (
        nn.Sequential(nn.Linear(4, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 2))
        for _ in range(2)
    )
    target.load_state_dict(network.state_dict())
    optimizer = torch.optim.Adam(network.parameters(), lr=2.5e-4)
    memory = [np.zeros((10_000, size), np.float32) for size in (4, 4, 1, 1, 1)]
    began, examined = time.process_time(), 0.0
    seen, _ = world.reset(seed=seed)
    for step in range(500_000):
        epsilon = max(0.05, 1 - 0.95 * step / 250_000)
        with torch.no_grad():
            action = (
                int(dice.integers(2))
                if dice.random() < epsilon
                else int(network(torch.from_numpy(seen)).argmax())
            )
        after, reward, terminated, truncated, _ = world.step(action)
        for store, value in zip(memory, (seen, after, action, reward, terminated), strict=True):
            store[step % 10_000] = value
        seen = world.reset()[0] if terminated or truncated else after
        if step > 10_000 and step % 10 == 0:
            before, following, actions, rewards, ends = (
                torch.from_numpy(store[rows])
                for rows in [dice.integers(10_000, size=128)]
                for store in memory
            )
            with torch.no_grad():
                goals = rewards[:, 0] + 0.99 * target(following).amax(dim=1) * (1 - ends[:, 0])
            loss = F.mse_loss(network(before).gather(1, actions.long())[:, 0], goals)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        if step % 500 == 0:
            target.load_state_dict(network.state_dict())
        if step % 10_000 == 9_999:
            paused = time.process_time()
            reached = score(lambda states: values_of(network, states))
            examined += time.process_time() - paused
            if reached >= SOLVED:
                break
        if time.process_time() - began - examined > limit:
            break
    return time.process_time() - began - examined


@torch.no_grad()
def values_of(network: nn.Module, states: Any) -> Any:
    """The best action of each state."""
    return network(torch.from_numpy(states)).argmax(dim=1).numpy()


def stable_baselines(limit: float, seed: int) -> float:
    """Stable-Baselines3's DQN with its published CartPole settings: seconds until 475."""
    library: Any = importlib.import_module("stable_baselines3")
    model = library.DQN(
        "MlpPolicy",
        importlib.import_module("gymnasium").make("CartPole-v1"),
        learning_rate=2.3e-3,
        batch_size=64,
        buffer_size=100_000,
        learning_starts=1000,
        gamma=0.99,
        target_update_interval=10,
        train_freq=256,
        gradient_steps=128,
        exploration_fraction=0.16,
        exploration_final_eps=0.04,
        policy_kwargs={"net_arch": [256, 256]},
        seed=seed,
        device="cpu",
    )
    began, examined = time.process_time(), 0.0

    def goes_on(*_: Any) -> bool:
        nonlocal examined
        if model.num_timesteps % 2560:
            return time.process_time() - began - examined < limit
        paused = time.process_time()
        reached = score(lambda states: model.predict(states, deterministic=True)[0])
        examined += time.process_time() - paused
        return reached < SOLVED

    model.learn(50_000, callback=goes_on)
    return time.process_time() - began - examined
