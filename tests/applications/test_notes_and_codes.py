"""Notes and codes: it learns, it is measured fairly, it is honest about what it can't read."""

import io
import random
import tarfile
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from sklearn.metrics import f1_score

from dlcore.applications.classification.notes_and_codes import (
    data,
    denials,
    figures,
    icd,
    reports,
    scoring,
    synthetic,
    tasks,
    tokens,
    training,
    use,
    words,
)
from dlcore.applications.classification.notes_and_codes.config import Config
from dlcore.applications.classification.notes_and_codes.model import CodeReader, NoteReader, ThreeReaders
from dlcore.contract import Answer, Evidence, Metrics, RunSummary, TrainedModel
from dlcore.contract.checkpoint import open_checkpoint
from dlcore.contract.seeds import seed_everything
from dlcore.datasets import packages

NOTE = "50 year old man . presents with cough and fever for two days . no palpitations ."


@pytest.fixture(scope="module")
def shipped() -> TrainedModel:
    torch.set_num_threads(1)
    return open_checkpoint("notes_and_codes")


def loaded(**values: object) -> data.Data:
    config = Config.model_validate(values)
    seed_everything(config.seed)
    return data.load_data(config)


def run(**values: object) -> dict[str, float]:
    """The last figures of a run."""
    config = Config.model_validate(values)
    seed_everything(config.seed)
    made = data.load_data(config)
    model = training.build_model(config, made.signature)
    events = [event for event in training.train(model, made, config) if isinstance(event, Metrics)]
    return events[-1].values


def test_both_together_beat_each_alone_within_seconds() -> None:
    figure = run(steps=140, patients=1200, width=24, learning_rate=0.008)
    alone = max(figure["notes_macro_f1"], figure["codes_macro_f1"])
    assert figure["validation_macro_f1"] > alone + 0.08
    assert min(figure["notes_macro_f1"], figure["codes_macro_f1"]) > 0.5


def test_single_words_cannot_tell_a_denial() -> None:
    settings = {"steps": 120, "patients": 1000, "width": 24, "learning_rate": 0.008}
    alone, pairs = run(window=1, **settings), run(window=2, **settings)
    assert alone["denial_alarms"] > 0.4
    assert pairs["denial_alarms"] < 0.2
    assert pairs["notes_macro_f1"] > alone["notes_macro_f1"] + 0.05


def test_a_phrase_fools_it_and_weights_cure_it() -> None:
    settings = {"steps": 120, "patients": 1000, "width": 16, "learning_rate": 0.008, "template": 0.97}
    fooled, cured = run(**settings), run(balance_template=True, **settings)
    assert fooled["marked_f1"] > fooled["flipped_f1"] + 0.2
    assert cured["flipped_f1"] > fooled["flipped_f1"] + 0.15


def test_the_shipped_model_beats_counting_and_says_where_it_does_not(shipped: TrainedModel) -> None:
    from dlcore.contract.cards import model_card

    card = model_card("notes_and_codes")
    both = card["heldout"]["validation_macro_f1"]
    assert both > card["baseline"]["validation_macro_f1"]
    assert both > max(card["heldout"]["notes_macro_f1"], card["heldout"]["codes_macro_f1"]) + 0.15
    assert shipped.signature["notes"] == "synthetic"  # no weights of the real reports are shipped


def test_f1_agrees_with_scikit_learn() -> None:
    generator = np.random.default_rng(0)
    truth, chances = generator.random((200, 5)) < 0.3, generator.random((200, 5))
    expected = f1_score(truth, chances >= 0.4, average=None)
    assert np.allclose(scoring.f1(chances >= 0.4, truth), expected)
    cuts = scoring.thresholds(chances, truth)
    best = scoring.f1(chances >= cuts, truth)
    assert all(best[at] >= f1_score(truth[:, at], chances[:, at] >= 0.5) - 0.02 for at in range(5))


def test_a_filter_is_a_weighted_sum_of_neighbouring_words() -> None:
    torch.manual_seed(0)
    reader = NoteReader(words=20, word_size=4, width=3, window=3, kind="convolution").eval()
    numbers = torch.tensor([[5, 7, 9, 2, 0, 0]])
    answers = reader.everywhere(numbers).detach()
    vectors = reader.words(numbers)[0]
    longest = reader.filters[2]
    by_hand = torch.relu((longest.weight[1] * vectors[0:3].T).sum() + longest.bias[1])
    assert torch.allclose(answers[0, 2 * 3 + 1, 1], by_hand, atol=1e-6)
    assert float(answers[0, :, 4:].abs().sum()) == 0.0  # nothing is said at padding
    assert reader.reach(2 * 3 + 1) == 3
    assert reader.reach(0) == 1


def test_padding_changes_no_answer() -> None:
    torch.manual_seed(0)
    for kind in ("convolution", "GRU"):
        model = ThreeReaders(30, 40, 4, (6, 8, 5), 3, kind, 0.0).eval()
        short = torch.tensor([[3, 4, 5]])
        long = torch.nn.functional.pad(short, (0, 4))
        codes = torch.tensor([[7, 8, 0]])
        if kind == "convolution":
            assert torch.allclose(model(short, codes), model(long, codes), atol=1e-6)
        assert torch.allclose(model.codes(short, codes), model.codes(long, codes))


