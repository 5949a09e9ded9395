"""Streams to test: the words at a million neighbouring addresses, along each coordinate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from numba import njit

from sim.randomness import address as at

Ints = npt.NDArray[np.int64]

SEED, REPLICATION, UID, MECHANISM, ORDINAL = range(5)  # columns of an address
START = (2026, 0, 0x5EED_0000_0001, at.CLOCK, 0)
MECHANISMS = tuple(
    code for name, code in vars(at).items() if name.isupper() and name not in {"WORD", "_PEOPLE"}
)


@njit
def _fill(words: Ints, addresses: Ints) -> None:
    for i in range(len(addresses)):
        a = addresses[i]
        words[i, 0], words[i, 1], words[i, 2], words[i, 3] = at.draw(a[0], a[1], a[2], a[3], a[4])


def words_at(addresses: Ints) -> Ints:
    """The four words at each address (rows: seed, replication, uid, mechanism, ordinal)."""
    words = np.empty((len(addresses), 4), dtype=np.int64)
    _fill(words, addresses)
    return words


def along(axis: str, n: int) -> Ints:
    """`n` neighbouring addresses along one coordinate, shape (n, 5)."""
    addresses = np.tile(np.array(START, dtype=np.int64), (n, 1))
    WALKS[axis](addresses, np.arange(n, dtype=np.int64))
    return addresses


def _by(column: int, step: int) -> Callable[[Ints, Ints], None]:
    def walk(addresses: Ints, steps: Ints) -> None:
        addresses[:, column] += steps * step

    return walk


def _through_the_mechanisms(addresses: Ints, steps: Ints) -> None:
    """One shopper's mechanisms in turn, then the next shopper's."""
    addresses[:, MECHANISM] = np.array(MECHANISMS)[steps % len(MECHANISMS)]
    addresses[:, UID] += steps // len(MECHANISMS)


WALKS: dict[str, Callable[[Ints, Ints], None]] = {
    "uid": _by(UID, 1),
    "uid high word": _by(UID, 1 << 32),
    "mechanism": _through_the_mechanisms,
    "policy": _by(MECHANISM, 1),
    "ordinal": _by(ORDINAL, 1),
    "replication": _by(REPLICATION, 1),
    "seed": _by(SEED, 1),
}
