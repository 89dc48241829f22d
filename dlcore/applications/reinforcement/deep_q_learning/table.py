"""A world so small that a table holds the value of every action; a network learns from the same moves."""

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import nn

ROWS = ("......", ".##.#.", ".#...G", "...#P.", ".#.#..", "......")  # wall, goal, pit
HEIGHT, WIDTH = len(ROWS), len(ROWS[0])
MOVES = ((-1, 0), (0, 1), (1, 0), (0, -1))  # up, right, down, left
SIGNS = np.array(list("".join(ROWS)))
FREE = np.flatnonzero(SIGNS == ".")
TABLE_RATE, PASSES = 0.5, 4
UPDATES, BATCH = 300, 64

Moves = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32], NDArray[np.int64]]


def led_to() -> NDArray[np.int64]:
    """Where each move leads from each cell, (cells, 4)."""
    to = np.tile(np.arange(SIGNS.size)[:, None], (1, 4))
    for cell in FREE:
        for move, (down, right) in enumerate(MOVES):
            row, column = cell // WIDTH + down, cell % WIDTH + right
            if 0 <= row < HEIGHT and 0 <= column < WIDTH and ROWS[row][column] != "#":
                to[cell, move] = row * WIDTH + column
    return to


TO = led_to()
REWARDS = np.where(SIGNS == "G", 1.0, np.where(SIGNS == "P", -1.0, 0.0)).astype(np.float32)


def wandered(count: int) -> Moves:
    """Moves by chance: cell, move, reward, next cell. After goal or pit it begins anew on a free cell."""
    cells, moves = np.empty(count, np.int64), np.random.randint(0, 4, count)
    starts, cell = np.random.choice(FREE, count), int(np.random.choice(FREE))
    for number in range(count):
        cells[number] = cell
        cell = int(TO[cell, moves[number]])
        if SIGNS[cell] in "GP":
            cell = int(starts[number])
    following = TO[cells, moves]
    return cells, moves, REWARDS[following], following


def by_table(experience: Moves, discount: float) -> NDArray[np.float64]:
    """Q-learning as it was invented (Watkins, 1989): one number a cell and move, (cells, 4)."""
    values = np.zeros((SIGNS.size, 4))
    for _ in range(PASSES):
        for cell, move, reward, following in zip(*(column.tolist() for column in experience), strict=True):
            best = 0.0 if reward else discount * values[following].max()
            values[cell, move] += TABLE_RATE * (reward + best - values[cell, move])
    return values


def by_network(experience: Moves, discount: float) -> NDArray[np.float64]:
    """The same rule with a network that is given row and column, (cells, 4)."""
    places = torch.tensor([[cell // WIDTH, cell % WIDTH] for cell in range(SIGNS.size)]).float() / 2.5 - 1
    learner, target = (
        nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 4))
        for _ in "12"
    )
    target.load_state_dict(learner.state_dict())
    optimizer = torch.optim.Adam(learner.parameters(), lr=5e-3, fused=True)
    cells, moves, rewards, following = (torch.from_numpy(column) for column in experience)
    for _ in range(UPDATES):
        drawn = torch.randint(len(cells), (BATCH,))
        with torch.no_grad():
            later = discount * target(places[following[drawn]]).amax(dim=1) * (rewards[drawn] == 0)
        values = learner(places[cells[drawn]]).gather(1, moves[drawn][:, None])[:, 0]
        loss = F.mse_loss(values, rewards[drawn] + later)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        with torch.no_grad():
            torch._foreach_lerp_(list(target.parameters()), list(learner.parameters()), 0.1)
    with torch.no_grad():
        return learner(places).double().numpy()  # type: ignore[no-any-return]


def truth(discount: float) -> NDArray[np.float64]:
    """The values that are right, by going through all cells until nothing changes."""
    values = np.zeros((SIGNS.size, 4))
    for _ in range(200):
        values = REWARDS[TO] + discount * values.max(axis=1)[TO] * (REWARDS[TO] == 0)
    return values


def compared(count: int, discount: float) -> dict[str, Any]:
    """Table, network and truth after so many moves: best value and best move of each free cell."""
    experience = wandered(count)
    right = truth(discount)
    found: dict[str, Any] = {"moves": count, "rows": list(ROWS)}
    makers = {"table": by_table(experience, discount), "network": by_network(experience, discount)}
    for name, values in {**makers, "truth": right}.items():
        best = values.argmax(axis=1)
        good = right[FREE, best[FREE]] >= right[FREE].max(axis=1) - 1e-9
        found[name] = {
            "value": values.max(axis=1).reshape(HEIGHT, WIDTH),
            "move": best.reshape(HEIGHT, WIDTH),
            "known": (np.abs(values).sum(axis=1) > 0).reshape(HEIGHT, WIDTH),
            "right": int(good.sum()),
        }
    return {**found, "cells": len(FREE)}
