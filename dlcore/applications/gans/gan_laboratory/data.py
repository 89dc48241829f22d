"""What the generator has to imitate, and how far a Gaussian fitted to it gets: the baseline."""

import numpy as np
import torch
from torch import Tensor

from dlcore.applications.gans.gan_laboratory.config import Config
from dlcore.applications.gans.gan_laboratory.measure import judge_pictures, measure_pictures, measure_points
from dlcore.applications.gans.gan_laboratory.pictures import PictureData, load_pictures, to_tensor
from dlcore.applications.gans.gan_laboratory.planes import PlaneData, target

COMPONENTS = 32  # directions of PCA that the Gaussians for pictures live in
SAMPLES = 2000

Data = PlaneData | PictureData


def load_data(config: Config) -> Data:
    """The data of a config. Raises `ValueError` with a sentence for unusable points."""
    if config.is_plane:
        return PlaneData(target(config.dataset, config.own_points))
    return load_pictures(config.dataset)


def check_data(config: Config) -> Data:
    """What the shipped model can be measured on without the real cat doodles: the digits."""
    return load_data(config) if config.is_plane else load_pictures("digits")


def baseline(data: Data) -> dict[str, float]:
    """Samples of a fitted Gaussian, measured as the generator's are."""
    if isinstance(data, PlaneData):
        real = data.batch(SAMPLES)[0].numpy()
        points = np.random.multivariate_normal(real.mean(axis=0), np.cov(real.T), SAMPLES)
        return measure_points(points, data.target)
    pictures, labels = gaussian_pictures(data, SAMPLES)
    judged = judge_pictures(pictures)
    return measure_pictures(*judged, labels, data.classes, data.target)


def gaussian_pictures(data: PictureData, count: int) -> tuple[Tensor, Tensor]:
    """Pictures (count, 1, 28, 28) from one Gaussian a class, fitted to the first PCA directions; labels."""
    pixels = to_tensor(data.pictures).flatten(1)
    mean = pixels.mean(dim=0)
    _, _, directions = torch.pca_lowrank(pixels, q=COMPONENTS)  # (pixels, components)
    codes = ((pixels - mean) @ directions).numpy()
    labels = np.arange(count) % len(data.classes)
    drawn = np.empty((count, COMPONENTS), dtype=np.float32)
    for label in range(len(data.classes)):
        own, rows = codes[data.labels == label], labels == label
        drawn[rows] = np.random.multivariate_normal(own.mean(axis=0), np.cov(own.T), rows.sum())
    values = torch.as_tensor(drawn) @ directions.T + mean
    return values.clamp(-1, 1).view(-1, 1, 28, 28), torch.as_tensor(labels)
