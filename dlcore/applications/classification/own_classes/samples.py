"""What is watched while a network learns: held-out pictures, and what it takes them for."""

import numpy as np
import torch
from torch import nn

from dlcore.applications.classification.own_classes.data import Data, DrawingData
from dlcore.contract import Images
from dlcore.datasets import own_pictures

SHOWN = 16
COLUMNS = 8
THUMBNAIL = 56  # pixels


def watched(model: nn.Module, data: Data) -> Images:
    """A few held-out pictures, each with the network's answer and, where it is wrong, the truth."""
    places = np.linspace(0, len(data.held_labels) - 1, min(SHOWN, len(data.held_labels))).astype(int)
    inputs = torch.from_numpy(np.ascontiguousarray(data.held_inputs[places]))
    with torch.no_grad():
        guessed = model(inputs[:, None].float() / 255 if isinstance(data, DrawingData) else inputs).argmax(
            dim=1
        )
    captions = [
        f"✓ {data.names[guess]}" if guess == truth else f"✗ {data.names[guess]} ({data.names[truth]})"
        for guess, truth in zip(guessed.tolist(), data.held_labels[places].tolist(), strict=True)
    ]
    right = sum(caption.startswith("✓") for caption in captions)
    alt = f"{len(places)} held-out pictures with the network's answers; {right} are right."
    return Images(shown(data, places.tolist()), COLUMNS, captions, alt)


def shown(data: Data, places: list[int], held_out: bool = True) -> np.ndarray:
    """Pictures of the data at these places, as they are shown."""
    if isinstance(data, DrawingData):
        return (data.held_out if held_out else data.pictures)[places]
    pictures = data.held_pictures if held_out else data.pictures
    return np.stack([own_pictures.thumbnail(pictures[place], THUMBNAIL) for place in places])
