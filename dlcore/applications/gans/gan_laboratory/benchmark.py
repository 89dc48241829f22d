"""Modes in ten seconds, the two breakdowns, and a minute of digits beside the PyTorch examples' DCGAN."""

import math
import time
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy, interpolate

from dlcore.applications.gans.gan_laboratory.measure import frechet_distance, judge_pictures, statistics
from dlcore.applications.gans.gan_laboratory.pictures import PictureData, load_pictures
from dlcore.applications.gans.gan_laboratory.tasks import BREAKAGES
from dlcore.applications.gans.gan_laboratory.training import evaluate
from dlcore.contract import Metrics, Training, Value, find
from dlcore.contract.seeds import seeded

Row = dict[str, Any]
APPLICATION = "gan_laboratory"
SIZE, WIDTH, LATENT, BATCH = 64, 64, 100, 64  # the peer's own: pixels, channels, noise, pictures


def benchmark(quick: bool) -> list[Row]:
    """Seconds are processor time of one thread, turned into steps once for each setting."""
    torch.set_num_threads(1)
    seeds = range(1 if quick else 5)
    share = 0.1 if quick else 1.0
    return [
        *modes("eight", 10 * share, 8, seeds),
        *modes("twenty-five", 15 * share, 24, seeds),
        *modes("collapse", 15 * share, 5, seeds, at_most=True),
        vanishing(seeds, 0.5 if quick else 1.0),
        *digits(60 * share),
    ]


def row(what: str, ours: float, peer: float | None, goal: str, met: bool) -> Row:
    """One line of the table."""
    ratio = ours / peer if peer else None
    return {"what": what, "ours": ours, "peer": peer, "ratio": ratio, "goal": goal, "met": met}


def settings(preset: str, changes: Mapping[str, Value]) -> dict[str, Value]:
    """A preset with changes, rarely drawn: the picture of the samples is no part of the training."""
    return {**find(APPLICATION).preset(preset).values, "sample_every": 1000, **changes}


def steps_in(values: Mapping[str, Value], seconds: float) -> int:
    """How many steps take that long, told from 60 after the first 10."""
    training = Training(find(APPLICATION), {**values, "steps": 100_000})
    closed = phases(values)
    training.advance(math.inf, steps=10 * closed)
    began = time.process_time()
    training.advance(math.inf, steps=60 * closed)
    return max(20, int(60 * seconds / (time.process_time() - began)))


def phases(values: Mapping[str, Value]) -> int:
    """Half steps in a step."""
    return int(values.get("discriminator_steps", 1)) + int(values.get("generator_steps", 1))


def finish(values: Mapping[str, Value]) -> tuple[Training, dict[str, float]]:
    """A whole run and the last value of each of its figures."""
    training, last = Training(find(APPLICATION), values), {}
    for event in training:
        if isinstance(event, Metrics):
            last.update(event.values)
    return training, last


def modes(preset: str, seconds: float, goal: int, seeds: range, at_most: bool = False) -> list[Row]:
    """The worst seed's modes after so many seconds."""
    steps = steps_in(settings(preset, {}), seconds)
    found = [finish(settings(preset, {"steps": steps, "seed": seed}))[1]["modes_covered"] for seed in seeds]
    worst = max(found) if at_most else min(found)
    met = worst <= goal if at_most else worst >= goal
    what = f"{preset}: modes after {seconds:g} s ({steps} steps), worst of {[int(one) for one in found]}"
    return [row(what, worst, None, f"at {'most' if at_most else 'least'} {goal}", met)]


def vanishing(seeds: range, share: float) -> Row:
    """The generator's gradient against a discriminator that is too good, as a part of the healthy run's."""
    breakage = next(one for one in BREAKAGES if one.name == "too good")
    ratios, name = [], "generator_gradient_norm"
    for seed in seeds:
        healthy = {**breakage.healthy, "seed": seed, "sample_every": 1000}
        broken = {**breakage.broken, "seed": seed, "sample_every": 1000}
        broken["steps"] = int(share * int(broken["steps"]))
        ratios.append((finish(broken)[1][name], finish(healthy)[1][name]))
    worst = max(ratios, key=lambda pair: pair[0] / pair[1])
    what = f"too good: generator's gradient, broken and healthy, worst of {len(seeds)} seeds"
    return row(what, *worst, "ratio below 0.0001", worst[0] < 1e-4 * worst[1])


