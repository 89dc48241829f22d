"""The questions that one can put to a trained GAN."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from dlcore.applications.gans.gan_laboratory import pictures as shapes
from dlcore.applications.gans.gan_laboratory.ink import training_picture
from dlcore.applications.gans.gan_laboratory.losses import discriminator_loss, generator_loss
from dlcore.applications.gans.gan_laboratory.measure import measure_points
from dlcore.applications.gans.gan_laboratory.model import GAN
from dlcore.applications.gans.gan_laboratory.planes import EXTENT, Target
from dlcore.applications.gans.gan_laboratory.scenes import labels_for, make, plane_scene
from dlcore.contract import Images, Plane, Points, TrainedModel
from dlcore.contract.seeds import seeded

CAT = "cat"
LONGEST_TEXT = 24
COPY = 0.004  # mean squared difference of two pictures, from 0 to 1, below which one is a copy
PLANE_POINTS = 300
NEIGHBOURS = 3


def classes(trained: TrainedModel) -> dict[str, Any]:
    """What the model can make: names of its classes, and whether "pictures" or points in a "plane"."""
    return {"names": list(trained.signature["classes"]), "kind": trained.signature["kind"]}


def generate(
    trained: TrainedModel, labels: list[str], count: int, seed: int, truncation: float = 1.0
) -> dict[str, Any]:
    """`count` samples of each label, and what the discriminator says of them.

    `truncation` scales the noise: below 1 the samples are more typical and less varied.
    """
    model, classes = _parts(trained)
    if trained.signature["kind"] == "plane":
        noise = _noise(model, count, seed) * truncation
        return {"points": make(model, noise, labels_for(noise)).numpy()}
    asked = torch.tensor([_label(classes, label) for label in labels]).repeat_interleave(count)
    noise = _noise(model, count, seed).repeat(len(labels), 1)  # the same for every label
    made = make(model, noise * truncation, asked)
    return {
        "pictures": shapes.to_pictures(made),
        "labels": [classes[label] for label in asked],
        "verdicts": _scores(model, made, asked).tolist(),
    }


def gallery(trained: TrainedModel) -> Images:
    """The picture on the application's card in the gallery: every class of the generator, made up."""
    names = list(trained.signature["classes"])
    made = generate(trained, names, count=2, seed=5, truncation=0.8)["pictures"]
    order = [*range(0, len(made), 2), *range(1, len(made), 2)]
    alt = f"Generated pictures of {', '.join(names)}"
    return Images(made[order], columns=len(names), alt=alt)


def type_number(trained: TrainedModel, text: str, seed: int, truncation: float = 0.6) -> dict[str, Any]:
    """A line of generated digits; the letter c (or 🐱) is a cat, a space is empty. Raises `ValueError`."""
    model, classes = _parts(trained)
    _need_pictures(trained)
    text = text.strip()[:LONGEST_TEXT].replace("🐱", "c").lower()
    known = {CAT[0] if name == CAT else name: place for place, name in enumerate(classes)}
    unknown = sorted({sign for sign in text if sign not in known and sign != " "})
    if not text or unknown:
        raise ValueError(f"Type something made of {', '.join(known)} and spaces.")
    asked = torch.tensor([known.get(sign, 0) for sign in text])
    made = shapes.to_pictures(make(model, _noise(model, len(text), seed) * truncation, asked))
    made[[sign == " " for sign in text]] = 0
    return {"picture": np.concatenate(list(made), axis=1), "alt": f"“{text}” in generated handwriting"}


def morph(
    trained: TrainedModel, start: str, end: str, seed: int, end_seed: int, count: int = 13
) -> dict[str, Any]:
    """Pictures on the way from one noise and label to another: (count, 28, 28)."""
    model, classes = _parts(trained)
    _need_pictures(trained)
    share = torch.linspace(0, 1, count)[:, None]
    noise = slerp(_noise(model, 1, seed), _noise(model, 1, end_seed), share)
    wanted = torch.eye(len(classes))
    labels = (1 - share) * wanted[_label(classes, start)] + share * wanted[_label(classes, end)]
    with torch.no_grad():
        made = model.average.mixed(noise, labels)  # type: ignore[operator]
    return {"pictures": shapes.to_pictures(made), "shares": share[:, 0].tolist()}


def slerp(one: Tensor, other: Tensor, share: Tensor) -> Tensor:
    """From one noise to another on a great circle: long random vectors lie on a sphere, not inside it."""
    cosine = (one * other).sum() / (one.norm() * other.norm())
    angle = cosine.clamp(-0.9999, 0.9999).acos()
    way: Tensor = (((1 - share) * angle).sin() * one + (share * angle).sin() * other) / angle.sin()
    return way


