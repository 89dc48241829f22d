"""One map of evidence for the verdict, and four maps for the edges of a box.

The verdict follows Zhou and others, "Learning deep features for discriminative localization" (2016): the
score is the mean of a map, so the map itself is the explanation and nothing has to be computed backwards.
The box is four places, each the average place of a map, as in Nibali and others, "Numerical coordinate
regression with convolutional neural networks" (2018).
Left out: several boxes a picture, anchors, and any depth that 28x28 pixels could not feed.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from dlcore.applications.classification.chest_xray.familiar import COARSE, PATTERNS, Familiarity
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
        # Two trunks. One for both would be cheaper, and was tried: the painted pictures, from which alone
        # boxes are learned, made its verdict on real X-rays worse.
        self.trunk = trunk(width)
        self.dropped = nn.Dropout2d(0.1)  # no channel may be relied upon alone
        self.evidence = nn.Conv2d(width * 3, 1, 1)  # each place is weighed by the same few numbers
        self.box_trunk = trunk(width)
        self.edges = nn.Sequential(
            block(width * 3, width * 3),
            nn.Conv2d(width * 3, 4, 1),  # (batch, 4, 14, 14): where the left, top, right, bottom edge may lie
        )
        self.known = Known()
        # Sensitivity and specificity on held-out pictures at 101 thresholds; measured, not learned.
        self.register_buffer("curve", torch.zeros(2, THRESHOLDS))

    def judge(self, pictures: Tensor) -> Tensor:
        """Pictures (batch, 1, 28, 28) to evidence (batch, 14, 14)."""
        features = self.trunk(pictures)  # (batch, channel, 14, 14)
        evidence: Tensor = self.evidence(self.dropped(features))[:, 0]  # (batch, 14, 14)
        return evidence

    def locate(self, pictures: Tensor) -> Tensor:
        """Pictures (batch, 1, 28, 28) to boxes (batch, 4), whatever the verdict may be."""
        return places(self.edges(self.box_trunk(pictures)))

    def forward(self, pictures: Tensor) -> Reading:
        """Evidence and box."""
        return Reading(self.judge(pictures), self.locate(pictures))


def trunk(width: int) -> nn.Sequential:
    """Five layers of gliding windows: each place in the end sees 17 of the 28 pixels around it."""
    return nn.Sequential(
        block(1, width),  # (batch, width, 28, 28)
        block(width, width * 3 // 2, stride=2),  # (batch, …, 14, 14): coarser, so the rest is cheap
        block(width * 3 // 2, width * 2),
        block(width * 2, width * 3),
        block(width * 3, width * 3),
    )


def block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """Windows of 3x3, values evened out over the batch, and a bend."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


def places(maps: Tensor) -> Tensor:
    """For each edge the place where its map (batch, 4, 14, 14) looks, on average: (batch, 4).

    Left and right are places from left to right, top and bottom from the top down, in shares of the side.
    """
    looks = maps.flatten(2).softmax(dim=2).reshape(maps.shape)  # each of the four maps sums to 1
    middles = (torch.arange(GRID) + 0.5) / GRID
    across = (looks.sum(dim=2) * middles).sum(dim=2)  # (batch, 4)
    down = (looks.sum(dim=3) * middles).sum(dim=2)  # (batch, 4)
    return torch.stack([across[:, 0], down[:, 1], across[:, 2], down[:, 3]], dim=1)


class Known(nn.Module):
    """What the pictures that were learned from have in common; computed, not trained."""

    mean: Tensor
    patterns: Tensor
    amounts: Tensor
    rest_and_limit: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(COARSE * COARSE))
        self.register_buffer("patterns", torch.zeros(PATTERNS, COARSE * COARSE))
        self.register_buffer("amounts", torch.ones(PATTERNS))
        self.register_buffer("rest_and_limit", torch.ones(2))

    def take(self, familiarity: Familiarity) -> None:
        """Keep what was measured on the data."""
        self.mean.copy_(torch.from_numpy(familiarity.mean))
        self.patterns.copy_(torch.from_numpy(familiarity.patterns))
        self.amounts.copy_(torch.from_numpy(familiarity.amounts))
        self.rest_and_limit.copy_(torch.tensor([familiarity.rest, familiarity.limit]))

    def give(self) -> Familiarity:
        """What was kept, for numpy."""
        rest, limit = self.rest_and_limit.tolist()
        return Familiarity(self.mean.numpy(), self.patterns.numpy(), self.amounts.numpy(), rest, limit)
