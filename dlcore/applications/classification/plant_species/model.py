"""A network for leaves of which not everything is known: a plain multi-layer perceptron with a softmax.

Rumelhart, Hinton and Williams (1986), with dropout after Srivastava and others (2014). Whole groups of inputs
may be missing: they are 0 then, and a flag says so. Left out: convolutions (there are no pictures here, only
46 numbers) and attention over columns, which small tables do not repay.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn


class LeafNetwork(nn.Module):
    """`group_of` holds each feature's group by number; there are `layers` hidden layers of `width`."""

    group_of: Tensor

    def __init__(
        self, group_of: Sequence[int], classes: int, layers: int, width: int, dropout: float
    ) -> None:
        super().__init__()
        self.groups = max(group_of) + 1
        self.register_buffer("group_of", torch.tensor(group_of), persistent=False)
        sizes = [len(group_of) + self.groups] + [width] * layers
        self.layers = nn.ModuleList(nn.Linear(*pair) for pair in pairwise(sizes))
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(sizes[-1], classes)

    def forward(self, features: Tensor, known: Tensor) -> Tensor:
        """Features (batch, feature) and flags of known groups (batch, group) to scores (batch, class).

        The softmax of the scores is a probability for each species; together they are always 1, also for a
        leaf that is none of them.
        """
        scores: Tensor = self.output(self.hidden(features, known))
        return scores

    def hidden(self, features: Tensor, known: Tensor) -> Tensor:
        """The last hidden layer, (batch, hidden): what the network makes of a leaf before it decides."""
        # An unknown group becomes 0, which is the average leaf. The flags tell the two apart.
        shown = features * known[:, self.group_of]  # (batch, feature)
        activity = torch.cat([shown, known], dim=1)  # (batch, feature + group)
        for layer in self.layers:
            activity = self.dropout(torch.relu(layer(activity)))
        return activity
