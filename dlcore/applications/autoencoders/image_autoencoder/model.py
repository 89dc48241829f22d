"""An encoder that squeezes pictures into a short code, and a decoder that paints them again.

After Hinton and Salakhutdinov, "Reducing the dimensionality of data with neural networks" (2006).
Left out: their layer-by-layer start (today's initialisation and Adam make it unnecessary) and everything
that would make the code random (that is a variational autoencoder).
"""

import torch
from torch import Tensor, nn


class Autoencoder(nn.Module):
    """Pictures (batch, channel, height, width) from 0 to 1, to a code (batch, code) and back."""

    def __init__(self, architecture: str, size: int, channels: int, width: int, code_size: int) -> None:
        super().__init__()
        halves = dense if architecture == "dense" else convolutional
        self.encoder, self.decoder = halves(size, channels, width, code_size)
        self.apply(matched)
        self.rival = PrincipalComponents(channels * size * size, code_size)

    def encode(self, pictures: Tensor) -> Tensor:
        """(batch, channel, height, width) to (batch, code)."""
        code: Tensor = self.encoder(pictures)
        return code

    def decode(self, code: Tensor) -> Tensor:
        """(batch, code) to (batch, channel, height, width)."""
        pictures: Tensor = self.decoder(code)
        return pictures

    def forward(self, pictures: Tensor) -> Tensor:
        """Through the bottleneck and out again."""
        return self.decode(self.encode(pictures))


def dense(size: int, channels: int, width: int, code_size: int) -> tuple[nn.Sequential, nn.Sequential]:
    """Encoder and decoder in which every number is joined with every number of the next layer."""
    pixels, half = channels * size * size, max(1, width // 2)
    encoder = nn.Sequential(
        nn.Flatten(),  # (batch, pixels): where a pixel lies is forgotten
        nn.Linear(pixels, width),
        nn.GELU(),  # a bend: what is below zero is nearly cut off
        nn.Linear(width, half),
        nn.GELU(),
        nn.Linear(half, code_size),  # no bend here: a number of the code may have any value
    )
    decoder = nn.Sequential(
        nn.Linear(code_size, half),
        nn.GELU(),
        nn.Linear(half, width),
        nn.GELU(),
        nn.Linear(width, pixels),
        nn.Sigmoid(),  # pixels lie between 0 and 1
        nn.Unflatten(1, (channels, size, size)),
    )
    return encoder, decoder


def convolutional(
    size: int, channels: int, width: int, code_size: int
) -> tuple[nn.Sequential, nn.Sequential]:
    """Encoder and decoder of gliding windows, 4x4 pixels wide; each layer halves or doubles the picture."""
    few, many, side = max(1, width // 16), max(2, width // 8), size // 4
    encoder = nn.Sequential(
        nn.Conv2d(channels, few, 4, stride=2, padding=1),  # (batch, few, size / 2, size / 2)
        nn.GELU(),
        nn.Conv2d(few, many, 4, stride=2, padding=1),  # (batch, many, size / 4, size / 4)
        nn.GELU(),
        nn.Flatten(),
        nn.Linear(many * side * side, code_size),
    )
    decoder = nn.Sequential(
        nn.Linear(code_size, many * side * side),
        nn.GELU(),
        nn.Unflatten(1, (many, side, side)),
        nn.ConvTranspose2d(many, few, 4, stride=2, padding=1),  # (batch, few, size / 2, size / 2)
        nn.GELU(),
        nn.ConvTranspose2d(few, channels, 4, stride=2, padding=1),  # (batch, channel, size, size)
        nn.Sigmoid(),
    )
    return encoder, decoder


def matched(layer: nn.Module) -> None:
    """First weights that keep a signal as strong from layer to layer as it was (He and others, 2015).

    With PyTorch's own, smaller ones all pictures come out alike, and for hundreds of steps the network
    learns nothing but the average picture.
    """
    if isinstance(layer, nn.ConvTranspose2d):
        summed = layer.in_channels * 4  # a window of 4x4 with stride 2: each pixel is the sum of 2x2 places
    elif isinstance(layer, nn.Linear | nn.Conv2d):
        summed = layer.weight[0].numel()
    else:
        return
    nn.init.normal_(layer.weight, std=(2 / summed) ** 0.5)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)


class PrincipalComponents(nn.Module):
    """The rival: PCA, the best that an encoder and a decoder without any bend can do.

    It is computed, not trained, and travels with the network so that both can be compared anywhere.
    """

    mean: Tensor
    directions: Tensor

    def __init__(self, pixels: int, code_size: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(pixels))
        self.register_buffer("directions", torch.zeros(code_size, pixels))

    def forward(self, pictures: Tensor) -> Tensor:
        """(batch, channel, height, width) onto the directions and back, kept between 0 and 1."""
        away = pictures.flatten(1) - self.mean  # (batch, pixels)
        code = away @ self.directions.T  # (batch, code)
        painted = code @ self.directions + self.mean  # (batch, pixels)
        return painted.clamp(0, 1).reshape(pictures.shape)
