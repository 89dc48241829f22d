"""A network for records: numbers go in as they are, words as learned vectors (Guo and Berkhahn 2016).

“Entity embeddings of categorical variables” gave each word of a column a place of its own, so that a network
can read it. Left out: normalisation layers and attention over columns, which small tables do not repay.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn


class PatientNetwork(nn.Module):
    """`numbers` scaled columns and one embedding for each column of words, then layers, then the outputs."""

    def __init__(
        self, numbers: int, levels: Sequence[int], outputs: int, layers: int, width: int, dropout: float
    ) -> None:
        super().__init__()
        # One row more than there are words: row 0 stands for a missing or never seen one.
        self.words = nn.ModuleList(nn.Embedding(count + 1, embedding_width(count)) for count in levels)
        inputs = numbers + sum(embedding_width(count) for count in levels)
        sizes = [inputs] + [width] * layers
        self.hidden = nn.ModuleList(nn.Linear(*pair) for pair in pairwise(sizes))
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(sizes[-1], outputs)
        for embedding in self.words:
            nn.init.normal_(embedding.weight, std=0.5)  # type: ignore[arg-type]

    def forward(self, numbers: Tensor, codes: Tensor) -> Tensor:
        """Numbers (batch, numbers) and codes of words (batch, categories) to raw outputs (batch, outputs)."""
        return self.judge(self.features(numbers, codes))

    def features(self, numbers: Tensor, codes: Tensor) -> Tensor:
        """One row of numbers a patient, words as their vectors: (batch, feature)."""
        vectors = [embedding(codes[:, place]) for place, embedding in enumerate(self.words)]
        return torch.cat([numbers, *vectors], dim=1)

    def judge(self, features: Tensor) -> Tensor:
        """From features to raw outputs; kept apart because explanations bend the features themselves."""
        activity = features
        for layer in self.hidden:
            # ReLU lets a neuron speak only for some patients: that is how “old and smokes” comes about.
            activity = self.dropout(torch.relu(layer(activity)))
        judged: Tensor = self.output(activity)
        return judged


def embedding_width(levels: int) -> int:
    """Numbers that stand for one word: few words need few."""
    return min(6, (levels + 2) // 2)
