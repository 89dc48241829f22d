"""The questions that the page puts to a trained classifier."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from dlcore.applications.classification.own_classes import photos, sketches, tables
from dlcore.applications.classification.own_classes.data import Data, DrawingData, under_lamp
from dlcore.applications.classification.own_classes.fitting import as_photo
from dlcore.applications.classification.own_classes.looking import form, look
from dlcore.applications.classification.own_classes.own_data import known_or_computed
from dlcore.contract import Images, TrainedModel
from dlcore.datasets import own_pictures

Picture = NDArray[np.uint8]

EXAMPLE_SEED = 8  # of the sketches that the page opens with
STRONGEST_MAPS = 12


def examples(trained: TrainedModel) -> dict[str, Any]:
    """A picture of each class to begin with, by title: synthetic sketches, or what the model learned from."""
    if trained.config.dataset in ("doodles", "sketches"):  # type: ignore[attr-defined]
        random = np.random.default_rng(EXAMPLE_SEED)
        return {"pictures": {name: sketches.sketch(name, random) for name in trained.signature["classes"]}}
    data: Data = trained.data
    places = [int(np.argmax(data.held_labels == label)) for label in range(len(data.names))]
    if isinstance(data, DrawingData):
        found = [data.held_out[place] for place in places]
    else:
        found = [own_pictures.picture(data.held_pictures[place]) for place in places]
    return {"pictures": dict(zip(data.names, found, strict=True))}


def gallery(trained: TrainedModel) -> Images:
    """The picture on the application's card in the gallery: sketches and what they are taken for."""
    pictures = examples(trained)["pictures"]
    answers = [recognise(trained, picture) for picture in pictures.values()]
    captions = [f"{answer['class']} {max(answer['probabilities'].values()):.0%}" for answer in answers]
    return Images(
        np.stack(list(pictures.values())), 4, captions, "Eight sketches and what the network sees in each"
    )


def recognise(trained: TrainedModel, image: NDArray[np.uint8], lamp: float = 0.0) -> dict[str, Any]:
    """The probability of each class for a picture of any size, under a lamp of that strength (0 to 1).

    `seen` is the picture as the network gets it; `ink` says whether there is anything on it.
    """
    picture = under_lamp(_fitted(trained, image), lamp) if lamp else _fitted(trained, image)
    seen = look(trained, picture)
    with torch.no_grad():
        scores = seen.scores()
    return {**_probabilities(trained, scores), "seen": picture, "ink": bool(picture.any())}


def where(trained: TrainedModel, image: NDArray[np.uint8], name: str = "") -> dict[str, Any]:
    """What each of 7 x 7 places says for a class (the likeliest if none is named) and against it."""
    picture = _fitted(trained, image)
    seen = look(trained, picture)
    names = trained.signature["classes"]
    with torch.no_grad():
        scores = seen.scores()
        label = names.index(name) if name in names else int(scores.argmax())
        evidence = seen.evidence(label).numpy()
    return {
        "picture": picture,
        "evidence": evidence,
        "class": names[label],
        "score": float(scores[label]),
        "sum": float(evidence.sum()),
        "bias": float(seen.bias[label]),
        "probabilities": _probabilities(trained, scores)["probabilities"],
    }


def attack(
    trained: TrainedModel, image: NDArray[np.uint8], strength: float = 0.1, seed: int = 0
) -> dict[str, Any]:
    """Every pixel moved by `strength` (0 to 1) in the direction that makes the answer worse: FGSM.

    Beside it noise of the same strength, which moves every pixel just as far, but at random.
    """
    picture = _fitted(trained, image)
    seen = look(trained, picture)
    pixels = seen.pixels.clone().requires_grad_(True)
    scores = seen.scores(pixels)
    loss = functional.cross_entropy(scores[None], scores.argmax()[None])
    (gradient,) = torch.autograd.grad(loss, pixels)
    random = torch.from_numpy(
        np.random.default_rng(seed).choice([-1.0, 1.0], pixels.shape).astype(np.float32)
    )
    found = {"picture": picture, "before": _probabilities(trained, scores.detach())}
    for way, direction in (("attacked", gradient.sign()), ("noisy", random)):
        changed = (pixels + strength * direction).clamp(0, 1).detach()
        with torch.no_grad():
            found[way] = _probabilities(trained, seen.scores(changed))
        found[f"{way}_picture"] = seen.to_picture(changed)
    return found


def layers(trained: TrainedModel, image: NDArray[np.uint8]) -> dict[str, Any]:
    """What stands in the maps of each layer while a picture passes: the strongest of each."""
    seen = look(trained, _fitted(trained, image))
    found = []
    with torch.no_grad():
        for title, maps in seen.see(seen.pixels):
            order = maps.mean(dim=(1, 2)).argsort(descending=True)[:STRONGEST_MAPS]
            found.append({"title": title, "maps": maps[order].numpy(), "count": len(maps)})
        scores = seen.scores()
    return {"layers": found, "picture": _fitted(trained, image), **_probabilities(trained, scores)}


def confusion(trained: TrainedModel) -> dict[str, Any]:
    """Counts of held-out pictures, (true class, answer), for the model and for the baseline."""
    return tables.confusion(trained.model, trained.data)


def behind_cell(trained: TrainedModel, truth: int, guess: int) -> dict[str, Any]:
    """The held-out pictures of one class that are taken for another (or rightly for itself)."""
    return tables.behind_cell(trained.model, trained.data, truth, guess)


def nearest(trained: TrainedModel, image: NDArray[np.uint8], count: int = 6) -> dict[str, Any]:
    """The pictures learned from whose features are most like this one's, with their classes."""
    return tables.nearest(
        trained.model, trained.data, look(trained, _fitted(trained, image)).features(), count
    )


def few_shot(trained: TrainedModel, per_class: int, seed: int = 0) -> dict[str, Any]:
    """Held-out accuracy of a head that learns from so many pictures of each class, and of the baseline."""
    return tables.few_shot(trained.model, trained.data, per_class, seed)


def compute_features(trained: TrainedModel, pictures: list[str]) -> dict[str, Any]:  # noqa: ARG001
    """Compute what the large network sees in kept pictures, and keep it beside them."""
    for picture in pictures:
        known_or_computed(picture)
    return {"count": len(pictures)}


def thousand(
    trained: TrainedModel,  # noqa: ARG001 - the large network answers
    image: NDArray[np.uint8],
    lamp: float = 0.0,
) -> dict[str, Any]:
    """The five likeliest of the 1,000 kinds of things that EfficientNet-Lite0 was trained on."""
    return photos.five_likeliest(as_photo(image), lamp)


def script(trained: TrainedModel) -> dict[str, Any]:
    """The head as a file of numbers, and a short script that uses it without this laboratory."""
    return photos.export(trained)


def _fitted(trained: TrainedModel, image: Picture) -> Picture:
    """A picture in this model's form. Raises `ValueError` with a sentence for what is no picture."""
    if image.dtype != np.uint8 or image.ndim not in (2, 3) or image.size == 0:
        raise ValueError("This is no picture: choose another one.")
    return form(trained, image)


def _probabilities(trained: TrainedModel, scores: torch.Tensor) -> dict[str, Any]:
    """Probabilities by class, and the likeliest class."""
    shares = scores.softmax(dim=0).tolist()
    names = trained.signature["classes"]
    return {"probabilities": dict(zip(names, shares, strict=True)), "class": names[int(np.argmax(shares))]}
