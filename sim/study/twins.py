"""Twin worlds of `siyu run` and `siyu compare`: each lived once, kept until the result is whole.

A study that is interrupted or killed goes on where it stopped. Its runs lie in `OUT.study`, as
those of a sweep do, and are let go of when the result folder, which holds all of it, is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.config.filling import filled
from sim.config.schema import Plan, Study
from sim.measure.result import RunResult
from sim.study.decomposition import Decomposition, Orders, decompose
from sim.study.eventlog import append_part
from sim.study.packed import Lived, packed, unpacked
from sim.study.points import STORE, Crewed, Point, Run
from sim.study.replicate import Simulate, lived
from sim.study.store import Store, plan_digest
from sim.study.write import TableFile

DONE = {
    "en": "{done} of {runs} {runs:run|runs} {done:was|were} already done",
    "zh": "共 {runs} 次模拟，其中 {done} 次已完成",
}


class Twins(Crewed[Lived]):
    """Plans by scenario, in the order of the comparison, and the replications lived of each."""

    def __init__(self, kept: Path, plans: Sequence[Plan], study: Study, simulate: Simulate) -> None:
        """Take up what is kept in a folder, or start one."""
        super().__init__(Store(kept / STORE), study, plans, simulate)
        self._folder = kept
        self._names = [plan.story.name for plan in plans]
        compared = len(plans) > 1
        self._points = [_point(plan, compared=compared) for plan in plans]
        self._named = {p.digest: name for p, name in zip(self._points, self._names, strict=True)}
        self._told = False
        self._found: dict[tuple[str, int], RunResult] = {}
        self._origins = _Origins(self._names)

    def close(self) -> None:
        """End the workers."""
        super().close()
        self.store.close()

    def up_to(self, replications: int) -> None:
        """Have so many replications of every plan.

        Raises:
            InputError: see `Crewed.live`.
        """
        every = range(replications)
        missing = {(point.digest, number) for point, number in self.missing(self._points, every)}
        for point, name in zip(self._points, self._names, strict=True):
            for number in every:
                if (name, number) not in self._found and (point.digest, number) not in missing:
                    self._take(name, number, unpacked(self.store.content(point.digest, number)))
        done = len(self._found)
        if done and not self._told:
            told = filled(DONE[self.study.lang], done=done, runs=len(self._names) * replications)
            print(told, flush=True)
        self._told = True
        self.live(self._points, every)

    def runs(self, replications: int) -> dict[str, list[RunResult]]:
        """The first replications in order, by scenario; without their events."""
        return {
            name: [self._found[name, number] for number in range(replications)]
            for name in self._names
        }

    def origins(self) -> list[Decomposition]:
        """Where each scenario gets its other orders from, in the first replication."""
        return self._origins.rows()

    def write_events(self, folder: Path, replications: int) -> None:
        """Join the event logs of the runs, in order; they are gone from where they were kept."""
        with TableFile(folder, "events", self.study.tables) as log:
            for point in self._points:
                for number in range(replications):
                    append_part(log, _part(self._folder, point, number))

    def _done(self, point: Point) -> set[int]:
        kept = self.store.kept(point.digest)
        if not self.study.events:
            return kept
        return {number for number in kept if _part(self._folder, point, number).exists()}

    def _task(self, simulate: Simulate) -> Callable[[Run], Lived]:
        folder = self._folder if self.study.events else None
        compared = len(self._names) > 1

        def live(run: Run) -> Lived:
            point, number = run
            log = _part(folder, point, number) if folder else None
            return lived(point.plan, number, simulate, log=log, orders=compared and number == 0)

        return live

    def _keep(self, point: Point, replication: int, found: Lived) -> None:
        self.store.keep(point.digest, replication, packed(found))
        self._take(self._named[point.digest], replication, found)

    def _take(self, name: str, replication: int, found: Lived) -> None:
        self._found[name, replication] = found.result
        if found.orders is not None:
            self._origins.add(name, found.orders)


class _Origins:
    """Orders of the scenarios held against those of the first as they come.

    They may not fit into memory together: there may be hundreds of scenarios.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._reference: Orders | None = None
        self._early: dict[str, Orders] = {}
        self._rows: dict[str, list[Decomposition]] = {}

    def add(self, name: str, orders: Orders) -> None:
        """Take the orders of a scenario's first replication."""
        if name == self._names[0]:
            self._reference = orders
        else:
            self._early[name] = orders
        if self._reference is None:
            return
        for one in list(self._early):
            own = self._early.pop(one)
            self._rows[one] = decompose(one, own, self._names[0], self._reference, 0)

    def rows(self) -> list[Decomposition]:
        """All of them, in the order of the comparison."""
        return [row for name in self._names[1:] for row in self._rows[name]]


def _point(plan: Plan, *, compared: bool) -> Point:
    """A plan under the name its runs are kept by: what is wanted of them is part of it."""
    wanted = f"{plan_digest(plan)} {plan.story.name} {'compared' if compared else 'alone'}"
    return Point.named(hashlib.sha256(wanted.encode()).hexdigest(), plan)


def _part(folder: Path, point: Point, replication: int) -> Path:
    """Where the events of a run are until they are joined."""
    return folder / f"part-{point.digest[:16]}-{replication}.parquet"


def forget(folder: Path) -> None:
    """Let go of the runs kept in a folder: the result they are of is whole."""
    with Store(folder / STORE) as store:
        store.forget_whole()
        for part in folder.glob("part-*.parquet"):
            part.unlink()
