"""Learning to foretell: read some series to their end, measure the surprise at each value, correct."""

import copy
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dlcore.applications.classification.season import pictures
from dlcore.applications.classification.season.config import Config
from dlcore.applications.classification.season.data import Data, baseline
from dlcore.applications.classification.season.measures import summary, surprise
from dlcore.applications.classification.season.model import SeasonNetworks, SeriesNetwork
from dlcore.applications.classification.season.series import Array, Station, encode
from dlcore.applications.classification.season.simple import Forecast, Rule
from dlcore.contract import Event, Metrics, Sample


def build_model(config: Config, signature: Mapping[str, Any]) -> SeasonNetworks:
    """The networks before their first step."""
    features = {name: len(one["features"]) for name, one in signature["stations"].items()}
    return SeasonNetworks(features, config.hidden, config.dropout)


def train(model: SeasonNetworks, data: Data, config: Config) -> Iterator[Event]:
    """Teach each station's network to foretell the next value of its series, and how sure it may be."""
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    level = {"linear_fresh_loss": baseline(data)["fresh_loss"]}  # a level line beside the curves
    best = {name: (math.inf, copy.deepcopy(network.state_dict())) for name, network in model.stations.items()}
    measure_every, draw_every = max(8, config.steps // 60), max(8, config.steps // 30)
    for step in range(config.steps):
        for group in optimizer.param_groups:  # read at every step: both sliders are live
            group["lr"], group["weight_decay"] = config.learning_rate, config.weight_decay
        losses = [batch_loss(model, name, station, config) for name, station in data.stations.items()]
        loss = torch.stack(losses).mean()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        # A memory that reads a hundred steps sends back gradients that can explode: shorten long ones.
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        # From here on nothing is learned: measure, remember the best, draw.
        measured, last = {"loss": loss.item()}, step == config.steps - 1
        if step % measure_every == 0 or last:
            remember(model, data, best)
            if last and config.keep_best:
                for name, (_, state) in best.items():
                    model.stations[name].load_state_dict(state)
            measured |= evaluate(model, data) | level
        if step % draw_every == 0 or last:
            yield Sample(step, pictures.progress(model, data), name="forecast")
        yield Metrics(step, measured)


def batch_loss(model: SeasonNetworks, name: str, station: Station, config: Config) -> Tensor:
    """The surprise at what came, over some series of one station, in nats a value."""
    subjects = np.flatnonzero(station.train.any(axis=1))
    chosen = torch.randint(len(subjects), (min(config.batch_size, len(subjects)),)).numpy()
    rows = subjects[chosen]
    inputs = torch.from_numpy(station.inputs[rows])  # (batch, time, feature)
    targets = torch.from_numpy(station.targets[rows])  # (batch, time)
    learned = torch.from_numpy(station.train[rows])  # what is held out, or was never measured, is no target
    mean, spread = model(name, inputs)
    return surprises(mean, spread, targets)[learned].mean()


def surprises(mean: Tensor, spread: Tensor, targets: Tensor) -> Tensor:
    """Minus the log density of a bell curve: a wide spread always costs a little, a wrong narrow one much."""
    return 0.5 * ((targets - mean) / spread) ** 2 + spread.log() + 0.5 * math.log(2 * math.pi)


def rule_of(network: SeriesNetwork) -> Rule:
    """A station's network as a rule: from values to what it foretells of them."""

    def rule(part: Station, values: Array) -> Forecast:
        inputs, _ = encode(part, values)
        was_training = network.training
        with torch.no_grad():
            mean, spread = network.eval()(torch.from_numpy(inputs))
        network.train(was_training)
        return Forecast(mean.double().numpy(), spread.double().numpy())

    return rule


def evaluate(model: SeasonNetworks, data: Data) -> dict[str, float]:
    """All figures of the networks on held-out values."""
    return summary({name: (part, rule_of(network_of(model, name))) for name, part in data.held_out.items()})


def remember(model: SeasonNetworks, data: Data, best: dict[str, tuple[float, Any]]) -> None:
    """Keep a copy of each station's weights where its held-out loss is the lowest so far."""
    for name, part in data.held_out.items():
        network = network_of(model, name)
        forecast = rule_of(network)(part, part.series.values)
        now = surprise(forecast, part.targets, part.validation)
        if now < best[name][0]:
            best[name] = (now, copy.deepcopy(network.state_dict()))


def network_of(model: SeasonNetworks, name: str) -> SeriesNetwork:
    """The network of one station."""
    network = model.stations[name]
    assert isinstance(network, SeriesNetwork)
    return network
