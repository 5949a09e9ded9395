"""How a scientific function is marked: plain Python to read, machine code to run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., object])


def science(function: F) -> F:
    """Compile a pure scalar function; the original stays reachable as `.py_func`.

    Strict IEEE arithmetic (no fast-math), so that compiled and interpreted results agree bit for
    bit; tests compare the two. `NUMBA_DISABLE_JIT=1` runs everything interpreted.
    """
    return cast(F, njit(cache=True)(function))
