"""Texts in every encoding that students' files come in, and files that are no text."""

import os
import pickle
import re
import time
import unicodedata

import pytest

from dlcore.uploads import Refusal, accept, canonical

ENGLISH = "“To be”, or not to be: that is the café.\nWhether ’tis nobler\n" * 20
HINDI = "नमस्ते दुनिया, यह एक परीक्षा है।\nदूसरी पंक्ति\n" * 20
EMOJI = "A family 👨‍👩‍👧‍👦, a flag 🇮🇳, a thumb 👍🏽.\n" * 20
RUSSIAN = "Мороз и солнце; день чудесный!\nЕщё ты дремлешь\n" * 20


@pytest.mark.parametrize(
    "text", [ENGLISH, HINDI, EMOJI, RUSSIAN], ids=["english", "hindi", "emoji", "russian"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_comes_whole(text: str, encoding: str) -> None:
    assert accept("a.txt", text.encode(encoding), "text") == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_western_bytes(encoding: str) -> None:
    text = "Die Straße nach Köln, le café, el niño.\n" * 10
    assert accept("a.txt", text.encode(encoding), "text") == text


def test_composed_and_with_plain_line_ends() -> None:
    given = "cafe\u0301\r\nnext\rlast\u2028end\ufeff"
    assert accept("a.txt", given.encode(), "text") == "café\nnext\nlast\nend"


def test_a_few_nul_and_control_bytes_are_dropped() -> None:
    assert accept("a.txt", b"one\x00two \x1b three\n" + b"word " * 2000, "text").startswith("onetwo  three\n")


def test_a_few_broken_bytes_do_not_spoil_utf8() -> None:
    content = HINDI.encode()[:-2]  # cut within a letter
    assert accept("a.txt", content, "text").startswith("नमस्ते दुनिया")
    assert "\ufffd" not in accept("a.txt", content, "text")


def test_one_line_of_five_megabytes() -> None:
    started = time.perf_counter()
    assert len(accept("a.txt", b"word " * 1_000_000, "text")) == 5_000_000
    assert time.perf_counter() - started < 5


def test_endless_accents_do_not_hang() -> None:
    started = time.perf_counter()
    text = accept("a.txt", ("a" + "\u0315\u0316" * 500_000).encode(), "text")
    assert time.perf_counter() - started < 5
    assert len(text) < 100


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\t\n ", "nothing but blanks"),
        (b"\x00" * 5000, "no text|blanks"),
        (os.urandom(5000), "no text"),
        (b"%PDF-1.7 words", "PDF document.*plain text"),
        (b"PK\x03\x04" + b"word/document.xml" * 9, "Office document.*plain text"),
        (b"{\\rtf1 words}", "Rich Text"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (pickle.dumps({"a": 1}, protocol=4), "pickle"),
        (b"a" * 10_000_001, "limit is 10 MB"),
    ],
    ids=["empty", "blanks", "nul", "random", "pdf", "docx", "rtf", "png", "pickle", "large"],
)
def test_refused_in_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Refusal) as caught:
        accept("a.txt", content, "text")
    assert re.search(says, str(caught.value))
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("start", ["BMW cars.", "GIF8 rhymes.", "RIFF raff.", "MZ was here."])
def test_words_that_look_like_signatures(start: str) -> None:
    assert accept("a.txt", start.encode(), "text") == start


def test_markup_stays_words() -> None:
    text = "<script>alert(1)</script>"
    assert accept("a.txt", text.encode(), "text") == text


def test_canonical_bytes_read_the_same_again() -> None:
    for text in (ENGLISH, HINDI, EMOJI):
        clean = accept("a.txt", text.encode("utf-16"), "text")
        assert accept("a.txt", canonical("text", clean), "text") == clean
