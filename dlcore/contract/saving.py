"""Making a checkpoint: weights, and a card whose figures are those of the very file it describes."""

import datetime
import json
import math
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from dlcore.contract.application import Application
from dlcore.contract.checkpoint import CHECKPOINTS, TrainedModel, open_weights, save_weights
from dlcore.contract.config import BaseConfig
from dlcore.contract.events import Metrics
from dlcore.contract.seeds import seeded
from dlcore.contract.training import Training

MEASURE_SECONDS = 6.0  # of the default settings, from which their whole duration is told


def save_checkpoint(
    training: Training,
    command: str,
    folder: Path = CHECKPOINTS,
    half: bool = True,
    live: float | None = None,
) -> Path:
    """Write NAME.safetensors and its card NAME.json into `folder`; returns the path of the weights.

    With `half`, weights are kept in half precision unless that changes a held-out figure. `live` is how many
    seconds the default settings take: the card of a shipped model has it, and the gallery's picture.
    Raises `ValueError` for a run that has diverged and for a signature that JSON can't hold.
    """
    if training.status == "diverged":
        raise ValueError("The run has diverged: there is nothing worth keeping.")
    application, config = training.application, training.config
    signature = json.loads(_json(training.signature))  # as the card will give it back
    path = folder / f"{application.name}.safetensors"
    exact = heldout(application, training.model, training.data, config)
    figures = exact
    for precision in ("half", "single") if half else ("single",):
        save_weights(training.model, path, half=precision == "half")
        with seeded(config.seed):
            opened = open_weights(application, config, signature, path)
        figures = heldout(application, opened.model, training.data, config)
        if agree(figures, exact):
            break
    path.chmod(0o644)
    card = {
        "application": application.name,
        "title": application.title,
        "made": datetime.date.today().isoformat(),
        "command": command,
        "heldout": figures,
        "baseline": baseline(application, training.data, config),
        "data": list(application.datasets),
        "seconds": round(training.seconds, 1),
        "steps": config.steps,
        "parameters": sum(weights.numel() for weights in training.model.parameters()),
        "precision": precision,
        "bytes": path.stat().st_size,
        "machine": machine(),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "config": config.model_dump(),
        "signature": signature,
    }
    if live is not None:
        card |= {"live_seconds": live, "gallery": gallery(opened)}
    if figures := check(application, opened.model, config):
        card["check"] = figures
    partial = path.with_suffix(".card")
    partial.write_text(_json(card, indent=1) + "\n", encoding="utf-8")
    partial.replace(path.with_suffix(".json"))
    return path


def gallery(trained: TrainedModel) -> dict[str, Any]:
    """What the home page shows of the application: the question `gallery` of its `use` module."""
    with seeded(trained.config.seed):
        content: dict[str, Any] = trained.application.function("use", "gallery")(trained).to_json()
    return content


def heldout(application: Application, model: Any, data: Any, config: BaseConfig) -> dict[str, float]:
    """The application's own held-out figures; the same model and data always give the same figures."""
    was_training = model.training
    with seeded(config.seed):
        figures = application.load("training", "evaluate")(model.eval(), data)
    model.train(was_training)
    return {name: float(value) for name, value in figures.items()}


def baseline(application: Application, data: Any, config: BaseConfig) -> dict[str, float]:
    """What the model must beat, on the same held-out data."""
    with seeded(config.seed):
        figures = application.load("data", "baseline")(data)
    return {name: float(value) for name, value in figures.items()}


def check(application: Application, model: Any, config: BaseConfig) -> dict[str, float]:
    """The same figures on data that is always here, where the application's own must be fetched first.

    Such an application has a function `check_data(config)` in `data.py`; for all others there is nothing.
    """
    try:
        load = application.function("data", "check_data")
    except KeyError:
        return {}
    with seeded(config.seed):
        data = load(config)
    return heldout(application, model, data, config)


def agree(figures: Mapping[str, float], others: Mapping[str, float]) -> bool:
    """Whether two sets of figures are the same to about three digits."""
    return figures.keys() == others.keys() and all(
        math.isclose(value, others[name], rel_tol=2e-3, abs_tol=1e-4) for name, value in figures.items()
    )


def live_seconds(application: Application) -> float:
    """About how long the default settings train on this machine, told from their first seconds."""
    training = Training(application)
    loading, step = training.seconds, 0
    while training.seconds - loading < MEASURE_SECONDS and (batch := training.advance(seconds=0.2)):
        step = max([step, *(event.step + 1 for event in batch if isinstance(event, Metrics))])
    if training.status != "running":
        return round(training.seconds, 1)
    return round(loading + (training.seconds - loading) * training.config.steps / max(step, 1), 1)


def machine() -> str:
    """The processor in words, and how many cores of it we may use."""
    name = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text(encoding="utf-8", errors="replace").splitlines()
        models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        name = models[0] if models else name
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{name}, {cores} core{'' if cores == 1 else 's'}"


def _json(value: Any, indent: int | None = None) -> str:
    try:
        return json.dumps(value, indent=indent, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise ValueError(f"A card can't hold this: {error}.") from error
