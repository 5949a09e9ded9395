"""Tasks over workers: each result once, whoever is lost on the way."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence

from sim.config.errors import StoppedError
from sim.config.said import say
from sim.study.backend.crew import Crew, Job, Result, Started, WorkerLostError

MOST_LOSSES = 3
"""A task that loses so many workers is taken to be what kills them."""

AHEAD = 4
"""No task starts further than this times the crew's room ahead of the first unfinished one, so
that results that wait for their turn fit into memory."""


def _due(_: object) -> None:
    """Every job is."""


def as_done(
    jobs: Sequence[Job],
    crew: Crew[Job, Result],
    forgone: Callable[[Job], StoppedError | None] = _due,
) -> Iterator[tuple[int, Result | StoppedError]]:
    """Number and result of every job, each once, in the order in which they end.

    The task of a lost worker is started again, with the same job and hence the same result. One
    process that is killed takes with it what those beside it were doing, so the last attempt at a
    task is made with nothing beside it: whoever fails there is what kills them.

    Args:
        jobs: what to do.
        crew: who does it.
        forgone: why a job need not be done, asked when its turn has come; None if it is due.

    Returns:
        In place of a result why there is none: what `forgone` says, or that the job lost
        `MOST_LOSSES` workers.
    """
    waiting = deque(range(len(jobs)))
    running: dict[int, Started] = {}
    losses: Counter[int] = Counter()
    while waiting or running:
        while waiting and _may_start(waiting[0], running, crew.room, losses):
            number = waiting.popleft()
            if (why := forgone(jobs[number])) is not None:
                yield number, why
            else:
                running[number] = crew.start(jobs[number])
        if not running:
            continue
        number = crew.first(running)
        try:
            result = crew.result(running.pop(number))
        except WorkerLostError:
            losses[number] += 1
            if losses[number] == MOST_LOSSES:
                yield number, _given_up()
            else:
                waiting.appendleft(number)
        else:
            yield number, result


def _may_start(number: int, running: dict[int, Started], room: int, losses: Counter[int]) -> bool:
    if any(losses[one] == MOST_LOSSES - 1 for one in (number, *running)):
        return not running
    return len(running) < room and number - min(running, default=number) < AHEAD * room


def _given_up() -> StoppedError:
    return StoppedError(
        say(
            "it lost {losses} workers, the last with nothing else running, which is what too "
            "little memory looks like; fewer shoppers need less of it",
            losses=MOST_LOSSES,
        )
    )


def in_order(jobs: Sequence[Job], crew: Crew[Job, Result]) -> Iterator[Result]:
    """Results in the order of the jobs, as they are ready, so that none need hold them all.

    Raises:
        StoppedError: a job lost `MOST_LOSSES` workers.
    """
    early: dict[int, Result] = {}
    turn = 0
    for number, result in as_done(jobs, crew):
        if isinstance(result, StoppedError):
            raise StoppedError(
                say(
                    "task {number} of {tasks}: {why}",
                    number=number + 1,
                    tasks=len(jobs),
                    why=result.why,
                )
            )
        early[number] = result
        while turn in early:
            yield early.pop(turn)
            turn += 1
