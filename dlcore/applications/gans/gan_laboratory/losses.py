"""What the two players want, as losses on the discriminator's scores (above 0: "real").

Goodfellow et al. 2014 (saturating, non-saturating), Mao et al. 2017 (least squares), Lim and Ye 2017 (hinge),
Arjovsky et al. 2017 (Wasserstein), Gulrajani et al. 2017 (gradient penalty), Mescheder et al. 2018 (R1).
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import relu, softplus


def discriminator_loss(loss: str, real: Tensor, fake: Tensor) -> Tensor:
    """Small when real samples score high and generated ones low. Scores are (batch,)."""
    if loss == "hinge":  # content once a score is on the right side of 1 and -1
        return relu(1 - real).mean() + relu(1 + fake).mean()
    if loss == "least squares":  # real samples should score 1, generated ones -1
        return ((real - 1).square().mean() + (fake + 1).square().mean()) / 2
    if loss == "wasserstein":  # as far apart as the penalty lets them be
        return fake.mean() - real.mean()
    # Cross-entropy, written with softplus(x) = log(1 + exp(x)) so that no logarithm of 0 is ever taken.
    return softplus(-real).mean() + softplus(fake).mean()


def generator_loss(loss: str, fake: Tensor) -> Tensor:
    """Small when the discriminator takes generated samples for real ones."""
    if loss == "saturating":
        # The original game: minimise log(1 - D). Where D is sure (score far below 0) this is flat,
        # and a flat loss has no gradient to learn from.
        return -softplus(fake).mean()
    if loss == "non-saturating":
        return softplus(-fake).mean()  # same goal, but steep exactly where the generator is bad
    if loss == "least squares":
        return (fake - 1).square().mean() / 2
    return -fake.mean()


def slope_at(discriminate: Callable[[Tensor], Tensor], places: Tensor) -> Tensor:
    """Squared length of the discriminator's gradient at each place, (batch,); can be differentiated again."""
    places = places.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(discriminate(places).sum(), places, create_graph=True)
    return gradient.flatten(1).square().sum(1)


def r1_penalty(discriminate: Callable[[Tensor], Tensor], real: Tensor) -> Tensor:
    """Mean squared slope at real samples: at the goal the surface should be flat there."""
    return slope_at(discriminate, real).mean() / 2


def gradient_penalty(discriminate: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor) -> Tensor:
    """Distance of the slope from 1 at random places on the way from a real to a generated sample."""
    share = torch.rand(len(real), *[1] * (real.dim() - 1))  # (batch, 1[, 1, 1])
    between = share * real + (1 - share) * fake
    slope = (slope_at(discriminate, between) + 1e-12).sqrt()  # the root of exactly 0 has no finite slope
    return (slope - 1).square().mean()
