"""Replications over workers: the same results in the same order, however many and wherever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from sim.config.schema import Plan
from sim.measure.events import Events, Kept, Take
from sim.measure.result import RunResult
from sim.population.districts.books import check_districts
from sim.study.backend.alone import Alone
from sim.study.backend.crew import Crew, Job, Result
from sim.study.backend.spread import in_order
from sim.study.eventlog import event_part


class Simulate(Protocol):
    """One replication of one plan; `sim.world.simulate` is the real one."""

    def __call__(self, plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
        """Run it; `events` asks for the event log, or is given it day by day."""
        ...


def simulate_world(plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
    """`sim.world.simulate`, imported in the process that runs it."""
    from sim.world import simulate

    return simulate(plan, replication, events)


def _simulate_districts(
    plan: Plan, replication: int, events: bool | Take = False, *, districts: int, backend: str
) -> RunResult:
    """`simulate_world` with the shoppers in so many workers; the same result."""
    from sim.study.backend.hosts import lines_to
    from sim.world import World

    noted = bool(events)
    with lines_to(plan, replication, noted, districts=districts, backend=backend) as lines:
        return World(plan, replication, events, lines=lines).run()


def hired(
    function: Callable[[Job], Result],
    plans: Iterable[Plan],
    tasks: int,
    *,
    backend: str,
    workers: int,
) -> Crew[Job, Result]:
    """Workers for so many tasks, with memory for the plans they run and the engine compiled.

    Raises:
        InputError: the runs cannot fit into memory, or Ray is asked for and not installed.
    """
    from sim.population.engine import check_memory, make_ready, needed_bytes

    hungriest = _hungriest(plans)
    if backend == "ray":
        from sim.study.backend.cluster import Cluster

        memory = max((needed_bytes(plan) for plan in hungriest), default=0.0)
        crew: Crew[Job, Result] = Cluster(function, workers, memory)
    else:
        count = _at_once(workers, tasks)
        if hungriest:
            check_memory(hungriest, count)
        crew = _on_this_machine(function, count)
    make_ready(hungriest)
    return crew


def _at_once(workers: int, tasks: int) -> int:
    """How many of so many tasks run at once; `workers` 0 is one for each core of this process."""
    if tasks <= 1 or workers == 1:
        return 1
    from joblib import cpu_count  # who works alone need not wait until it is loaded

    return min(workers or int(cpu_count()), tasks)


def _on_this_machine(function: Callable[[Job], Result], count: int) -> Crew[Job, Result]:
    if count == 1:
        return Alone(function)
    from sim.study.backend.local import Processes

    return Processes(function, count)


def _hungriest(plans: Iterable[Plan]) -> list[Plan]:
    """Of each engine the plan that needs most memory: all there is to prepare for."""
    from sim.population.engine import chosen, needed_bytes

    found: dict[str, Plan] = {}
    for plan in plans:
        most = found.setdefault(chosen(plan), plan)
        if needed_bytes(plan) > needed_bytes(most):
            found[chosen(plan)] = plan
    return list(found.values())


def replicate(
    plans: Sequence[Plan],
    replications: int,
    *,
    backend: str,
    workers: int,
    districts: int = 1,
    parts: Path | None = None,
    kinds: Sequence[str] = (),
    simulate: Simulate = simulate_world,
) -> Iterator[RunResult]:
    """Every replication of every plan: all of the first plan, then of the second, and so on.

    With `parts`, a folder, each run writes its events there (`sim.study.eventlog.event_part`).
    Events of these `kinds` come with the result of each plan's first replication.
    With more than one district the runs come one after another, each spread over its workers.

    Raises:
        InputError: see `hired` and `check_districts`.
    """
    real = plans if simulate is simulate_world else ()
    if districts > 1:
        check_districts(plans, districts)
        simulate = partial(_simulate_districts, districts=districts, backend=backend)
        real = plans if backend == "local" else ()  # a cluster is asked for each district's memory
        backend, workers = "local", 1
    jobs = [(plan, replication) for plan in plans for replication in range(replications)]

    def run(job: tuple[Plan, int]) -> RunResult:
        plan, replication = job
        kept = Kept(kinds) if kinds and replication == 0 else None
        if parts is None:
            result = simulate(plan, replication, kept or False)
        else:
            with event_part(parts, plan.story.name, replication) as take:
                result = simulate(plan, replication, _both(take, kept) if kept else take)
        return replace(result, events=kept.events().columns()) if kept else result

    with hired(run, real, len(jobs), backend=backend, workers=workers) as crew:
        yield from in_order(jobs, crew)


def _both(one: Take, other: Take) -> Take:
    """Hand each day of a log to both."""

    def take(day: Events) -> None:
        one(day)
        other(day)

    return take
