"""A gated recurrent unit that reads a series step by step and foretells the next value with its spread.

Cho and others (2014) proposed the unit; the output of a mean and a spread, trained by the likelihood of what
came, follows DeepAR (Salinas and others 2017). Left out: several layers, attention, and sampling of whole
futures: every forecast here is one step ahead.
"""

from collections.abc import Mapping

import torch
from torch import Tensor, nn


class SeriesNetwork(nn.Module):
    """One memory of `hidden` cells, and two numbers read from it: where the next value lies, how surely."""

    def __init__(self, features: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.memory = nn.GRU(features, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, 2)
        # A straight way past the memory: what a weighted sum can do need not be remembered.
        self.straight = nn.Linear(features, 1, bias=False)
        nn.init.zeros_(self.straight.weight)

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Inputs (batch, time, feature) to mean and spread of each next value, both (batch, time)."""
        states, _ = self.memory(inputs)  # (batch, time, hidden): the memory after each step
        return self.tell(states, inputs)

    def tell(self, states: Tensor, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """From the memory to mean and spread. The spread is an exponential, so that it is never negative."""
        outputs = self.output(self.dropout(states))  # (batch, time, 2)
        mean = outputs[..., 0] + self.straight(inputs)[..., 0]
        spread = torch.exp(outputs[..., 1].clamp(-4, 3))
        return mean, spread


class SeasonNetworks(nn.Module):
    """One network a station, all of the same shape, each with weights of its own."""

    def __init__(self, features: Mapping[str, int], hidden: int, dropout: float) -> None:
        super().__init__()
        self.stations = nn.ModuleDict(
            {name: SeriesNetwork(count, hidden, dropout) for name, count in features.items()}
        )

    def forward(self, station: str, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and spread of each next value, by the network of that station."""
        answer: tuple[Tensor, Tensor] = self.stations[station](inputs)
        return answer


def gates(memory: nn.GRU, inputs: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The same memory written out: states, what each gate kept, and what was reset, all (time, hidden).

    `inputs` are one series, (time, feature). PyTorch's own unit does the same and keeps its gates to itself.
    """
    weights = dict(memory.named_parameters())
    state = torch.zeros(memory.hidden_size)
    from_inputs = inputs @ weights["weight_ih_l0"].T + weights["bias_ih_l0"]  # (time, 3 * hidden)
    states, kept, reset = [], [], []
    for read in from_inputs:
        from_state = weights["weight_hh_l0"] @ state + weights["bias_hh_l0"]
        (read_r, read_z, read_n), (state_r, state_z, state_n) = read.chunk(3), from_state.chunk(3)
        r = torch.sigmoid(read_r + state_r)  # how much of the past is let into the new proposal
        z = torch.sigmoid(read_z + state_z)  # how much of the past is kept as it is
        proposal = torch.tanh(read_n + r * state_n)
        state = (1 - z) * proposal + z * state
        states.append(state)
        kept.append(z)
        reset.append(r)
    return torch.stack(states), torch.stack(kept), torch.stack(reset)
