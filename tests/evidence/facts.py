"""Worlds to hold published facts against: everybody reachable, nobody joins, twin worlds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.config.compose import compose_plan
from sim.measure.result import RunResult
from sim.statistics.intervals import Interval, mean_interval
from sim.world import simulate

DAY_MS = 86_400_000
Column = npt.NDArray[Any]
Events = dict[str, Column]

ALONE = ("engine=compiled", "acquisition=none", "touch.channels.community.enrol=1")


def lived(
    scenario: str, evidence: str, *overrides: str, replications: int, events: bool = False
) -> list[RunResult]:
    """The replications of a scenario under a set of evidence."""
    plan = compose_plan(scenario, [*ALONE, f"evidence={evidence}", *overrides]).plan
    return [simulate(plan, number, events) for number in range(replications)]


def kpi(results: Sequence[RunResult], key: str) -> Column:
    """One KPI by replication, shape (replications,)."""
    return np.array([result.kpis[key] for result in results])


def total(results: Sequence[RunResult], series: str) -> Column:
    """One daily series summed over the run, shape (replications,)."""
    return np.array([result.daily[series].sum() for result in results], dtype=np.float64)


def interval(values: Column) -> Interval:
    """The mean over replications and its 95 % interval, as plain numbers."""
    return Interval(*(float(part[0]) for part in mean_interval(values[:, None])))


def log(result: RunResult) -> Events:
    """The event log by column."""
    assert result.events is not None
    return result.events


def of(events: Events, *kinds: str) -> Events:
    """The rows of some kinds, from day 0 on."""
    kept = np.isin(events["event"], kinds) & (events["time_ms"] >= 0)
    return {name: column[kept] for name, column in events.items()}
