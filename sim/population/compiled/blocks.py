"""Blocks of shoppers, and the workers that pass over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sim.behaviour.clock import DAY
from sim.population.compiled import broadcasting, layout
from sim.population.compiled.layout import Ints, rows_of, tape

Step = Callable[[int], int]
Pass = Callable[["Block", "Worker"], Iterator[Ints]]


class Worker:
    """What one thread counts on, writes on and thinks with."""

    def __init__(self, counts: int, rows: int) -> None:
        self.out: Ints = np.zeros(counts, dtype=np.int64)
        self.tape = tape(rows)
        self.ints: Ints = np.zeros(broadcasting.INTS * broadcasting.CHUNK, dtype=np.int64)
        self.floats: Any = np.zeros(broadcasting.FLOATS * broadcasting.CHUNK)

    def drained(self, size: int, step: Step) -> Iterator[Ints]:
        """Take `step` from its first row to `size`, emptying the tape whenever it stops."""
        first = 0
        while first < size:
            first = step(first)
            yield self.drain()

    def drain(self) -> Ints:
        """Take the rows off the tape."""
        if self.tape[2]:
            raise RuntimeError(f"{self.tape[2]} rows found no room on the tape")
        rows = rows_of(self.tape).copy()
        self.tape[0] = 0
        return rows


class Block:
    """Rows of shoppers, and beside them what a day looks at for everybody."""

    def __init__(self, rows: int, base: int) -> None:
        self.base = base  # index of the first row
        self.people: Any = np.zeros(rows, dtype=layout.SHOPPER)
        self.wake: Any = np.zeros(rows, dtype=np.int16)  # day of the next thing of one's own
        self.reach: Any = np.zeros(rows, dtype=np.int16)
        self.due: Any = np.full(rows, layout.NEVER_DAY, dtype=np.int16)
        self.marks: Any = np.zeros(rows, dtype=np.int16)  # see `broadcasting`
        self.lively: Any = np.zeros(0, dtype=np.int32)  # rows with something to live today
        self.size = 0
        self._kept: list[tuple[Any, Any]] = []  # array and what was in its lively rows

    def sleep(self, first: int, times: Ints) -> None:
        """New rows from `first` on sleep until they join."""
        self.wake[first : first + len(times)] = times // DAY

    def keep(self) -> None:
        """Keep the rows that will be lived as they are, so that the day can be undone."""
        words = self.people.view(np.int64).reshape(
            len(self.people), -1
        )  # copied faster than records
        arrays = (words, self.wake, self.reach, self.due)
        self._kept = [(array, array[self.lively]) for array in arrays]

    def forget(self) -> None:
        """The day stands."""
        self._kept = []

    def undo(self) -> None:
        """The day was not lived."""
        for array, before in self._kept:
            array[self.lively] = before
        self.forget()
