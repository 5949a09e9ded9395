"""Tasks over workers: each result once, whoever is lost on the way."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence

from sim.config.errors import StoppedError
from sim.config.said import say
from sim.study.backend.crew import Crew, Job, Result, Started, WorkerLostError

MOST_LOSSES = 3
"""A task that loses so many workers is taken to be what kills them."""

AHEAD = 4
"""No task starts further than this times the crew's room ahead of the first unfinished one, so
that results that wait for their turn fit into memory."""


def as_done(jobs: Sequence[Job], crew: Crew[Job, Result]) -> Iterator[tuple[int, Result]]:
    """Number and result of every job, each once, in the order in which they end.

    The task of a lost worker is started again, with the same job and hence the same result.

    Raises:
        StoppedError: one task lost `MOST_LOSSES` workers.
    """
    waiting = deque(range(len(jobs)))
    running: dict[int, Started] = {}
    losses: Counter[int] = Counter()
    while waiting or running:
        while waiting and _may_start(waiting[0], running, crew.room):
            number = waiting.popleft()
            running[number] = crew.start(jobs[number])
        number = crew.first(running)
        try:
            result = crew.result(running.pop(number))
        except WorkerLostError as lost:
            losses[number] += 1
            if losses[number] == MOST_LOSSES:
                raise StoppedError(
                    say(
                        "task {number} of {tasks} lost {losses} workers in a row, which is what "
                        "too little memory looks like; fewer workers need less of it",
                        number=number + 1,
                        tasks=len(jobs),
                        losses=MOST_LOSSES,
                    )
                ) from lost
            waiting.appendleft(number)
        else:
            yield number, result


def _may_start(number: int, running: dict[int, Started], room: int) -> bool:
    return len(running) < room and number - min(running, default=number) < AHEAD * room


def in_order(jobs: Sequence[Job], crew: Crew[Job, Result]) -> Iterator[Result]:
    """Results in the order of the jobs, as they are ready, so that none need hold them all."""
    early: dict[int, Result] = {}
    turn = 0
    for number, result in as_done(jobs, crew):
        early[number] = result
        while turn in early:
            yield early.pop(turn)
            turn += 1