def digits(seconds: float) -> list[Row]:
    """Label agreement and Fréchet distance after so many seconds, beside the DCGAN."""
    steps = steps_in(settings("digits", {}), seconds)
    training, _ = finish(settings("digits", {"steps": steps}))
    with seeded(0):
        ours = evaluate(training.model, training.data)  # type: ignore[arg-type]
    data = load_pictures("digits")
    distance, taken = dcgan(data, seconds)
    agreement, ratio = ours["label_agreement"], ours["frechet_distance"] / distance
    after = f"digits after {seconds:g} s ({steps} steps"
    return [
        row(f"{after}): label agreement", agreement, None, "0.85 or more", agreement >= 0.85),
        row(
            f"{after}; DCGAN {taken}): Fréchet distance",
            ours["frechet_distance"],
            distance,
            "at most a tenth",
            ratio <= 0.1,
        ),
    ]


def dcgan_generator() -> nn.Sequential:
    """The PyTorch examples' generator, noise (batch, 100, 1, 1) to (batch, 1, 64, 64)."""
    layers: list[nn.Module] = []
    sizes = [LATENT, 8 * WIDTH, 4 * WIDTH, 2 * WIDTH, WIDTH]
    for number, (before, after) in enumerate(pairwise(sizes)):
        stride, padding = (1, 0) if number == 0 else (2, 1)
        layers += [nn.ConvTranspose2d(before, after, 4, stride, padding, bias=False)]
        layers += [nn.BatchNorm2d(after), nn.ReLU()]
    return nn.Sequential(*layers, nn.ConvTranspose2d(WIDTH, 1, 4, 2, 1, bias=False), nn.Tanh())


def dcgan_discriminator() -> nn.Sequential:
    """The PyTorch examples' discriminator, (batch, 1, 64, 64) to probabilities (batch, 1, 1, 1)."""
    layers: list[nn.Module] = [nn.Conv2d(1, WIDTH, 4, 2, 1, bias=False), nn.LeakyReLU(0.2)]
    for factor in (1, 2, 4):
        layers += [nn.Conv2d(factor * WIDTH, 2 * factor * WIDTH, 4, 2, 1, bias=False)]
        layers += [nn.BatchNorm2d(2 * factor * WIDTH), nn.LeakyReLU(0.2)]
    return nn.Sequential(*layers, nn.Conv2d(8 * WIDTH, 1, 4, 1, 0, bias=False), nn.Sigmoid())


def start_weights(module: nn.Module) -> None:
    """The examples' initial weights."""
    if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(module.weight, 0.0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)


def dcgan(data: PictureData, seconds: float) -> tuple[float, str]:
    """Fréchet distance of the peer after so much processor time, and the steps that it took."""
    with seeded(0):
        generator, discriminator = dcgan_generator(), dcgan_discriminator()
        generator.apply(start_weights)
        discriminator.apply(start_weights)
        players = (generator, discriminator)
        optimizers = [torch.optim.Adam(one.parameters(), lr=2e-4, betas=(0.5, 0.999)) for one in players]
        began, steps = time.process_time(), 0
        while time.process_time() - began < seconds:
            dcgan_step(generator, discriminator, optimizers, data.batch(BATCH)[0])
            steps += 1
        with torch.no_grad():
            made = torch.cat([generator(torch.randn(100, LATENT, 1, 1)) for _ in range(20)])
    features, _ = judge_pictures(interpolate(made, size=28, mode="area"))
    return frechet_distance(statistics(features), data.target), f"{steps} steps"


def dcgan_step(
    generator: nn.Module, discriminator: nn.Module, optimizers: list[torch.optim.Adam], real: Tensor
) -> None:
    """One step as in the examples: cross-entropy, the discriminator first."""
    real = interpolate(real, size=SIZE, mode="bilinear")
    fake = generator(torch.randn(BATCH, LATENT, 1, 1))
    ones, zeros = torch.ones(BATCH), torch.zeros(BATCH)

    def judge(pictures: Tensor, truth: Tensor) -> Tensor:
        return binary_cross_entropy(discriminator(pictures).flatten(), truth)

    for optimizer in optimizers:
        optimizer.zero_grad()
    (judge(real, ones) + judge(fake.detach(), zeros)).backward()  # type: ignore[no-untyped-call]
    optimizers[1].step()
    judge(fake, ones).backward()  # type: ignore[no-untyped-call]
    optimizers[0].step()
