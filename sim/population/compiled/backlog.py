"""What the guides have to do: tasks that wait, planned each midnight, each thread some guides."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.population.compiled import guides, layout
from sim.population.compiled.blocks import Crew, Worker
from sim.population.compiled.guides import USED, WAITING
from sim.population.compiled.layout import NO_TASK, Ints, joined
from sim.population.rules import Rules


class Shift(NamedTuple):
    """A day of the team; by guide: working time (ms), presence, store time of yesterday (ms)."""

    day: int
    time_ms: Ints
    present: Ints
    spent: Ints


class Lines:
    """The tasks of some guides, a line for each guide and priority (see `guides`)."""

    def __init__(self, lines: int, *, noted: bool) -> None:
        self.first: Ints = np.full(lines, NO_TASK, dtype=np.int64)
        self.last = self.first.copy()
        self.places = self.first.copy()  # scratch
        self.state: Ints = np.zeros(2, dtype=np.int64)
        self.tasks, self._other = np.zeros((2, 0), dtype=layout.TASKS)  # see `guides.move_up`
        self.messages = np.zeros(0, dtype=layout.GUIDED)  # scratch
        self.tape = layout.tape(0)
        self._noted = noted  # what is not done, one row a task at most

    def make_room(self, more: int) -> None:
        """Have free places for so many more tasks."""
        needed = int(self.state[WAITING]) + more
        if int(self.state[USED]) + more > len(self.tasks):
            if len(self._other) < 2 * needed:
                self._other = np.zeros(3 * needed, dtype=layout.TASKS)
            moved = guides.move_up(self.tasks, self.first, self.last, self._other)
            self.state[USED], self.tasks, self._other = moved, self._other, self.tasks
        if needed > len(self.messages):
            self.messages = np.zeros(2 * needed, dtype=layout.GUIDED)
            self.tape = layout.tape(2 * needed if self._noted else 0)


class Backlog:
    """The tasks of all guides, in as many shares as there are threads."""

    def __init__(self, rules: Rules, shares: int, *, noted: bool) -> None:
        """noted: whether there is a log."""
        self._guides = rules.plan.guides
        priorities = [journey.priority for journey in rules.journeys] or [0]
        kinds, self._ranks = np.unique(priorities, return_inverse=True)
        lines = len(kinds) * (rules.books + rules.head_office)
        self._shares = [Lines(lines, noted=noted) for _ in range(shares)]
        self._of_each = len(kinds)

    def waiting(self) -> int:
        """How many tasks wait for tomorrow."""
        return sum(int(share.state[WAITING]) for share in self._shares)

    def plan(
        self, due: Ints, shift: Shift, homes: Ints, book: Any, workers: list[Worker], crew: Crew
    ) -> tuple[Any, list[Ints]]:
        """Today's messages (GUIDED, `row` the reader's index), and rows for the tapes.

        due: tasks that come due today, rows of a tape. homes: see `blocks.homes_of`.
        """
        if not len(due) and not self.waiting():
            return np.zeros(0, dtype=layout.GUIDED), []

        def one(share: int) -> tuple[Any, Ints]:
            self._line_up(share, due)
            return self._day(share, shift, homes, book, workers[share])

        parts = crew.each(one, range(len(self._shares)))
        return joined([messages for messages, _ in parts]), [rows for _, rows in parts]

    def _line_up(self, share: int, due: Ints) -> None:
        lines = self._shares[share]
        mine = np.flatnonzero(due[:, 3] % len(self._shares) == share)
        lines.make_room(len(mine))
        guides.line_up(
            lines.tasks,
            lines.first,
            lines.last,
            lines.state,
            due,
            mine[np.argsort(due[mine, 2])],
            self._ranks,
            self._of_each,
            lines.places,
        )

    def _day(
        self, share: int, shift: Shift, homes: Ints, book: Any, worker: Worker
    ) -> tuple[Any, Ints]:
        lines = self._shares[share]
        found = guides.plan(
            lines.tasks,
            lines.first,
            lines.state,
            share,
            len(self._shares),
            homes,
            shift.day,
            shift.time_ms,
            shift.present,
            int(self._guides.start_hour * 3_600_000),
            self._guides.patience_days,
            self._guides.late_value,
            shift.spent,
            book,
            worker.out,
            lines.tape,
            lines.messages,
        )
        return lines.messages[:found].copy(), layout.drained(lines.tape)


def stacked(rows: list[Ints]) -> Ints:
    """Rows of several tapes as one array, shape (rows, WIDTH)."""
    return np.concatenate(rows) if rows else np.zeros((0, layout.WIDTH), dtype=np.int64)
