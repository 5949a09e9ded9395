"""The numbers of the rows that are kept, one after the other, sixteen rows at a time.

Most rows have nothing to live today. A processor that can packs the few that have out of sixteen
with one instruction; what the compiler writes for `pack` stands in `packing_code`.
"""

from __future__ import annotations

from typing import Any

from sim.population.compiled.layout import Ints
from sim.population.compiled.machine import Flags, Places, compiled

LANES = 16


def pack(flags: Any, first: int, numbers: Any, found: int, number: int) -> int:
    """Of sixteen flags from place `first` on, write which are set; returns how many.

    numbers: array of integers; `number` stands for the first flag, and the first that is set is
    written to place `found`.
    """
    raise NotImplementedError("for kernels alone: lanes there are only in compiled code")


@compiled
def _fill_up(flags: Flags, size: int) -> int:
    """Unset the flags from `size` to the next whole sixteen; returns where that is."""
    end = -(-size // LANES) * LANES
    for beyond in range(size, end):
        flags[beyond] = False
    return end


@compiled
def packed(flags: Flags, size: int, rows: Places) -> int:
    """Write which of the flags below `size` are set; returns how many.

    flags: room for up to 15 more. rows: room for all that are set.
    """
    found = 0
    for first in range(0, _fill_up(flags, size), LANES):
        found += pack(flags, first, rows, found, first)
    return found


@compiled
def packed_into(flags: Flags, size: int, numbers: Ints, place: int, number: int) -> int:
    """As `packed`, from a place of numbers on; `number` stands for the first flag."""
    found = 0
    for first in range(0, _fill_up(flags, size), LANES):
        found += pack(flags, first, numbers, place + found, number + first)
    return found
