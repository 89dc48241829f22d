"""Teaching encoder and decoder to copy pictures through the bottleneck."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dlcore.applications.autoencoders.image_autoencoder.config import Config
from dlcore.applications.autoencoders.image_autoencoder.data import PictureData, Pictures
from dlcore.applications.autoencoders.image_autoencoder.model import Autoencoder
from dlcore.contract import Event, Images, Metrics, Plane, Points, Sample

MEASURE_EVERY = 25  # steps
WATCHED = 500  # held-out pictures measured while training; `evaluate` takes all
SAMPLES = 50  # over the whole run
SHOWN = 10  # pictures in a sample
MAPPED = 400  # points on the map of a code of two


def build_model(config: Config, signature: dict[str, Any]) -> Autoencoder:
    """The untrained network for pictures of that size."""
    return Autoencoder(
        config.architecture, signature["size"], signature["channels"], config.width, config.code_size
    )


def train(model: Autoencoder, data: PictureData, config: Config) -> Iterator[Event]:
    """Show pictures, ask for the same pictures back, and learn from the difference."""
    mean, directions = data.components
    model.rival.mean.copy_(torch.from_numpy(mean))
    model.rival.directions.copy_(torch.from_numpy(directions))
    optimizer = torch.optim.Adam(model.parameters(), lr=config.learning_rate)
    for step in range(config.steps):
        # Long steps first, fine ones at the end. Read every step: the slider is live.
        set_learning_rate(optimizer, config.learning_rate * (1 - step / config.steps))
        pictures = batch(data.training, config.batch_size, config.shift)  # (batch, channel, height, width)

        # The picture is its own right answer. With noise the clean one is asked for, so that copying
        # no longer helps: a denoising autoencoder (Vincent and others, 2008).
        seen = (pictures + config.noise * torch.randn_like(pictures)).clamp(0, 1)
        code = model.encode(seen)  # (batch, code)
        painted = model.decode(code)  # (batch, channel, height, width)
        loss = functional.mse_loss(painted, pictures) + config.sparsity * code.abs().mean()

        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()

        measured = {"loss": loss.item(), **watch(model, data, step, config.steps)}
        if step % max(1, config.steps // SAMPLES) == 0 or step == config.steps - 1:
            yield Sample(step, show(model, data))
            if config.code_size == 2:
                yield Sample(step, draw_map(model, data), name="map of the codes")
        yield Metrics(step, measured)


def set_learning_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """The step length of the next step."""
    for group in optimizer.param_groups:
        group["lr"] = rate


def batch(pictures: Pictures, count: int, shift: int) -> Tensor:
    """Random pictures (count, channel, height, width) from 0 to 1, all moved together by up to `shift`."""
    rows = torch.randint(len(pictures), (count,))
    chosen = to_tensor(pictures[rows.numpy()])
    if not shift:
        return chosen
    size = chosen.shape[-1]
    across, down = (int(place) for place in torch.randint(2 * shift + 1, (2,)))
    padded = functional.pad(chosen, (shift, shift, shift, shift), mode="replicate")
    return padded[:, :, down : down + size, across : across + size]


def watch(model: Autoencoder, data: PictureData, step: int, steps: int) -> dict[str, float]:
    """One of the three held-out figures in turn, so that no step takes long."""
    turn = step % MEASURE_EVERY
    figures = {}
    if turn == 0 or step == steps - 1:
        figures["validation_loss"] = error(model, data.held_out[:WATCHED])
    if turn == MEASURE_EVERY // 3:
        figures["noise_error"] = error(model, data.noisy[:WATCHED], data.held_out[:WATCHED])
    if turn == 2 * MEASURE_EVERY // 3:
        figures["cats_error"] = error(model, data.cats)
    return figures


def evaluate(model: Autoencoder, data: PictureData) -> dict[str, float]:
    """Mean squared error a pixel: on held-out pictures, on noisy ones, and on cats."""
    return {
        "validation_loss": error(model, data.held_out),
        "noise_error": error(model, data.noisy, data.held_out),
        "cats_error": error(model, data.cats),
    }


def error(model: nn.Module, pictures: Pictures, wanted: Pictures | None = None) -> float:
    """Mean squared error between what the model makes of pictures and what is wanted: themselves, if None."""
    wanted = pictures if wanted is None else wanted
    total = 0.0
    with torch.no_grad():
        for start in range(0, len(pictures), WATCHED):
            part = slice(start, start + WATCHED)
            painted, right = model(to_tensor(pictures[part])), to_tensor(wanted[part])
            total += float(functional.mse_loss(painted, right)) * len(right)
    return total / len(pictures)


def show(model: Autoencoder, data: PictureData) -> Images:
    """Held-out pictures in three rows: as they are, through the autoencoder, through PCA."""
    places = np.linspace(0, len(data.held_out) - 1, SHOWN).astype(int)
    pictures = to_tensor(data.held_out[places])
    with torch.no_grad():
        rows = torch.cat([pictures, model(pictures), model.rival(pictures)])
    return Images(
        to_pictures(rows),
        columns=SHOWN,
        captions=("held-out pictures", "autoencoder", "PCA"),
        alt="Three rows: held-out pictures, their reconstructions, and those of PCA.",
    )


def draw_map(model: Autoencoder, data: PictureData) -> Plane:
    """Where held-out pictures lie in a code of two numbers."""
    with torch.no_grad():
        codes = model.encode(to_tensor(data.held_out[:MAPPED])).numpy()  # (count, 2)
    labels = np.array(data.labels[:MAPPED])
    names = sorted(set(data.labels))[:SHOWN]
    reach = float(np.abs(codes).max()) * 1.05 + 1e-6
    return Plane(
        extent=(-reach, reach, -reach, reach),
        points=[Points(codes[labels == name], number, name) for number, name in enumerate(names)],
        alt="Held-out pictures as points: the place is the code, the colour is what they show.",
    )


def to_tensor(pictures: Pictures) -> Tensor:
    """Bytes (count, height, width[, 3]) to numbers (count, channel, height, width) from 0 to 1."""
    numbers = torch.tensor(np.ascontiguousarray(pictures), dtype=torch.float32) / 255
    return numbers[:, None] if numbers.ndim == 3 else numbers.permute(0, 3, 1, 2)


def to_pictures(numbers: Tensor) -> Pictures:
    """The way back: (count, channel, height, width) to bytes (count, height, width[, 3])."""
    levels = (numbers * 255).round().clamp(0, 255).to(torch.uint8)
    pictures: Pictures = (levels[:, 0] if levels.shape[1] == 1 else levels.permute(0, 2, 3, 1)).numpy()
    return pictures
