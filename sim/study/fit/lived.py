"""The simulator as a forecaster: what the engine's shoppers did who look like a real customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from sim.behaviour.clock import DAY
from sim.config.schema import Plan
from sim.study.fit.cohort import Cohort, repeat_days, summarise
from sim.study.fit.orders import Floats, Ints, Orders
from sim.world import simulate

ALIKE = 50  # simulated people who stand for a real customer
# Weeks that one step of log(1 + x) is worth: small numbers of orders are matched exactly.
ORDERS_APART = 20.0


@dataclass(frozen=True)
class Lived:
    """A forecast by people who lived on past the last day of the calibration.

    orders: what they bought, as the log of a shop would have it (one order a day).
    seen: the same people as the shop knew them on its last day.
    """

    orders: Orders
    seen: Cohort
    last_day: int

    def tracked(self, first: Ints, day: int) -> Floats:
        """Mean repeat orders up to `day` of the simulated people with the same first day."""
        row, when = repeat_days(self.orders, self.seen)
        days = int(self.seen.first.max()) + 1
        repeats = np.bincount(self.seen.first[row[when <= day]], minlength=days)
        people = np.bincount(self.seen.first, minlength=days)
        return np.asarray(repeats[first] / people[first])

    def foreseen(self, cohort: Cohort, days: int) -> Floats:
        """Mean later orders of the `ALIKE` people whose (x, t_x, T) are nearest."""
        row, when = repeat_days(self.orders, self.seen)
        later = (when > self.last_day) & (when <= self.last_day + days)
        repeats = np.bincount(row[later], minlength=len(self.seen.x))
        _, near = cKDTree(_place(self.seen)).query(_place(cohort), k=ALIKE)
        return np.asarray(repeats[near].mean(axis=1))


def _place(cohort: Cohort) -> Floats:
    return np.column_stack([ORDERS_APART * np.log1p(cohort.x), cohort.t_x, cohort.observed])


def lived(plan: Plan, replications: Sequence[int], last_day: int) -> Lived:
    """Live the plan, and keep what a shop's order log would show of it."""
    logs = [_order_days(plan, replication) for replication in replications]
    people = np.cumsum([0, *(log[:, 0].max() + 1 for log in logs)])
    rows = [log + np.array([begin, 0]) for log, begin in zip(logs, people[:-1], strict=True)]
    customer, day = np.unique(np.concatenate(rows), axis=0).T
    orders = Orders(
        start=plan.start_date,
        customer=customer,
        day=day,
        value=np.ones(len(day)),
        rows=len(day),
        merged=0,
        issues=(),
    )
    return Lived(orders, summarise(orders, last_day), last_day)


def _order_days(plan: Plan, replication: int) -> Ints:
    """(person, day) of every order, shape (orders, 2)."""
    log = simulate(plan, replication, events=True).events
    assert log is not None, "the log was asked for"
    made = log["event"] == "order"
    _, person = np.unique(log["uid"][made], return_inverse=True)
    return np.column_stack([person, log["time_ms"][made] // DAY]).astype(np.int64)
