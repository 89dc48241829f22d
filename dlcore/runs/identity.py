"""What makes two runs the same run: application, config, goal, and the code that computes them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dlcore.contract import ROOT, Application


def code_hash(application: Application) -> str:
    """Fingerprint of the files that decide the events of a run, as they lie on the disk now."""
    digest = hashlib.sha256(_libraries().encode())
    for path in _sources(application):
        status = path.stat()
        digest.update(_file_hash(path, status.st_mtime_ns, status.st_size))
    return digest.hexdigest()[:16]


def identity(application: str, config: Mapping[str, Any], until: Mapping[str, Any] | None, code: str) -> str:
    """Two runs that nobody touched compute the same events where this is equal."""
    text = json.dumps([application, dict(config), until, code], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _sources(application: Application) -> Iterator[Path]:
    package = ROOT / "dlcore"
    yield from sorted(application.folder.glob("*.py"))
    yield from sorted(application.folder.parent.glob("*.py"))
    yield from sorted((package / "contract").glob("*.py"))
    yield from sorted((package / "datasets").glob("*.py"))


@cache
def _file_hash(path: Path, modified: int, size: int) -> bytes:  # noqa: ARG001 - a changed file is another key
    return hashlib.sha256(path.read_bytes()).digest()


@cache
def _libraries() -> str:
    """Versions that change the numbers, read without importing torch."""
    return " ".join(f"{name} {version(name)}" for name in ("torch", "numpy"))
