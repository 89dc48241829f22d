"""The page of notes and codes: what is pasted is answered, in one sentence where it can't be read."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dlcore.datasets import packages

PAGE = Path(__file__).resolve().parents[2] / "pages" / "notes_and_codes.py"
pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(str(PAGE), default_timeout=60).run()


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("cough " * 34_000, "204 KB"),
        ("", "no words"),
        ("Кашель", "in English"),
        ("fever \x07\x01", "no text"),
    ],
)
def test_a_note_that_cannot_be_read_gets_one_sentence(page: AppTest, note: str, said: str) -> None:
    page.text_area[0].set_value(note).run()
    assert not page.exception
    assert len(page.error) == 1
    assert said in page.error[0].value
    page.text_area[0].set_value("cough and fever").run()
    assert not page.error


def test_other_codes_give_another_answer(page: AppTest) -> None:
    page.text_area[0].set_value("50 year old man . presents with cough for two days .").run()
    answers = []
    for wanted in ("D72.829", "F41.9"):
        codes = [option for option in page.multiselect[0].options if option.startswith(wanted)]
        page.multiselect[0].set_value(codes).run()
        answers.append(next(one.value for one in page.markdown if one.value.startswith("**Note and codes**")))
    assert "Pneumonia" in answers[0].split("(")[0]
    assert "Acute bronchitis" in answers[1].split("(")[0]


def test_missing_reports_can_be_fetched(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "available", lambda name: name != "indiana_reports")
    page.session_state["notes_and_codes.set"] = "Real reports"
    page.run()
    assert "python -m dlcore data fetch indiana_reports" in page.info[0].value
    assert any(button.label.startswith("Fetch it now") for button in page.button)
    assert not page.exception


def test_reports_that_are_here_are_learned_from_first(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "available", lambda _: True)
    page.session_state["notes_and_codes.set"] = "Real reports"
    page.run()
    assert any("Learn from it" in button.label for button in page.button)
    assert not page.exception
