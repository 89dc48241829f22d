"""One trunk that looks, one map of evidence for the verdict, one small head for the box.

The verdict follows Zhou and others, "Learning deep features for discriminative localization" (2016): the
score is the mean of a map, so the map itself is the explanation and nothing has to be computed backwards.
The box follows Sermanet and others, "OverFeat" (2013): four numbers, regressed.
Left out: several boxes a picture, anchors, and any depth that 28x28 pixels could not feed.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from dlcore.applications.classification.chest_xray.familiar import COARSE, DIRECTIONS, Familiarity
from dlcore.applications.classification.chest_xray.scoring import THRESHOLDS

GRID = 14  # places a side of the evidence map


class Reading(NamedTuple):
    """What the network says about pictures."""

    evidence: Tensor  # (batch, 14, 14): above 0 speaks for abnormal, below for healthy
    boxes: Tensor  # (batch, 4): left, top, right, bottom in shares of the side

    @property
    def scores(self) -> Tensor:
        """The mean of the evidence, (batch,)."""
        return score(self.evidence)


def score(evidence: Tensor) -> Tensor:
    """The mean of the evidence (batch, 14, 14), (batch,): above 0 means “more likely abnormal”."""
    return evidence.mean(dim=(1, 2))


class ChestReader(nn.Module):
    """Pictures (batch, 1, 28, 28) from 0 to 1, to evidence and box."""

    curve: Tensor

    def __init__(self, width: int) -> None:
        super().__init__()
        self.trunk = nn.Sequential(
            block(1, width),  # (batch, width, 28, 28)
            block(width, width * 3 // 2, stride=2),  # (batch, …, 14, 14): coarser, so the rest is cheap
            block(width * 3 // 2, width * 2),
            block(width * 2, width * 3),
            block(width * 3, width * 3),  # each place now sees 17 of the 28 pixels around it
        )
        self.dropped = nn.Dropout2d(0.1)  # no channel may be relied upon alone
        self.evidence = nn.Conv2d(width * 3, 1, 1)  # each place is weighed by the same few numbers
        self.box = nn.Sequential(
            block(width * 3, width * 3),
            nn.Conv2d(width * 3, 4, 1),  # (batch, 4, 14, 14): where the left, top, right, bottom edge may lie
        )
        self.known = Known(COARSE * COARSE)
        # Sensitivity and specificity on held-out pictures at 101 thresholds; measured, not learned.
        self.register_buffer("curve", torch.zeros(2, THRESHOLDS))

    def judge(self, features: Tensor) -> Tensor:
        """What the trunk has found (batch, channel, 14, 14) to evidence (batch, 14, 14)."""
        evidence: Tensor = self.evidence(self.dropped(features))[:, 0]
        return evidence

    def locate(self, features: Tensor) -> Tensor:
        """What the trunk has found (batch, channel, 14, 14) to boxes (batch, 4)."""
        return edges(self.box(features))

    def forward(self, pictures: Tensor) -> Reading:
        """Evidence at every place, and a box whatever the verdict."""
        features = self.trunk(pictures)  # (batch, channel, 14, 14)
        return Reading(self.judge(features), self.locate(features))


def block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """Windows of 3x3, values evened out over the batch, and a bend."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


def edges(maps: Tensor) -> Tensor:
    """For each edge the place where its map (batch, 4, 14, 14) looks, on average: (batch, 4).

    Left and right are places from left to right, top and bottom from the top down, in shares of the side.
    """
    looks = maps.flatten(2).softmax(dim=2).reshape(maps.shape)  # each of the four maps sums to 1
    places = (torch.arange(GRID) + 0.5) / GRID
    across = (looks.sum(dim=2) * places).sum(dim=2)  # (batch, 4)
    down = (looks.sum(dim=3) * places).sum(dim=2)  # (batch, 4)
    return torch.stack([across[:, 0], down[:, 1], across[:, 2], down[:, 3]], dim=1)


class Known(nn.Module):
    """What the pictures that were learned from have in common; computed, not trained."""

    mean: Tensor
    directions: Tensor
    limit: Tensor

    def __init__(self, pixels: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(pixels))
        self.register_buffer("directions", torch.zeros(DIRECTIONS, pixels))
        self.register_buffer("limit", torch.zeros(()))

    def take(self, familiarity: Familiarity) -> None:
        """Keep what was measured on the data."""
        self.mean.copy_(torch.from_numpy(familiarity.mean))
        self.directions.copy_(torch.from_numpy(familiarity.directions))
        self.limit.fill_(familiarity.limit)
