"""The questions that the page puts to an autoencoder."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from dlcore.applications.autoencoders.image_autoencoder import compress, worlds
from dlcore.applications.autoencoders.image_autoencoder.data import PictureData, with_noise
from dlcore.applications.autoencoders.image_autoencoder.fitting import Picture, fitted
from dlcore.applications.autoencoders.image_autoencoder.model import Autoencoder
from dlcore.applications.autoencoders.image_autoencoder.training import error, to_pictures, to_tensor
from dlcore.contract import Images, TrainedModel
from dlcore.contract.events import mosaic

CODED = 1000  # held-out pictures that maps, ranges and neighbours are made from
MAPPED = 500  # points on the map
TILES = 11  # pictures a side painted over the map
STEPS_OF_A_NUMBER = 7
EXAMPLES = 4


def examples(trained: TrainedModel) -> dict[str, Any]:
    """Held-out pictures to begin with, and a synthetic cat; by title."""
    data = _data(trained)
    names = sorted(set(data.labels))
    wanted = [names[place] for place in np.linspace(len(names) - 1, 0, EXAMPLES + 1).astype(int)[:-1]]
    chosen: dict[str, Picture] = {name: data.held_out[data.labels.index(name)] for name in wanted}
    chosen["synthetic cat"] = data.cats[1]
    return {"pictures": chosen}


def reconstruct(
    trained: TrainedModel,
    image: NDArray[np.uint8],
    noise: float = 0.0,
    invert: bool = False,
    seed: int = 0,
) -> dict[str, Any]:
    """A picture of any size through the bottleneck, beside PCA.

    It is first brought into the model's form, then black and white are exchanged if `invert` is set, and
    `noise` (0 to 1) is added. The errors are mean squared differences from the picture without noise, pixels
    from 0 to 1. Raises `ValueError` with a sentence for what is no picture.
    """
    model = _model(trained)
    clean = _fit(trained, image)
    clean = 255 - clean if invert else clean
    seen = with_noise(clean[None], noise, seed)[0] if noise else clean
    with torch.inference_mode():
        entered, wanted = to_tensor(seen[None]), to_tensor(clean[None])
        code = model.encode(entered)
        painted, rival = model.decode(code), model.rival(entered)
        return {
            "picture": clean,
            "input": seen,
            "autoencoder": to_pictures(painted)[0],
            "pca": to_pictures(rival)[0],
            "code": code[0].tolist(),
            "error": _difference(painted, wanted),
            "pca_error": _difference(rival, wanted),
            "typical_error": _typical(trained),
            "noise": noise,
        }


def gallery(trained: TrainedModel) -> Images:
    """The picture on the application's card in the gallery: pictures above what survives the code."""
    shown = _data(trained).held_out[:8]
    with torch.inference_mode():
        painted = to_pictures(_model(trained)(to_tensor(shown)))
    alt = "Eight pictures, and below each what the autoencoder makes of it"
    return Images(np.concatenate([shown, painted]), columns=8, captions=("seen", "painted"), alt=alt)


def decode(trained: TrainedModel, code: list[float]) -> dict[str, Any]:
    """What the decoder paints from a code. Raises `ValueError` if it has the wrong length."""
    model = _model(trained)
    if len(code) != trained.config.code_size or not np.isfinite(code).all():  # type: ignore[attr-defined]
        raise ValueError("A code of this model has another length: choose the picture again.")
    with torch.inference_mode():
        return {"picture": to_pictures(model.decode(torch.tensor([code], dtype=torch.float32)))[0]}


def code_range(trained: TrainedModel) -> dict[str, Any]:
    """Between which values the code's numbers lie for held-out pictures: one range, and each one's spread."""
    codes = _codes(trained)
    reach = float(np.ceil(np.abs(np.quantile(codes, [0.005, 0.995])).max()))
    return {
        "low": -reach,
        "high": reach,
        "mean": codes.mean(axis=0).tolist(),
        "spread": codes.std(axis=0).tolist(),
    }


