"""Plans of one study, lived in the same twin worlds: each run once, ever, and kept at once."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sim.config.errors import InputError
from sim.config.said import say
from sim.config.schema import Plan, Study
from sim.measure.result import Quotient
from sim.study.backend.crew import Crew
from sim.study.backend.spread import as_done
from sim.study.closable import Closable
from sim.study.progress import progress
from sim.study.replicate import Simulate, hired, simulate_world
from sim.study.store import Store, plan_digest


@dataclass(frozen=True)
class Point:
    """A point that makes a valid plan, pickled: as objects ten thousand would fill the memory."""

    digest: str
    plan: bytes

    @classmethod
    def of(cls, plan: Plan) -> Point:
        """The point a plan stands at."""
        return cls(plan_digest(plan), pickle.dumps(plan))


Run = tuple[Point, int]
"""A point and a replication."""

RUNNING = {"en": "runs", "zh": "已完成的模拟"}


def store_of(out: Path) -> Path:
    """Where the finished runs of a study with this result folder are kept."""
    return out.with_name(f"{out.name}.study") / "study.sqlite"


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


@dataclass
class Workshop(Closable):
    """Who runs the points of a study; hired when the first run is due, and kept until the end.

    store: where finished runs are kept, and looked up.
    study: workers, backend and language.
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
    _crew: Crew[Run, dict[str, Quotient]] | None = field(default=None, init=False)

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
            for digest, point in unique.items()
            for replication in sorted(wanted - self.store.done(digest))
        ]

    def live(self, points: Iterable[Point], replications: Iterable[int]) -> None:
        """Run what is missing, each kept as soon as it is done.

        Raises:
            InputError: see `hired`.
        """
        runs = self.missing(points, replications)
        if not runs:
            return
        crew = self._hired(len(runs))
        with progress(len(runs), RUNNING[self.study.lang]) as advance:
            for number, found in as_done(runs, crew):
                point, replication = runs[number]
                self.store.put(point.digest, replication, found)
                self.lived += 1
                advance(1)

    def _hired(self, runs: int) -> Crew[Run, dict[str, Quotient]]:
        if self._crew is not None:
            return self._crew
        simulate, study = self.simulate, self.study

        def parts(run: Run) -> dict[str, Quotient]:
            """Workers need not see the store's disk."""
            return simulate(pickle.loads(run[0].plan), run[1]).parts

        self._crew = hired(
            parts,
            self.plans if simulate is simulate_world else (),
            max(runs, self.tasks),
            backend=study.backend,
            workers=study.workers,
        ).__enter__()
        return self._crew
