"""The visitor's own files, already cleaned by the upload gate, kept under the fingerprint of their bytes.

They never leave the machine and are swept away half a day after their last use.
"""

import hashlib
import time
from pathlib import Path

from dlcore.datasets.home import home
from dlcore.uploads.refusal import shown as shown  # names from a visitor's file, fit for a sentence

LIFETIME = 12 * 3600.0  # seconds since the last use


class MissingFileError(ValueError):
    """The file behind a fingerprint is gone."""


def keep(content: bytes) -> str:
    """Store cleaned bytes and return their fingerprint, which a `Config` field marked `Own` may hold."""
    sweep()
    fingerprint = hashlib.sha256(content).hexdigest()[:32]
    path = _folder() / fingerprint
    if not path.exists():
        partial = path.with_suffix(f".partial{time.monotonic_ns()}")
        partial.write_bytes(content)
        partial.replace(path)
    path.touch()
    return fingerprint


def read(fingerprint: str) -> bytes:
    """The bytes behind a fingerprint. Raises `MissingFileError` with one sentence."""
    path = _folder() / fingerprint
    if not (fingerprint.isalnum() and path.is_file()):
        raise MissingFileError("This file of your own is no longer here: choose it again.")
    path.touch()
    return path.read_bytes()


def beside(fingerprint: str, what: str) -> Path:
    """The place for something that was computed from a kept file; it is swept as the file is."""
    path = _folder() / f"{fingerprint}.{what}"
    if path.exists():
        path.touch()
    return path


def sweep(lifetime: float = LIFETIME) -> None:
    """Delete files that nobody has used for `lifetime` seconds."""
    limit = time.time() - lifetime
    for path in _folder().iterdir():
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    folder = home() / "own"
    folder.mkdir(exist_ok=True)
    return folder
