"""The visitor's inputs without a browser: what they return, refuse, keep and forget."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from dlcore.datasets import own
from dlcore.ui.inputs import fitted, summary, too_short
from dlcore.ui.uploads import plain


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))


def png(colour: str = "red", width: int = 60, height: int = 40) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, format="PNG")
    return buffer.getvalue()


def pictures_page() -> None:
    import types

    import numpy as np
    import streamlit as st

    from dlcore.ui.inputs import image_input

    page = types.SimpleNamespace(key=lambda name: f"test.{name}")
    examples = {"Grey": np.full((28, 28), 90, np.uint8), "White": np.full((28, 28), 255, np.uint8)}
    if st.toggle("Shown", value=True):
        found = image_input(page, "picture", size=(28, 28), examples=examples, camera=False)
        st.text("nothing" if found is None else f"{found.shape} {found[0, 0].tolist()}")


def texts_page() -> None:
    import types

    import streamlit as st

    from dlcore.ui.inputs import table_input, text_input_file

    page = types.SimpleNamespace(key=lambda name: f"test.{name}")
    text = text_input_file(page, "text", examples={"Long": "word " * 3000})
    st.text("nothing" if text is None else len(text))
    table = table_input(page, "table")
    st.text("nothing" if table is None else str(table.columns))


def own_page() -> None:
    import types

    import streamlit as st

    from dlcore.contract import Setting
    from dlcore.ui.inputs import own_input

    page = types.SimpleNamespace(key=lambda name: f"test.{name}")
    setting = Setting("own_text", "text", "", "A text of your own.", own="text")
    current = st.session_state.setdefault("config", "")
    value = own_input(page, setting, current)
    if value is not None:
        st.session_state["config"] = value


def written(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def choose(app: AppTest, key: str, option: str) -> None:
    app.get_by_key(f"test.{key}").set_value(option)
    app.run()
    assert not app.exception


def test_picture_from_an_example() -> None:
    app = AppTest.from_function(pictures_page).run()
    assert written(app) == ["(28, 28, 3) [90, 90, 90]"]
    choose(app, "picture.example", "White")
    assert written(app) == ["(28, 28, 3) [255, 255, 255]"]


def test_uploaded_picture_outlives_a_change_of_view_and_can_be_taken_away() -> None:
    app = AppTest.from_function(pictures_page).run()
    choose(app, "picture.way", "Upload")
    assert written(app) == ["nothing"]
    app.file_uploader[0].set_value(("../me.png", png(), "image/png")).run()
    assert written(app) == ["(28, 28, 3) [255, 0, 0]"]
    app.toggle[0].set_value(False).run()
    app.toggle[0].set_value(True).run()
    choose(app, "picture.way", "Upload")
    assert written(app) == ["(28, 28, 3) [255, 0, 0]"]
    assert any("Still here: “me" in caption.value for caption in app.caption)
    next(button for button in app.button if button.label == "Take away").click().run()
    assert written(app) == ["nothing"]


def test_another_picture_takes_the_place_of_the_first() -> None:
    app = AppTest.from_function(pictures_page).run()
    choose(app, "picture.way", "Upload")
    app.file_uploader[0].set_value(("a.png", png("red"), "image/png")).run()
    app.file_uploader[0].set_value(("b.png", png("blue"), "image/png")).run()
    assert written(app) == ["(28, 28, 3) [0, 0, 255]"]


def test_refused_picture_is_one_sentence_beside_the_control() -> None:
    app = AppTest.from_function(pictures_page).run()
    choose(app, "picture.way", "Upload")
    app.file_uploader[0].set_value(("a*b*.png", b"Only words.", "image/png")).run()
    assert written(app) == ["nothing"]
    assert len(app.error) == 1
    assert "no picture that can be read here" in app.error[0].value
    app.file_uploader[0].set_value(("b.png", png("blue"), "image/png")).run()
    assert not app.error


def test_empty_drawing_is_nothing_yet() -> None:
    app = AppTest.from_function(pictures_page).run()
    choose(app, "picture.way", "Draw")
    assert written(app) == ["nothing"]


def test_text_from_example_file_and_paste() -> None:
    app = AppTest.from_function(texts_page).run()
    assert written(app)[0] == "15000"
    choose(app, "text.way", "File")
    app.get_by_key("test.text.file").set_value(("a.txt", b"word " * 1000, "text/plain")).run()
    assert written(app)[0] == "nothing"
    assert "5.0 KB and learning from it needs 10 KB" in app.error[0].value
    app.get_by_key("test.text.file").set_value(("a.txt", ("wörd " * 4000).encode("utf-16"), "text/plain"))
    app.run()
    assert written(app)[0] == "20000"
    choose(app, "text.way", "Paste")
    app.text_area[0].set_value("line\r\n" * 3000).run()
    assert written(app)[0] == "15000"


def test_table_with_its_notes() -> None:
    app = AppTest.from_function(texts_page).run()
    app.get_by_key("test.table.file").set_value(("t.csv", b"a;b;b\n1;x;\n2;y;\n", "text/csv")).run()
    assert written(app)[1] == "{'a': [1.0, 2.0], 'b': ['x', 'y']}"
    assert any("has no values" in caption.value for caption in app.caption)


def test_own_text_is_kept_shown_and_taken_away() -> None:
    app = AppTest.from_function(own_page).run()
    app.file_uploader[0].set_value(("a.txt", b"some words " * 2000, "text/plain")).run()
    fingerprint = app.session_state["config"]
    assert own.read(fingerprint) == b"some words " * 2000
    assert "22,000 characters" in app.markdown[0].value
    app.run()
    assert app.session_state["config"] == fingerprint
    assert not app.file_uploader
    app.button[0].click().run()
    assert app.session_state["config"] == ""
    assert len(app.file_uploader) == 1
    app.run()
    assert app.session_state["config"] == ""


def test_own_text_that_is_gone_or_too_short() -> None:
    app = AppTest.from_function(own_page)
    app.session_state["config"] = "0" * 32
    app.run()
    assert "choose it again" in app.warning[0].value
    app.file_uploader[0].set_value(("a.txt", b"too short", "text/plain")).run()
    assert "learning from it needs" in app.error[0].value
    app.file_uploader[0].set_value(("a.txt", b"long enough " * 1000, "text/plain")).run()
    assert own.read(app.session_state["config"]).startswith(b"long enough")


def test_pictures_are_cropped_about_their_middle() -> None:
    wide = np.zeros((10, 40, 3), np.uint8)
    wide[:, 15:25] = 255
    assert (fitted(wide, (10, 10)) == 255).all()
    assert fitted(np.zeros((3, 5), np.uint8), None).shape == (3, 5, 3)
    colours = fitted(np.array([[[255, 0, 0]]], np.uint8), (2, 2), grey=True)
    assert (colours == colours[0, 0, 0]).all()


def test_words_about_files() -> None:
    assert too_short("x" * 10_000, 10_000) == ""
    assert "9.9 KB" in too_short("x" * 9_900, 10_000)
    assert summary("table", b'{"columns": {"a": [1, 2], "b": [1, 2]}}') == "2 rows with a, b"
    assert plain("[a](b) *c* <d>") == r"\[a\]\(b\) \*c\* \<d\>"
