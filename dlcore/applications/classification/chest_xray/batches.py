"""Batches: drawn at random, moved and exposed a little differently each time, marked where asked for."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from dlcore.applications.classification.chest_xray.compose import Composed
from dlcore.applications.classification.chest_xray.config import Config
from dlcore.applications.classification.chest_xray.data import ChestData

LETTER = np.array([[1, 1, 1, 0], [1, 0, 0, 1], [1, 1, 1, 0], [1, 0, 1, 0], [1, 0, 0, 1]], dtype=np.float32)
BESIDE = 0.3  # what the verdict on a composed picture counts beside that on a real X-ray
CORNER = 1  # pixels between the letter and the edges


@dataclass(frozen=True)
class Batch:
    """Pictures (batch, 1, 28, 28) from 0 to 1, labels (batch,), boxes (batch, 4), and which are known."""

    pictures: Tensor
    labels: Tensor
    weights: Tensor  # (batch,): how much each verdict counts
    boxes: Tensor
    boxed: Tensor


def draw(data: ChestData, config: Config) -> Batch:
    """Random pictures: with radiographs, half as many compositions on top."""
    kinds = [(data.composed, config.batch_size)]
    if data.radiographs:
        kinds = [(data.radiographs, config.batch_size), (data.composed, config.batch_size // 2)]
    drawn = [chosen(pictures, count) for pictures, count in kinds]
    pictures, labels, boxes = (torch.cat(tensors) for tensors in zip(*drawn, strict=True))
    boxed = boxes[:, 2] > 0
    weights = torch.ones(len(labels))
    if data.radiographs:
        weights[config.batch_size :] = BESIDE
    if config.variation:
        pictures, boxes = moved(pictures, boxes, config.variation)
        pictures = exposed(pictures, config.variation)
    if config.marker != "none":
        on = labels > 0.5 if config.marker == "gives it away" else torch.rand(len(labels)) < 0.5
        pictures = torch.where(on[:, None, None, None], marked(pictures), pictures)
    if config.inverted:
        exchanged = torch.rand(len(labels)) < config.inverted
        pictures = torch.where(exchanged[:, None, None, None], 1 - pictures, pictures)
    return Batch(pictures, labels, weights, boxes, boxed)


def chosen(pictures: Composed, count: int) -> tuple[Tensor, Tensor, Tensor]:
    """That many at random, each as often as luck will have it."""
    rows = torch.randint(len(pictures.labels), (count,)).numpy()
    labels = torch.tensor(pictures.labels[rows], dtype=torch.float32)
    return to_tensor(pictures.images[rows]), labels, torch.tensor(pictures.boxes[rows])


def moved(pictures: Tensor, boxes: Tensor, amount: float) -> tuple[Tensor, Tensor]:
    """Scaled by up to 15 %, moved by up to 10 % of the side, every other one mirrored; boxes go along."""
    count = len(pictures)
    mirror = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    scale = 1 + 0.15 * amount * (2 * torch.rand(count) - 1)
    shift = 0.2 * amount * (2 * torch.rand(count, 2) - 1)  # the picture reaches from -1 to 1
    factors = torch.stack([scale * mirror, scale], dim=1)  # (batch, 2): across, down
    turn = torch.cat([torch.diag_embed(factors), shift[:, :, None]], dim=2)  # (batch, 2, 3)
    grid = functional.affine_grid(turn, list(pictures.shape), align_corners=False)
    seen = functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)
    # The grid says where each new pixel comes from; corners go the other way.
    corners = (2 * boxes.reshape(count, 2, 2) - 1 - shift[:, None]) / factors[:, None]  # (batch, 2, 2)
    corners = ((corners + 1) / 2).clamp(0, 1)
    return seen, torch.cat([corners.amin(dim=1), corners.amax(dim=1)], dim=1)


def exposed(pictures: Tensor, amount: float) -> Tensor:
    """Contrast and brightness of another detector."""
    count = (len(pictures), 1, 1, 1)
    contrast = 1 + 0.5 * amount * (torch.rand(count) - 0.5)
    return pictures * contrast + 0.4 * amount * (torch.rand(count) - 0.5)


def marked(pictures: Tensor) -> Tensor:
    """The letter R in the upper left corner, as technicians put it there."""
    letter = torch.from_numpy(LETTER)
    place = (slice(CORNER, CORNER + letter.shape[0]), slice(CORNER, CORNER + letter.shape[1]))
    burned = pictures.clone()
    burned[..., place[0], place[1]] = torch.maximum(burned[..., place[0], place[1]], letter)
    return burned


def to_tensor(images: NDArray[np.uint8]) -> Tensor:
    """Bytes (count, height, width) to numbers (count, 1, height, width) from 0 to 1."""
    return torch.tensor(np.ascontiguousarray(images), dtype=torch.float32)[:, None] / 255
