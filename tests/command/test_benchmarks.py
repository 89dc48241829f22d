"""The benchmark command: a table for people, JSON for machines, and a failure where a goal is missed."""

import json
from pathlib import Path

import pytest

from dlcore.benchmarks._serving import median, percentile, row
from dlcore.command import benchmark
from dlcore.command.main import main
from dlcore.contract import applications

ROWS = [
    row("seconds", 1.0, "at most half the peer's", True, peer=2.0),
    row("updates a second", 3.0, "at least 8", False),
    row("first point", 0.5, "told", None),
]


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(benchmark, "RESULTS", tmp_path)
    monkeypatch.setattr(benchmark, "names", lambda: ["quick_one", "other"])
    monkeypatch.setattr(
        benchmark, "find", lambda name: lambda _quick: ROWS if name == "quick_one" else ROWS[:1]
    )
    return tmp_path


def test_the_table_shows_ratios_and_goals(measured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["benchmark", "quick_one"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert next(line for line in lines if line.startswith("seconds")).split()[1:5] == ["1", "2", "0.5", "at"]
    assert any("at least 8 ✗ missed" in line for line in lines)
    assert json.loads((measured / "quick_one.json").read_text(encoding="utf-8"))["rows"] == ROWS


def test_all_of_them_for_machines(measured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["benchmark", "all", "--quick", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"quick_one": ROWS, "other": ROWS[:1]}
    assert main(["benchmark", "other", "--json"]) == 0
    assert sorted(path.name for path in measured.iterdir()) == [
        "other.json",
        "other.quick.json",
        "quick_one.quick.json",
    ]


def test_benchmarks_are_found_in_the_frame_and_in_applications() -> None:
    names = benchmark.names()
    assert {"stream", "overhead", "classroom"} <= set(names)
    assert not any(name.startswith("_") for name in names)
    own = {one.name for one in applications() if (one.folder / "benchmark.py").exists()}
    assert own <= set(names)
    for name in names:
        assert callable(benchmark.find(name))


def test_percentiles() -> None:
    values = [float(value) for value in range(1, 101)]
    assert percentile(values) == 96.0
    assert percentile([3.0]) == 3.0
    assert median([3.0, 1.0, 2.0]) == 2.0
