"""Weights of a model: safetensors only, which hold numbers and no programs."""

from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray

from dlcore.uploads.refusal import Refusal, recognised

LARGEST = 50_000_000  # bytes
ADVICE = "choose a .safetensors file, as the Train view downloads it"


def read(name: str, content: bytes) -> dict[str, NDArray[Any]]:
    """The arrays by name. Raises `Refusal`."""
    if content.startswith((b"PK\x03\x04", b"\x80")):
        raise Refusal(f"“{name}” is a pickle, which could run a program on this machine: {ADVICE}.")
    if what := recognised(content):
        raise Refusal(f"“{name}” is {what} and holds no weights: {ADVICE}.")
    try:
        arrays: dict[str, NDArray[Any]] = safetensors.numpy.load(content)
    except Exception:  # the parser raises errors of several kinds on broken bytes
        raise Refusal(f"“{name}” is no whole safetensors file: {ADVICE}.") from None
    if not arrays:
        raise Refusal(f"“{name}” holds no weights: {ADVICE}.")
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise Refusal(
            f"“{name}” holds weights that are not numbers: take those of a run that did not diverge."
        )
    return arrays
