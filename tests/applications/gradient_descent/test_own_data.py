"""Gradient descent: what the visitor brings is learned, or refused in a sentence."""

from typing import Any

import numpy as np
import pytest

from dlcore.applications.foundations.gradient_descent.config import Config
from dlcore.applications.foundations.gradient_descent.data import load_data

from .helpers import kept, refused_in_one_sentence, run, two_heaps


def test_own_points_are_learned() -> None:
    training, curves = run(steps=200, **kept("own points", {"points": two_heaps()}))
    assert training.data.signature["classes"] == ["blue", "orange"]
    assert curves["validation_accuracy"][-1] == 1.0


def table_of(**columns: list[Any]) -> dict[str, Any]:
    return kept("own table", {"columns": columns})


def test_own_table_takes_the_first_two_numbers_and_the_label_and_says_so() -> None:
    numbers = np.arange(30.0)
    labels = ["cat" if n < 15 else "dog" for n in numbers]
    training, curves = run(
        steps=150, **table_of(name=["x"] * 30, a=[*numbers[:-1], None], kind=labels, b=list(-numbers))
    )
    assert training.data.signature["axes"] == ["a", "b"]
    assert training.data.signature["classes"] == ["cat", "dog"]
    assert "“kind”" in training.data.note
    assert "1 row" in training.data.note
    assert curves["validation_accuracy"][-1] > 0.9


def test_own_table_without_labels_becomes_a_curve() -> None:
    x = [i / 10 for i in range(40)]
    training, curves = run(steps=300, **table_of(x=x, y=[3 * value - 1 for value in x]))
    assert training.data.signature["classes"] == []
    assert curves["validation_loss"][-1] < 0.1


def test_a_third_column_of_few_whole_numbers_is_the_label() -> None:
    data = load_data(
        Config(**table_of(a=list(range(20)), b=list(range(20)), group=[i % 2 for i in range(20)]))
    )
    assert data.signature["classes"] == ["0", "1"]


GOOD = [float(i) for i in range(12)]


BAD_TABLES: dict[str, dict[str, list[Any]]] = {
    "one class only": {"a": GOOD, "b": GOOD, "label": ["same"] * 12},
    "all missing": {"a": GOOD, "b": [None] * 12, "label": ["u", "v"] * 6},
    "text where numbers should be": {"a": GOOD, "b": ["word"] * 12, "label": ["u", "v"] * 6},
    "no numbers": {"a": ["p"] * 12, "label": ["u", "v"] * 6},
    "too few rows": {"a": [1.0, 2.0], "b": [1.0, 3.0], "label": ["u", "v"]},
    "duplicates": {"a": [1.0] * 12, "b": [2.0] * 12, "label": ["u", "v"] * 6},
    "too many classes": {"a": GOOD, "b": GOOD, "label": [f"kind {i}" for i in range(12)]},
    "a class of one": {"a": GOOD, "b": GOOD, "label": ["u"] * 11 + ["v"]},
    "constant curve": {"a": GOOD, "b": [2.0] * 12},
    "empty": {},
}


BAD_POINTS: dict[str, object] = {
    "two points": {"points": [[0, 0, 0], [1, 1, 1]]},
    "none": {"points": []},
    "one class": {"points": [[i / 10, 0, 0] for i in range(12)]},
    "one place": {"points": [[0.5, 0.5, i % 2] for i in range(12)]},
    "ragged": {"points": [[0, 0], [1, 1, 1]]},
    "words": {"points": [["here", "there", 0]] * 12},
    "not a number": {"points": [[float("nan"), 0, i % 2] for i in range(12)]},
    "no points": {"lines": []},
}


@pytest.mark.parametrize("name", BAD_TABLES)
def test_a_table_with_nothing_to_learn_is_refused_in_one_sentence(name: str) -> None:
    refused_in_one_sentence(lambda: load_data(Config(**table_of(**BAD_TABLES[name]))))


@pytest.mark.parametrize("name", BAD_POINTS)
def test_points_with_nothing_to_learn_are_refused_in_one_sentence(name: str) -> None:
    refused_in_one_sentence(lambda: load_data(Config(**kept("own points", BAD_POINTS[name]))))


def test_a_file_that_is_gone_or_was_never_given_is_refused() -> None:
    refused_in_one_sentence(lambda: load_data(Config(dataset="own points", own_points="a" * 32)))
    refused_in_one_sentence(lambda: load_data(Config(dataset="own points")))
    refused_in_one_sentence(lambda: load_data(Config(dataset="own table")))
