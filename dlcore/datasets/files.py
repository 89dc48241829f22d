"""Files from public addresses: fetched with a limit, resumed where they were cut off, whole or not there."""

import fcntl
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import IO

CHUNK = 1 << 18
TIMEOUT = 20.0  # seconds without a byte


@dataclass(frozen=True)
class Progress:
    """How far a fetch has come, in bytes; `total` is 0 while it is unknown."""

    text: str
    done: int = 0
    total: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


class FetchError(ValueError):
    """A fetch failed; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class _Piece:
    """The part of a file that has arrived, and the ETag of the file that it is a piece of."""

    path: Path
    etag_path: Path

    @classmethod
    def beside(cls, target: Path) -> "_Piece":
        return cls(target.with_name(target.name + ".partial"), target.with_name(target.name + ".etag"))

    def continue_at(self, file: IO[bytes], limit: int) -> dict[str, str]:
        """The request's headers; starts again where nothing tells whether the file is still the same."""
        headers = {"Range": f"bytes=0-{limit - 1}"}
        if 0 < file.tell() < limit and self.etag_path.exists():
            headers = {"Range": f"bytes={file.tell()}-{limit - 1}", "If-Range": self.etag_path.read_text()}
        return headers

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self.etag_path.unlink(missing_ok=True)


def fetch_file(url: str, target: Path, limit: int, only_first: bool = False) -> Iterator[Progress]:
    """Fetch `url` into `target`. Raises `FetchError`.

    A file of more than `limit` bytes is refused, or cut there with `only_first`. What was cut off goes on
    where it was; `target` appears only when it is whole.
    """
    if not url.startswith(("https://", "http://")):
        raise FetchError(f"“{url[:80]}” is not a web address.")
    target.parent.mkdir(parents=True, exist_ok=True)
    piece = _Piece.beside(target)
    wanted = limit if only_first else limit + 1  # one more byte tells that there is more
    with piece.path.open("ab") as file:
        _lock(file, target.name)
        request = urllib.request.Request(url, headers=piece.continue_at(file, wanted))
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
                _start(file, response, piece)
                yield from _copy(response, file, target.name, wanted)
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise FetchError(
                f"“{target.name}” could not be fetched ({reason}): check the network and try again, "
                "it goes on where it was cut off."
            ) from error
        if file.tell() > limit:
            piece.discard()
            raise FetchError(
                f"“{target.name}” is larger than the {limit / 1e6:.0f} MB allowed for it: nothing was kept."
            )
        piece.path.replace(target)
        piece.discard()


def _lock(file: IO[bytes], name: str) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise FetchError(f"“{name}” is being fetched already: wait until it is there.") from None


def _start(file: IO[bytes], response: HTTPResponse, piece: _Piece) -> None:
    """Go on at the end of the piece if that is what the server sends, else throw the piece away."""
    if not (response.headers.get("Content-Range") or "").startswith(f"bytes {file.tell()}-"):
        file.truncate(0)
        file.seek(0)
    piece.etag_path.unlink(missing_ok=True)
    if etag := response.headers.get("ETag"):
        piece.etag_path.write_text(etag)


def _copy(response: HTTPResponse, file: IO[bytes], name: str, wanted: int) -> Iterator[Progress]:
    total = min(wanted, file.tell() + int(response.headers.get("Content-Length") or 0))
    while file.tell() < wanted:
        chunk = response.read(min(CHUNK, wanted - file.tell()))
        if not chunk:
            break
        file.write(chunk)
        yield Progress(f"Fetching {name}", file.tell(), total)
    file.flush()
    if file.tell() < total:
        raise HTTPException("the connection broke off")