def comparable(trained: TrainedModel) -> dict[str, Any]:
    """The classes whose training pictures are on this machine."""
    real_cats_missing = trained.data.synthetic != trained.signature["synthetic"]
    names = [name for name in trained.signature["classes"] if not (name == CAT and real_cats_missing)]
    return {"names": names, "missing": len(names) < len(trained.signature["classes"])}


def nearest(trained: TrainedModel, label: str, seed: int, truncation: float = 1.0) -> dict[str, Any]:
    """A generated picture beside the training pictures nearest to it, and whether it is new.

    "copied": next to no difference. "nearly": nearer than all but a twentieth of real held-out pictures of
    its class come to a training picture. "new": everything else.
    """
    model, classes = _parts(trained)
    _need_pictures(trained)
    data = trained.data
    if data.synthetic != trained.signature["synthetic"] and label == CAT:
        raise ValueError("The cats that this model learned from are not on this machine; choose a digit.")
    place = _label(classes, label)
    made = make(model, _noise(model, 1, seed) * truncation, torch.tensor([place]))
    training = _flat(data.pictures[data.labels == place])
    heldout = _flat(data.heldout[data.heldout_labels == place][:200])
    distances = _distances(_flat(shapes.to_pictures(made)), training)[0]
    usual = _distances(heldout, training).min(dim=1).values
    order = distances.argsort()[:NEIGHBOURS]
    closest = distances[order[0]].item()
    kind = "copied" if closest < COPY else "nearly" if closest < usual.quantile(0.05).item() else "new"
    return {
        "picture": shapes.to_pictures(made)[0],
        "neighbours": data.pictures[data.labels == place][order.numpy()],
        "distances": distances[order].tolist(),
        "usual": usual.median().item(),
        "kind": kind,
    }


def verdicts(trained: TrainedModel, picture: np.ndarray | None = None, count: int = 300) -> dict[str, Any]:
    """The discriminator's scores of real and generated samples, and of one picture under each label."""
    model, classes = _parts(trained)
    real, labels = _real(trained, count, seed=1)
    fake = make(model, _noise(model, count, seed=2), labels)
    answer: dict[str, Any] = {
        "real": _scores(model, real, labels).tolist(),
        "generated": _scores(model, fake, labels).tolist(),
    }
    if picture is not None:
        _need_pictures(trained)
        shown = training_picture(picture)
        drawn = shapes.to_tensor(shown[None]).expand(len(classes), -1, -1, -1)
        scores = _scores(model, drawn, torch.arange(len(classes)))
        answer |= {"seen": shown, "scores": dict(zip(classes, scores.tolist(), strict=True))}
        answer |= {"best": classes[int(scores.argmax())], "score": scores.max().item()}
        answer |= {"rank": float((torch.tensor(answer["real"]) < scores.max()).float().mean())}
    return answer


def plane_state(trained: TrainedModel, seed: int) -> dict[str, Any]:
    """The plane: surface, real and generated points with the discriminator's push, and the figures."""
    model, _ = _parts(trained)
    if trained.signature["kind"] != "plane":
        raise ValueError("This model makes pictures; the plane needs a run on points.")
    target = Target.from_json(trained.signature["target"])
    with seeded(seed):
        real, noise = target.draw(PLANE_POINTS), model.noise(PLANE_POINTS)
        many = model.noise(2000)
    figures = measure_points(make(model, many, labels_for(many)).numpy(), target)
    scene = plane_scene(model, real, noise, _loss(trained))
    return {"scene": scene, "modes": int(target.modes.max()) + 1, **figures}


def latent_walk(trained: TrainedModel, label: str, seed: int, cells: int = 8) -> dict[str, Any]:
    """A sheet of noise and what becomes of it: a grid folded over the plane, or a field of pictures."""
    model, classes = _parts(trained)
    if trained.signature["kind"] == "plane":
        return {"scene": folded_grid(model)}
    down, across = torch.meshgrid(torch.linspace(0, 1, cells), torch.linspace(0, 1, cells), indexing="ij")
    corners = _noise(model, 3, seed)
    turns = torch.stack([across.flatten(), down.flatten()], dim=1) * torch.pi / 2
    # Three random directions span the sheet; all its points are as far from the middle as usual noise.
    noise = (
        turns[:, :1].cos() * turns[:, 1:].cos() * corners[0]
        + turns[:, :1].sin() * turns[:, 1:].cos() * corners[1]
        + turns[:, 1:].sin() * corners[2]
    )
    asked = torch.full((len(noise),), _label(classes, label))
    alt = f"A field of {cells} by {cells} generated pictures of “{label}” that change gradually."
    return {"scene": Images(shapes.to_pictures(make(model, noise, asked)), columns=cells, alt=alt)}


