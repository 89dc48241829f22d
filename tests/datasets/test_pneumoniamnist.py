"""PneumoniaMNIST: a small file of the same form made here, a server on 127.0.0.1 in place of the record."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from dlcore.datasets import packages, pneumoniamnist
from dlcore.datasets.files import FetchError


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLCORE_HOME", str(tmp_path / "home"))


def arrays(count: int = 6) -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    made = {}
    for part in pneumoniamnist.PARTS:
        made[f"{part}_images"] = random.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        made[f"{part}_labels"] = (np.arange(count) % 2).astype(np.uint8)[:, None]
    return made


def written(path: Path, **changed: np.ndarray) -> Path:
    np.savez_compressed(path, **(arrays() | changed))
    return path


class Server(ThreadingHTTPServer):
    content = b""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/pneumoniamnist.npz"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.content)))
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(("127.0.0.1", 0), Handler)
    running.content = written(tmp_path / "public.npz").read_bytes()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


def test_missing_says_how_to_get_it() -> None:
    with pytest.raises(FetchError, match="python -m dlcore data fetch pneumoniamnist"):
        pneumoniamnist.load()
    assert not packages.available("pneumoniamnist")


def test_own_copy_is_taken_in_by_the_command(tmp_path: Path) -> None:
    packages.add("pneumoniamnist", written(tmp_path / "mine.npz"))
    assert packages.available("pneumoniamnist")
    parts = pneumoniamnist.load()
    assert list(parts) == ["train", "val", "test"]
    assert parts["test"].images.shape == (6, 28, 28)
    assert parts["test"].labels.tolist() == [0, 1, 0, 1, 0, 1]
    assert list(packages.fetch("pneumoniamnist")) == []  # here already


def test_fetch_takes_the_published_file_and_no_other(server: Server) -> None:
    with pytest.raises(FetchError, match="not the published"):
        list(pneumoniamnist.fetch(server.address))
    assert not packages.available("pneumoniamnist")
    md5 = hashlib.md5(server.content).hexdigest()
    steps = list(pneumoniamnist.fetch(server.address, md5))
    assert steps[-1].done == len(server.content)
    assert pneumoniamnist.place() is not None
    assert [path.name for path in pneumoniamnist.place().parent.iterdir()] == ["pneumoniamnist.npz"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"train_images": np.zeros((6, 64, 64), np.uint8)}, "28x28"),
        ({"train_images": np.zeros((6, 28, 28))}, "8-bit"),
        ({"val_labels": np.zeros((6, 1), np.uint8)}, "not 0 and 1"),
        ({"test_labels": np.ones((3, 1), np.uint8)}, "not 0 and 1"),
        ({"val_labels": np.array([{"a": 1}] * 6, dtype=object)}, "other than numbers"),
    ],
    ids=["size", "depth", "one class", "count", "objects"],
)
def test_other_files_are_refused(tmp_path: Path, changed: dict[str, np.ndarray], says: str) -> None:
    with pytest.raises(FetchError, match=says) as caught:
        pneumoniamnist.add(written(tmp_path / "mine.npz", **changed))
    assert "nothing was kept" in str(caught.value)
    assert pneumoniamnist.place() is None


def test_what_is_no_npz_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    path.write_bytes(b"not a zip")
    with pytest.raises(FetchError, match="not a whole"):
        pneumoniamnist.add(path)
    np.savez(path, train_images=arrays()["train_images"])
    with pytest.raises(FetchError, match="lacks some"):
        pneumoniamnist.add(path)


def test_visitors_may_give_the_published_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = written(tmp_path / "mine.npz")
    with pytest.raises(FetchError, match="not the published file: nothing was kept"):
        packages.add_published("pneumoniamnist", mine)
    assert not packages.available("pneumoniamnist")
    zipped = hashlib.sha256()
    for array in arrays().values():
        zipped.update(array.tobytes())
    monkeypatch.setattr(pneumoniamnist, "CONTENTS", zipped.hexdigest())
    packages.add_published("pneumoniamnist", mine)
    assert packages.available("pneumoniamnist")


def test_drawings_are_taken_in_on_the_command_line_only(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="not the published file"):
        packages.add_published("quickdraw", written(tmp_path / "mine.npz"))