def interpolate(
    trained: TrainedModel, first: NDArray[np.uint8], second: NDArray[np.uint8], count: int = 8
) -> dict[str, Any]:
    """From one picture to another: through the codes between them, and by fading one into the other."""
    model = _model(trained)
    ends = to_tensor(np.stack([_fit(trained, first), _fit(trained, second)]))
    with torch.inference_mode():
        shares = torch.linspace(0, 1, count)[:, None]  # (count, 1)
        codes = model.encode(ends)  # (2, code)
        walked = model.decode(torch.lerp(codes[:1], codes[1:], shares))  # (count, channel, height, width)
        faded = torch.lerp(ends[:1], ends[1:], shares[..., None, None])
    return {
        "pictures": Images(
            to_pictures(torch.cat([walked, faded])),
            columns=count,
            captions=("through the code", "fading pixels"),
            alt="Two rows from the first picture to the second: through the code, and by fading.",
        )
    }


def code_map(trained: TrainedModel) -> dict[str, Any]:
    """The codes of held-out pictures in a plane, and what the decoder paints all over it.

    A code of two is the plane itself; a longer one is laid onto the two directions in which codes differ
    most (their principal components), a code of one onto a line.
    """
    model, data = _model(trained), _data(trained)
    codes = _codes(trained)
    middle = codes.mean(axis=0)
    _, strengths, directions = np.linalg.svd(codes - middle, full_matrices=False)
    plane = directions[:2] if codes.shape[1] > 2 else np.eye(2, dtype=np.float32)[:, : codes.shape[1]]
    middle = middle if codes.shape[1] > 2 else 0 * middle
    places = (codes - middle) @ plane.T  # (pictures, 2)
    left, bottom = np.quantile(places, 0.01, axis=0)
    right, top = np.quantile(places, 0.99, axis=0)
    across, up = np.meshgrid(np.linspace(left, right, TILES), np.linspace(top, bottom, TILES))
    grid = np.stack([across.ravel(), up.ravel()], axis=1) @ plane + middle  # (tiles, code)
    with torch.inference_mode():
        tiles = to_pictures(model.decode(torch.tensor(grid, dtype=torch.float32)))
    return {
        "places": places[:MAPPED],
        "labels": list(data.labels[:MAPPED]),
        "extent": [float(left), float(right), float(bottom), float(top)],
        "tiles": mosaic(tiles, TILES, gap=0),
        "kept": float((strengths[:2] ** 2).sum() / max(float((strengths**2).sum()), 1e-12)),
    }


def nearest(trained: TrainedModel, image: NDArray[np.uint8], count: int = 8) -> dict[str, Any]:
    """The held-out pictures most like this one: by the distance of codes, and by that of pixels."""
    data = _data(trained)
    pictures = data.held_out[:CODED]
    picture = _fit(trained, image)
    with torch.inference_mode():
        code = _model(trained).encode(to_tensor(picture[None])).numpy()  # (1, code)
    away = {
        "code": np.square(_codes(trained) - code).sum(axis=1),
        "pixels": np.square(pictures.astype(np.float32) - picture).reshape(len(pictures), -1).sum(axis=1),
    }
    found = {}
    for name, distances in away.items():
        order = [place for place in np.argsort(distances) if not np.array_equal(pictures[place], picture)]
        found[name] = order[:count]
    return {
        "labels": {name: [data.labels[place] for place in order] for name, order in found.items()},
        "pictures": Images(
            np.concatenate([pictures[order] for order in found.values()]),
            columns=count,
            captions=("by code", "by pixels"),
            alt="Two rows of held-out pictures: nearest by code, nearest by pixels.",
        ),
    }


def compression(trained: TrainedModel) -> dict[str, Any]:
    """Error against bytes a picture on held-out pictures: this model, PCA, JPEG and WebP.

    JPEG and WebP are given all pictures as one mosaic, so that their headers are shared: the fair way.
    """
    model, data = _model(trained), _data(trained)
    return compress.compare(model, data)


