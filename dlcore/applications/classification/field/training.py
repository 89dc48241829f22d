"""Learning from the field: look at some rows, measure the error, move every weight a little."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from dlcore.applications.classification.field import measures, pictures
from dlcore.applications.classification.field.config import Config
from dlcore.applications.classification.field.data import Data
from dlcore.applications.classification.field.model import FieldNetwork
from dlcore.applications.classification.field.rows import Split, StationData
from dlcore.contract import Event, Metrics, Sample


def build_model(config: Config, signature: Mapping[str, Any]) -> FieldNetwork:
    """The networks before their first step, one for each station."""
    return FieldNetwork(signature["stations"], config.width, config.dropout)


def train(model: FieldNetwork, data: Data, config: Config) -> Iterator[Event]:
    """Teach each station's network to tell what was measured there."""
    rows = {name: tensors(one.train) for name, one in data.stations.items()}
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    measure_every, draw_every = max(10, config.steps // 60), max(10, config.steps // 30)
    for step in range(config.steps):
        for group in optimizer.param_groups:  # read at every step: both sliders are live
            # In the second half the steps get shorter, so that the weights come to rest.
            fading = min(1.0, 2 * (config.steps - step) / config.steps)
            group["lr"], group["weight_decay"] = config.learning_rate * fading, config.weight_decay
        losses = []
        for name, (inputs, targets) in rows.items():
            # Some rows, drawn at random; each step sees others.
            chosen = torch.randint(len(inputs), (min(config.batch_size, len(inputs)),))
            losses.append(loss_of(model(name, inputs[chosen]), targets[chosen]))
        loss = torch.stack(losses).mean()  # the networks share nothing, so each learns from its own loss
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        # From here on nothing is learned: measure and draw.
        last = step == config.steps - 1
        if step % draw_every == 0 or last:
            yield Sample(step, pictures.progress(outputs_of(model, *watched(data)), *watched(data)))
        measured = {"loss": loss.item()}
        if step % measure_every == 0 or last:
            measured |= evaluate(model, data)
        yield Metrics(step, measured)


def loss_of(outputs: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy for class numbers (batch,), squared error for values (batch, target)."""
    return F.cross_entropy(outputs, targets) if targets.ndim == 1 else F.mse_loss(outputs, targets)


def tensors(split: Split) -> tuple[Tensor, Tensor]:
    """Inputs (rows, feature) and targets."""
    return torch.from_numpy(split.inputs), torch.from_numpy(split.targets)


def watched(data: Data) -> tuple[str, StationData]:
    """The station whose picture is drawn while it learns: the first."""
    return next(iter(data.stations.items()))


@torch.no_grad()
def outputs_of(model: FieldNetwork, name: str, data: StationData) -> NDArray[np.float32]:
    """Outputs for all rows that the picture of a station shows."""
    return says(model, name, pictures.inputs(name, data))


@torch.no_grad()
def says(model: FieldNetwork, name: str, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Outputs for scaled inputs (rows, feature), with dropout off."""
    was_training = model.training
    outputs = model.eval()(name, torch.from_numpy(np.ascontiguousarray(inputs, dtype=np.float32)))
    model.train(was_training)
    found: NDArray[np.float32] = outputs.numpy()
    return found


def evaluate(model: FieldNetwork, data: Data) -> dict[str, float]:
    """Loss and each station's figures, on held-out rows and on new ground."""
    found: dict[str, float] = {}
    for group in ("validation", "fresh"):
        figures = []
        for name, one in data.stations.items():
            split: Split = getattr(one, group)
            if len(split):
                outputs = says(model, name, split.inputs)
                figures.append(measures.figures_of(one.signature, outputs, split.targets, split.inputs))
        if figures:
            together = measures.mean_figures(figures)
            found |= {f"{group}_{name}": value for name, value in together.items()}
    return found
