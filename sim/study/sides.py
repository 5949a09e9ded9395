"""The two sides of a diff: a run that was written, or one lived for the purpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from sim.config.errors import InputError, nearest
from sim.config.said import say
from sim.config.schema import Plan
from sim.population.engine import check_memory, make_ready
from sim.population.inspect import State
from sim.study.lived import lived, state_at
from sim.study.store import plan_record
from sim.study.stored import Run, StoredLog


class Side(Protocol):
    """One of two runs."""

    @property
    def title(self) -> str:
        """Where it comes from, for the reader."""
        ...

    @property
    def plan(self) -> dict[str, Any]:
        """The resolved plan; empty if it is not known."""
        ...

    def tables(self) -> Iterator[pa.Table]:
        """Its event log in pieces."""
        ...

    def state(self, uid: int, day: int) -> State | None:
        """The shopper at the midnight a day begins with (`sim.study.lived.state_at`)."""
        ...


@dataclass(frozen=True)
class Stored:
    """A run in a written log."""

    log: StoredLog
    run: Run

    @property
    def title(self) -> str:
        """See `Side.title`."""
        return f"{self.log.file}  {_run_words(*self.run)}"

    @property
    def plan(self) -> dict[str, Any]:
        """See `Side.plan`."""
        return dict(self.log.plans.get(self.run[0], {}))

    def tables(self) -> Iterator[pa.Table]:
        """See `Side.tables`."""
        return self.log.tables(self.run)

    def state(self, uid: int, day: int) -> State | None:
        """A log holds what happened, not the state."""
        return None


@dataclass(frozen=True)
class Lived:
    """A run lived here, as often as it is asked for."""

    lives: Plan
    replication: int

    @property
    def title(self) -> str:
        """See `Side.title`."""
        return _run_words(self.lives.story.name, self.replication)

    @property
    def plan(self) -> dict[str, Any]:
        """See `Side.plan`."""
        return plan_record(self.lives)

    def tables(self) -> Iterator[pa.Table]:
        """See `Side.tables`."""
        return lived(self.lives, self.replication)

    def state(self, uid: int, day: int) -> State | None:
        """See `Side.state`."""
        return state_at(self.lives, self.replication, uid, day)


def stored_sides(
    left: StoredLog, right: StoredLog, scenarios: Sequence[str], replication: int | None
) -> Iterator[tuple[Stored, Stored]]:
    """The runs of two logs side by side.

    Args:
        left: one log.
        right: the other, or the same.
        scenarios: which scenario of each; one name holds for both; none means all of them.
        replication: which, 0 the first, or None for all.

    Raises:
        InputError: a scenario or replication is not there, or the logs hold different runs.
    """
    names = (scenarios[0], scenarios[-1]) if scenarios else (None, None)
    ours = _chosen(left, names[0], replication)
    theirs = _chosen(right, names[1], replication)
    alike = [_key(run, ours) for run in ours] == [_key(run, theirs) for run in theirs]
    if not alike:
        raise InputError(
            say("these logs do not hold the same runs"),
            value=f"{_held(ours)} | {_held(theirs)}",
            allowed=say("scenario=NAME, scenario=A,B or replication=N picks the runs to compare"),
        )
    return (
        (Stored(left, one), Stored(right, other)) for one, other in zip(ours, theirs, strict=True)
    )


def _key(run: Run, runs: Sequence[Run]) -> tuple[str, int]:
    """What makes two runs a pair; where there is only one scenario, whatever its name."""
    return (run[0] if len({name for name, _ in runs}) > 1 else "", run[1])


def _chosen(log: StoredLog, scenario: str | None, replication: int | None) -> list[Run]:
    runs = log.runs()
    names = list(dict.fromkeys(name for name, _ in runs))
    if scenario is not None and scenario not in names:
        meant = nearest(scenario, names)
        raise InputError(
            say("no such scenario in this log"),
            file=log.file,
            key="scenario",
            value=scenario,
            allowed=names,
            nearest=meant,
        )
    chosen = [run for run in runs if scenario in (None, run[0]) and replication in (None, run[1])]
    if not chosen:
        raise InputError(
            say("no such replication in this log"),
            file=log.file,
            key="replication",
            value=None if replication is None else replication + 1,
            allowed=[_held(runs)],
        )
    return chosen


def _held(runs: Sequence[Run]) -> str:
    names = dict.fromkeys(name for name, _ in runs)
    return ", ".join(f"{name} x {sum(run[0] == name for run in runs)}" for name in names)


def _run_words(scenario: str, replication: int) -> str:
    return f"{scenario}  replication={replication + 1}"


def lived_sides(ours: Plan, theirs: Plan, replication: int) -> tuple[Lived, Lived]:
    """Both sides ready to be lived side by side.

    Raises:
        InputError: they cannot both fit into memory.
    """
    check_memory([ours, theirs], 2)
    make_ready([ours, theirs])
    return Lived(ours, replication), Lived(theirs, replication)
