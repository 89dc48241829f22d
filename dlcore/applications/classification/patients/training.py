"""Learning from records: look at some patients, measure the surprise, move every weight a little."""

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from dlcore.applications.classification.patients import cox, measures, pictures
from dlcore.applications.classification.patients.config import Config
from dlcore.applications.classification.patients.data import Data, Split, baseline_outputs, figures_of
from dlcore.applications.classification.patients.losses import loss_of
from dlcore.applications.classification.patients.model import PatientNetwork
from dlcore.contract import Event, Metrics, Note, Sample


def build_model(config: Config, signature: Mapping[str, Any]) -> PatientNetwork:
    """The network before its first step: one output for a risk or a number, else one a class or interval."""
    columns = signature["columns"]
    numbers = sum(1 + column["flag"] for column in columns if column["kind"] == "number")
    levels = [len(column["values"]) for column in columns if column["kind"] == "category"]
    outputs = {"classes": len(signature["classes"]), "survival": len(signature.get("edges", ()))}
    model = PatientNetwork(
        numbers, levels, outputs.get(signature["kind"], 1), config.layers, config.width, config.dropout
    )
    if signature["kind"] == "survival":
        # Few die in any one year. Beginning with 3 % instead of 50 % saves the first hundred steps.
        torch.nn.init.constant_(model.output.bias, -3.5)
    return model


def train(model: PatientNetwork, data: Data, config: Config) -> Iterator[Event]:
    """Teach the network to foresee what became of the patients."""
    kind = data.signature["kind"]
    numbers, codes, targets, event = tensors(data.train, data.signature)
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    simple = baseline_outputs(data)  # the simple model, fitted once: a level line to compare with
    level = compared(data, simple["fresh"])
    measure_every, draw_every = max(8, config.steps // 100), max(8, config.steps // 40)
    watched = data.train.head(2000)  # of those learned from; enough to measure on
    if data.note:
        yield Note(0, data.note)
    for step in range(config.steps):
        for group in optimizer.param_groups:  # read at every step: both sliders are live
            group["lr"], group["weight_decay"] = config.learning_rate, config.weight_decay
        # Some patients, drawn at random; each step sees others.
        chosen = torch.randint(len(numbers), (min(config.batch_size, len(numbers)),))
        outputs = model(numbers[chosen], codes[chosen])  # (batch, outputs)
        loss = loss_of(outputs, targets[chosen], kind, None if event is None else event[chosen])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        # From here on nothing is learned: measure and draw.
        last = step == config.steps - 1
        if step % draw_every == 0 or last:
            yield Sample(step, pictures.progress(model, data, simple["fresh"]), name="patients")
        measured = {"loss": loss.item()}
        if step % measure_every == 0 or last:
            learned = figures_of(data.signature, watched, outputs_of(model, watched))
            learned.pop("loss")  # the batch's own stands there already
            measured |= learned | evaluate(model, data) | level
        yield Metrics(step, measured)


def tensors(split: Split, signature: Mapping[str, Any]) -> tuple[Tensor, Tensor, Tensor, Tensor | None]:
    """Numbers, codes, targets and (for survival) whether death in the interval was seen."""
    numbers, codes = torch.from_numpy(split.numbers), torch.from_numpy(split.codes)
    if split.event is not None:
        interval, seen = cox.intervals(split.targets, split.event, signature["edges"])
        return numbers, codes, torch.from_numpy(interval), torch.from_numpy(seen).float()
    targets = torch.from_numpy(split.targets)
    return numbers, codes, targets.float() if signature["kind"] == "number" else targets, None


@torch.no_grad()
def outputs_of(model: PatientNetwork, split: Split) -> Any:
    """Raw outputs for all patients, (rows, outputs), with dropout off."""
    was_training = model.training
    outputs = model.eval()(torch.from_numpy(split.numbers), torch.from_numpy(split.codes))
    model.train(was_training)
    return outputs.numpy()


def evaluate(model: PatientNetwork, data: Data) -> dict[str, float]:
    """Loss and a figure that people understand, on held-out patients and on new ones."""
    figures: dict[str, float] = {}
    for name, split in (("validation", data.validation), ("fresh", data.fresh)):
        measured = figures_of(data.signature, split, outputs_of(model, split))
        figures |= {f"{name}_{key}": value for key, value in measured.items()}
    return figures


def compared(data: Data, simple: Any) -> dict[str, float]:
    """Level lines beside the curve: the simple model's figure on new patients, and the best possible one."""
    figures = figures_of(data.signature, data.fresh, simple)
    level = {f"simple_{name}": value for name, value in figures.items() if name != "loss"}
    if data.fresh.risk is not None:
        level["possible_auroc"] = measures.auroc(data.fresh.risk, data.fresh.targets)
    return level
