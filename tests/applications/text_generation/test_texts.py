"""Text generation: the text, the opponent that counts, and texts of the visitor."""

import math
from pathlib import Path

import numpy as np
import pytest

from dlcore.applications.sequences.text_generation import data as texts
from dlcore.applications.sequences.text_generation import ngrams, use
from dlcore.applications.sequences.text_generation.config import Config
from dlcore.applications.sequences.text_generation.training import (
    in_streams,
)
from dlcore.datasets import shakespeare

from .helpers import keep, run

# The text


def test_the_shipped_plays_are_those_of_the_card(nine: texts.TextData) -> None:
    assert len(nine.training) + len(nine.held_out) == shakespeare.NINE_LENGTH
    assert len(nine.vocabulary) == 66
    assert texts.decode(nine.training[:14], nine.vocabulary) == "First Citizen:"
    assert texts.the_tempest().startswith("Master:\nBoatswain!\n")


def test_only_what_is_spoken_is_kept() -> None:
    markdown = (
        "# Play\n\n### SCENE I.\n\n_Enter A and\nB_\n\n**ANNE**  \n_Hail_, sir\\--  \nyes.\n\n_Exit_\n\nNo.\n"
    )
    assert shakespeare.clean(markdown) == "ANNE:\nHail, sir--\nyes.\n\nNo.\n"


def test_codes_and_back() -> None:
    vocabulary = "".join(sorted(set("नमस्ते 😀 hello")))
    assert texts.decode(texts.encode("😀 नमस्ते", vocabulary), vocabulary) == "😀 नमस्ते"
    with pytest.raises(ValueError, match="never seen"):
        texts.encode("x", vocabulary)


def test_streams_are_read_side_by_side() -> None:
    streams = in_streams(np.arange(100, dtype=np.uint8), 3, 8)
    assert streams.shape == (3, 33)
    assert streams[1, 0] == streams[0, -1] + 1
    assert in_streams(np.arange(20, dtype=np.uint8), 8, 16).shape == (1, 20)


# The opponent


def test_chances_of_counting_sum_to_one(nine: texts.TextData) -> None:
    for context in ("", "q", "the ", "KING ", "zzzz"):
        chances = nine.counts.next_character(texts.encode(context, nine.vocabulary))
        assert chances.sum() == pytest.approx(1, abs=1e-9)
        assert (chances > 0).all()


def test_counting_by_text_and_by_character_agree(nine: texts.TextData) -> None:
    text = nine.held_out[:60]
    by_text = nine.counts.surprise(text)
    by_character = [
        -math.log(nine.counts.next_character(text[max(0, place - 4) : place])[text[place]])
        for place in range(len(text))
    ]
    assert by_text == pytest.approx(by_character)


def test_counts_are_kept(nine: texts.TextData, tmp_path: Path) -> None:
    ngrams.save(nine.counts, tmp_path / "folder" / "counts.npz")
    again = ngrams.load(tmp_path / "folder" / "counts.npz", 66, 5)
    assert (again.surprise(nine.held_out[:500]) == nine.counts.surprise(nine.held_out[:500])).all()


def test_longer_contexts_count_better_up_to_five(nine: texts.TextData) -> None:
    losses = [
        ngrams.NGrams(66, nine.counts.counts[:order]).surprise(nine.held_out).mean() for order in range(1, 6)
    ]
    assert losses == sorted(losses, reverse=True)
    assert losses[1] == pytest.approx(2.49, abs=0.02)
    assert texts.baseline(nine)["validation_loss"] == pytest.approx(losses[4])


# The visitor's own text


def test_a_short_text_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"^Your text has 5\.0 KB and at least 10 KB are needed .*\.$"):
        texts.load_data(Config(**keep("abcd " * 1000)))
    with pytest.raises(ValueError, match="only one kind of character"):
        texts.load_data(Config(**keep("a" * 20_000)))
    with pytest.raises(ValueError, match="Choose a text file of your own first"):
        texts.load_data(Config(dataset="own"))


@pytest.mark.parametrize(
    "line", ["नमस्ते दुनिया, यह एक परीक्षा है।\n", "I 💚 🦊 and 🐙!\n", "Ein schöner Tag.\r\n"]
)
def test_texts_of_any_script_are_learned(line: str) -> None:
    settings = {**keep(line * (12_000 // len(line.encode()))), "hidden_size": 24, "learning_rate": 2e-2}
    training, curves = run(**settings, steps=60, batch_size=64, window=256, sample_every=30)
    assert curves["loss"][-1] < 0.6 * curves["loss"][0]
    trained = training.trained()
    trained.model.eval()
    assert len(use.generate(trained, line[:5], length=20)["text"]) == 20
    assert use.ngram_generate(trained, line[:5], length=20, temperature=0)["text"] in line * 5
    assert use.novelty(trained, line * 3)["lines"][0]["verdict"] == "seen"
    assert use.cells(trained)["cells"] == 24
    assert use.score(trained, line)["ngram_loss"] < 1


def test_rare_characters_become_one() -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 1000))) + "一二三四五六七八九十" * 400
    data = texts.load_data(Config(**keep(text)))
    assert len(data.vocabulary) == texts.MOST_SYMBOLS + 1
    assert texts.UNKNOWN in data.vocabulary
    assert data.counts.next_character(data.training[:4]).sum() == pytest.approx(1)
