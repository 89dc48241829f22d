"""Notes and codes: what the page asks the network, and what it refuses to read."""

import random

import pytest
import torch

from dlcore.applications.classification.notes_and_codes import (
    data,
    figures,
    tasks,
    tokens,
    training,
    use,
    words,
)
from dlcore.applications.classification.notes_and_codes.config import Config
from dlcore.contract import Answer, Evidence, RunSummary, TrainedModel, find
from dlcore.contract.checkpoint import open_checkpoint
from dlcore.contract.seeds import seed_everything

NOTE = "50 year old man . presents with cough and fever for two days . no palpitations ."


@pytest.fixture(scope="module")
def shipped() -> TrainedModel:
    torch.set_num_threads(1)
    return open_checkpoint("notes_and_codes")


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("", "no words"),
        ("   \n\t ", "no words"),
        ("12 34 . 5", "no words"),
        ("fever \x00\x01\x02", "no text"),
        ("\ufffd\ufffd fever", "no text"),
        ("Кашель и высокая температура", "in English"),
        ("咳嗽 发烧", "in English"),
        ("zzyzx qwrtp", "none of these words"),
        ("cough " * 34_000, "204 KB"),
        ("é" * 200_000, "400 KB"),
        ("\ud800 " * 30_000, "KB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(note: str, said: str, shipped: TrainedModel) -> None:
    answer = use.read(shipped, note=note, codes=[])
    assert said in answer["refused"]
    assert answer["refused"].count(". ") == 0
    assert answer["refused"].endswith(".")


@pytest.mark.parametrize(
    "note", ["COUGH", "<b>cough</b>", "cough " * 3000, "cough" + "\u0301" * 50, "İ cough ﬁ", "…cough—fever…"]
)
def test_odd_notes_are_read(note: str, shipped: TrainedModel) -> None:
    answer = use.read(shipped, note=note, codes=["J44.9"])
    if answer["refused"]:
        return
    found = use.carried(shipped, note=note, codes=["J44.9"], finding="Pneumonia")
    assert len(found["words"]) <= tokens.MOST_WORDS
    assert "<b>" not in figures.marked_note(note, found)
    assert words.caution(answer) or answer["cut"] == 0


def test_codes_decide_where_the_note_wavers(shipped: TrainedModel) -> None:
    def top(codes: list[str]) -> str:
        rows = use.read(shipped, note=NOTE, codes=codes)["findings"]
        return str(max(rows, key=lambda row: row["both"])["name"])

    assert top(["D72.829", "R00.0"]) == "Pneumonia"
    assert top(["F41.9", "R51.9"]) == "Acute bronchitis"


def test_hidden_words_explain_the_answer(shipped: TrainedModel) -> None:
    note = "50 year old man . seen for cough and rusty sputum for a week . no palpitations ."
    found = use.carried(shipped, note=note, codes=["D72.829", "E11.9"], finding="Pneumonia")
    carried = {note[one["start"] : one["end"]]: one["share"] for one in found["words"]}
    assert max(carried, key=lambda word: carried[word]) == "rusty"
    by_code = {one["code"]: one["share"] for one in found["codes"]}
    assert by_code["D72.829"] > abs(by_code["E11.9"])
    without = use.read(shipped, note=note, codes=["E11.9"])["findings"][0]["both"]
    assert found["codes"][0]["without"] == pytest.approx(without, abs=1e-5)
    assert "rusty" in words.carried(found, "Pneumonia", note)


def test_slips_are_corrected() -> None:
    numbers = tokens.table([".", "cough", "fever", "chest", "palpitations"])
    wrong = ["cuogh", "fver", "chesst", "palpitatjons", ".", "no"]
    assert tokens.corrected(wrong, numbers) == ["cough", "fever", "chest", "palpitations", ".", "no"]
    random.seed(0)
    many = [tokens.slip("palpitations") for _ in range(200)]
    assert len(set(many)) > 30
    assert all(tokens.nearest(one, numbers) == "palpitations" for one in many)


def test_a_note_is_denied_as_people_deny(shipped: TrainedModel) -> None:
    found = use.variants(shipped, note=NOTE, codes=[], finding="Acute bronchitis")["variants"]
    by_name = {row["name"]: row for row in found}
    assert "no evidence of cough" in by_name["Every sentence denied"]["note"]
    assert by_name["Every sentence denied"]["notes"] < by_name["As it is"]["notes"]
    assert by_name["The slips corrected"]["notes"] >= by_name["With slips of the pen"]["notes"]


def test_examples_show_what_fusion_does(shipped: TrainedModel) -> None:
    cases = use.examples(shipped)["cases"]
    assert len(cases) >= 8
    first = use.read(shipped, note=cases[0]["note"], codes=cases[0]["codes"])["findings"]
    called = {
        who: [row["name"] for row in first if row[f"{who}_called"]] for who in ("both", "notes", "codes")
    }
    assert called["both"] == cases[0]["true"]
    assert called["notes"] != cases[0]["true"]
    last = use.read(shipped, note=cases[-1]["note"], codes=cases[-1]["codes"])["findings"]
    assert [row["name"] for row in last if row["both_called"]] != cases[-1]["true"]
    assert "errs" in cases[-1]["title"]


def test_a_code_never_met_speaks_through_the_lines_above_it(shipped: TrainedModel) -> None:
    rows = use.hierarchy(shipped, code="J45.909")["rows"]
    assert [row["level"] for row in rows] == ["chapter", "block", "category", "code"]
    unmet = use.hierarchy(shipped, code="J44.9")["rows"]
    assert not unmet[-1]["met"]
    assert unmet[-1]["scores"] == pytest.approx(unmet[-2]["scores"])
    assert any(abs(score) > 0.1 for score in unmet[1]["scores"])


def test_what_stands_inside_can_be_drawn(shipped: TrainedModel) -> None:
    assert use.neighbours(shipped, word="wheezing")["near"]
    assert "not a word" in use.neighbours(shipped, word="<script>")["refused"]
    assert len(use.filters(shipped, finding="Pneumonia")["filters"]) == 6
    assert figures.code_map(use.code_map(shipped)).data
    found = use.each_finding(shipped)
    assert len(found["findings"]) == 8
    assert figures.each_finding(found).data


def test_tasks_are_judged_from_what_was_measured() -> None:
    def evidence(**values: object) -> Evidence:
        config = Config(**values.pop("config", {})).model_dump()  # type: ignore[arg-type]
        return Evidence(runs=[RunSummary(config, "finished", 500, values, {}, values)])  # type: ignore[arg-type]

    good = {"validation_macro_f1": 0.95, "notes_macro_f1": 0.75, "codes_macro_f1": 0.68}
    assert tasks.fused(evidence(**good))
    assert not tasks.fused(evidence(**{**good, "notes_macro_f1": 0.9}))
    assert tasks.denied(evidence(**good, denial_alarms=0.0))
    assert not tasks.denied(evidence(**good, denial_alarms=0.3))
    split = {"marked_f1": 0.97, "flipped_f1": 0.6}
    assert tasks.fooled(evidence(config={"template": 0.95}, **split))
    assert not tasks.fooled(evidence(**split))
    assert tasks.cured(evidence(config={"template": 0.95}, marked_f1=0.9, flipped_f1=0.88))
    rows = [[{"name": "A", "both": 0.9}], [{"name": "B", "both": 0.8}]]
    answers = [Answer("read", {"note": NOTE}, {"refused": "", "findings": one}, "shipped") for one in rows]
    assert tasks.changed_mind(Evidence(answers=answers))
    assert not tasks.changed_mind(Evidence(answers=answers[:1]))
    refused = Answer("read", {"note": ""}, {"refused": "No."}, "shipped")
    assert not tasks.changed_mind(Evidence(answers=[refused]))


@pytest.mark.parametrize(("reader", "window"), [("GRU", 3), ("convolution", 1), ("convolution", 5)])
def test_every_kind_of_reader_answers_every_question(reader: str, window: int) -> None:
    config = Config.model_validate({"reader": reader, "window": window, "width": 8, "patients": 200})
    seed_everything(0)
    made = data.load_data(config)
    model = training.build_model(config, made.signature).eval()
    trained = TrainedModel(find("notes_and_codes"), model, config, made.signature, made)
    answer = use.read(trained, note=NOTE, codes=["J44.9"])
    assert len(answer["findings"]) == 8
    assert use.carried(trained, note=NOTE, codes=["J44.9"], finding="Reflux")["words"]
    assert all(one["phrases"] for one in use.filters(trained, finding="Reflux")["filters"])
    assert use.examples(trained)["cases"]
    assert use.each_finding(trained)["findings"]
