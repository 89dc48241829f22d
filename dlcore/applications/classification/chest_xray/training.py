"""Teaching verdict and box together: real X-rays know the verdict, compositions know both."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from dlcore.applications.classification.chest_xray.batches import draw
from dlcore.applications.classification.chest_xray.config import Config
from dlcore.applications.classification.chest_xray.data import ChestData
from dlcore.applications.classification.chest_xray.measure import Watch, figures, show
from dlcore.applications.classification.chest_xray.model import ChestReader, score
from dlcore.contract import Event, Metrics, Sample

SAMPLES = 40  # over the whole run
WARMING = 0.15  # share of the steps in which the rate rises


def build_model(config: Config, signature: Mapping[str, Any]) -> ChestReader:  # noqa: ARG001
    """The network before its first step."""
    return ChestReader(config.width)


def train(model: ChestReader, data: ChestData, config: Config) -> Iterator[Event]:
    """Show pictures; learn from every verdict, and from the box where somebody knows it."""
    model.known.take(data.familiarity)
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.05)
    watch = Watch(model, data, config.steps)
    for step in range(config.steps):
        for group in optimizer.param_groups:  # read at every step: the slider is live
            group["lr"] = config.learning_rate * schedule(step, config.steps)
        batch = draw(data, config)
        # How surprised the verdict is by the truth: binary cross-entropy, in nats a picture.
        scores = score(model.judge(batch.pictures))  # (batch,)
        surprises = functional.binary_cross_entropy_with_logits(scores, batch.labels, reduction="none")
        verdict_loss = (batch.weights * surprises).sum() / batch.weights.sum()
        # How far the box is from covering the true one: only where somebody knows the true one.
        box_loss = missed(model.locate(batch.pictures[batch.boxed]), batch.boxes[batch.boxed])
        loss = verdict_loss + config.box_weight * box_loss

        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()

        measured = {"loss": verdict_loss.item(), "box_loss": box_loss.item()}
        measured |= watch.measure(step)
        if step % max(1, config.steps // SAMPLES) == 0 or step == config.steps - 1:
            yield Sample(step, show(model, data, config.marker != "none"))
        yield Metrics(step, measured)


def schedule(step: int, steps: int) -> float:
    """From small to 1 and, along a half wave, to nothing: long steps only when the start is made."""
    share = (step + 1) / steps
    if share < WARMING:
        return share / WARMING
    return 0.5 * (1 + math.cos(math.pi * (share - WARMING) / (1 - WARMING)))


def missed(one: Tensor, two: Tensor) -> Tensor:
    """One minus the overlap of boxes (boxes, 4) with the true ones, plus the distance of the edges.

    The overlap alone would say nothing about a box that lies wholly beside the true one.
    """
    shared = (torch.minimum(one[:, 2:], two[:, 2:]) - torch.maximum(one[:, :2], two[:, :2])).clamp(0).prod(1)
    union = (one[:, 2:] - one[:, :2]).prod(1) + (two[:, 2:] - two[:, :2]).prod(1) - shared
    return (1 - shared / union.clamp_min(1e-6)).mean() + 4 * (one - two).abs().mean()


def evaluate(model: ChestReader, data: ChestData) -> dict[str, float]:
    """Verdict and box on all held-out pictures."""
    return figures(model, data)
