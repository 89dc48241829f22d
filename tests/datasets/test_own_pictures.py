"""Collections of the visitor's pictures: kept by fingerprint, and the same again from a saved session."""

from pathlib import Path

import numpy as np
import pytest

from dlcore.datasets import own, own_pictures
from dlcore.datasets.own_pictures import Collection, CollectionError
from dlcore.uploads import accept


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path))


def picture(level: int) -> np.ndarray:
    image = np.full((90, 120, 3), 255, np.uint8)
    image[20:40, 30 : 40 + level] = level
    return image


def collection() -> Collection:
    return own_pictures.take_in(
        {"cup": [picture(n) for n in range(8)], "my pen": [picture(n) for n in range(20, 25)]}
    )


def test_a_collection_comes_back_by_its_fingerprint() -> None:
    made = collection()
    assert own_pictures.read(own_pictures.keep(made)) == made
    assert own_pictures.keep(made) == own_pictures.keep(collection())
    assert own_pictures.picture(made.pictures[0]).shape == (224, 224, 3)


def test_a_saved_session_opens_as_the_same_collection() -> None:
    made = collection()
    opened = own_pictures.take_in(accept("my-classes.zip", own_pictures.to_zip(made), "pictures"))
    assert opened == made


def test_a_quarter_is_held_out_and_a_new_picture_moves_few_others() -> None:
    cup = collection().classes[0]
    learned, held = cup.split()
    assert len(held) == 2
    assert len(learned) == 6
    assert not set(learned) & set(held)
    more = collection().with_pictures("cup", [own_pictures.keep_picture(picture(60))]).classes[0]
    assert len(set(held) - set(more.split()[1])) <= 1


def test_what_cannot_be_added_is_refused_and_nothing_is_lost() -> None:
    made = collection()
    with pytest.raises(CollectionError, match="no name yet"):
        made.with_pictures(" .. ", [])
    with pytest.raises(CollectionError, match="in your classes already"):
        made.with_pictures("other", [made.pictures[0]])
    full = made
    for number in range(18):
        full = full.with_pictures(f"class {number}", [])
    with pytest.raises(CollectionError, match="20 classes already"):
        full.with_pictures("one more", [])
    with pytest.raises(CollectionError, match="600 pictures"):
        made.with_pictures("many", [f"{number:032d}" for number in range(700)])


def test_what_is_missing_is_said() -> None:
    assert "needs 2 or more" in Collection().with_pictures("a", ["x"]).with_pictures("b", ["y"]).problem()
    assert "2 classes or more" in Collection().with_pictures("a", ["x", "y"]).problem()
    assert collection().problem() == ""
    with pytest.raises(own.MissingFileError, match="no longer here"):
        own_pictures.read("0" * 32)
    with pytest.raises(CollectionError, match="no collection"):
        own_pictures.read(own.keep(b"[1]"))


def test_taking_away() -> None:
    made = collection()
    assert made.without_class("cup").names == ("my pen",)
    assert len(made.without_picture(made.pictures[0]).pictures) == 12


def test_what_was_computed_from_a_picture_is_swept_with_it() -> None:
    kept = own.keep(b"a picture")
    place = own.beside(kept, "features.npy")
    place.write_bytes(b"1")
    own.sweep(lifetime=-1)
    assert not place.exists()
