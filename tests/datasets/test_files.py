"""Files from a public address: here a small server on 127.0.0.1 that can break off, and counts bytes."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from dlcore.datasets import files, quickdraw
from dlcore.datasets.files import FetchError, fetch_file

CONTENT = bytes(range(256)) * 4000  # 1,024,000 bytes


class Server(ThreadingHTTPServer):
    content = CONTENT
    etag = '"first"'
    ranges = True
    break_after: int | None = None
    sent = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        content, start = self.server.content, 0
        wanted = self.headers.get("Range")
        same = self.headers.get("If-Range", self.server.etag) == self.server.etag
        if wanted and self.server.ranges and same:
            first, last = wanted.removeprefix("bytes=").split("-")
            start, end = int(first), min(int(last) + 1, len(content))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(content)}")
            content = content[start:end]
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", self.server.etag)
        self.end_headers()
        body = content if self.server.break_after is None else content[: self.server.break_after]
        self.server.sent += len(body)
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path / "home"))


def test_whole_file_with_progress(server: Server, tmp_path: Path) -> None:
    steps = list(fetch_file(f"{server.address}/file", tmp_path / "file", limit=len(CONTENT)))
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert steps[-1].done == steps[-1].total == len(CONTENT)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["file"]


def test_cut_off_fetch_goes_on_where_it_was(server: Server, tmp_path: Path) -> None:
    server.break_after = 600_000
    with pytest.raises(FetchError, match="goes on where it was cut off"):
        list(fetch_file(f"{server.address}/file", tmp_path / "file", limit=2_000_000))
    assert not (tmp_path / "file").exists()
    server.break_after = None
    list(fetch_file(f"{server.address}/file", tmp_path / "file", limit=2_000_000))
    assert (tmp_path / "file").read_bytes() == CONTENT
    assert server.sent == len(CONTENT)  # nothing was sent twice


def test_a_file_that_changed_meanwhile_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    server.break_after = 600_000
    with pytest.raises(FetchError):
        list(fetch_file(f"{server.address}/file", tmp_path / "file", limit=2_000_000))
    server.break_after, server.content, server.etag = None, CONTENT[::-1], '"second"'
    list(fetch_file(f"{server.address}/file", tmp_path / "file", limit=2_000_000))
    assert (tmp_path / "file").read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("ranges", [True, False])
def test_too_large_is_refused_without_fetching_all(server: Server, tmp_path: Path, ranges: bool) -> None:
    server.ranges = ranges
    with pytest.raises(FetchError, match="larger than the 0 MB allowed"):
        list(fetch_file(f"{server.address}/file", tmp_path / "file", limit=300_000))
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


@pytest.mark.parametrize("ranges", [True, False])
def test_only_the_first_bytes(server: Server, tmp_path: Path, ranges: bool) -> None:
    server.ranges = ranges
    list(fetch_file(f"{server.address}/file", tmp_path / "file", limit=1000, only_first=True))
    assert (tmp_path / "file").read_bytes() == CONTENT[:1000]


def test_two_at_once_do_not_mix(server: Server, tmp_path: Path) -> None:
    first = fetch_file(f"{server.address}/file", tmp_path / "file", limit=2_000_000)
    next(first)
    with pytest.raises(FetchError, match="being fetched already"):
        list(fetch_file(f"{server.address}/file", tmp_path / "file", limit=2_000_000))
    list(first)
    assert (tmp_path / "file").read_bytes() == CONTENT


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://somewhere/file", "nothing"])
def test_only_web_addresses(url: str, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="not a web address"):
        list(fetch_file(url, tmp_path / "file", limit=1000))


def test_no_server_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "TIMEOUT", 1.0)
    with pytest.raises(FetchError, match="check the network"):
        list(fetch_file("http://127.0.0.1:9/file", tmp_path / "file", limit=1000))


def drawn(count: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 784), dtype=np.uint8)


def test_quickdraw_takes_the_first_drawings(server: Server, tmp_path: Path) -> None:
    np.save(tmp_path / "cat.npy", drawn(300))
    server.content = (tmp_path / "cat.npy").read_bytes()
    list(quickdraw.fetch(["cat"], count=50, address=server.address))
    assert server.sent < 60 * 784
    assert np.array_equal(quickdraw.drawings("cat"), drawn(300)[:50].reshape(50, 28, 28))
    assert quickdraw.categories() == ["cat"]
    list(quickdraw.fetch(["cat"], count=50, address="http://127.0.0.1:9"))  # here already: asks nobody


def test_quickdraw_smaller_category_comes_whole(server: Server, tmp_path: Path) -> None:
    np.save(tmp_path / "cat.npy", drawn(20))
    server.content = (tmp_path / "cat.npy").read_bytes()
    list(quickdraw.fetch(["cat"], count=50, address=server.address))
    assert len(quickdraw.drawings("cat")) == 20


@pytest.mark.parametrize("content", [b"<html>sorry</html>" * 100, b"\x93NUMPY\x01\x00", b""])
def test_quickdraw_something_else_came(server: Server, content: bytes) -> None:
    server.content = content
    with pytest.raises(FetchError):
        list(quickdraw.fetch(["cat"], count=50, address=server.address))
    assert quickdraw.categories() == []
    with pytest.raises(FetchError, match="python -m dlcore data fetch quickdraw"):
        quickdraw.drawings("cat")


def test_quickdraw_own_copy(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "mine.npz", cat=drawn(7), fish=drawn(5).reshape(5, 28, 28))
    quickdraw.add(tmp_path / "mine.npz")
    assert quickdraw.categories() == ["cat", "fish"]
    assert quickdraw.drawings("cat").shape == (7, 28, 28)


def test_quickdraw_own_copy_refused(tmp_path: Path) -> None:
    hostile = tmp_path / "mine.npz"
    for arrays in (
        {"cat": np.array([{"a": 1}], dtype=object)},  # would need unpickling
        {"cat": drawn(3).astype(float)},
        {"cat": np.zeros((0, 784), np.uint8)},
        {"../../cat": drawn(3)},
    ):
        np.savez(hostile, **arrays)
        with pytest.raises(FetchError, match=r"[Nn]othing was kept"):
            quickdraw.add(hostile)
    hostile.write_bytes(b"not a zip")
    with pytest.raises(FetchError, match="not a whole"):
        quickdraw.add(hostile)
    assert quickdraw.categories() == []
