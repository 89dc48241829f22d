"""A generator that makes samples out of noise, and a discriminator that scores how real they look.

Goodfellow et al. 2014; for pictures small convolutions in the manner of DCGAN (Radford et al. 2016), with
labels given to the discriminator by projection (Miyato and Koyama 2018). Left out: progressive growing,
attention, style layers: at 28 by 28 pixels they cost more than they bring.
"""

import copy
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot
from torch.nn.utils.parametrizations import spectral_norm

Wrap = Callable[[nn.Module], nn.Module]


class GAN(nn.Module):
    """Both players, and the running average of the generator, which is what we look at."""

    def __init__(self, generator: nn.Module, discriminator: nn.Module, latent_size: int) -> None:
        super().__init__()
        self.generator = generator
        self.discriminator = discriminator
        self.average = copy.deepcopy(generator).requires_grad_(False)
        self.latent_size = latent_size

    def noise(self, count: int) -> Tensor:
        """Where every sample begins: (count, latent)."""
        return torch.randn(count, self.latent_size)

    @torch.no_grad()
    def follow(self, memory: float) -> None:
        """Move the average a little towards the generator; the game's swings cancel out in it."""
        for average, latest in zip(self.average.parameters(), self.generator.parameters(), strict=True):
            average.data.lerp_(latest, 1 - memory)
        for kept, counted in zip(self.average.buffers(), self.generator.buffers(), strict=True):
            kept.copy_(counted)  # what batch normalisation has counted


class PlaneGenerator(nn.Module):
    """Noise to a point in the plane."""

    def __init__(self, latent_size: int, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(latent_size, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 2)
        )

    def forward(self, noise: Tensor, labels: Tensor) -> Tensor:  # noqa: ARG002 - points have no classes
        """(batch, latent) to (batch, 2)."""
        points: Tensor = self.layers(noise)
        return points


class PlaneDiscriminator(nn.Module):
    """A point to a score: above 0 "real", below 0 "generated"."""

    def __init__(self, width: int, wrap: Wrap, deviation: bool) -> None:
        super().__init__()
        self.features = nn.Sequential(
            wrap(nn.Linear(2, width)), nn.LeakyReLU(0.2), wrap(nn.Linear(width, width)), nn.LeakyReLU(0.2)
        )
        self.deviation = MinibatchDeviation() if deviation else None
        self.score = wrap(nn.Linear(width + deviation, 1))

    def forward(self, points: Tensor, labels: Tensor) -> Tensor:  # noqa: ARG002 - points have no classes
        """(batch, 2) to (batch,)."""
        features = self.features(points)  # (batch, width)
        if self.deviation is not None:
            features = self.deviation(features)
        score: Tensor = self.score(features).squeeze(1)
        return score


class PictureGenerator(nn.Module):
    """Noise and a label to a picture: first 7 by 7 cells, then each cell unfolds into 4 by 4 pixels."""

    def __init__(self, latent_size: int, classes: int, channels: int) -> None:
        super().__init__()
        self.classes = classes
        self.grow = nn.Sequential(
            nn.Linear(latent_size + classes, 2 * channels * 7 * 7),
            nn.Unflatten(1, (2 * channels, 7, 7)),
            nn.BatchNorm2d(2 * channels),
            nn.ReLU(),
            nn.Conv2d(2 * channels, 4 * channels, 3, padding=1),
            nn.BatchNorm2d(4 * channels),
            nn.ReLU(),
            nn.Conv2d(4 * channels, 16, 3, padding=1),
            nn.PixelShuffle(4),  # (batch, 16, 7, 7) to (batch, 1, 28, 28)
            nn.Tanh(),
        )

    def forward(self, noise: Tensor, labels: Tensor) -> Tensor:
        """(batch, latent) and (batch,) to (batch, 1, 28, 28), from -1 (black) to 1 (white)."""
        return self.mixed(noise, one_hot(labels, self.classes))

    def mixed(self, noise: Tensor, shares: Tensor) -> Tensor:
        """The same for shares of the classes (batch, classes): half a 3 and half an 8 can be asked for."""
        picture: Tensor = self.grow(torch.cat([noise, shares], dim=1))
        return picture


class PictureDiscriminator(nn.Module):
    """A picture and its label to a score."""

    def __init__(self, classes: int, channels: int, wrap: Wrap, deviation: bool) -> None:
        super().__init__()
        features = 2 * channels * 7 * 7
        self.features = nn.Sequential(
            nn.PixelUnshuffle(2),  # (batch, 4, 14, 14): same numbers, half the work
            wrap(nn.Conv2d(4, channels, 3, stride=2, padding=1)),  # 7 x 7
            nn.LeakyReLU(0.2),
            wrap(nn.Conv2d(channels, 2 * channels, 3, padding=1)),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
        )
        self.deviation = MinibatchDeviation() if deviation else None
        self.score = wrap(nn.Linear(features + deviation, 1))
        self.embedding = wrap(nn.Embedding(classes, features))

    def forward(self, pictures: Tensor, labels: Tensor) -> Tensor:
        """(batch, 1, 28, 28) and (batch,) to (batch,)."""
        features = self.features(pictures)  # (batch, features)
        # Projection: how well do the features fit what the label asks for?
        fits = (self.embedding(labels) * features).sum(1)
        if self.deviation is not None:
            features = self.deviation(features)
        score: Tensor = self.score(features).squeeze(1) + fits
        return score


class MinibatchDeviation(nn.Module):
    """One more feature: how much the samples of the batch differ (Karras et al. 2018).

    A generator that makes one thing only is found out by it, however good the thing.
    """

    def forward(self, features: Tensor) -> Tensor:
        """(batch, features) to (batch, features + 1)."""
        # The root's slope at exactly 0 is infinite, and border pixels never differ: hence the 1e-8.
        deviation = (features.var(dim=0, unbiased=False) + 1e-8).sqrt().mean()
        return torch.cat([features, deviation.expand(len(features), 1)], dim=1)


def wrapper(spectral: bool) -> Wrap:
    """Spectral normalisation around a layer, or nothing."""
    return spectral_norm if spectral else (lambda layer: layer)
