"""Two networks: a small one that looks at drawings, and a head for what a large one saw in photos.

After LeCun and others (1989). Left out: normalisation and dropout, which three layers can do without.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

PLACES = 7  # the last maps have 7 x 7 places


class DrawingNet(nn.Module):
    """Drawings (batch, 1, 28, 28) with ink 1 on 0 to scores (batch, class)."""

    def __init__(self, classes: int, width: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            [
                nn.Conv2d(1, width, 5, padding=2),  # 28 x 28: edges and ends of lines
                nn.Conv2d(width, 2 * width, 3, padding=1),  # 14 x 14: corners and arcs
                nn.Conv2d(2 * width, 4 * width, 3, padding=1),  # 7 x 7: wheels, ears, tails
            ]
        )
        self.classify = nn.Linear(4 * width * PLACES * PLACES, classes)

    def stages(self, pictures: Tensor) -> list[Tensor]:
        """What every layer answers, from the lines to the last maps (batch, 4 * width, 7, 7)."""
        found = []
        values = pictures
        for number, layer in enumerate(self.layers):
            values = layer(values)
            if number < 2:  # keep the strongest answer of each 2 x 2 places
                values = functional.max_pool2d(values, 2)
            values = torch.relu(values)
            found.append(values)
        return found

    def features(self, pictures: Tensor) -> Tensor:
        """The last maps averaged over all places, (batch, 4 * width): what was seen, no matter where."""
        return self.stages(pictures)[-1].mean(dim=(2, 3))

    def forward(self, pictures: Tensor) -> Tensor:
        """Scores (batch, class); softmax turns them into probabilities."""
        maps = self.stages(pictures)[-1]
        # (batch, 4 * width, 7, 7) -> (batch, 4 * width * 49): each part at each place has its own weight.
        scores: Tensor = self.classify(maps.flatten(1))
        return scores


class Head(nn.Module):
    """Features (batch, feature) of a network that stays as it is, to scores (batch, class).

    One weight for each feature and class is all that learns. That is why a few pictures are enough.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, features: int, classes: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("spread", torch.ones(()))
        self.classify = nn.Linear(features, classes)
        nn.init.zeros_(self.classify.weight)  # at first every class is as likely as the others
        nn.init.zeros_(self.classify.bias)

    def forward(self, features: Tensor) -> Tensor:
        """Scores (batch, class)."""
        scores: Tensor = self.classify((features - self.mean) / self.spread)
        return scores


def network(signature: Mapping[str, Any], width: int) -> DrawingNet | Head:
    """The untrained network for that kind of data."""
    classes: Sequence[str] = signature["classes"]
    if signature["kind"] == "drawings":
        return DrawingNet(len(classes), width)
    return Head(signature["features"], len(classes))
