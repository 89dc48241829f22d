"""Points as JSON, and weights as safetensors only."""

import contextlib
import io
import json
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from dlcore.uploads import Refusal, accept, canonical


def test_points_with_and_without_class() -> None:
    assert accept("p", b'{"points": [[0.5, 1, 1], [2, 3]]}', "points") == [(0.5, 1.0, 1), (2.0, 3.0, 0)]
    assert accept("p", b"[[0.5, 1, 1]]", "points") == [(0.5, 1.0, 1)]


def test_points_read_the_same_again() -> None:
    points = accept("p", b"[[0.123456789, 1, 1]]", "points")
    assert accept("p", canonical("points", points), "points") == points


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"words",
        b"[]",
        b"[[1]]",
        b"[[1, 2, 3, 4]]",
        b"[[NaN, 1, 0]]",
        b"[[1e999, 1, 0]]",
        b"[[1, 1, -1]]",
        b"[[1, 1, 0.5]]",
        b"[[1, 1, 1e400]]",
        b'[["a", 1, 0]]',
        b"[1, 2]",
        b"null",
        b"{}",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        json.dumps([[0, 0, 0]] * 5001).encode(),
    ],
)
def test_points_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(Refusal, match=r"\.$"):
        accept("points.json", content, "points")


def test_weights_by_name() -> None:
    given = {"layer.weight": np.eye(3, dtype=np.float32), "layer.bias": np.zeros(3, np.float16)}
    arrays = accept("w.safetensors", safetensors.numpy.save(given), "weights")
    assert arrays.keys() == given.keys()
    assert np.array_equal(arrays["layer.weight"], np.eye(3))


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("protocol", range(6))
def test_pickles_are_never_opened(tmp_path: Path, protocol: int) -> None:
    content = pickle.dumps(Trap(tmp_path / "trapped"), protocol=protocol)
    archive = io.BytesIO()
    np.savez(archive, allow_pickle=True, a=np.array([Trap(tmp_path / "trapped")], dtype=object))
    for hostile in (content, archive.getvalue()):
        for kind in ("weights", "text", "table", "image", "points"):
            with contextlib.suppress(Refusal):  # a pickle of protocol 0 is a text, and stays one
                accept("model.pt", hostile, kind)
    assert not (tmp_path / "trapped").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (pickle.dumps([1.0]), "could run a program"),
        (b"PK\x03\x04" + bytes(60), "could run a program"),
        (b"\xff" * 64, "no whole safetensors file"),
        (safetensors.numpy.save({"a": np.ones(9)})[:-8], "no whole safetensors file"),
        (safetensors.numpy.save({}), "no weights"),
        (safetensors.numpy.save({"a": np.array([np.nan])}), "not numbers"),
    ],
)
def test_weights_refused_in_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        accept("w.safetensors", content, "weights")
