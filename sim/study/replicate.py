"""One replication, and who lives it: here, over workers or on a cluster, with the same result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from sim.config.schema import Plan, Study
from sim.measure.events import Events, Kept, Take
from sim.measure.result import RunResult
from sim.population.districts.books import check_districts
from sim.study.backend.alone import Alone
from sim.study.backend.crew import Crew, Job, Result
from sim.study.decomposition import EVENTS, orders_of
from sim.study.eventlog import event_part
from sim.study.packed import Lived


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


class Way(NamedTuple):
    """How the runs of a study are lived.

    simulate: what runs one replication, in the process that runs it.
    plans: those whose memory is to be prepared for.
    """

    simulate: Simulate
    plans: Iterable[Plan]
    backend: str
    workers: int


def way_of(study: Study, plans: Iterable[Plan], simulate: Simulate) -> Way:
    """How a study lives its plans.

    With more than one district the runs come one after another, each spread over its workers.

    Raises:
        InputError: see `check_districts`.
    """
    real = plans if simulate is simulate_world else ()
    if study.districts == 1:
        return Way(simulate, real, study.backend, study.workers)
    every = list(plans)
    check_districts(every, study.districts)
    spread = partial(_simulate_districts, districts=study.districts, backend=study.backend)
    # A cluster is asked for each district's memory, when its run begins.
    return Way(spread, every if study.backend == "local" else (), "local", 1)


def lived(
    plan: Plan, replication: int, simulate: Simulate, *, log: Path | None, orders: bool
) -> Lived:
    """One replication, with its events put into a file `log`, and its orders if asked for."""
    kept = Kept(EVENTS) if orders else None
    if log is None:
        result = simulate(plan, replication, kept or False)
    else:
        with event_part(log, plan.story.name, replication) as take:
            result = simulate(plan, replication, _both(take, kept) if kept else take)
    found = orders_of(kept.events().columns()) if kept else None
    return Lived(replace(result, events=None), found)


def _both(one: Take, other: Take) -> Take:
    """Hand each day of a log to both."""

    def take(day: Events) -> None:
        one(day)
        other(day)

    return take
