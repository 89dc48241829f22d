"""The questions that the page puts to a reader of chest X-rays."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from dlcore.applications.classification.chest_xray import compose, fitting, overlay
from dlcore.applications.classification.chest_xray.batches import marked, to_tensor
from dlcore.applications.classification.chest_xray.familiar import COARSE, even
from dlcore.applications.classification.chest_xray.measure import marker_region, read
from dlcore.applications.classification.chest_xray.model import ChestReader
from dlcore.applications.classification.chest_xray.scoring import THRESHOLDS, per_thousand
from dlcore.contract import Images, TrainedModel

EXAMPLE_SIZE = 224  # pixels a side of composed examples
EXAMPLE_SEED = 13


def examples(trained: TrainedModel) -> dict[str, Any]:  # noqa: ARG001 - the same for every model
    """Pictures to begin with, by title: a real radiograph, composed ones, and a photo that is no X-ray."""
    composed = compose.compose(4, EXAMPLE_SIZE, np.arange(len(compose.outlines())), EXAMPLE_SEED)
    return {
        "pictures": {
            "Real": radiograph(),
            "Composed": composed.images[1],
            "Healthy": composed.images[0],
            "Photo": photograph(),
        },
        "boxes": {"Composed": composed.boxes[1].tolist()},
    }


def radiograph() -> NDArray[np.uint8]:
    """The one real radiograph that is shipped, grey."""
    with Image.open(compose.FOLDER / "chest_radiograph.png") as image:
        return np.asarray(image.convert("L"))


def photograph() -> NDArray[np.uint8]:
    """A photo of a flower that comes with scikit-learn, grey and smaller."""
    from sklearn.datasets import load_sample_image

    image = Image.fromarray(load_sample_image("flower.jpg")).convert("L").reduce(2)
    return np.asarray(image)


def gallery(trained: TrainedModel) -> Images:
    """What the home page shows: X-rays with heat and box."""
    pictures = examples(trained)["pictures"]
    shown = [fitting.square(pictures[title]) for title in ("Real", "Composed")]
    reading = read(_model(trained), to_tensor(np.stack([_fit(trained, one) for one in shown])))
    frames = []
    for image, heat, box in zip(shown, reading.evidence.numpy(), reading.boxes.numpy(), strict=True):
        large = np.asarray(Image.fromarray(image).resize((168, 168)).convert("RGB"))
        frames.append(overlay.with_box(overlay.with_heat(large, heat), box, overlay.BOX, 3))
    return Images(np.stack(frames), columns=2, alt="Two chest X-rays, each with a heat map and a box.")


def diagnose(trained: TrainedModel, image: NDArray[np.uint8], exchange: bool = False) -> dict[str, Any]:
    """Probability, evidence map (14, 14) and box for a picture, or why there is no verdict.

    `exchange` exchanges black and white first. `refused` is a sentence for a picture that is unlike all that
    were learned from. Raises `ValueError` with a sentence for what is no picture.
    """
    seen = _fit(trained, image)
    seen = 255 - seen if exchange else seen
    strange = strangeness(trained, seen)
    reading = read(_model(trained), to_tensor(seen[None]))
    return {
        "seen": seen,
        "probability": float(reading.scores.sigmoid()[0]),
        "score": float(reading.scores[0]),
        "evidence": reading.evidence[0].numpy(),
        "box": reading.boxes[0].tolist(),
        "coloured": fitting.is_coloured(image),
        **strange,
    }


def strangeness(trained: TrainedModel, seen: NDArray[np.uint8]) -> dict[str, Any]:
    """How unlike the known pictures one is, what they make of it, and the refusal if it is too unlike."""
    known = _model(trained).known.give()
    rows = even(np.stack([seen, 255 - seen]))
    distance, exchanged = known.distance(rows) / known.limit
    refused = ""
    if distance > 1 and exchanged <= 1:
        refused = "Black and white seem to be exchanged: turn on the switch, and there is a verdict."
    elif distance > 1:
        refused = "This does not look like a chest X-ray from the front, so there is no verdict."
    levels = (known.painted(rows[:1]).reshape(COARSE, COARSE) * 50 + 128).clip(0, 255)
    return {"strangeness": float(distance), "refused": refused, "painted": levels.astype(np.uint8)}


def operate(trained: TrainedModel, threshold: float = 0.5, prevalence: float = 0.1) -> dict[str, Any]:
    """Sensitivity and specificity at a threshold, what that means for 1,000 people, and the whole curve."""
    curve = _model(trained).curve.numpy()
    place = round(min(max(threshold, 0.0), 1.0) * (THRESHOLDS - 1))
    sensitivity, specificity = (float(value) for value in curve[:, place])
    return {
        "sensitivity": sensitivity,
        "specificity": specificity,
        "people": per_thousand(sensitivity, specificity, min(max(prevalence, 0.0), 1.0)),
        "curve": curve,
        "held_out": int(trained.signature["held_out"]),
        "ill": int(trained.signature["ill"]),
        "kind": str(trained.signature["kind"]),
    }


def stages(trained: TrainedModel, image: NDArray[np.uint8]) -> dict[str, Any]:
    """What stands in every layer while a picture passes, and the four edge maps."""
    model = _model(trained)
    picture = values = to_tensor(_fit(trained, image)[None])
    layers = []
    with torch.inference_mode():
        for layer in model.trunk:
            values = layer(values)
            layers.append(values[0].numpy())
        searched = model.box_trunk(picture)
        maps = model.edges(searched)[0].flatten(1).softmax(dim=1).reshape(4, *searched.shape[2:])
    return {"layers": layers, "searched": searched[0].numpy(), "edges": maps.numpy()}


def one_place(trained: TrainedModel, image: NDArray[np.uint8], row: int, column: int) -> dict[str, Any]:
    """One number of the evidence map as its sum: channel times weight, and the bias. Raises `ValueError`."""
    model = _model(trained)
    with torch.inference_mode():
        features = model.trunk(to_tensor(_fit(trained, image)[None]))[0]  # (channel, 14, 14)
        if not (0 <= row < features.shape[1] and 0 <= column < features.shape[2]):
            raise ValueError("The map has no such place.")
        weights = model.evidence.weight[0, :, 0, 0]
        products = features[:, row, column] * weights
        assert model.evidence.bias is not None
        bias = model.evidence.bias.item()
    return {
        "products": products.numpy(),
        "bias": bias,
        "value": products.sum().item() + bias,
        "places": features.shape[1] * features.shape[2],
    }


def with_marker(trained: TrainedModel, image: NDArray[np.uint8]) -> dict[str, Any]:
    """A picture without and with the letter R in its corner: verdicts, maps, and the heat on the letter."""
    plain = to_tensor(_fit(trained, image)[None])
    pictures = torch.cat([plain, marked(plain)])
    reading = read(_model(trained), pictures)
    heat = reading.evidence.clamp_min(0).numpy()
    share = (heat * marker_region()).sum(axis=(1, 2)) / np.maximum(heat.sum(axis=(1, 2)), 1e-6)
    return {
        "pictures": (pictures[:, 0] * 255).round().to(torch.uint8).numpy(),
        "probabilities": reading.scores.sigmoid().tolist(),
        "evidence": reading.evidence.numpy(),
        "boxes": reading.boxes.tolist(),
        "heat": share.tolist(),
    }


def _model(trained: TrainedModel) -> ChestReader:
    assert isinstance(trained.model, ChestReader)
    trained.model.eval()
    return trained.model


def _fit(trained: TrainedModel, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return fitting.fitted(image, int(trained.signature["size"]))
