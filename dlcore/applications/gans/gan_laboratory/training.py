"""Two networks, two losses, one game: the discriminator learns to tell, the generator learns to fool it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from dlcore.applications.gans.gan_laboratory.config import Config
from dlcore.applications.gans.gan_laboratory.data import SAMPLES, Data
from dlcore.applications.gans.gan_laboratory.examine import exam_for
from dlcore.applications.gans.gan_laboratory.losses import (
    discriminator_loss,
    generator_loss,
    gradient_penalty,
    r1_penalty,
)
from dlcore.applications.gans.gan_laboratory.measure import judge_pictures, measure_pictures, measure_points
from dlcore.applications.gans.gan_laboratory.model import (
    GAN,
    PictureDiscriminator,
    PictureGenerator,
    PlaneDiscriminator,
    PlaneGenerator,
    wrapper,
)
from dlcore.applications.gans.gan_laboratory.planes import PlaneData
from dlcore.applications.gans.gan_laboratory.scenes import labels_for, make, picture_scene, plane_scene
from dlcore.contract import Event, Sample, metrics
from dlcore.contract.events import Content

SHOWN_POINTS = 150
SHOWN_COLUMNS = 6


def build_model(config: Config, signature: Mapping[str, Any]) -> GAN:
    """Both networks, small ones for points and convolutional ones for pictures."""
    wrap = wrapper(config.spectral_norm)
    latent, deviation, classes = config.latent_size, config.minibatch_deviation, len(signature["classes"])
    if signature["kind"] == "plane":
        generator: nn.Module = PlaneGenerator(latent, config.width)
        discriminator: nn.Module = PlaneDiscriminator(config.width, wrap, deviation)
    else:
        generator = PictureGenerator(latent, classes, config.width // 8)
        discriminator = PictureDiscriminator(classes, config.width // 8, wrap, deviation)
    return GAN(generator, discriminator, latent)


def train(model: GAN, data: PlaneData, config: Config) -> Iterator[Event]:
    """Let the two play: a step is some updates of the discriminator, then some of the generator."""
    betas = (config.momentum, 0.99)
    discriminator_optimizer = torch.optim.Adam(model.discriminator.parameters(), betas=betas, fused=True)
    generator_optimizer = torch.optim.Adam(model.generator.parameters(), betas=betas, fused=True)
    exam, show = exam_for(data, config.steps), show_for(model, data, config)
    for step in range(config.steps):
        set_rate(discriminator_optimizer, config.discriminator_learning_rate)
        set_rate(generator_optimizer, config.generator_learning_rate)
        noise_level = config.instance_noise * max(0.0, 1 - step / (0.8 * config.steps))
        if step % config.sample_every == 0 or step == config.steps - 1:
            yield Sample(step, show())

        for _ in range(config.discriminator_steps):
            real, labels = data.batch(config.batch_size)
            with torch.no_grad():  # the generator holds still
                fake = model.generator(model.noise(len(real)), labels)
            real, fake = blur(real, noise_level), blur(fake, noise_level)
            real_scores, fake_scores = model.discriminator(real, labels), model.discriminator(fake, labels)
            loss = discriminator_loss(config.loss, real_scores, fake_scores)
            total = loss + penalties(model, real, fake, labels, config)
            discriminator_optimizer.zero_grad()
            total.backward()  # type: ignore[no-untyped-call]
            discriminator_optimizer.step()
            accuracy = ((real_scores > 0).float().mean() + (fake_scores < 0).float().mean()) / 2
            yield metrics(
                step,
                phase="discriminator",
                discriminator_loss=loss.item(),
                discriminator_accuracy=accuracy.item(),
            )

        figures = exam.results(model, step)
        for _ in range(config.generator_steps):
            _, labels = data.batch(config.batch_size)
            fake = blur(model.generator(model.noise(len(labels)), labels), noise_level)
            loss = generator_loss(config.loss, model.discriminator(fake, labels))
            generator_optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # through D into G
            generator_optimizer.step()
            model.follow(config.generator_average)
            yield metrics(
                step,
                phase="generator",
                generator_loss=loss.item(),
                generator_gradient_norm=gradient_norm(model.generator),
                **figures,
            )


def show_for(model: GAN, data: Data, config: Config) -> Callable[[], Content]:
    """A function that draws the same noise at every call, so that one can follow it through training."""
    if isinstance(data, PlaneData):
        real, noise = data.batch(SHOWN_POINTS)[0], model.noise(SHOWN_POINTS)
        return lambda: plane_scene(model, real, noise, config.loss)
    noise = model.noise(SHOWN_COLUMNS)
    return lambda: picture_scene(model, noise, data.classes)


def evaluate(model: GAN, data: Data) -> dict[str, float]:
    """The figures of many samples: modes and precision, or the judge's opinion against held-out pictures."""
    if isinstance(data, PlaneData):
        noise = model.noise(SAMPLES)
        return measure_points(make(model, noise, labels_for(noise)).numpy(), data.target)
    labels = torch.arange(SAMPLES) % len(data.classes)
    judged = judge_pictures(make(model, model.noise(SAMPLES), labels))
    return measure_pictures(*judged, labels, data.classes, data.target)


def penalties(model: GAN, real: Tensor, fake: Tensor, labels: Tensor, config: Config) -> Tensor | float:
    """What the discriminator pays for being steep; 0 with both cures off."""

    def discriminate(samples: Tensor) -> Tensor:
        scores: Tensor = model.discriminator(samples, labels)
        return scores

    total: Tensor | float = 0.0
    if config.r1_penalty:
        total += config.r1_penalty * r1_penalty(discriminate, real)
    if config.gradient_penalty:
        total += config.gradient_penalty * gradient_penalty(discriminate, real, fake)
    return total


def blur(samples: Tensor, level: float) -> Tensor:
    """Samples with noise of that standard deviation; the same samples at level 0."""
    return samples + level * torch.randn_like(samples) if level else samples


def gradient_norm(network: nn.Module) -> float:
    """Length of the gradient over all weights together."""
    squares = [weight.grad.square().sum() for weight in network.parameters() if weight.grad is not None]
    return float(torch.stack(squares).sum().sqrt())


def set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """Read at every step: the sliders are live."""
    for group in optimizer.param_groups:
        group["lr"] = rate