def test_a_code_is_the_sum_of_the_lines_above_it() -> None:
    torch.manual_seed(0)
    reader = CodeReader(10, 4)
    assert not reader.lines.weight.any()  # a code never met says nothing
    torch.nn.init.normal_(reader.lines.weight)
    numbers = torch.tensor([[1, 4, 9]])
    by_hand = torch.relu(reader.inner(reader.lines.weight[[1, 4, 9]].sum(dim=0)))
    assert torch.allclose(reader(numbers)[0], by_hand, atol=1e-6)


def test_the_classification_is_a_tree_and_is_searched() -> None:
    assert [one.code for one in icd.path("J44.9")] == ["J44.9", "J44", "J40-J4A", "10"]
    assert all(icd.path(code)[-1].level == "chapter" for code in icd.entries())
    assert [one.number for one in icd.entries().values()] == list(range(1, len(icd.entries()) + 1))
    assert "Chronic obstructive airway disease NOS" in icd.entries()["J44.9"].synonyms
    assert "heart attack" in icd.labels()["I21.9"]
    with pytest.raises(ValueError, match="choose a code from the list"):
        icd.path("<script>")
    assert len(set(icd.labels().values())) == len(icd.labels())


def test_all_codes_of_the_generator_are_valid() -> None:
    random.seed(3)
    cases = synthetic.cases(300)
    assert {code for case in cases for code in case.codes} <= set(icd.choosable())
    assert {len(case.truth) for case in cases} == {0, 1, 2}
    told = [case for case in cases if "known " in case.note]
    assert told  # inclusion terms do occur


def test_no_note_stands_in_two_parts() -> None:
    made = loaded(patients=800)
    parts = [{case.note for case in part.cases} for part in (made.train, made.tuning, made.held_out)]
    assert not parts[0] & parts[1]
    assert not parts[0] & parts[2]
    assert not parts[1] & parts[2]


def test_the_phrase_goes_with_the_finding_as_often_as_it_says() -> None:
    made = loaded(template=0.9, patients=3000)
    north = np.array([case.note.startswith(data.NORTH) for case in made.train.cases])
    marked = np.array([made.signature["marked"] in case.truth for case in made.train.cases])
    assert (north == marked).mean() == pytest.approx(0.9, abs=0.02)
    flipped = np.array([case.note.startswith(data.NORTH) for case in made.flipped.cases])
    truth = np.array([made.signature["marked"] in case.truth for case in made.flipped.cases])
    assert (flipped == truth).mean() == pytest.approx(0.1, abs=0.03)
    weighed = [
        np.average(marked[north == side], weights=made.weights[north == side]) for side in (True, False)
    ]
    assert weighed[0] == pytest.approx(weighed[1], abs=1e-3)


def test_denials_deny() -> None:
    for kind in ("synthetic", "reports"):
        cases = denials.probes(kind)
        assert len(cases) > 50
        assert all(case.truth and not case.codes for case in cases)


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


def test_words_of_a_report_become_codes_unless_denied() -> None:
    assert reports.codes_in("XXXX-year-old with chest pain and SOB") == ["R07.9", "R06.02"]
    assert reports.codes_in("No pneumonia. Small pleural effusion.") == ["J90"]
    assert reports.codes_in("") == []
    assert reports.true_findings(["Lung/hypoinflation/chronic", "Cardiomegaly/mild"]) == [
        "Enlarged heart",
        "Low lung volume",
    ]


def test_a_report_is_read_out_of_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"INDICATION": "Chest pain, no fever.", "FINDINGS": "Heart large.", "IMPRESSION": "Cardiomegaly."}
    sections = "".join(f'<AbstractText Label="{name}">{text}</AbstractText>' for name, text in texts.items())
    document = f"<eCitation>{sections}<MeSH><major>Cardiomegaly/mild</major></MeSH></eCitation>".encode()
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        member = tarfile.TarInfo("reports/7.xml")
        member.size = len(document)
        archive.addfile(member, io.BytesIO(document))
    monkeypatch.setattr(packages, "read_member", lambda *_: buffer.getvalue())
    (report,) = reports.parsed()
    monkeypatch.setattr(reports, "read", lambda: [report])
    (reason,), (billed,) = reports.cases(conclusion=False), reports.cases(conclusion=True)
    assert reason.note == "Heart large."
    assert reason.codes == ("R07.9",)
    assert billed.codes == ("R07.9", "I51.7")
    assert reason.truth == {"Enlarged heart"}


@pytest.mark.skipif(not packages.available(reports.PACKAGE), reason="the reports are fetched, never shipped")
def test_real_reports_are_split_by_their_text() -> None:
    made = loaded(notes="reports")
    parts = [
        {" ".join(tokens.split(case.note)) for case in part.cases}
        for part in (made.train, made.tuning, made.held_out)
    ]
    assert not parts[0] & parts[1] | parts[0] & parts[2] | parts[1] & parts[2]
    total = sum(part.truth.sum(axis=0) for part in (made.train, made.tuning, made.held_out))
    assert len(total) >= 8
    assert total.min() >= 100


def test_missing_reports_are_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))
    with pytest.raises(packages.MissingPackageError, match="data fetch indiana_reports"):
        loaded(notes="reports")


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


def test_three_networks_share_no_weight() -> None:
    made = SimpleNamespace(signature={"vocabulary": ["a"], "lines": 5, "names": ["x"], "rates": [0.2]})
    model = training.build_model(Config(), made.signature)
    pointers = [one.data_ptr() for one in model.parameters()]
    assert len(set(pointers)) == len(pointers)
