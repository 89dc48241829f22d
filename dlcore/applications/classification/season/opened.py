"""A network opened: its memory over time, what the gate keeps, and which past values carry a forecast."""

from typing import Any

import numpy as np
import torch

from dlcore.applications.classification.season.model import SeriesNetwork, gates
from dlcore.applications.classification.season.pictures import foretold
from dlcore.applications.classification.season.series import YEARS, Array, Station
from dlcore.applications.classification.season.simple import Forecast


def memory(network: SeriesNetwork, part: Station) -> dict[str, Any]:
    """Hidden states and what was kept of them, (step, cell), of the only subject of `part`."""
    inputs = torch.from_numpy(part.inputs[0, : _length(part)])
    with torch.no_grad():
        states, kept, reset = gates(network.memory, inputs)
    order = torch.argsort(states.var(dim=0), descending=True)  # the livelier cells first
    return {
        "time": part.series.times[0, : len(inputs)].tolist(),
        "values": part.series.shown(part.series.values)[0, : len(inputs)].tolist(),
        "states": states[:, order].numpy().round(3),
        "kept": kept[:, order].numpy().round(3),
        "reset": reset[:, order].numpy().round(3),
        "cells": order.tolist(),
        "unit": part.series.unit,
    }


def carried(network: SeriesNetwork, part: Station, step: int) -> dict[str, Any]:
    """By how much the forecast after `step` moves for one unit more in each value up to then.

    The gradient of the foretold value by each past value, in its own units: a linear rule's weights, if the
    network were one here.
    """
    step = min(step, _length(part) - 1)
    inputs = torch.from_numpy(part.inputs[:, : step + 1]).requires_grad_()
    mean, spread = network(inputs)
    (by_input,) = torch.autograd.grad(mean[0, step], inputs)
    series, scale = part.series, part.scale
    weights = to_values(by_input[0, :, :2].double().numpy(), part) * float(scale.step[0, 0])
    if series.anchor == "last":
        weights[step] += 1  # the forecast is counted from the last value
    elif series.anchor == "recent":
        start = max(0, step + 1 - YEARS)
        weights[start : step + 1] += 1 / (step + 1 - start)
    forecast = Forecast(_full(mean, part), _full(spread, part))
    return {
        "time": series.times[0, : step + 1].tolist(),
        "values": series.shown(series.values)[0, : step + 1].tolist(),
        "weights": weights.tolist(),
        "foretold": float(series.shown(foretold(part, forecast))[0, step]),
        "came": float(series.shown(series.values)[0, step + 1]),
        "next": float(series.times[0, step + 1]),
        "unit": series.unit,
    }


def to_values(by_input: Array, part: Station) -> Array:
    """Gradients by level and change, (step, 2), as gradients by the values that both were made from."""
    spread, usual_step = float(part.scale.spread[0, 0]), float(part.scale.step[0, 0])
    level, change = by_input[:, 0] / spread, by_input[:, 1] / usual_step
    change[0] = 0  # the first value has no change
    return np.asarray(level + change - np.append(change[1:], 0.0))


def flow(network: SeriesNetwork, part: Station, step: int) -> dict[str, Any]:
    """One step in numbers, for the diagram."""
    step = min(step, _length(part) - 1)
    inputs = torch.from_numpy(part.inputs[:, : step + 1])
    with torch.no_grad():
        mean, spread = network(inputs)
        states, kept, _ = gates(network.memory, inputs[0])
    forecast = Forecast(_full(mean, part), _full(spread, part))
    series, wide = part.series, 1.645
    low, middle, high = (
        float(series.shown(foretold(part, forecast, times))[0, step]) for times in (-wide, 0.0, wide)
    )
    came = float(series.shown(series.values)[0, step + 1])
    return {
        "subject": series.subjects[0],
        "value": float(series.shown(series.values)[0, step]),
        "unit": series.unit,
        "next": float(series.times[0, step + 1]),
        "ahead": {
            name: float(value)
            for name, value in zip(
                series.names[-series.ahead.shape[2] :], series.ahead[0, step + 1], strict=True
            )
        },
        "kept": float(kept[-1].mean()),
        "states": states[-1].tolist(),
        "interval": [low, middle, high],
        "came": came,
        "departure": float((part.targets[0, step] - mean[0, step]) / spread[0, step]),
    }


def _length(part: Station) -> int:
    """How many steps the subject has."""
    return int(np.isfinite(part.series.values[0]).sum()) - 1


def _full(values: torch.Tensor, part: Station) -> Array:
    """Values of the first steps as an array over all steps."""
    full = np.ones(part.targets.shape)
    full[:, : values.shape[1]] = values.detach().double().numpy()
    return full
