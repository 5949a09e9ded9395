"""Plans of one study, lived in the same twin worlds: each run once, ever, and kept at once."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from sim.config.errors import InputError, StoppedError
from sim.config.said import say
from sim.config.schema import Plan, Study
from sim.measure.result import Quotient
from sim.study.backend.crew import Crew
from sim.study.backend.spread import as_done
from sim.study.closable import Closable
from sim.study.progress import progress
from sim.study.replicate import Simulate, hired, simulate_world, way_of
from sim.study.store import Store, plan_digest


@dataclass(frozen=True)
class Point:
    """A point that makes a valid plan: as objects ten thousand of them would fill the memory.

    digest: what its runs are known by. make: composes the plan when it is to be lived.
    """

    digest: str
    make: Callable[[], Plan]

    @classmethod
    def of(cls, plan: Plan) -> Point:
        """The point a plan stands at."""
        return cls.named(plan_digest(plan), plan)

    @classmethod
    def named(cls, digest: str, plan: Plan) -> Point:
        """A plan whose runs are known by a name of their own."""
        return cls(digest, partial(pickle.loads, pickle.dumps(plan)))

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.make()

    def __reduce__(self) -> tuple[Callable[[str, Plan], Point], tuple[str, Plan]]:
        """To a worker goes the plan itself; it knows of nothing that could compose one."""
        return Point.named, (self.digest, self.plan)


Run = tuple[Point, int]
"""A point and a replication."""

STORE = "study.sqlite"
RUNNING = {"en": "runs", "zh": "已完成的模拟"}


def kept_beside(out: Path) -> Path:
    """The folder of the finished runs of a study with this result folder."""
    return out.with_name(f"{out.name}.study")


def store_of(out: Path) -> Path:
    """Where the finished runs of a study with this result folder are kept."""
    return kept_beside(out) / STORE


def one_district(study: Study, command: str) -> None:
    """Refuse districts where a study spreads its runs.

    Raises:
        InputError: more than one district is asked for.
    """
    if study.districts > 1:
        raise InputError(
            say("siyu {command} spreads its runs, not the shoppers of one run", command=command),
            key="districts",
            value=study.districts,
            allowed=say("1; siyu run and siyu compare take more"),
        )


Found = TypeVar("Found")


def as_many_as_said(study: Study, command: str) -> None:
    """Refuse a precision where every plan is run equally often.

    Raises:
        InputError: a precision is asked for.
    """
    if study.precision > 0.0:
        raise InputError(
            say("siyu {command} runs as many replications as it is told", command=command),
            key="precision",
            value=study.precision,
            allowed=say(
                "0, with replications=N; siyu run and siyu compare add replications themselves"
            ),
        )


@dataclass
class Crewed(Closable, Generic[Found]):
    """Who lives the runs of a study; hired when the first run is due, and kept until the end.

    store: where finished runs are kept, and looked up.
    study: workers, backend, districts and language.
    plans: what will be asked for, or its ends: the memory to prepare for. Taken once.
    simulate: what runs one replication.
    tasks: how many runs there may be in all, if more than the first time.
    lived: runs done here, not found in the store.
    """

    store: Store
    study: Study
    plans: Iterable[Plan]
    simulate: Simulate = simulate_world
    tasks: int = 0
    lived: int = 0
    _crew: Crew[Run, Found | StoppedError] | None = field(default=None, init=False)

    def close(self) -> None:
        """End the workers."""
        if self._crew is not None:
            self._crew.__exit__(None, None, None)
            self._crew = None

    def missing(self, points: Iterable[Point], replications: Iterable[int]) -> list[Run]:
        """Runs still to do: points that make the same plan share their runs."""
        unique = {point.digest: point for point in points}
        wanted = set(replications)
        return [
            (point, replication)
            for point in unique.values()
            for replication in sorted(wanted - self._done(point))
        ]

    def live(self, points: Iterable[Point], replications: Iterable[int]) -> None:
        """Run what is missing, each kept as soon as it is done.

        Raises:
            InputError: see `hired` and `way_of`.
            StoppedError: see `_stopped`.
        """
        runs = self.missing(points, replications)
        if not runs:
            return
        crew = self._hired(len(runs))
        with progress(len(runs), RUNNING[self.study.lang]) as advance:
            for number, found in as_done(runs, crew, self._forgone):
                point, replication = runs[number]
                if isinstance(found, StoppedError):
                    self._stopped(point, replication, found)
                else:
                    self._keep(point, replication, found)
                    self.lived += 1
                advance(1)

    def _hired(self, runs: int) -> Crew[Run, Found | StoppedError]:
        if self._crew is None:
            way = way_of(self.study, self.plans, self.simulate)
            self._crew = hired(
                _or_why_not(self._task(way.simulate)),
                way.plans,
                max(runs, self.tasks),
                backend=way.backend,
                workers=way.workers,
            ).__enter__()
        return self._crew

    def _done(self, point: Point) -> set[int]:
        """Which replications of a point are finished."""
        raise NotImplementedError

    def _task(self, simulate: Simulate) -> Callable[[Run], Found]:
        """What a worker does with a run; it need not see the store's disk."""
        raise NotImplementedError

    def _keep(self, point: Point, replication: int, found: Found) -> None:
        """Keep what a run left."""
        raise NotImplementedError

    def _stopped(self, point: Point, replication: int, why: StoppedError) -> None:
        """A run stopped: that ends the study, unless it can do without.

        Raises:
            StoppedError: naming the plan.
        """
        raise StoppedError(
            say(
                "{plan}, replication {number}: {why}",
                plan=point.plan.story.name,
                number=replication,
                why=why.why,
            )
        )

    def _forgone(self, run: Run) -> StoppedError | None:
        """Why a run need not be lived; None if it is due."""
        return None


def _or_why_not(task: Callable[[Run], Found]) -> Callable[[Run], Found | StoppedError]:
    """A task that returns what stopped it: an error raised is one of the worker, or of the code."""

    def done(run: Run) -> Found | StoppedError:
        try:
            return task(run)
        except StoppedError as stopped:
            return stopped

    return done


Figures = dict[str, Quotient]


@dataclass
class Workshop(Crewed[Figures]):
    """Runs of which only the figures are wanted; one that stops ends nothing but its own point.

    stopped: why, by the digest of the point. What is left of the point is not lived any more.
    """

    stopped: dict[str, StoppedError] = field(default_factory=dict, init=False)

    def _done(self, point: Point) -> set[int]:
        return self.store.done(point.digest)

    def _task(self, simulate: Simulate) -> Callable[[Run], Figures]:
        def parts(run: Run) -> Figures:
            return simulate(run[0].plan, run[1]).parts

        return parts

    def _keep(self, point: Point, replication: int, found: Figures) -> None:
        self.store.put(point.digest, replication, found)

    def _stopped(self, point: Point, replication: int, why: StoppedError) -> None:
        self.stopped.setdefault(point.digest, why)

    def _forgone(self, run: Run) -> StoppedError | None:
        return self.stopped.get(run[0].digest)
