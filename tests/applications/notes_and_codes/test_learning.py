"""Notes and codes: it learns, it is measured fairly, its data are what they say."""

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
    icd,
    reports,
    scoring,
    synthetic,
    tokens,
    training,
)
from dlcore.applications.classification.notes_and_codes.config import Config
from dlcore.applications.classification.notes_and_codes.model import CodeReader, NoteReader, ThreeReaders
from dlcore.contract import Metrics, TrainedModel
from dlcore.contract.checkpoint import open_checkpoint
from dlcore.contract.seeds import seed_everything
from dlcore.datasets import packages


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
        assert torch.allclose(model(short, codes), model(long, codes), atol=1e-6)


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


def test_three_networks_share_no_weight() -> None:
    made = SimpleNamespace(signature={"vocabulary": ["a"], "lines": 5, "names": ["x"], "rates": [0.2]})
    model = training.build_model(Config(), made.signature)
    pointers = [one.data_ptr() for one in model.parameters()]
    assert len(set(pointers)) == len(pointers)
