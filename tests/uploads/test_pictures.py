"""A zip of folders: pictures by class, or one sentence that says what to do."""

import io
import zipfile
from collections.abc import Mapping

import numpy as np
import pytest

from dlcore.uploads import Refusal, accept, canonical, pictures

PNG = canonical("image", np.full((8, 8, 3), 90, np.uint8))


def packed(files: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def folders(count: int = 3, each: int = 2) -> dict[str, bytes]:
    return {f"class {number}/{place}.png": PNG for number in range(count) for place in range(each)}


def refused(content: bytes, name: str = "mine.zip") -> str:
    with pytest.raises(Refusal) as refusal:
        accept(name, content, "pictures")
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0, "one sentence"
    return sentence


def test_pictures_come_by_the_name_of_their_folder() -> None:
    found = accept(
        "mine.zip", packed({**folders(), "class 0/notes.txt": b"words", "top.png": PNG}), "pictures"
    )
    assert list(found) == ["class 0", "class 1", "class 2"]
    assert [len(one) for one in found.values()] == [2, 2, 2]
    assert found["class 0"][0].shape == (8, 8, 3)


def test_a_folder_around_and_what_computers_add_is_left_out() -> None:
    files = {f"all/{name}": content for name, content in folders().items()}
    found = accept(
        "mine.zip", packed({**files, "__MACOSX/all/._0.png": b"x", "all/.DS_Store": b"x"}), "pictures"
    )
    assert list(found) == ["class 0", "class 1", "class 2"]


@pytest.mark.parametrize(
    "path", ["../../etc/cat/1.png", "/cat/1.png", "cat/../../1.png", "C:/cat/1.png", "a\\..\\1.png"]
)
def test_a_path_that_climbs_is_refused(path: str) -> None:
    assert "leads out of its folder" in refused(packed({**folders(), path: PNG}))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({**folders(), "cat/1.png": bytes(30_000_000)}, zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("unpacked"))
    assert "zip bomb" in refused(bomb)


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    bomb = bytearray(
        packed({**folders(), "cat/1.png": bytes(3_000_000), "cat/2.png": PNG}, zipfile.ZIP_DEFLATED)
    )
    for place in range(len(bomb) - 4):
        if bomb[place : place + 4] == (3_000_000).to_bytes(4, "little"):
            bomb[place : place + 4] = (5_000).to_bytes(4, "little")
    assert "damaged" in refused(bytes(bomb))


def test_too_much_unpacked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LARGEST_UNPACKED", 100)
    assert "unpacks to more than" in refused(packed(folders()))


def test_counts_are_refused_in_a_sentence() -> None:
    assert "has 40 folders and 20 classes are the most" in refused(packed(folders(40)))
    assert "The folder “lonely” in “mine.zip” has one picture" in refused(
        packed({**folders(), "lonely/1.png": PNG})
    )
    assert "holds no pictures in folders" in refused(packed({"1.png": PNG, "2.png": PNG}))
    assert "the limit is 600" in refused(packed(folders(3, 201)))


def test_a_locked_archive_is_refused() -> None:
    content = bytearray(packed(folders()))
    place = content.find(b"PK\x01\x02")
    content[place + 8] |= 1
    assert "password" in refused(bytes(content))


def test_what_is_no_archive_is_refused() -> None:
    assert "is a PNG picture" in refused(PNG)
    assert "damaged" in refused(packed(folders())[:200])
    assert "damaged" in refused(b"PK\x03\x04" + bytes(50))
    assert "empty" in refused(b"")


def test_a_broken_picture_inside_is_named() -> None:
    assert "“1.png”" in refused(packed({**folders(), "cat/1.png": PNG[:40], "cat/2.png": PNG}))
    assert "“1.png” in the zip is empty" in refused(packed({**folders(), "cat/1.png": b"", "cat/2.png": PNG}))


def test_names_of_classes_are_plain() -> None:
    assert pictures.class_name("<b>my  cup</b>/..") == "b my cup b"
    assert pictures.class_name("x" * 99) == "x" * pictures.LONGEST_NAME
    assert pictures.class_name("..") == ""
