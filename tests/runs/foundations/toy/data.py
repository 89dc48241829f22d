from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from .config import Config


@dataclass
class Data:
    inputs: torch.Tensor
    targets: torch.Tensor
    signature: dict[str, Any]


def load_data(config: Config) -> Data:
    if config.trouble == "load":
        raise ValueError("There is no such data.")
    inputs = torch.rand(config.points, 1)
    noise = torch.from_numpy(np.random.default_rng(config.seed).normal(size=(config.points, 1))).float()
    return Data(inputs, 2 * inputs + 0.1 * noise, {"scale": 1.0})


def baseline(data: Data) -> dict[str, float]:
    return {"loss": float(data.targets.var())}
