import random
import time
from typing import Any

import numpy as np
import torch

from dlcore.contract import Text, TrainedModel


def predict(trained: TrainedModel, values: list[float]) -> dict[str, Any]:
    inputs = torch.tensor(values).reshape(-1, 1)
    random.random(), np.random.rand(), torch.rand(1)
    with torch.no_grad():
        return {"outputs": trained.model(inputs).numpy(), "training": trained.model.training}


def saliency(trained: TrainedModel, value: float) -> float:
    inputs = torch.tensor([[value]], requires_grad=True)
    trained.model(inputs).sum().backward()
    return inputs.grad.item()


def slow(trained: TrainedModel, seconds: float, token: int = 0) -> dict[str, Any]:
    time.sleep(seconds)
    return {"text": Text("done"), "at": time.time()}


def refuse(trained: TrainedModel) -> None:
    raise ValueError("That can't be answered.")


def crash(trained: TrainedModel) -> None:
    raise ZeroDivisionError("a detail that no visitor understands")


def noisy(trained: TrainedModel) -> str:
    print("a library prints to standard output")
    return "quiet"


def _private(trained: TrainedModel) -> None:
    return None
