import os
import random
import signal
import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch

from dlcore.contract import Event, Sample, Text, metrics

from .config import Config
from .data import Data
from .model import Toy


def build_model(config: Config, signature: Mapping[str, Any]) -> Toy:
    return Toy(config.hidden)


def train(model: Toy, data: Data, config: Config) -> Iterator[Event]:
    optimizer = torch.optim.AdamW(model.parameters())
    model.train()
    for step in range(config.steps):
        optimizer.param_groups[0]["lr"] = config.learning_rate
        chosen = torch.from_numpy(np.random.randint(0, len(data.inputs), 16))
        loss = ((model(data.inputs[chosen]) - data.targets[chosen]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        if config.phases:
            yield metrics(step, phase="first", draw=random.random())
        optimizer.step()
        time.sleep(config.pause)
        if step == 50:
            cause_trouble(config.trouble)
        if step % 20 == 0:
            yield Sample(step, Text(f"step {step}"))
        wrong = config.trouble == "nan" and step >= 50
        yield metrics(step, phase="second" * config.phases, loss=float("nan") if wrong else loss.item())


def cause_trouble(trouble: str) -> None:
    if trouble == "error":
        raise ZeroDivisionError("a detail that no visitor understands")
    if trouble == "kill":
        os.kill(os.getpid(), signal.SIGKILL)


def evaluate(model: Toy, data: Data) -> dict[str, float]:
    with torch.no_grad():
        return {"loss": float(((model(data.inputs) - data.targets) ** 2).mean())}
