"""Replications over processes: the same results in the same order, however many workers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Protocol, TypeVar

from joblib import Parallel, cpu_count, delayed
from joblib.externals.loky import get_reusable_executor

from sim.config.schema import Plan
from sim.measure.result import RunResult

Job = TypeVar("Job")
Result = TypeVar("Result")


class Simulate(Protocol):
    """One replication of one plan; `sim.world.simulate` is the real one."""

    def __call__(
        self, plan: Plan, replication: int, events: bool | Collection[str] = False
    ) -> RunResult:
        """Run it; `events` asks for the event log, or for some kinds of event."""
        ...


def simulate_world(
    plan: Plan, replication: int, events: bool | Collection[str] = False
) -> RunResult:
    """`sim.world.simulate`, imported in the process that runs it."""
    from sim.world import simulate

    return simulate(plan, replication, events)


def prepare(plans: Sequence[Plan], processes: int, events: bool) -> None:
    """Before the first run: is there memory for as many at once, is the engine compiled?

    Raises:
        InputError: the runs cannot fit into memory.
    """
    from sim.population.engine import check_memory, make_ready

    check_memory(plans, processes, events)
    make_ready(plans)


def processes(workers: int) -> int:
    """How many processes `workers` stands for; 0 is one for each core this process may use."""
    return workers or int(cpu_count())


def spread(
    function: Callable[[Job], Result], jobs: Sequence[Job], workers: int
) -> Iterator[Result]:
    """`function` of every job in the order of the jobs, over `workers` processes (0: all cores).

    Results come as they are ready, so that the caller need not hold them all. One worker runs in
    this process. The workers are gone when the last result is taken or an error ends it.
    """
    count = min(processes(workers), len(jobs))
    if count <= 1:
        yield from map(function, jobs)
        return
    pool = Parallel(n_jobs=count, backend="loky", return_as="generator", batch_size=1)
    try:
        yield from pool(delayed(function)(job) for job in jobs)
    finally:
        # Only a worker that has ended shows in the memory of the children (`write.peak_memory`).
        get_reusable_executor().shutdown(wait=True, kill_workers=True)


def replicate(
    plans: Sequence[Plan],
    replications: int,
    *,
    workers: int,
    events: bool = False,
    simulate: Simulate = simulate_world,
) -> Iterator[RunResult]:
    """Every replication of every plan: all of the first plan, then of the second, and so on."""
    jobs = [(plan, replication) for plan in plans for replication in range(replications)]
    if simulate is simulate_world:
        prepare(plans, min(processes(workers), len(jobs)), events)

    def run(job: tuple[Plan, int]) -> RunResult:
        return simulate(job[0], job[1], events)

    return spread(run, jobs, workers)