def folded_grid(model: GAN, lines: int = 17, points: int = 60) -> Plane:
    """Where the generator puts the lines of a square grid of noise; numbers after the second are 0."""
    ticks, along = torch.linspace(-2, 2, lines), torch.linspace(-2, 2, points)
    drawn = []
    for axis in range(min(2, model.latent_size)):
        for tick in ticks if model.latent_size > 1 else ticks[:1]:
            noise = torch.zeros(points, model.latent_size)
            noise[:, axis] = along
            if model.latent_size > 1:
                noise[:, 1 - axis] = tick
            drawn.append(Points(make(model, noise, labels_for(noise)).numpy(), axis))
    alt = "A square grid of noise after the generator: lines bunch where it puts many points."
    return Plane(EXTENT, lines=tuple(drawn), alt=alt)


def four_steps(trained: TrainedModel, seed: int, count: int = 64) -> dict[str, Any]:
    """One round of the game taken apart, with no weight changed: noise, samples, verdicts, both gradients."""
    model, _ = _parts(trained)
    real, labels = _real(trained, count, seed)
    noise = _noise(model, count, seed)
    loss = _loss(trained)
    with torch.enable_grad():
        fake = model.generator(noise, labels)
        real_scores, fake_scores = model.discriminator(real, labels), model.discriminator(fake, labels)
        against = discriminator_loss(loss, real_scores, fake_scores)
        fooling = generator_loss(loss, fake_scores)
        gradient = torch.autograd.grad(against, list(model.discriminator.parameters()), retain_graph=True)
        back = torch.autograd.grad(fooling, list(model.generator.parameters()))
    right = ((real_scores > 0).float().mean() + (fake_scores < 0).float().mean()) / 2
    return {
        "noise": noise[0].tolist(),
        "samples": _shown(fake.detach()),
        "real": _shown(real),
        "real_scores": real_scores.tolist(),
        "generated_scores": fake_scores.tolist(),
        "accuracy": right.item(),
        "discriminator_loss": against.item(),
        "generator_loss": fooling.item(),
        "discriminator_gradient": _length(gradient),
        "generator_gradient": _length(back),
    }


def _parts(trained: TrainedModel) -> tuple[GAN, list[str]]:
    model = trained.model
    assert isinstance(model, GAN)
    return model, list(trained.signature["classes"])


def _noise(model: GAN, count: int, seed: int) -> Tensor:
    with seeded(seed):
        return model.noise(count)


def _scores(model: GAN, samples: Tensor, labels: Tensor) -> Tensor:
    with torch.no_grad():
        scores: Tensor = model.discriminator(samples, labels)
    return scores


def _real(trained: TrainedModel, count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Real samples and labels; without cats where the model's own are not on this machine."""
    signature = trained.signature
    if signature["kind"] == "plane":
        with seeded(seed):
            points = Target.from_json(signature["target"]).draw(count)
        return points, labels_for(points)
    data = trained.data
    with seeded(seed):
        real, labels = data.batch(2 * count)
    if data.synthetic != signature["synthetic"]:
        digits = labels != signature["classes"].index(CAT)
        real, labels = real[digits], labels[digits]
    return real[:count], labels[:count]


def _need_pictures(trained: TrainedModel) -> None:
    if trained.signature["kind"] == "plane":
        raise ValueError("This model makes points; choose one that makes pictures.")


def _label(classes: list[str], label: str) -> int:
    if label not in classes:
        raise ValueError(f"This model makes {', '.join(classes)}; “{label[:20]}” is none of them.")
    return classes.index(label)


def _loss(trained: TrainedModel) -> str:
    return str(trained.config.model_dump()["loss"])


def _shown(samples: Tensor) -> np.ndarray:
    return samples.numpy() if samples.dim() == 2 else shapes.to_pictures(samples)


def _length(gradients: tuple[Tensor, ...]) -> float:
    return torch.stack([gradient.square().sum() for gradient in gradients]).sum().sqrt().item()


def _flat(pictures: np.ndarray) -> Tensor:
    """(count, 28, 28) from 0 to 255, to (count, 784) from 0 to 1."""
    return torch.as_tensor(pictures.reshape(len(pictures), -1).astype(np.float32)) / 255


def _distances(some: Tensor, others: Tensor) -> Tensor:
    """Mean squared differences of all pairs: (some, others)."""
    return torch.cdist(some, others).square() / some.shape[1]
