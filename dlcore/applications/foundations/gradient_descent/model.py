"""A multilayer perceptron: layers of neurons, each a weighted sum followed by a bend.

The idea is Rosenblatt's (1958); training it by the gradient is Rumelhart, Hinton and Williams (1986),
“Learning representations by back-propagating errors”. Left out: normalisation and skip connections,
which very deep networks need and six layers do not.
"""

import math
from itertools import pairwise

import torch
from torch import Tensor, nn

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "leaky relu": nn.LeakyReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


class Perceptron(nn.Module):
    """`layers` hidden layers of `width` neurons between the inputs and one output for each class."""

    def __init__(
        self, inputs: int, outputs: int, layers: int, width: int, activation: str, dropout: float = 0.0
    ) -> None:
        super().__init__()
        sizes = [inputs] + [width] * layers
        self.hidden = nn.ModuleList(nn.Linear(*pair) for pair in pairwise(sizes))
        self.bend = ACTIVATIONS[activation]()
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(sizes[-1], outputs)

    def forward(self, points: Tensor) -> Tensor:
        """Points (batch, inputs) to raw outputs (batch, outputs)."""
        return self.output(self.activities(points)[-1])  # type: ignore[no-any-return]

    def activities(self, points: Tensor) -> list[Tensor]:
        """The points themselves, then what each hidden layer makes of them: each (batch, width)."""
        activities = [points]
        for layer in self.hidden:
            # Without the bend two layers in a row would be one: a product of two matrices is a matrix.
            bent = self.bend(layer(activities[-1]))
            activities.append(self.dropout(bent))
        return activities


def set_weights(model: Perceptron, start: str, activation: str) -> None:
    """Choose the weights before the first step; biases are zero."""
    for layer in [*model.hidden, model.output]:
        assert isinstance(layer, nn.Linear)
        nn.init.normal_(layer.weight, std=_spread(layer.in_features, start, activation))
        nn.init.zeros_(layer.bias)
        if start == "all equal":
            # Neurons that start alike get the same gradient and stay alike for ever.
            nn.init.constant_(layer.weight, 0.5 / math.sqrt(layer.in_features))


def _spread(inputs: int, start: str, activation: str) -> float:
    # A ReLU lets half of the signal through, so its weights must be larger by the root of two
    # (He et al. 2015); with tanh the spread 1 / sqrt(inputs) keeps the size of the signal (LeCun 1998).
    matched = math.sqrt((2.0 if "relu" in activation else 1.0) / inputs)
    return {"small": 0.01, "large": 10.0, "zeros": 0.0}.get(start, 1.0) * matched


@torch.no_grad()
def dead_units(model: Perceptron, points: Tensor) -> float:
    """Share of hidden neurons that say the same for every one of the points (batch, inputs)."""
    was_training = model.training
    activities = model.eval().activities(points)[1:]  # without dropout, which draws and blurs
    model.train(was_training)
    constant = [activity.std(dim=0) < 1e-6 for activity in activities]
    return float(torch.cat(constant).float().mean()) if constant else 0.0
