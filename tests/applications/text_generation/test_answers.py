"""Text generation: what the page is told, and what hostile questions get."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from dlcore.applications.sequences.text_generation import features, figures, use, words
from dlcore.applications.sequences.text_generation.model import draw
from dlcore.applications.sequences.text_generation.passages import SHORTEST, PassageIndex
from dlcore.contract import TrainedModel, find
from dlcore.contract.seeds import seeded

# Writing


def test_temperature_and_top() -> None:
    scores = torch.tensor([[0.0, 1.0, 3.0]]).repeat(2000, 1)
    with seeded(0):
        assert (draw(scores, 0) == 2).all()
        assert (draw(scores, 1.0, top=1) == 2).all()
        shares = [float((draw(scores, temperature) == 2).float().mean()) for temperature in (0.5, 1.0, 2.0)]
        assert shares == sorted(shares, reverse=True)
        assert shares[1] == pytest.approx(math.exp(3) / (1 + math.e + math.exp(3)), abs=0.03)
        assert draw(torch.full((1, 3), torch.nan), 1.0).shape == (1, 1)


def test_the_same_throw_writes_the_same(quick: TrainedModel) -> None:
    one = use.generate(quick, "ROMEO:\n", length=60, seed=3)
    assert len(one["text"]) == 60
    assert one["note"] == ""
    assert use.generate(quick, "ROMEO:\n", length=60, seed=3) == one
    assert use.generate(quick, "ROMEO:\n", length=60, seed=4)["text"] != one["text"]
    counted = use.ngram_generate(quick, "ROMEO:\n", length=60, seed=3)
    assert len(counted["text"]) == 60
    assert counted == use.ngram_generate(quick, "ROMEO:\n", length=60, seed=3)


@pytest.mark.parametrize(
    ("prompt", "known", "unknown"),
    [
        ("“Hark”\u2014he’s", "'Hark'--he's", ""),
        ("Fünf 😀 cats", "Fnf  cats", "ü 😀"),
        ("नमस्ते", "\n", "न"),
        ("", "\n", ""),
        ("\n\n\x00", "\n\n", "\x00"),
    ],
)
def test_any_prompt_is_taken(quick: TrainedModel, prompt: str, known: str, unknown: str) -> None:
    answer = use.generate(quick, prompt, length=5)
    assert answer["prompt"] == known
    assert len(answer["text"]) == 5
    assert unknown in answer["note"]
    assert bool(answer["note"]) == (prompt != "“Hark”\u2014he’s")


# Copied passages


def test_the_longest_passage_is_found_as_by_trying_all() -> None:
    dice = np.random.default_rng(0)
    training = dice.integers(0, 2, 300, dtype=np.uint8)
    index = PassageIndex(training)
    for _ in range(10):
        text = dice.integers(0, 2, 40, dtype=np.uint8)
        best = max(
            length
            for start in range(40)
            for length in range(41 - start)
            if text[start : start + length].tobytes() in training.tobytes()
        )
        found = index.longest(text)
        assert found.length == (best if best >= SHORTEST else 0)
        copied = training[found.source : found.source + found.length]
        assert (copied == text[found.start : found.start + found.length]).all()


def test_the_index_is_kept(tmp_path: Path) -> None:
    training = np.random.default_rng(0).integers(0, 9, 200, dtype=np.uint8)
    first, second = (PassageIndex(training, tmp_path / "folder" / "kept.npy") for _ in range(2))
    assert (first.order == second.order).all()
    assert second.longest(training[50:90]).length == 40


def test_lines_are_seen_nearly_seen_or_new(quick: TrainedModel) -> None:
    text = (
        "Now is the winter of our discontent\n"
        "Now is the winter of our dishwasher\n"
        "The toaster hums a quiet zebra song\nAy."
    )
    found = use.novelty(quick, text)
    assert [line["verdict"] for line in found["lines"]] == ["seen", "nearly", "new", "short"]
    assert found["length"] >= 35
    assert found["longest"] in found["around"]
    assert words.copied(found).startswith("1 line new, 1 nearly seen, 1 word for word")
    assert len(figures.sorted_lines(found)) == 3
    assert use.novelty(quick, "ж" * 50)["length"] == 0


# Looking inside


def test_surprise_is_the_loss(quick: TrainedModel) -> None:
    text = "To be, or not to be"
    found = use.score(quick, text)
    unrolled = use.unroll(quick, "\n" + text)
    assert found["loss"] == pytest.approx(np.mean(found["surprise"]), abs=1e-4)
    assert np.exp(-np.array(found["surprise"])) == pytest.approx(unrolled["came"], abs=1e-3)
    assert found["ngram_loss"] > 0
    assert "<script" not in figures.surprise_text({"characters": list("<script"), "surprise": [1.0] * 7})
    assert use.score(quick, "")["characters"] == ["\n"]


def test_the_loop_unrolled(quick: TrainedModel) -> None:
    found = use.unroll(quick, "ROMEO:\nIt is the")
    assert found["hidden"].shape == (16, 64)
    assert np.abs(found["hidden"]).max() <= 1
    for step in found["expected"]:
        chances = [chance for _, chance in step]
        assert len(chances) == 8
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) <= 1.001
    values = figures.diagram_values(found)
    assert values["character 4"]["text"] == "e"
    assert values.keys() <= {box.name for box in find("text_generation").diagram.boxes}
    assert len(figures.expectations(found).data[0].z) == 5
    assert len(use.unroll(quick, "x" * 100)["characters"]) == use.UNROLLED


def test_features_of_a_text() -> None:
    text = "ANNE:\nWhy so?\n\nBOB:\nHe said 'Come home, Anne!' twice."
    tracks = {feature.name: feature.track(text) for feature in features.FEATURES}
    assert "".join(c for c, on in zip(text, tracks["name"], strict=True) if on) == "ANNE:BOB:"
    assert "".join(c for c, on in zip(text, tracks["quote"], strict=True) if on) == "'Come home, Anne!'"
    assert tracks["line length"][text.index("so")] == 5
    assert tracks["line end"][4] == 1
    assert tracks["question"][text.index("so")] == 1
    assert tracks["question"][text.index("said")] == 0
    dice = np.random.default_rng(0)
    cells, track = dice.normal(size=(50, 3)), dice.normal(size=50)
    expected = [np.corrcoef(cells[:, cell], track)[0, 1] for cell in range(3)]
    assert features.correlation(cells, track) == pytest.approx(expected)
    assert (features.correlation(np.ones((50, 3)), track) == 0).all()


def test_cells_follow_names(quick: TrainedModel) -> None:
    found = {feature["name"]: feature for feature in use.cells(quick)["features"]}
    assert abs(found["name"]["correlation"]) > 0.35
    for feature in found.values():
        assert len(feature["text"]) == len(feature["activity"]) == len(feature["track"])
        assert feature["title"] in words.cell(feature, 64)
        assert figures.cell_text(feature).count("<span") == len(feature["text"])
