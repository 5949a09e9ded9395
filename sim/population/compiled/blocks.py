"""Blocks of shoppers, and the workers that pass over them."""

from __future__ import annotations

import math
import mmap
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np

from sim.behaviour.clock import DAY
from sim.population.compiled import broadcasting, coming, layout
from sim.population.compiled.layout import Ints, drained, tape
from sim.population.compiled.packing import LANES
from sim.population.compiled.person import People

_TOGETHER = 16  # blocks
_NO_ROWS: Ints = np.zeros(0, dtype=np.int64)
Step = Callable[[int], int]
Pass = Callable[["Block", "Worker"], Iterator[Ints]]
Given = TypeVar("Given")
Made = TypeVar("Made")


class Crew:
    """The threads of a city, of which who asks is one."""

    def __init__(self, threads: int) -> None:
        self._others = ThreadPoolExecutor(max(1, threads - 1))

    def each(self, do: Callable[[Given], Made], given: Iterable[Given]) -> list[Made]:
        """Do something with each of what is given, one for each thread at most."""
        first, *others = given
        going = [self._others.submit(do, one) for one in others]
        return [do(first), *(one.result() for one in going)]


class Worker:
    """What one thread counts on, writes on and thinks with."""

    def __init__(self, counts: int, rows: int, block: int) -> None:
        """counts: registers. rows: of the tape. block: rows of a block, see `found`."""
        self.out: Ints = np.zeros(counts, dtype=np.int64)
        self.flags: Any = np.zeros(block + LANES, dtype=np.bool_)
        self.found: Any = np.zeros((4, block + 1), dtype=np.int32)  # rows of four kinds
        self.tape = tape(rows, layout.ROWS_PER_LIFE)
        self.ints: Ints = np.zeros(broadcasting.INTS, dtype=np.int64)
        self.floats: Any = np.zeros(broadcasting.FLOATS)
        self.granted: Ints = np.zeros(0, dtype=np.int64)  # see `budgeting.who_asks`
        self._steps: Any = np.zeros(0, dtype=layout.GUIDED)

    def room_for(self, steps: int) -> Any:
        """Scratch for so many steps of journeys (GUIDED), at least."""
        if len(self._steps) < steps:
            self._steps = np.zeros(2 * steps, dtype=layout.GUIDED)
        return self._steps

    def drained(self, size: int, step: Step) -> Iterator[Ints]:
        """Take `step` from its first row to `size`, emptying the tape whenever it stops."""
        first = 0
        while first < size:
            first = step(first)
            if self.tape[0]:
                yield self.drain()

    def drain(self) -> Ints:
        """Take the rows off the tape."""
        return drained(self.tape)


