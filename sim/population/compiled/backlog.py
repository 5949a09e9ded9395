"""What the guides have to do: tasks that wait, planned each midnight, each thread some guides."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from sim.population.compiled import guides, layout
from sim.population.compiled.blocks import Worker
from sim.population.compiled.layout import Ints, joined, rows_at
from sim.population.rules import Rules


class Shift(NamedTuple):
    """A day of the team; by guide: working time (ms), presence, store time of yesterday (ms)."""

    day: int
    time_ms: Ints
    present: Ints
    spent: Ints


class Backlog:
    """The tasks of all guides, in as many shares as there are threads."""

    def __init__(self, rules: Rules, shares: int) -> None:
        self._guides = rules.plan.guides
        self._priorities = np.array([journey.priority for journey in rules.journeys] or [0])
        self._waiting = [np.zeros(0, dtype=layout.TASKS) for _ in range(shares)]

    def waiting(self) -> int:
        """How many tasks wait for tomorrow."""
        return sum(len(tasks) for tasks in self._waiting)

    def plan(
        self,
        due: Ints,
        shift: Shift,
        book: Any,
        workers: list[Worker],
        pool: ThreadPoolExecutor,
        current: Callable[[Any], Any],
    ) -> tuple[Any, list[Ints]]:
        """Today's messages (GUIDED, `row` the reader's index), and rows for the tapes.

        due: tasks that come due today, rows of a tape. current: which tasks are still to be done.
        """
        if not len(due) and not self.waiting():
            return np.zeros(0, dtype=layout.GUIDED), []

        def one(share: int) -> tuple[Any, Ints]:
            new = due[due[:, 3] % len(self._waiting) == share]
            waiting = self._waiting[share]
            waiting["current"] = current(waiting)
            tasks = guides.in_order(joined([waiting, guides.tasks_of(new, self._priorities)]))
            return self._day(share, tasks, shift, book, workers[share])

        shares = range(len(self._waiting))
        parts = list(pool.map(one, shares)) if len(shares) > 1 else [one(0)]
        return joined([messages for messages, _ in parts]), [rows for _, rows in parts]

    def _day(
        self, share: int, tasks: Any, shift: Shift, book: Any, worker: Worker
    ) -> tuple[Any, Ints]:
        messages = np.zeros(len(tasks), dtype=layout.GUIDED)
        wait = np.zeros(len(tasks), dtype=np.bool_)
        planner = Worker(0, len(tasks) + 1)
        found = guides.plan(
            tasks,
            shift.day,
            shift.time_ms,
            shift.present,
            int(self._guides.start_hour * 3_600_000),
            self._guides.patience_days,
            self._guides.late_value,
            shift.spent,
            book,
            worker.out,
            planner.tape,
            messages,
            wait,
        )
        self._waiting[share] = rows_at(tasks, wait)
        return messages[:found], planner.drain()


def stacked(rows: list[Ints]) -> Ints:
    """Rows of several tapes as one array, shape (rows, WIDTH)."""
    return np.concatenate(rows) if rows else np.zeros((0, layout.WIDTH), dtype=np.int64)
