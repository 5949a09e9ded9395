"""A world that needs no shoppers: figures follow from the plan and the replication alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from sim.behaviour.clock import DAY
from sim.config.errors import StoppedError
from sim.config.said import pair
from sim.config.schema import Plan
from sim.ledger.accounts import ACCOUNTS
from sim.measure.definitions import KPIS
from sim.measure.events import EventLog, Take
from sim.measure.result import Quotient, RunResult
from sim.measure.tally import SERIES

MONTHS = 3


def toy_world(plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
    """Luck depends on the replication, the KPIs also on the plan; payback is never defined."""
    if callable(events):
        _live(EventLog(events), replication)
    luck = np.random.default_rng([plan.seed, replication])
    base = luck.normal(size=len(KPIS)) + plan.touch.weekly_cap * 0.5
    figures = {kpi.key: float(value) for kpi, value in zip(KPIS, base, strict=True)}
    shares = {kpi.key: 1 / (1 + math.exp(figures[kpi.key])) for kpi in KPIS if kpi.unit == "share"}
    figures |= shares | {"payback_months": math.nan}
    days = plan.horizon_days
    return RunResult(
        parts={key: Quotient(value) for key, value in figures.items()},
        daily={name: luck.integers(0, 9, days) for name in SERIES},
        cohort_size=luck.integers(5, 9, MONTHS),
        cohort_active=luck.integers(0, 5, (MONTHS, MONTHS)),
        ledger=luck.integers(-9, 9, (MONTHS, len(ACCOUNTS))),
        weekly_repeats=np.full(4, 20 + replication),
        events=None,
    )


def _live(log: EventLog, replication: int) -> None:
    log.note(7 + replication, 1, "order", "", 19900, 0)
    log.note(-5, 1, "joined", "store", 0, 0)
    log.complete(DAY)


@dataclass
class FailingWorld:
    """The toy world until run number `last`, which fails; remembers what it was asked for."""

    last: int
    asked: list[tuple[int, int]] = field(default_factory=list)

    def __call__(self, plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
        self.asked.append((plan.touch.weekly_cap, replication))
        if len(self.asked) > self.last:
            raise RuntimeError("the machine went down")
        return toy_world(plan, replication, events)


def without_end() -> StoppedError:
    """What a run says that ends in words."""
    return StoppedError(pair("one shopper orders without end", "有一位顾客下单没有尽头"))


def stopping_world(plan: Plan, replication: int, events: bool | Take = False) -> RunResult:
    """The toy world, which ends in words in replication 1 of three touches a week."""
    if (plan.touch.weekly_cap, replication) == (3, 1):
        raise without_end()
    return toy_world(plan, replication, events)
