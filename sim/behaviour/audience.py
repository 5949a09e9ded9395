"""Who a campaign or a journey is for (人群筛选): one question of what a brand can see."""

from __future__ import annotations

from sim.science import science

# Stages by days since the last order, as bits, in the order of `STAGES`.
STAGES = ("never_bought", "active", "dormant_30", "dormant_60", "dormant_90")
NEVER_BOUGHT, ACTIVE, DORMANT_30, DORMANT_60, DORMANT_90 = 1, 2, 4, 8, 16


@science
def stage(orders: int, since_order: int) -> int:
    """The bit of a member's stage; since_order: days since the day of the last order."""
    if orders == 0:
        return NEVER_BOUGHT
    if since_order < 30:
        return ACTIVE
    if since_order < 60:
        return DORMANT_30
    return DORMANT_60 if since_order < 90 else DORMANT_90


@science
def fits(
    stages: int,
    sources: int,
    inside: int,
    without: int,
    orders_from: int,
    orders_to: int,
    silent_from: int,
    orders: int,
    since_order: int,
    source: int,
    reach: int,
    since_active: int,
) -> bool:
    """Whether somebody is of an audience, value aside.

    stages, sources: bits of those wanted, 0 for any. inside, without: bits of channels they must be
    reachable in, all, and must not be, any. orders_from, orders_to, silent_from: bounds, included.
    source: its bit; reach: bits of channels; since_active: days since the last sign of life.
    """
    if stages and not stages & stage(orders, since_order):
        return False
    if sources and not sources & source:
        return False
    if reach & inside != inside or reach & without:
        return False
    return orders_from <= orders <= orders_to and since_active >= silent_from
