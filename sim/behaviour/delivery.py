"""Orders brought home: whom fee and time promised put off, and when an order is at the door."""

from __future__ import annotations

from sim.behaviour.elementary import exp
from sim.science import science


@science
def put_off(fee_yuan: float, per_yuan: float, promised_days: float, per_day: float) -> float:
    """Share of wants that come to nothing because of the fee and of the time promised.

    Each yuan and each day puts off the same share of those who are left, so the two add up as
    hazards do: 1 - exp(-(per_yuan x fee + per_day x days)).
    """
    return 1.0 - exp(-(per_yuan * fee_yuan + per_day * promised_days))


@science
def arrives_at(start: int, working_ms: int, shortest_ms: int, more_ms: float, extra: float) -> int:
    """When an order is at the door (ms): half of the courier's way out and back, then the way.

    start: when it left. working_ms: the courier's time for it. shortest_ms: the way at best;
    more_ms: mean of what comes on top, `extra` a unit exponential.
    """
    return start + working_ms // 2 + shortest_ms + int(more_ms * extra)
