"""Dice that a browser can throw too: a game's chance comes from a number in its own state.

Same seed, same game, in Python and in the browser: so that a visitor can play the very game that the agent
played. The mixing is the 32-bit finalizer "lowbias32" (Wellons, 2018).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.unsignedinteger[Any]]
GOLDEN = np.uint32(0x9E3779B9)


def mixed(numbers: NDArray[Any]) -> Whole:
    """Each whole number as another one of 32 bits that looks drawn by chance."""
    bits = numbers.astype(np.uint32)
    bits ^= bits >> np.uint32(16)
    bits *= np.uint32(0x7FEB352D)
    bits ^= bits >> np.uint32(15)
    bits *= np.uint32(0x846CA68B)
    bits ^= bits >> np.uint32(16)
    return bits


def throws(seeds: NDArray[Any], count: int) -> tuple[Whole, Whole]:
    """For each seed `count` numbers of 32 bits, (seeds, count), and the seed that comes next."""
    turns = np.arange(1, count + 2, dtype=np.uint32) * GOLDEN
    drawn = mixed(seeds.astype(np.uint32)[:, None] + turns)
    return drawn[:, :count], drawn[:, count]


def below(drawn: Whole, bound: NDArray[Any] | int) -> NDArray[np.int64]:
    """Numbers of 32 bits as whole numbers from 0 to `bound` - 1; `bound` is below 65,536."""
    return ((drawn >> np.uint32(16)).astype(np.int64) * bound) >> 16


def share(drawn: Whole) -> NDArray[np.float64]:
    """Numbers of 32 bits as fractions from 0 up to 1."""
    return drawn / 2.0**32


def fresh_seeds(count: int) -> NDArray[np.int64]:
    """Seeds for `count` new games, from numpy's own dice, which the driver seeds."""
    return np.random.randint(0, 2**31 - 1, size=count)
