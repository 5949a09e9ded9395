"""A live session (直播): who finds the time, what watching does to buying, who comes along."""

from __future__ import annotations

from sim.behaviour.elementary import LN_2, exp
from sim.science import science


@science
def in_time(hours: float, half_hours: float) -> float:
    """Share of those who would come to an endless session who come to one of so many hours.

    People drop in at a constant rate: 1 - 2 ** -(hours / half_hours).
    """
    return 1.0 - exp(-LN_2 * hours / half_hours)


@science
def watched(left: float, intensity: float, worth_days: float) -> float:
    """What is left of the unit exponential after a visit to the room; at 0 an order is made there.

    By time rescaling a visit is a pulse of intensity: `worth_days` of what the shopper does now
    (orders a day, the room's coupon in hand), used up in one moment. So a viewer who had to wait
    an exponential time at rate `intensity` buys with chance 1 - exp(-intensity x worth_days).
    """
    return max(0.0, left - intensity * worth_days)


@science
def returned(rate: float, factor: float) -> float:
    """Share of the orders made in the room that come back; rate: of any other order."""
    return min(1.0, rate * factor)


@science
def public_viewers(private: float, most: float, half: float) -> float:
    """Public viewers the platform sends to a room with so many private ones; all per 1,000 members.

    Saturating, as response to spend is: most x private / (private + half).
    """
    return most * private / (private + half) if private > 0.0 else 0.0
