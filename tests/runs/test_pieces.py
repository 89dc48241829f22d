"""The small parts: codec, thinning, store, identity, sweeping."""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from dlcore.contract import ROOT, Images, find
from dlcore.runs import codec, prune
from dlcore.runs.identity import code_hash, identity
from dlcore.runs.ledger import Ledger
from dlcore.runs.records import Record, Visit
from dlcore.runs.store import Store, row_of
from dlcore.runs.thinning import MOST, thin


def metric(step: int, **values: float | None) -> dict:
    return {"type": "metrics", "step": step, "phase": "", "values": values}


def test_arrays_tensors_and_samples_travel() -> None:
    message = {
        "array": np.arange(6, dtype=np.float32).reshape(2, 3),
        "switches": np.array([True, False]),
        "nothing": np.zeros((0, 4)),
        "tensor": torch.ones(2, requires_grad=True),
        "number": np.float64(1.5),
        "images": Images(np.zeros((2, 4, 4), dtype=np.uint8)),
        "words": ("ä", "\n"),
    }
    line = codec.dump(message)
    assert line.count(b"\n") == 1
    back = codec.load(line)
    np.testing.assert_array_equal(back["array"], message["array"])
    assert back["array"].dtype == np.float32
    assert back["switches"].tolist() == [True, False]
    assert back["nothing"].shape == (0, 4)
    assert back["tensor"].tolist() == [1, 1]
    assert (back["number"], back["images"]["kind"], back["words"]) == (1.5, "images", ["ä", "\n"])


@pytest.mark.parametrize("value", [np.array([object()]), object(), b"bytes"])
def test_nothing_else_travels(value: object) -> None:
    with pytest.raises(TypeError):
        codec.dump({"value": value})


def test_thinning_keeps_extremes_rare_values_and_samples() -> None:
    rng = np.random.default_rng(0)
    events: list[dict] = []
    for step in range(5000):
        values = {"loss": float(rng.normal())}
        if step % 500 == 0:
            values["validation_loss"] = float(rng.normal())
            events.append({"type": "sample", "step": step, "name": "sample", "content": {}})
        events.append(metric(step, **values))
    events[2000] = metric(1995, loss=99.0)
    events[3000] = metric(2993, loss=None)
    thinned = thin(events)
    assert len(thinned) < 300
    steps = [event["step"] for event in thinned]
    assert steps == sorted(steps)
    assert thinned[-1] == events[-1]
    assert events[2000] in thinned
    assert events[3000] in thinned
    assert sum(event["type"] == "sample" for event in thinned) == 10
    assert sum("validation_loss" in event.get("values", {}) for event in thinned) == 10
    assert thin(events[:MOST]) == events[:MOST]


def record(number: int, **fields: object) -> Record:
    made = Record(f"run{number}", "toy", {"steps": 9}, "code", **{"until": None, **fields})
    made.visits["ada"] = Visit()
    return made


def test_the_store_gives_back_what_was_written(tmp_path: Path) -> None:
    store = Store(tmp_path / "runs.sqlite")
    events = [metric(step, loss=float(step)) for step in range(5000)]
    one = record(
        1, status="finished", last={"loss": 1.0}, until={"metric": "loss", "value": 1, "below": True}
    )
    one.visits["ben"] = Visit("name", True, False)
    store.write([(row_of(one), 0, events[:10])])
    store.write([(row_of(one), 10, events[10:])])
    store.close()
    again = Store(tmp_path / "runs.sqlite")
    (back,) = again.records()
    assert (back.events, back.last, back.visits, back.until) == (5000, one.last, one.visits, one.until)
    assert again.events("run1", 5, 2015) == events[5:2015]
    assert again.events("run1", 4990, 9999) == events[4990:]
    assert again.events("run1", 7, 7) == []
    again.delete(["run1"])
    assert again.records() == []
    assert again.sizes() == {}
    again.close()


def test_events_come_from_memory_and_store_alike(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    one = record(1, status="running")
    ledger.records[one.id] = one
    events = [metric(step, loss=float(step)) for step in range(3000)]
    for start in range(0, 3000, 300):
        one.add(events[start : start + 300])
        ledger.touch(one)
        ledger.flush()
    one.add([metric(3000, loss=1.0)])
    assert one.tail_first > 2000
    everything = [*events, metric(3000, loss=1.0)]
    for start, end in ((0, None), (100, 200), (2500, 2900), (2999, 3001), (3001, None), (50, 10)):
        assert ledger.events(one, start, end) == everything[start:end]
    ledger.close()


def test_sweeping_spares_pinned_and_active_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune, "MOST_RUNS", 3)
    ledger = Ledger(tmp_path)
    for number in range(8):
        one = record(number, status="finished", updated=time.time() - 1000 + number)
        ledger.records[one.id] = one
        ledger.touch(one)
        one.updated = time.time() - 1000 + number
    ledger.records["run0"].visits["ada"].pinned = True
    ledger.records["run1"].status = "running"
    ledger.flush()
    prune.prune(ledger)
    assert set(ledger.records) == {"run0", "run1", "run7"}
    assert {one.id for one in ledger.store.records()} == {"run0", "run1", "run7"}
    ledger.close()


def test_identity_is_what_computes_the_same_events(toy: None) -> None:
    code = code_hash(find("toy"))
    assert code == code_hash(find("toy"))
    assert identity("toy", {"a": 1, "b": 2}, None, code) == identity("toy", {"b": 2, "a": 1}, None, code)
    different = [
        identity("toy", {"a": 1}, None, code),
        identity("toy", {"a": 2}, None, code),
        identity("toy", {"a": 1}, {"metric": "loss"}, code),
        identity("toy", {"a": 1}, None, "other"),
        identity("toy2", {"a": 1}, None, code),
    ]
    assert len(set(different)) == 5


def test_the_server_process_never_loads_torch() -> None:
    script = (
        "import sys, json, dlcore.runs, dlcore.runs.stream, dlcore.contract\n"
        "from dlcore.contract import applications\n"
        "[one.presets for one in applications()]\n"
        "print(json.dumps([name for name in ('torch', 'streamlit') if name in sys.modules]))"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
