"""What trained networks see in a picture, as numbers: a large one in photos, the shipped one in doodles."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dlcore.applications.classification.own_classes import efficientnet
from dlcore.applications.classification.own_classes.fitting import as_doodle, as_photo
from dlcore.applications.classification.own_classes.model import DrawingNet
from dlcore.datasets import packages

Picture = NDArray[np.uint8]
PACKAGE = "efficientnet"


@lru_cache(maxsize=1)
def large_network() -> efficientnet.EfficientNetLite0:
    """EfficientNet-Lite0 with its published weights, kept. Raises `MissingPackageError` with a sentence."""
    (path,) = packages.names(PACKAGE, ".pth")
    return efficientnet.load(packages.read_member(PACKAGE, path))


@lru_cache(maxsize=1)
def doodle_network() -> DrawingNet:
    """The shipped recogniser of doodles."""
    from dlcore.contract.checkpoint import open_checkpoint

    network = open_checkpoint("own_classes").model
    assert isinstance(network, DrawingNet)
    return network


def photo_tensor(picture: Picture) -> Tensor:
    """A picture (height, width, 3) as the large network wants it, (1, 3, 224, 224)."""
    return efficientnet.to_input(torch.tensor(as_photo(picture))[None])


def doodle_tensor(pictures: Sequence[Picture]) -> Tensor:
    """Pictures as the small network wants them, (count, 1, 28, 28)."""
    return torch.tensor(np.stack([as_doodle(one) for one in pictures]), dtype=torch.float32)[:, None] / 255


@torch.no_grad()
def of_photo(picture: Picture) -> NDArray[np.float32]:
    """1,280 numbers about a picture; always computed alone, so that they never depend on its neighbours."""
    row: NDArray[np.float32] = large_network().features(photo_tensor(picture))[0].numpy()
    return row


@torch.no_grad()
def of_doodle_network(pictures: Sequence[Picture]) -> NDArray[np.float32]:
    """What the shipped doodle recogniser sees, (pictures, feature)."""
    rows = [doodle_network().features(doodle_tensor([one])) for one in pictures]
    found: NDArray[np.float32] = torch.cat(rows).numpy()
    return found
