"""The visitor's own files, kept under the fingerprint of their bytes."""

import os
import time
from pathlib import Path

import pytest

from dlcore.datasets import own


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))


def test_the_same_bytes_have_the_same_fingerprint() -> None:
    first = own.keep(b"words")
    assert own.keep(b"words") == first != own.keep(b"other words")
    assert own.read(first) == b"words"


@pytest.mark.parametrize("fingerprint", ["", "..", "../own", "0" * 32, "a/b", "a.partial1"])
def test_unknown_fingerprints_are_one_sentence(fingerprint: str) -> None:
    with pytest.raises(own.MissingFileError, match="choose it again"):
        own.read(fingerprint)


def test_unused_files_are_swept_away(tmp_path: Path) -> None:
    old, new = own.keep(b"old"), own.keep(b"new")
    os.utime(tmp_path / "own" / old, (time.time() - 2 * own.LIFETIME,) * 2)
    own.sweep()
    assert own.read(new) == b"new"
    with pytest.raises(own.MissingFileError):
        own.read(old)