class Block:
    """Rows of shoppers, and beside them what a day looks at for everybody."""

    def __init__(self, base: int, people: People, days: Any) -> None:
        self.base = base  # index of the first row
        self.people = people
        self.wake, self.reach, self.due, self.marks = days  # int16, a row each:
        # see `clockwork.waking`; channels; day of the next step; see `broadcasting`
        self.stepping: Any = np.zeros(0, dtype=np.int32)  # rows with a step of a journey today
        self.marked: Any = np.zeros(0, dtype=np.int16)  # with what (`broadcasting.mark_busy`)
        self.asked = 0  # messages of guides today that carry one
        self.own: Any = np.zeros(0, dtype=np.int32)  # rows with something of their own alone today
        self.looking: Any = np.zeros(0, dtype=np.int32)  # those of whom only a visit may come
        self.lively: Any = np.zeros(0, dtype=np.int32)  # rows with an answer, or a journey's step
        self.letters: Any = np.zeros(0, dtype=layout.GUIDED)  # the guides' messages of today
        self.once: Any = np.zeros(0, dtype=np.int32)  # of these, see `budgeting.who_asks`
        self.turns: Any = np.zeros(0, dtype=np.int32)
        self.kept: Any = np.zeros(0, dtype=np.int32)
        self.size = 0
        self._kept: list[tuple[Any, Any]] = []  # array, what was in kept rows before today
        self._lived = layout.NEVER_DAY  # the last day of which it is known who had what to live
        self._when: tuple[Ints, Ints, Ints] | None = None  # see `_last_days`
        self._came: dict[tuple[int, bool], tuple[int, Ints]] = {}  # size then, rows; see `came`

    def memory(self) -> list[Any]:
        """The bytes of all its rows, array by array."""
        kinds = [kind for kind in self.people if len(kind) == len(self.wake)]
        arrays = (*kinds, self.wake, self.reach, self.due, self.marks)
        return [array.reshape(-1).view(np.uint8) for array in arrays]

    def sleep(self, first: int, times: Ints) -> None:
        """New rows from `first` on sleep until they join, with no step to take."""
        self.wake[first : first + len(times)] = 2 * (times // DAY)
        self.due[first : first + len(times)] = layout.NEVER_DAY

    def came(self, since: int, *, ordered: bool) -> Ints:
        """Rows that came by on day `since` or later, or ordered; at a midnight looked up once.

        Everything offered at a midnight asks for them, and nobody comes by between two questions.
        """
        size, rows = self._came.get((since, ordered), (-1, _NO_ROWS))
        if size != self.size:
            rows = self._since(since, ordered=ordered)
            self._came[since, ordered] = self.size, rows
        return rows

    def _since(self, since: int, *, ordered: bool) -> Ints:
        """Rows that came by, or ordered, on day `since` or later.

        Who lived nothing on the last day that was lived did not come by on it either: of them
        nothing is read, for reading a number of everybody costs half as much as their day.
        """
        if since <= layout.NO_DAY:
            return np.arange(self.size)
        if since < self._lived:
            last = self.people.lives["last_order_day" if ordered else "last_active"]
            return np.flatnonzero(last[: self.size] >= since)
        rows, active, orders = self._when = self._when or self._last_days()
        came: Ints = rows[(orders if ordered else active) >= since]
        return came

    def _last_days(self) -> tuple[Ints, Ints, Ints]:
        """Rows that lived something on the last day that was lived, in order, and on which days
        each came by and ordered last."""
        rows: Ints = np.concatenate([self.own, self.looking, self.lively], dtype=np.int64)
        rows.sort()
        active, orders = np.empty((2, len(rows)), dtype=np.int64)
        coming.last_days(self.people, rows, active, orders)
        return rows, active, orders

    def lives_today(self, day: int, own: Any, looking: Any, lively: Any) -> None:
        """Of a day: rows with something of their own alone, those of whom only a visit may come,
        and rows with an answer or a step of a journey."""
        self._lived, self.own, self.looking, self.lively = day, own, looking, lively

    def begin(self) -> None:
        """A day begins: whoever came by before it is not all who did."""
        self._came.clear()
        self._when = None

    def keep(self) -> None:
        """Keep the rows whose day may have to be undone as they are; tastes stay drawn."""
        people = (layout.words(kind) for kind in self.people[:-1] if len(kind) == len(self.wake))
        arrays = (*people, self.wake, self.reach, self.due)
        self._kept = [(array, array.take(self.kept, axis=0)) for array in arrays]

    def forget(self) -> None:
        """The day stands."""
        self._kept = []

    def put_back(self, people: Ints) -> Any:
        """Some of those kept did not live the day; returns their rows.

        people: indices, in order; those of other blocks among them.
        """
        first, last = np.searchsorted(people, [self.base, self.base + self.size])
        some = np.zeros(self.size, dtype=np.bool_)
        some[people[first:last] - self.base] = True
        places = np.flatnonzero(some[self.kept])
        for array, before in self._kept:
            array[self.kept[places]] = before[places]
        return self.kept[places]


def some_blocks(
    rows: int, base: int, *, extras: bool, journeys: int, categories: int = 0
) -> list[Block]:
    """Empty blocks that follow each other from row `base` on, in memory of large pages.

    extras: whether each person has a row of EXTRA. journeys, categories (of goods): how many there
    are in the plan.
    """
    heads, lives = (_zeros((_TOGETHER, rows), kind) for kind in (layout.HEAD, layout.LIFE))
    more = _zeros((_TOGETHER, rows if extras else 1), layout.EXTRA)
    width = layout.flow_width(journeys)
    flows = _zeros((_TOGETHER, rows if width else 1, max(width, 2)), np.dtype(np.int16))
    tastes = _zeros(
        (_TOGETHER, rows if categories else 1, max(categories, 1)), np.dtype(np.float64)
    )
    days = _zeros((_TOGETHER, 4, rows), np.dtype(np.int16))
    return [
        Block(base + i * rows, People(heads[i], lives[i], more[i], flows[i], tastes[i]), days[i])
        for i in range(_TOGETHER)
    ]


def homes_of(blocks: list[Block], rows: int) -> Ints:
    """Where people are in memory: rows of a block, bytes from one row to the next of each of five
    arrays (see `person`), then for each block where each of them begins."""
    kinds = blocks[0].people
    steps = [kind.strides[0] if len(kind) == rows else 0 for kind in kinds]
    starts = [kind.ctypes.data for block in blocks for kind in block.people]
    return np.array([rows, *steps, *starts], dtype=np.int64)


def _zeros(shape: tuple[int, ...], kind: Any) -> Any:
    """An array of zeros that takes no memory until it is written to.

    A day touches shoppers here and there: with small pages, finding each row's page costs more than
    fetching the row. Memory that processes could share has none but small ones on most machines.
    """
    mine_alone = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
    memory = mmap.mmap(-1, math.prod(shape) * kind.itemsize, flags=mine_alone)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        memory.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(memory, dtype=kind).reshape(shape)
