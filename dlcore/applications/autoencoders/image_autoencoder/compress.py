"""How many bytes a picture needs: the autoencoder and PCA beside JPEG and WebP."""

import io
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from dlcore.applications.autoencoders.image_autoencoder.data import (
    PictureData,
    principal_components,
    project,
    scaled,
    squared_error,
)
from dlcore.applications.autoencoders.image_autoencoder.model import Autoencoder
from dlcore.applications.autoencoders.image_autoencoder.training import to_pictures, to_tensor
from dlcore.contract.events import mosaic

Pictures = NDArray[np.uint8]

COUNT = 400  # held-out pictures in the mosaic, 20 a side
COLUMNS = 20
SHOWN = 8
CODES = (2, 4, 8, 16, 32, 64, 128)  # bytes of a PCA code
QUALITIES = {"JPEG": (2, 5, 8, 12, 18, 25, 35, 50, 70), "WEBP": (0, 1, 5, 10, 20, 35, 50, 75)}
NAMES = {"JPEG": "JPEG", "WEBP": "WebP"}


def compare(model: Autoencoder, data: PictureData) -> dict[str, Any]:
    """Curves of (bytes a picture, error) by method, and a few pictures of each at about the code's size."""
    pictures = data.held_out[:COUNT]
    wanted = len(model.rival.directions)
    ways = {"autoencoder": [(float(wanted), through_bytes(model, pictures))]}
    ways["PCA"] = [(float(size), painted) for size, painted in through_pca(data, pictures, wanted)]
    for form, qualities in QUALITIES.items():
        ways[NAMES[form]] = [stored_as(form, quality, pictures) for quality in qualities]
    rows = scaled(pictures)
    curves = {
        name: [(size, squared_error(scaled(back), rows)) for size, back in way] for name, way in ways.items()
    }
    nearest = {
        name: min(range(len(way)), key=lambda n: abs(np.log(way[n][0] / wanted)))
        for name, way in ways.items()
    }
    return {
        "bytes": wanted,
        "curves": curves,
        "decoder_bytes": 2 * sum(weights.numel() for weights in model.decoder.parameters()),
        "raw_bytes": int(pictures[0].size),
        "original": pictures[:SHOWN],
        "pictures": {name: ways[name][place][1][:SHOWN] for name, place in nearest.items()},
        "shown": {name: curves[name][place] for name, place in nearest.items()},
    }


def through_bytes(model: Autoencoder, pictures: Pictures) -> Pictures:
    """Pictures painted from codes of which every number was rounded to one byte, as it would be sent."""
    with torch.inference_mode():
        codes = model.encode(to_tensor(pictures))  # (count, code)
        low, high = codes.amin(dim=0), codes.amax(dim=0)
        step = ((high - low) / 255).clamp_min(1e-9)
        rounded = ((codes - low) / step).round() * step + low
        return to_pictures(model.decode(rounded))


def through_pca(data: PictureData, pictures: Pictures, wanted: int) -> list[tuple[int, Pictures]]:
    """Pictures painted from PCA codes of several sizes, fitted to pictures of the same world alone."""
    rows = scaled(pictures)
    mean, directions = principal_components(data.own_world)
    shape = to_tensor(pictures).shape
    sizes = sorted({size for size in (*CODES, wanted) if size <= len(directions)})
    painted = [torch.from_numpy(project(rows, mean, directions[:size])).reshape(shape) for size in sizes]
    return [(size, to_pictures(one)) for size, one in zip(sizes, painted, strict=True)]


def stored_as(form: str, quality: int, pictures: Pictures) -> tuple[float, Pictures]:
    """Bytes a picture, and the pictures back, when all are stored as one mosaic without gaps."""
    sheet = mosaic(pictures, COLUMNS, gap=0)
    file = io.BytesIO()
    settings = {"optimize": True} if form == "JPEG" else {"method": 6}
    Image.fromarray(sheet).save(file, form, quality=quality, **settings)
    mode = "L" if pictures.ndim == 3 else "RGB"
    back = np.asarray(Image.open(file).convert(mode))
    return file.tell() / len(pictures), tiles(back, pictures.shape)


def tiles(sheet: Pictures, shape: tuple[int, ...]) -> Pictures:
    """A mosaic without gaps cut into pictures again."""
    count, height, width = shape[:3]
    rows = sheet.shape[0] // height
    cut = sheet.reshape(rows, height, -1, width, *shape[3:]).swapaxes(1, 2)
    return cut.reshape(-1, *shape[1:])[:count]
