"""Pictures from other worlds than a model's own, and what it makes of them."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from dlcore.applications.autoencoders.image_autoencoder.data import PictureData
from dlcore.applications.autoencoders.image_autoencoder.model import Autoencoder
from dlcore.applications.autoencoders.image_autoencoder.training import to_pictures, to_tensor
from dlcore.contract import Images
from dlcore.datasets import digits, doodles

Pictures = NDArray[np.uint8]

COUNT = 200
SHOWN = 8


def visit(model: Autoencoder, data: PictureData) -> dict[str, Any]:
    """For each world three rows of pictures (input, autoencoder, PCA) and the errors of both."""
    found = []
    for title, pictures in worlds(data).items():
        with torch.inference_mode():
            entered = to_tensor(pictures[:COUNT])
            painted, rival = model(entered), model.rival(entered)
        shown = torch.cat([entered[:SHOWN], painted[:SHOWN], rival[:SHOWN]])
        found.append(
            {
                "title": title,
                "error": float((painted - entered).square().mean()),
                "pca_error": float((rival - entered).square().mean()),
                "pictures": Images(
                    to_pictures(shown),
                    columns=SHOWN,
                    captions=("input", "autoencoder", "PCA"),
                    alt=f"{title}: input, reconstruction by the autoencoder, reconstruction by PCA.",
                ),
            }
        )
    return {"worlds": found}


def worlds(data: PictureData) -> dict[str, Pictures]:
    """Pictures in this model's form: its own held-out ones, and others."""
    own = data.held_out[:COUNT]
    found = {f"its own world: held-out {'digits' if 'digits' in data.dataset else data.dataset}": own}
    if data.held_out.ndim == 3 and "digits" not in data.dataset:
        found["digits"] = digits.load_digits().test_images[:COUNT]
    if data.held_out.ndim == 3 and doodles.available("cat"):
        found["cats drawn by people (held out)"] = doodles.load_doodles("cat")[::10][:COUNT]
    found["synthetic cats"] = data.cats
    found["its own world upside down"] = own[:, ::-1].copy()
    found["its own world, black and white exchanged"] = 255 - own
    found["noise, nothing but noise"] = np.random.default_rng(0).integers(0, 256, own.shape, dtype=np.uint8)
    return found
