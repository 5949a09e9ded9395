"""Customers who live by a law of repeat buying: drawn without the engine, or seen in its log."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.behaviour.clock import DAY
from sim.study.fit.btyd import BgNbd
from sim.study.fit.mbgnbd import MbgNbd
from sim.study.fit.orders import Floats, Ints
from sim.study.fit.paretonbd import ParetoNbd


def simulated(
    model: BgNbd | MbgNbd | ParetoNbd, customers: int, luck: np.random.Generator
) -> tuple[Ints, Floats, Floats]:
    """(x, t_x, T) of customers who live by the model, for 40 to 80 weeks each."""
    rate = luck.gamma(model.r, 1 / model.alpha, customers)
    observed = luck.uniform(40, 80, customers)
    ends, dropout = observed, np.zeros(customers)
    if isinstance(model, ParetoNbd):
        ends = np.minimum(
            observed, luck.exponential(1 / luck.gamma(model.s, 1 / model.beta, customers))
        )
    else:
        dropout = luck.beta(model.a, model.b, customers)
    x, t_x = np.zeros(customers, dtype=np.int64), np.zeros(customers)
    active = np.ones(customers, dtype=bool)
    if isinstance(model, MbgNbd):
        active &= luck.random(customers) >= dropout
    while active.any():
        bought = t_x + luck.exponential(1, customers) / np.maximum(rate, 1e-12)
        active &= bought <= ends
        x += active
        t_x = np.where(active, bought, t_x)
        active &= luck.random(customers) >= dropout
    return x, t_x, observed


def quiet(people: int, days: int) -> tuple[str, ...]:
    """Settings of a cohort that orders first on day 0, with every lever off, in the engine."""
    return (
        *(f"shoppers.initial={people}", "shoppers.start=cohort", "shoppers.first_orders=[1]"),
        *("shoppers.visits.per_week=0", "shoppers.return_rate=0", "acquisition=none"),
        *("engine=compiled", f"horizon_days={days}"),
    )


def seen(log: Mapping[str, np.ndarray], people: int, days: int) -> tuple[Ints, Floats, Floats]:
    """(x, t_x, T) in weeks of each of so many people, by uid, from the orders of so many days."""
    made = log["event"] == "order"
    _, person = np.unique(log["uid"][made], return_inverse=True)
    time = log["time_ms"][made] / (7 * DAY)
    first, last = np.full(people, np.inf), np.zeros(people)
    np.minimum.at(first, person, time)
    np.maximum.at(last, person, time)
    return np.bincount(person) - 1, last - first, days / 7 - first
