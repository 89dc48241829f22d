"""One small network for each station of the field: dense layers, and windows that glide over a spectrum.

After LeCun and others, “Gradient-based learning applied to document recognition” (1998): a window that is
moved over the input needs to learn a shape only once. Left out: pooling, normalisation layers and anything
deeper, which a few hundred samples do not repay.
"""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

TILE = 16  # pixels a side of a tile of a photo


class FieldNetwork(nn.Module):
    """The networks of all stations that a run learns; they share nothing."""

    def __init__(self, stations: Mapping[str, Mapping[str, Any]], width: int, dropout: float) -> None:
        super().__init__()
        made = {"dense": Dense, "spectrum": SpectrumReader, "tile": TileReader}
        self.stations = nn.ModuleDict(
            {
                name: made[one["network"]](one["inputs"], one["outputs"], width, dropout)
                for name, one in stations.items()
            }
        )

    def forward(self, station: str, inputs: Tensor) -> Tensor:
        """Inputs (batch, feature) of one station to outputs (batch, class or target)."""
        outputs: Tensor = self.stations[station](inputs)
        return outputs


class Dense(nn.Module):
    """Two hidden layers. For a Landsat window the first one is a filter of the window's own size."""

    def __init__(self, inputs: int, outputs: int, width: int, dropout: float) -> None:
        super().__init__()
        self.first = nn.Linear(inputs, width)
        self.second = nn.Linear(width, width)
        self.output = nn.Linear(width, outputs)
        self.dropout = nn.Dropout(dropout)

    def forward(self, inputs: Tensor) -> Tensor:
        """(batch, feature) to (batch, output)."""
        hidden = self.dropout(torch.relu(self.first(inputs)))  # (batch, width)
        hidden = self.dropout(torch.relu(self.second(hidden)))
        outputs: Tensor = self.output(hidden)
        return outputs


class SpectrumReader(nn.Module):
    """Windows glide along the wavelengths, then two dense layers weigh what they found."""

    def __init__(self, inputs: int, outputs: int, width: int, dropout: float) -> None:
        super().__init__()
        self.slide = nn.Conv1d(1, 8, kernel_size=25, stride=5)
        places = (inputs - 25) // 5 + 1
        self.inner = nn.Linear(8 * places, width)
        self.output = nn.Linear(width, outputs)
        self.dropout = nn.Dropout(dropout)

    def forward(self, inputs: Tensor) -> Tensor:
        """Spectra (batch, wavelength) to (batch, output)."""
        found = torch.relu(self.slide(inputs.unsqueeze(1)))  # (batch, 8 channels, places)
        hidden = torch.relu(self.inner(found.flatten(1)))  # (batch, width)
        outputs: Tensor = self.output(self.dropout(hidden))
        return outputs


class TileReader(nn.Module):
    """A tile of a photo: windows look for colour and texture, and their mean over the tile is weighed."""

    def __init__(self, inputs: int, outputs: int, width: int, dropout: float) -> None:  # noqa: ARG002
        super().__init__()
        self.look = nn.Conv2d(3, 12, kernel_size=3, stride=2)
        self.again = nn.Conv2d(12, 24, kernel_size=3, stride=2)
        self.output = nn.Linear(24 + 3, outputs)
        self.dropout = nn.Dropout(dropout)

    def forward(self, inputs: Tensor) -> Tensor:
        """Tiles (batch, 3 * 16 * 16) to (batch, class)."""
        tiles = inputs.reshape(-1, 3, TILE, TILE)  # (batch, channel, height, width)
        found = torch.relu(self.again(torch.relu(self.look(tiles))))  # (batch, 24, 3, 3)
        # The mean colour goes straight to the end: often it is all that is needed.
        seen = torch.cat([found.mean(dim=(2, 3)), tiles.mean(dim=(2, 3))], dim=1)  # (batch, 27)
        outputs: Tensor = self.output(self.dropout(seen))
        return outputs
