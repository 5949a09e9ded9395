"""A world that needs no shoppers: figures follow from the plan and the replication alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from sim.config.schema import Plan
from sim.ledger.accounts import ACCOUNTS
from sim.measure.definitions import KPIS
from sim.measure.result import Quotient, RunResult
from sim.measure.tally import SERIES

MONTHS = 3


def toy_world(plan: Plan, replication: int, events: bool = False) -> RunResult:
    """Luck depends on the replication, the KPIs also on the plan; payback is never defined."""
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
        events=_log(replication) if events else None,
    )


def _log(replication: int) -> dict[str, np.ndarray]:
    return {
        "time_ms": np.array([-5, 7 + replication]),
        "uid": np.array([1, 1]),
        "event": np.array(["joined", "order"]),
        "channel": np.array(["store", ""]),
        "amount_fen": np.array([0, 19900]),
        "reference": np.array([0, 0]),
    }


@dataclass
class FailingWorld:
    """The toy world until run number `last`, which fails; remembers what it was asked for."""

    last: int
    asked: list[tuple[int, int]] = field(default_factory=list)

    def __call__(self, plan: Plan, replication: int, events: bool = False) -> RunResult:
        self.asked.append((plan.touch.weekly_cap, replication))
        if len(self.asked) > self.last:
            raise RuntimeError("the machine went down")
        return toy_world(plan, replication, events)
