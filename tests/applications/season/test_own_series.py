"""A visitor's own series: found, sorted, refused in a sentence, learned from and asked about."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlcore.applications.classification.season import use
from dlcore.applications.classification.season.animals import series_of
from dlcore.applications.classification.season.own_series import Columns, from_columns, guessed
from dlcore.contract import Metrics, Training, find
from dlcore.contract.seeds import seeded
from dlcore.datasets import own

SERIES, LONG = 14, 12


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))


def waves(**changed: Any) -> Columns:
    """Shops with a weekly wave each, as a table."""
    rows = [(f"shop {one}", float(time)) for one in range(SERIES) for time in range(LONG)]
    columns: dict[str, Any] = {
        "shop": [name for name, _ in rows],
        "week": [time for _, time in rows],
        "sales": [math.sin(time + len(name)) for name, time in rows],
    }
    return {**columns, **changed}


def test_the_three_columns_are_guessed_whatever_their_order() -> None:
    columns = waves()
    assert guessed(columns) == ("shop", "week", "sales")
    turned = {name: columns[name] for name in ("week", "sales", "shop")}
    assert guessed(turned) == ("shop", "week", "sales")
    with_diet = {"diet": [1.0] * SERIES * LONG, **columns}
    assert guessed(with_diet) == ("shop", "week", "sales")
    assert guessed(columns, time="sales", value="week") == ("shop", "sales", "week")


def test_rows_are_sorted_and_doubles_and_gaps_left_out() -> None:
    columns = {name: list(cells)[::-1] for name, cells in waves().items()}
    columns["shop"] += ["shop 0", "shop 0", None]
    columns["week"] += [3.0, 99.0, 5.0]
    columns["sales"] += [1000.0, None, 1.0]
    found = from_columns(columns, "shop", "week", "sales")
    with seeded(0):
        series = series_of(found)
    assert series.values.shape == (SERIES, LONG)
    assert (np.diff(series.times, axis=1) == 1).all()
    assert max(found.values) <= 1


@pytest.mark.parametrize(
    ("changed", "names", "said"),
    [
        ({}, ("shop", "month", "sales"), "has no column “month”"),
        ({}, ("shop", "week", "week"), "three different columns"),
        ({}, ("week", "shop", "sales"), "“shop” holds words and can't be a time"),
        ({"sales": ["much"] * SERIES * LONG}, ("shop", "week", "sales"), "can't be a value"),
        ({"sales": [3.0] * SERIES * LONG}, ("shop", "week", "sales"), "nothing to foretell"),
        ({"shop": ["one"] * SERIES * LONG}, ("shop", "week", "sales"), "only 1 series"),
        ({"shop": [f"s{i}" for i in range(SERIES * LONG)]}, ("shop", "week", "sales"), "only 0 series"),
    ],
)
def test_what_can_t_be_learned_is_refused(changed: dict[str, Any], names: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said) as refusal:
        from_columns(waves(**changed), *names)
    assert str(refusal.value).count("\n") == 0


def test_too_many_series_are_refused() -> None:
    names = [f"s{index // 6}" for index in range(6 * 301)]
    times = [float(index % 6) for index in range(6 * 301)]
    with pytest.raises(ValueError, match="301 series apart and the limit is 300"):
        from_columns({"a": names, "t": times, "v": times}, "a", "t", "v")


def test_a_run_on_own_series_learns_and_answers() -> None:
    fingerprint = own.keep(json.dumps({"columns": waves(), "notes": []}).encode())
    training = Training(find("season"), {"dataset": "own series", "own_table": fingerprint, "steps": 120})
    last = [event for event in training if isinstance(event, Metrics)][-1]
    assert last.values["own_error"] < 0.4  # a wave is easy to go on with
    assert "own_caught" not in last.values
    run = training.trained()
    about = use.stations(run)["own"]
    assert about["gap"] == [1.0] * len(about["subjects"])
    answer = use.watch(run, "own", 0, "slide", 6.0, -3 * about["spread"], 1.0, 3.5)
    assert answer["rules"][0]["time"] is not None


@pytest.mark.parametrize("fingerprint", ["", "gone"])
def test_no_table_is_one_sentence(fingerprint: str) -> None:
    with pytest.raises(ValueError, match="choose"):
        Training(find("season"), {"dataset": "own series", "own_table": fingerprint})


@pytest.mark.parametrize("column", ["series_column", "time_column", "value_column"])
def test_a_column_that_is_not_there_is_one_sentence(column: str) -> None:
    fingerprint = own.keep(json.dumps({"columns": waves(), "notes": []}).encode())
    with pytest.raises(ValueError, match="has no column “profit”"):
        Training(find("season"), {"dataset": "own series", "own_table": fingerprint, column: "profit"})