def other_worlds(trained: TrainedModel) -> dict[str, Any]:
    """What the model makes of pictures from other worlds than its own, beside PCA, with the errors."""
    return worlds.visit(_model(trained), _data(trained))


def stages(trained: TrainedModel, image: NDArray[np.uint8]) -> dict[str, Any]:
    """What stands in every layer while a picture passes, from the input to the reconstruction."""
    values = to_tensor(_fit(trained, image)[None])
    layers = [("picture", values)]
    model = _model(trained)
    with torch.inference_mode():
        for half, network in (("encoder", model.encoder), ("decoder", model.decoder)):
            for layer in network:
                values = layer(values)
                if isinstance(layer, torch.nn.GELU) or layer is network[-1]:
                    layers.append((half, values))
    return {
        "layers": [
            {
                "half": half,
                "numbers": value[0].numel(),
                "values": value[0].numpy(),
            }
            for half, value in layers
        ]
    }


def one_number(trained: TrainedModel, image: NDArray[np.uint8], place: int) -> dict[str, Any]:
    """One number of the code: its sum, the pixels that it listens to, and what it changes in the picture.

    Raises `ValueError` for a place that the code doesn't have.
    """
    model = _model(trained)
    if not 0 <= place < trained.config.code_size:  # type: ignore[attr-defined]
        raise ValueError("The code has no such number.")
    picture = to_tensor(_fit(trained, image)[None]).requires_grad_()
    last = model.encoder[-1]
    assert isinstance(last, torch.nn.Linear)
    before = model.encoder[:-1](picture)  # (1, neurons): what the last layer adds up
    code = last(before)
    (listening,) = torch.autograd.grad(code[0, place], picture)
    spread = float(_codes(trained)[:, place].std())
    middle = float(_codes(trained)[:, place].mean())
    with torch.inference_mode():
        values = middle + spread * torch.linspace(-2.5, 2.5, STEPS_OF_A_NUMBER)
        varied = code.detach().repeat(STEPS_OF_A_NUMBER, 1)
        varied[:, place] = values
        painted = to_pictures(model.decode(varied))
    return {
        "value": float(code[0, place].detach()),
        "products": (before[0] * last.weight[place]).detach().numpy(),
        "bias": float(last.bias[place].detach()),
        "listening": listening[0].mean(dim=0).numpy(),
        "values": values.tolist(),
        "pictures": Images(
            painted,
            columns=STEPS_OF_A_NUMBER,
            alt=f"The picture while number {place + 1} of the code goes from low to high.",
        ),
    }


def _model(trained: TrainedModel) -> Autoencoder:
    assert isinstance(trained.model, Autoencoder)
    return trained.model


def _data(trained: TrainedModel) -> PictureData:
    assert isinstance(trained.data, PictureData)
    return trained.data


def _fit(trained: TrainedModel, image: NDArray[np.uint8]) -> Picture:
    """The picture in the model's form; where there are several, that of which it explains most."""
    signature = trained.signature
    ways = fitted(image, signature["dataset"], signature["size"], signature["channels"])
    if len(ways) == 1:
        return ways[0]
    with torch.inference_mode():
        pictures = to_tensor(np.stack(ways))
        missed = (_model(trained)(pictures) - pictures).square().mean(dim=(1, 2, 3))
        unexplained = missed / pictures.var(dim=(1, 2, 3)).clamp_min(1e-6)
    return ways[int(unexplained.argmin())]


def _codes(trained: TrainedModel) -> NDArray[np.float32]:
    """Codes of held-out pictures, (pictures, code)."""
    with torch.inference_mode():
        codes: NDArray[np.float32] = (
            _model(trained).encode(to_tensor(_data(trained).held_out[:CODED])).numpy()
        )
    return codes


def _typical(trained: TrainedModel) -> float:
    """The error on the first held-out pictures, to judge another by."""
    return error(_model(trained), _data(trained).held_out[:200])


def _difference(one: Tensor, other: Tensor) -> float:
    return float(functional.mse_loss(one, other))
