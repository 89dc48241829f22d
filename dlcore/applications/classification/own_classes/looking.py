"""One picture as one model sees it. All models here are sums over their last maps, so one shape fits all."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from dlcore.applications.classification.own_classes import features
from dlcore.applications.classification.own_classes.efficientnet import EfficientNetLite0
from dlcore.applications.classification.own_classes.fitting import as_doodle, as_photo
from dlcore.applications.classification.own_classes.model import PLACES, DrawingNet, Head
from dlcore.contract import TrainedModel

Picture = NDArray[np.uint8]
Layers = list[tuple[str, Tensor]]  # titles and maps (maps, height, width)

TINY = 16  # pixels a side where no network looks first
SHOWN_BLOCKS = (2, 4, 10)  # of the large network's sixteen


@dataclass(frozen=True)
class Look:
    """A picture before a model: `score[class] = bias[class] + sum(weights[class] * last maps)`."""

    pixels: Tensor  # (1, channel, height, width), from 0 to 1
    see: Callable[[Tensor], Layers]  # pixels to the maps of each layer, the last ones last
    weights: Tensor  # (class, map, row, column)
    bias: Tensor  # (class,)

    def maps(self, pixels: Tensor | None = None) -> Tensor:
        """The last maps, (map, row, column)."""
        return self.see(self.pixels if pixels is None else pixels)[-1][1]

    def scores(self, pixels: Tensor | None = None) -> Tensor:
        """The score of each class, (class,)."""
        return (self.weights * self.maps(pixels)).sum(dim=(1, 2, 3)) + self.bias

    def features(self) -> Tensor:
        """What was seen, no matter where, (feature,); bare pixels stay where they are."""
        maps = self.maps()
        return maps.permute(1, 2, 0).reshape(-1) if maps.shape[-1] == TINY else maps.mean(dim=(1, 2))

    def evidence(self, label: int) -> Tensor:
        """What each place adds to the score of a class, (row, column); the bias comes on top."""
        return (self.weights[label] * self.maps()).sum(dim=0)

    def to_picture(self, pixels: Tensor) -> Picture:
        """Pixels (1, channel, height, width) as a picture."""
        levels = (pixels[0] * 255).round().clamp(0, 255).to(torch.uint8)
        found: Picture = (levels[0] if len(levels) == 1 else levels.permute(1, 2, 0)).numpy()
        return found


def form(trained: TrainedModel, picture: Picture) -> Picture:
    """A picture brought into the form that this model looks at."""
    doodle = trained.signature["kind"] == "drawings" or trained.signature["extractor"] == "doodle network"
    return as_doodle(picture) if doodle else as_photo(picture)


def look(trained: TrainedModel, picture: Picture) -> Look:
    """A picture (in the model's form) before the model. Raises `FetchError` if the large one is missing."""
    values = torch.tensor(picture, dtype=torch.float32) / 255
    pixels = values[None, None] if values.ndim == 2 else values.permute(2, 0, 1)[None]
    model = trained.model
    if isinstance(model, DrawingNet):
        weights = model.classify.weight.detach()
        weights = weights.reshape(len(weights), -1, PLACES, PLACES)  # (class, map, row, column)
        return Look(
            pixels, lambda given: _drawing_layers(model, given), weights, model.classify.bias.detach()
        )
    assert isinstance(model, Head)
    # The head subtracts an average picture and divides; both can be drawn into weights and bias.
    weights = model.classify.weight.detach() / model.spread
    bias = model.classify.bias.detach() - weights @ model.mean
    extractor = trained.signature["extractor"]
    if extractor == "pixels":
        tiny = weights.reshape(-1, TINY, TINY, 3).permute(0, 3, 1, 2)
        return Look(pixels, _tiny_layers, tiny, bias)
    everywhere = weights[..., None, None].expand(-1, -1, PLACES, PLACES) / PLACES**2  # an average over places
    if extractor == "doodle network":
        network = features.doodle_network()
        return Look(pixels, lambda given: _drawing_layers(network, given), everywhere, bias)
    large = features.large_network()
    return Look(pixels, lambda given: _photo_layers(large, given), everywhere, bias)


def _drawing_layers(model: DrawingNet, pixels: Tensor) -> Layers:
    titles = ("First layer: lines", "Second layer: corners and arcs", "Third layer: parts")
    return list(zip(titles, (maps[0] for maps in model.stages(pixels)), strict=True))


def _tiny_layers(pixels: Tensor) -> Layers:
    return [("Bare pixels, 16 x 16: no network at all", functional.adaptive_avg_pool2d(pixels, TINY)[0])]


def _photo_layers(network: EfficientNetLite0, pixels: Tensor) -> Layers:
    values = functional.relu6(network.stem((pixels * 255 - 127) / 128))
    found = [("The first layer, 112 x 112", values[0])]
    for number, block in enumerate(network.blocks):
        values = block(values)
        if number in SHOWN_BLOCKS:
            side = values.shape[-1]
            found.append((f"Block {number + 1} of 16, {side} x {side}", values[0].clamp_min(0)))
    last = functional.relu6(network.top(values))
    return [*found, ("The last maps, 7 x 7: their averages are the features", last[0])]
