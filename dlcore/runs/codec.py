"""Lines of JSON between server, workers and forked runs; arrays travel as base64, samples as their JSON."""

import base64
import json
from typing import Any

import numpy as np

_ARRAY = "__array__"
_KINDS = "biuf"  # kinds of array that travel: switches and numbers


def dump(message: Any) -> bytes:
    """One line of JSON. Raises `TypeError` for what can't travel."""
    return json.dumps(message, default=_plain, separators=(",", ":")).encode() + b"\n"


def load(line: bytes | str) -> Any:
    """What a line says, arrays as arrays again."""
    return json.loads(line, object_hook=_restore)


def _plain(value: Any) -> Any:
    """Arrays, tensors, numpy's numbers and the contents of samples as plain values."""
    if hasattr(value, "to_json"):
        return value.to_json()
    if isinstance(value, np.generic):
        return value.item()
    if hasattr(value, "detach"):  # a tensor, told without importing torch
        value = value.detach().cpu().numpy()
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in _KINDS:
            raise TypeError(f"an array of {value.dtype} can't travel")
        content = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        return {_ARRAY: [value.dtype.str, list(value.shape), content]}
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"a {type(value).__name__} can't travel")


def _restore(value: dict[str, Any]) -> Any:
    if _ARRAY not in value:
        return value
    kind, shape, content = value[_ARRAY]
    return np.frombuffer(base64.b64decode(content), dtype=np.dtype(kind)).reshape(shape).copy()
