"""What a run and a question show: the plane with the discriminator's surface, or rows of pictures."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from dlcore.applications.gans.gan_laboratory.losses import generator_loss
from dlcore.applications.gans.gan_laboratory.model import GAN
from dlcore.applications.gans.gan_laboratory.pictures import to_pictures
from dlcore.applications.gans.gan_laboratory.planes import EXTENT
from dlcore.contract import Images, Plane, Points

GRID = 40  # cells of the surface along each side
LONGEST_ARROW = 0.6  # in data units; an arrow of half that length stands for a push of 1


def surface(model: GAN) -> np.ndarray:
    """How sure the discriminator is of "real" at each place of the plane: (GRID, GRID) from 0 to 1."""
    left, right, bottom, top = EXTENT
    across, up = torch.linspace(left, right, GRID), torch.linspace(bottom, top, GRID)
    y, x = torch.meshgrid(up, across, indexing="ij")
    places = torch.stack([x.flatten(), y.flatten()], dim=1)
    with torch.no_grad():
        scores = model.discriminator(places, labels_for(places))
    values: np.ndarray = scores.sigmoid().view(GRID, GRID).numpy()
    return values


def pushes(model: GAN, samples: Tensor, labels: Tensor, loss: str) -> Tensor:
    """Where each sample would have to go to fool the discriminator more: minus the loss's gradient there."""
    with torch.enable_grad():
        places = samples.detach().requires_grad_(True)
        total = generator_loss(loss, model.discriminator(places, labels)) * len(places)
        (gradient,) = torch.autograd.grad(total, places)
    return -gradient


def arrows(push: Tensor) -> np.ndarray:
    """Pushes (count, 2) as arrows that fit into the picture: short for weak, never over LONGEST_ARROW."""
    length = push.norm(dim=1, keepdim=True)
    drawn: np.ndarray = (LONGEST_ARROW * push / (1 + length)).numpy()
    return drawn


def plane_scene(model: GAN, real: Tensor, noise: Tensor, loss: str) -> Plane:
    """Real and generated points on the discriminator's surface, with its push on every generated one."""
    made = make(model, noise, labels_for(noise))
    push = pushes(model, made, labels_for(noise), loss)
    return Plane(
        EXTENT,
        points=(
            Points(real.numpy(), 0, "real"),
            Points(made.numpy(), 1, "generated", arrows(push)),
        ),
        surface=surface(model),
        alt=f"The plane with {len(real)} real and {len(made)} generated points. Colour: how sure the "
        "discriminator is that a point there is real, 0 to 1. Arrows: the way it pushes generated points.",
    )


def picture_scene(model: GAN, noise: Tensor, classes: Sequence[str]) -> Images:
    """One row a class, one column a noise, so that a column shares its handwriting."""
    labels = torch.arange(len(classes)).repeat_interleave(len(noise))
    made = make(model, noise.repeat(len(classes), 1), labels)
    return Images(
        to_pictures(made) // 17 * 17,  # 16 greys are enough to look at, and light on the wire
        columns=len(noise),
        captions=tuple(classes),
        alt=f"Generated pictures, {len(noise)} in a row, one row a class: {', '.join(classes)}.",
    )


def make(model: GAN, noise: Tensor, labels: Tensor) -> Tensor:
    """What the averaged generator makes of noise (count, latent), in evaluation mode and put back after."""
    was_training = model.average.training
    model.average.eval()
    with torch.no_grad():
        samples: Tensor = model.average(noise, labels)
    model.average.train(was_training)
    return samples


def labels_for(samples: Tensor) -> Tensor:
    """The labels of points in the plane, which have none: all 0."""
    return torch.zeros(len(samples), dtype=torch.long)
