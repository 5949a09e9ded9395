"""The ground a city stands on: blocks of rows, the threads that pass over them, what they write."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from sim.behaviour.clock import DAY
from sim.measure.events import EVENTS, EventLog
from sim.population.beyond import too_long_a_life, too_many_orders
from sim.population.community import COMMUNITIES, MOST_GROUPS
from sim.population.compiled import broadcasting, layout
from sim.population.compiled import day as passes
from sim.population.compiled.backlog import Backlog, stacked
from sim.population.compiled.blocks import Block, Crew, Pass, Worker, homes_of, some_blocks
from sim.population.compiled.constants import constants
from sim.population.compiled.layout import Ints
from sim.population.compiled.noting import note_events
from sim.population.compiled.person import column
from sim.population.compiled.warming import Warming
from sim.population.interface import Floats
from sim.population.known import StageBook
from sim.population.ordering import day_by_day
from sim.population.rules import Rules, usual

_TAPE = 1 << 16
_NEWCOMERS = 256  # who are born at a time, at least


def _processors() -> int:
    """How many threads pass over people unless somebody says so: all this process may use."""
    return int(os.environ.get("NUMBA_NUM_THREADS") or len(os.sched_getaffinity(0)))


class Purse(Protocol):
    """The coupon budget: a `simpy.Container` of fen, or what stands in for it."""

    @property
    def level(self) -> float:
        """What is left."""
        ...

    def put(self, amount: float) -> object:
        """Give back what expired coupons had reserved."""

    def get(self, amount: float) -> object:
        """Take what coupons reserved."""


class Ground:
    """Rows of shoppers in blocks, counts and tapes; where a person is, and what is filed."""

    def __init__(
        self,
        rules: Rules,
        replication: int,
        purse: Purse,
        log: EventLog | None,
        threads: int | None = None,
        block: int | None = None,
    ) -> None:
        self.rules = rules
        self.purse = purse
        self.log = log
        self.threads = threads or _processors()
        self.block_rows = block or layout.block_rows(rules.plan.shoppers.initial, self.threads)
        team = rules.books + rules.head_office
        self.at = layout.offsets(rules, team)
        noted = log.noted if log is not None else np.zeros(len(EVENTS), dtype=np.bool_)
        self.book = constants(rules, replication, noted, self.at)
        self.c: Any = self.book[0]
        self._present: Ints = np.ones(team, dtype=np.int64)
        self._time: Ints = np.full(team, usual(rules).guide_ms, dtype=np.int64)
        self._handed_over = False
        sends = sum(len(one.times) for one in rules.campaigns) if log is not None else 0
        room = _TAPE + broadcasting.CHUNK * sends
        self.workers = [Worker(self.at.size, room, self.block_rows) for _ in range(self.threads)]
        self._crew = Crew(self.threads)
        self._warming = Warming()
        self._warmed = 0  # index of the last block whose memory was written to ahead
        self.blocks: list[Block] = []
        self._spare: list[Block] = []
        self._homes: Ints = np.zeros(0, dtype=np.int64)  # see `homes_of`
        self._backlog = Backlog(rules, self.threads, noted=log is not None)
        self._friends: dict[int, list[Ints]] = defaultdict(list)
        self._credits: list[Ints] = []
        self._asked: list[Ints] = []
        self._stirred: list[Ints] = []
        self._outcomes: list[Ints] = []
        self._moods: Floats = np.ones((COMMUNITIES if rules.communities else 0, MOST_GROUPS))
        self.c["moods"] = self._moods.ctypes.data
        self._before: list[int] = []  # ... by doors until each day, or by friends before it
        self._shut_on = -1  # the day on which an offer found the budget used up
        self._filed = {layout.S_ASKED: 0, layout.S_RELEASED: 0}
        self._stages = StageBook(rules.known.views)

    def admitted(self) -> int:
        """See `Population.admitted`."""
        return sum(block.size for block in self.blocks)

    def _into_room(self, people: int, born: Callable[[Block, int, slice], None]) -> None:
        """Give room to so many newcomers and life to each part of them, on all threads."""
        parts = self._room(people)
        left = iter(parts)

        def some(_: int) -> None:
            for part in left:
                born(*part)

        if parts:
            self._crew.each(some, range(min(self.threads, len(parts))))
            self._look_ahead()

    def _room(self, people: int) -> list[tuple[Block, int, slice]]:
        """Where so many new rows go, in parts: (block, first row, part of the arrivals)."""
        found, done, part = [], 0, max(_NEWCOMERS, -(-people // (2 * self.threads)))
        while done < people:
            if not self.blocks or self.blocks[-1].size == self.block_rows:
                self._warming.end()
                self.blocks.append(self._spare_blocks().pop(0))
                self._homes = homes_of(self.blocks, self.block_rows)
            block = self.blocks[-1]
            take = min(people - done, self.block_rows - block.size, part)
            found.append((block, block.size, slice(done, done + take)))
            block.size += take
            done += take
        return found

    def _spare_blocks(self) -> list[Block]:
        """Blocks nobody lives in yet, the next of all first; one at least."""
        if not self._spare:
            self._spare = some_blocks(
                self.block_rows,
                len(self.blocks) * self.block_rows,
                extras=layout.needs_extras(self.rules),
                journeys=len(self.rules.journeys),
                categories=len(self.rules.goods.categories),
            )
        return self._spare

    def _look_ahead(self) -> None:
        """Begin with the memory of the next block once the last is half full."""
        half_full = 2 * self.blocks[-1].size > self.block_rows
        if self.threads > 1 and half_full and self._warmed < len(self.blocks):
            self._warmed = len(self.blocks)
            self._warming.begin(self._spare_blocks()[0])

    def homes(self, indices: Ints) -> Iterator[tuple[Block, Ints, Ints]]:
        """The blocks of some people: (block, their places in `indices`, their rows)."""
        homes = (indices // self.block_rows).astype(np.uint16)  # short: sorted by counting
        order = np.argsort(homes, kind="stable")
        edges = np.searchsorted(homes[order], np.arange(len(self.blocks) + 1))
        for block, (first, last) in zip(self.blocks, pairwise(edges), strict=False):
            if last > first:
                places = order[first:last]
                yield block, places, indices[places] - block.base

    def _uids(self, indices: Ints) -> Ints:
        """Uids by index; 0 for nobody."""
        uids = np.zeros(len(indices), dtype=np.int64)
        known = np.flatnonzero(indices >= 0)
        uids[known] = self._of("uid", indices[known])
        return uids

    def _of(self, field: str, indices: Ints) -> Ints:
        """A field of some people, by index."""
        found = np.zeros(len(indices), dtype=np.int64)
        for block, places, rows in self.homes(indices):
            found[places] = column(block.people, field)[rows]
        return found

    def over_blocks(self, one: Pass) -> list[Ints]:
        """A pass over all blocks, each thread the next one left; returns what was written.

        In which order it was written is chance: whoever reads it sorts or sums.
        """
        left = reversed(self.blocks)  # newcomers live most, and who is done last waits least

        def share(worker: Worker) -> list[Ints]:
            return [rows for block in left for rows in one(block, worker)]

        if self.threads == 1 or len(self.blocks) < 2:
            return share(self.workers[0])
        return [rows for part in self._crew.each(share, self.workers) for rows in part]

    def file(self, day: int, used: list[Ints]) -> None:
        """Sort what the passes wrote: events, friends, credits; requests are settled already.

        Raises:
            StoppedError: somebody orders or visits more than anybody does.
        """
        self._settle_purse()
        rows = stacked(used)
        if not len(rows):
            return
        code = rows[:, 0].copy()
        if (code == layout.BEYOND).any():
            raise too_many_orders()
        if (code == layout.TOO_LONG).any():
            raise too_long_a_life()

        def those(wanted: Any) -> Ints:
            found: Ints = rows.compress(wanted, axis=0)
            return found

        self._await(rows, np.flatnonzero(code == layout.FRIEND))
        self._credits.append(those(code == layout.CREDIT))
        if self.rules.desk.ask_rate:
            self._asked.append(those(code == layout.ENQUIRY))
        if self.rules.watched:
            self._outcomes.append(those(code == layout.OUTCOME))
        if self.rules.communities or self.rules.viewers_told:
            self._stirred.append(those(code == layout.STIR))
        if self.log is not None:
            self._note(those(code < layout.FRIEND))

    def _await(self, rows: Ints, friends: Ints) -> None:
        """Put friends aside, each for the day on which they join; friends: their places."""
        if not len(friends):
            return
        asked = rows.take(friends[np.argsort(rows[friends, 1] // DAY)], axis=0)
        for day, those in day_by_day(asked[:, 1]):
            self._friends[day].append(asked[those])

    def _settle_purse(self) -> None:
        for stock, move in ((layout.S_RELEASED, self.purse.put), (layout.S_ASKED, self.purse.get)):
            amount = self._since_filed(stock)
            if amount:
                move(amount)
                self._filed[stock] += amount

    def _note(self, rows: Ints) -> None:
        """Put event rows into the log."""
        assert self.log is not None
        note_events(self.log, self.rules, rows, self._uids)

    def _sum(self, first: int, last: int) -> Ints:
        total: Ints = self.workers[0].out[first:last].copy()
        for other in self.workers[1:]:
            total += other.out[first:last]
        return total

    def _stock(self, stock: int) -> int:
        return sum(int(one.out[self.at.stock + stock]) for one in self.workers)

    def _since_filed(self, stock: int) -> int:
        """What was added to a register of the budget since it was settled with the purse."""
        return self._stock(stock) - self._filed[stock]


def due_rows(block: Block, worker: Worker, day: int) -> Any:
    """Rows of a block with a step of a journey, or the start of one, on `day`; shape (rows,)."""
    rows = worker.found[0]
    return rows[: passes.due_rows(block.due, block.size, day, worker.flags, rows)].copy()
