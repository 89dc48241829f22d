import pytest

from dlcore.ui import glossary


def test_entries_are_sentences() -> None:
    assert len(glossary.terms()) >= 90
    for term, explanation in glossary.terms().items():
        assert term == term.lower().strip()
        assert 15 < len(explanation) < 260, term
        assert (explanation.endswith(".") and explanation[0].isupper()) or explanation[0].isdigit(), term


@pytest.mark.parametrize(
    "label", ["Learning rate", "learning rates", "Validation loss (nats)", "Batch size ⚡"]
)
def test_labels_are_found(label: str) -> None:
    assert glossary.look_up(label)


def test_unknown_words_have_no_explanation() -> None:
    assert glossary.look_up("Umbrella") == ""
    assert glossary.look_up("") == ""


def test_the_first_mention_alone_is_marked() -> None:
    marked = glossary.explained("The loss falls. The loss rises, and so do Losses and glossy things.")
    assert marked.count("<dfn") == 1
    assert marked.startswith('The <dfn data-term="loss" tabindex="0">loss</dfn> falls.')


def test_longer_terms_win() -> None:
    assert 'data-term="gradient descent"' in glossary.explained("By gradient descent.")


@pytest.mark.parametrize(
    "text",
    [
        "`loss`",
        "```python\nloss = 1\n```",
        "$loss$ and $$gradient$$",
        "[the loss](https://example.org/loss)",
        "## The loss",
        '<a href="loss">loss</a>',
        "<summary>Why does the loss fall?</summary>",
        '<img alt="loss">',
        "https://example.org/loss",
        "a-loss, loss-free, lossy",
    ],
)
def test_code_links_headings_and_tags_stay(text: str) -> None:
    assert glossary.explained(text) == text
