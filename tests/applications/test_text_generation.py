"""Text generation: it learns, counts, draws and copies as it says, and fails where it shall."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from dlcore.applications.sequences.text_generation import data as texts
from dlcore.applications.sequences.text_generation import features, figures, ngrams, use, words
from dlcore.applications.sequences.text_generation.config import Config
from dlcore.applications.sequences.text_generation.model import CharacterModel, draw, lstm_step
from dlcore.applications.sequences.text_generation.passages import SHORTEST, PassageIndex
from dlcore.applications.sequences.text_generation.tasks import BREAKAGES, TASKS
from dlcore.applications.sequences.text_generation.training import (
    evaluate,
    in_streams,
    judge,
    surprise,
    write,
)
from dlcore.contract import Answer, Evidence, Metrics, RunSummary, TrainedModel, Training, find
from dlcore.contract.cards import model_card
from dlcore.contract.checkpoint import open_checkpoint
from dlcore.contract.seeds import seeded
from dlcore.datasets import own, packages, shakespeare

Curves = dict[str, list[float]]
QUICK = {"hidden_size": 64, "learning_rate": 1e-2, "steps": 220, "sample_every": 1000}


def run(**values: Any) -> tuple[Training, Curves]:
    """A whole run and its curves by metric."""
    training = Training(find("text_generation"), values)
    curves: Curves = {}
    for event in training:
        if isinstance(event, Metrics):
            for name, value in event.values.items():
                curves.setdefault(name, []).append(value)
    return training, curves


@pytest.fixture(scope="module")
def nine() -> texts.TextData:
    return texts.load_data(Config())


@pytest.fixture(scope="module")
def quick() -> TrainedModel:
    training, _ = run(**QUICK)
    trained = training.trained()
    trained.model.eval()
    return trained


@pytest.fixture(scope="module")
def shipped() -> TrainedModel:
    return open_checkpoint("text_generation")


def keep(text: str) -> dict[str, Any]:
    return {"dataset": "own", "own_text": own.keep(text.encode())}


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


# Learning


def test_beats_pairs_of_letters_in_seconds(quick: TrainedModel, nine: texts.TextData) -> None:
    pairs = ngrams.NGrams(66, nine.counts.counts[:2]).surprise(nine.held_out[:20_000]).mean()
    assert surprise(quick.model, nine.held_out[:20_000]).mean() < pairs - 0.15


def test_a_rhyme_is_learned_by_every_cell() -> None:
    for cell in ("lstm", "gru", "rnn"):
        rhyme = "peter piper picked a peck of pickled peppers. " * 230
        settings = {"hidden_size": 32, "learning_rate": 1e-2, "steps": 120, "sample_every": 1000}
        _, curves = run(**keep(rhyme), **settings, cell=cell)
        assert curves["loss"][-1] < 0.2, cell
        assert curves["validation_loss"][-1] < 0.4, cell


def test_watching_changes_nothing() -> None:
    settings = {"hidden_size": 16, "steps": 6, "dropout": 0.2}
    _, one = run(**settings, sample_every=2, temperature=2.0)
    _, other = run(**settings, sample_every=1000, temperature=0.0)
    assert one["loss"] == other["loss"]


def test_the_lstm_written_out_is_pytorchs() -> None:
    torch.manual_seed(0)
    layer, inputs = nn.LSTM(5, 7, batch_first=True), torch.randn(3, 6, 5)
    hidden, cell, outputs = torch.zeros(3, 7), torch.zeros(3, 7), []
    for step in range(6):
        hidden, cell, gates = lstm_step(layer, inputs[:, step], hidden, cell)
        outputs.append(hidden)
        assert all(((gate > 0) & (gate < 1)).all() for gate in gates.values())
    expected, (_, last) = layer(inputs)
    torch.testing.assert_close(torch.stack(outputs, dim=1), expected)
    torch.testing.assert_close(cell, last[0])


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_reading_at_once_and_step_by_step_agree(cell: str) -> None:
    torch.manual_seed(0)
    model = CharacterModel(20, 8, 16, layers=2, cell=cell).eval()
    characters, state, scores = torch.randint(20, (2, 9)), None, []
    for step in range(9):
        score, state = model(characters[:, step : step + 1], state)
        scores.append(score)
    torch.testing.assert_close(torch.cat(scores, dim=1), model(characters)[0])


def test_evaluation_carries_the_memory(quick: TrainedModel, nine: texts.TextData) -> None:
    text = nine.held_out[:2_500]
    codes = torch.from_numpy(text).long()[None]
    with torch.no_grad():
        scores, _ = quick.model(codes[:, :-1])
    expected = nn.functional.cross_entropy(scores[0], codes[0, 1:])
    assert surprise(quick.model, text).mean() == pytest.approx(float(expected), abs=1e-4)


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


# Failures on demand, and tasks


def test_temperatures_show_in_numbers(quick: TrainedModel, nine: texts.TextData) -> None:
    model, seen = quick.model, {}
    for temperature in (0.0, 0.8, 2.0):
        with seeded(0):
            seen[temperature] = judge(write(model, nine.vocabulary, "ROMEO:\n", 400, temperature), nine)
    assert seen[0.0]["variety"] < 0.5 * seen[0.8]["variety"]
    assert seen[2.0]["known_words"] < 0.75 * seen[0.8]["known_words"]


def broken_and_healthy(name: str, **changes: Any) -> tuple[Curves, Curves]:
    breakage = next(one for one in BREAKAGES if one.name == name)
    return run(**{**breakage.broken, **changes})[1], run(**{**breakage.healthy, **changes})[1]


def test_without_clipping_it_explodes() -> None:
    broken, healthy = broken_and_healthy("no-clipping", sample_every=1000)
    assert max(broken["loss"]) > 10
    assert np.mean(broken["loss"][-20:]) > 10
    assert np.mean(healthy["loss"][-20:]) < 3
    assert max(broken["gradient_norm"]) > 3 * max(healthy["gradient_norm"])


def test_four_numbers_are_too_few() -> None:
    broken, healthy = broken_and_healthy("tiny-memory", steps=150, sample_every=1000)
    assert broken["validation_loss"][-1] > healthy["validation_loss"][-1] + 0.4


def test_one_scene_is_learned_by_heart() -> None:
    broken = run(**next(one for one in BREAKAGES if one.name == "by-heart").broken)[1]
    assert np.mean(broken["loss"][-20:]) < 0.2
    assert broken["validation_loss"][-1] > min(broken["validation_loss"]) + 0.5
    assert max(broken["copied"]) >= 100


def summary(config: dict[str, Any], status: str = "finished", **values: float) -> RunSummary:
    whole = Config.model_validate(config).model_dump()
    return RunSummary(whole, status, 300, values, values, values)


def test_tasks_are_judged_from_what_was_measured() -> None:
    tasks = {task.name: task.check for task in TASKS}
    blown = summary({"gradient_clip": 0.0}, loss=25.0)
    tamed = summary({"gradient_clip": 1.0}, loss=2.0)
    assert tasks["beat-counting"](Evidence([summary({}, validation_loss=1.7)]))
    assert not tasks["beat-counting"](Evidence([summary({}, validation_loss=1.8)]))
    assert not tasks["beat-counting"](Evidence([summary({"dataset": "one scene"}, validation_loss=1.0)]))
    assert tasks["by-heart"](Evidence([summary({}, copied=120)]))
    assert tasks["explode"](Evidence([blown, tamed]))
    assert not tasks["explode"](Evidence([blown]))
    assert not tasks["explode"](Evidence([blown, summary({"hidden_size": 99}, loss=2.0)]))


def test_tasks_about_answers(quick: TrainedModel) -> None:
    tasks = {task.name: task.check for task in TASKS}
    hard = {"text": "Zxqj!KvW;XZqq?JJzx:vvKQ!xzZ;QjXk?WvvqZ!xKj"}
    found = use.score(quick, **hard)
    assert tasks["surprise"](Evidence(answers=[Answer("score", hard, found, "shipped")]))
    easy = use.score(quick, "To be, or not to be, that is the question of all.")
    assert not tasks["surprise"](Evidence(answers=[Answer("score", {}, easy, "shipped")]))
    sure = {"expected": [[["u", 0.995]]]}
    assert tasks["sure"](Evidence(answers=[Answer("unroll", {}, sure, "shipped")]))


# The shipped model


def test_the_shipped_model_beats_counting_on_a_play_it_never_saw(
    shipped: TrainedModel, nine: texts.TextData
) -> None:
    vocabulary = str(shipped.signature["vocabulary"])
    tempest = texts.the_tempest()
    ours = surprise(shipped.model, texts.encode(tempest, vocabulary)).mean()
    without_tempest = nine.training  # its tenth part at the end, which holds the play, is held out
    five = ngrams.count(without_tempest, 66, 5).surprise(texts.encode(tempest, nine.vocabulary)).mean()
    card = model_card("text_generation")
    assert ours < five - 0.1
    assert ours == pytest.approx(card["heldout"]["validation_loss"], abs=0.1)
    assert card["heldout"]["validation_loss"] < card["baseline"]["validation_loss"] - 0.1


def test_the_card_keeps_its_word_on_both_plays(shipped: TrainedModel) -> None:
    if not packages.available("shakespeare"):
        pytest.skip("the data package is not here; the test above uses the part that is shipped")
    claimed = model_card("text_generation")["heldout"]["validation_loss"]
    assert evaluate(shipped.model, shipped.data)["validation_loss"] == pytest.approx(claimed, abs=2e-3)


def test_the_opening_example_needs_no_data_package(shipped: TrainedModel) -> None:
    assert use.generate(shipped, "ROMEO:\nWhat light is this", length=40)["note"] == ""
    for answer in (
        use.ngram_generate(shipped, "ROMEO:\n", length=40),
        use.novelty(shipped, "Now is the winter of our discontent"),
        use.score(shipped, "Now is the winter"),
    ):
        assert "nine" in answer["source"] or packages.available("shakespeare")
    assert len(use.cells(shipped)["features"]) >= 5
