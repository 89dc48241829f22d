"""Shipped models keep the word of their cards; saved ones come back as they were."""

import json
from pathlib import Path

import pytest
import torch

from dlcore.command.evaluate import measure
from dlcore.contract import Application, Training, saving
from dlcore.contract.cards import model_card
from dlcore.contract.checkpoint import CHECKPOINTS, open_checkpoint
from tests.contract.running import Short, first_steps

KEYS = {
    "application": str,
    "title": str,
    "made": str,
    "command": str,
    "heldout": dict,
    "baseline": dict,
    "gallery": dict,
    "data": list,
    "seconds": float,
    "live_seconds": float,
    "steps": int,
    "parameters": int,
    "precision": str,
    "bytes": int,
    "machine": str,
    "threads": int,
    "torch": str,
    "config": dict,
    "signature": dict,
}
LARGEST = 2_500_000  # bytes a page; 2 MB is what we aim for


def test_the_card_is_complete(application: Application) -> None:
    card = model_card(application.name)
    assert card, f"python -m dlcore train {application.name} --preset shipped --save"
    for key, kind in KEYS.items():
        assert isinstance(card.get(key), kind), key
    assert card["application"] == application.name
    assert card["data"] == list(application.datasets)
    assert card["command"].startswith(f"python -m dlcore train {application.name} --preset shipped")
    assert card["heldout"].keys() <= application.metrics.keys()
    assert card["threads"] == 1


def test_the_shipped_model_is_that_of_the_preset(application: Application) -> None:
    card = model_card(application.name)
    config = application.Config.model_validate(dict(application.preset("shipped").values))
    assert application.Config.model_validate(card["config"]) == config


def test_the_shipped_model_is_small_and_whole(application: Application) -> None:
    path = CHECKPOINTS / f"{application.name}.safetensors"
    assert path.stat().st_size == model_card(application.name)["bytes"] <= LARGEST
    trained = open_checkpoint(application.name)
    assert not trained.model.training
    assert (
        sum(one.numel() for one in trained.model.parameters()) == model_card(application.name)["parameters"]
    )
    assert all(bool(torch.isfinite(one).all()) for one in trained.model.state_dict().values())


def test_the_card_keeps_its_word(application: Application) -> None:
    result = measure(application.name)
    assert result["kept"], f"measured {result['heldout']}, the card says {result['card']}"


def test_a_model_of_fetched_data_can_be_checked_without_it(application: Application) -> None:
    card = model_card(application.name)
    trained = open_checkpoint(application.name)
    figures = saving.check(application, trained.model, trained.config)
    assert saving.agree(figures, card.get("check", {}))


def test_the_model_beats_its_baseline_or_says_so(application: Application) -> None:
    card = model_card(application.name)
    name = (
        application.headline
        if application.headline in card["heldout"]
        else f"validation_{application.headline}"
    )
    gain = card["heldout"][name] - card["baseline"][name]
    better = gain < 0 if application.metrics[name].better == "lower" else gain > 0
    assert better or "baseline" in application.limits.lower()


def test_a_saved_model_comes_back(application: Application, short: Short, tmp_path: Path) -> None:
    weights = saving.save_checkpoint(short.training, "a test", tmp_path, half=False)
    opened = open_checkpoint(application.name, tmp_path)
    state = short.training.model.state_dict()
    assert all(torch.equal(state[name], tensor) for name, tensor in opened.model.state_dict().items())
    card = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
    assert card["heldout"] == saving.heldout(
        application, short.training.model, short.training.data, short.training.config
    )


def test_a_diverged_run_is_not_kept(application: Application, tmp_path: Path) -> None:
    training = Training(application)
    first_steps(training, 1)
    training.status = "diverged"
    with pytest.raises(ValueError, match="diverged"):
        saving.save_checkpoint(training, "a test", tmp_path)
    assert not list(tmp_path.iterdir())
