"""Checkpoints: weights as safetensors, and beside them a card that says what they are. Never a pickle."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import nn

from dlcore.contract.application import ROOT, Application, find
from dlcore.contract.config import BaseConfig

CHECKPOINTS = ROOT / "assets" / "checkpoints"


@dataclass
class TrainedModel:
    """A model ready for questions, with all that is needed to read its answers.

    `signature` is what `build_model` was given: vocabulary, classes, shapes, scaling.
    """

    application: Application
    model: nn.Module
    config: BaseConfig
    signature: Mapping[str, Any]
    _data: Any = field(default=None, repr=False)

    @property
    def data(self) -> Any:
        """The data of the model's config, loaded at the first use. Raises what `load_data` raises."""
        if self._data is None:
            from dlcore.contract.seeds import seeded

            with seeded(self.config.seed):
                self._data = self.application.load("data", "load_data")(self.config)
        return self._data


def save_weights(model: nn.Module, path: Path, half: bool = False) -> None:
    """Write the weights as safetensors, in half precision if asked; a reader never sees half a file."""
    tensors = {}
    for name, tensor in model.state_dict().items():
        tensor = tensor.detach().clone().contiguous()
        tensors[name] = tensor.half() if half and tensor.dtype == torch.float32 else tensor
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    safetensors.torch.save_file(tensors, partial)
    partial.replace(path)


def load_weights(model: nn.Module, path: Path) -> None:
    """Read weights into a model of the same shape, in single precision. Raises `ValueError`."""
    try:
        tensors = safetensors.torch.load_file(path)
        model.load_state_dict(
            {
                name: tensor.float() if tensor.is_floating_point() else tensor
                for name, tensor in tensors.items()
            }
        )
    except Exception as error:
        raise ValueError(f"These weights don't fit the model: {str(error).splitlines()[0]}") from error


def open_checkpoint(name: str, folder: Path = CHECKPOINTS) -> TrainedModel:
    """The shipped model of an application (or the one in another folder), in evaluation mode."""
    application = find(name)
    card = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    config = application.Config.model_validate(card["config"])
    return open_weights(application, config, card["signature"], folder / f"{name}.safetensors")


def open_weights(
    application: Application, config: BaseConfig, signature: Mapping[str, Any], path: Path
) -> TrainedModel:
    """A model from its weights, without its training data, in evaluation mode."""
    model: nn.Module = application.load("training", "build_model")(config, signature)
    load_weights(model, path)
    return TrainedModel(application, model.eval(), config, signature)
