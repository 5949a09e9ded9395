"""Stock as a quantity (库存): how much of a day's wants finds goods, and up to what one orders."""

from __future__ import annotations

import math

from sim.behaviour.elementary import exp
from sim.science import science


@science
def fill_rate(pieces: float, mean: float) -> float:
    """Share of a day's wants that find goods, if `pieces` are there and `mean` are wanted.

    E[min(D, pieces)] / E[D] with D normal of variance `mean`, as a Poisson number of wants is
    nearly: the unit normal loss function (Silver, Pyke and Thomas, Inventory and Production
    Management in Supply Chains, 2017).
    """
    if mean <= 0.0:
        return 1.0
    if pieces <= 0.0:
        return 0.0
    spread = math.sqrt(mean)
    z = (pieces - mean) / spread
    density = exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    beyond = 0.5 * math.erfc(z / math.sqrt(2.0))
    short = spread * (density - z * beyond)
    return min(1.0, max(0.0, 1.0 - short / mean))


@science
def order_up_to(daily: float, lead_days: float, every_days: float, safety_days: float) -> float:
    """Goods on the shelf and on their way that one orders up to (base stock, periodic review).

    daily: expected sales of a day. What is ordered now must last until what is ordered next is
    there, lead and review together, and some days more for luck.
    """
    return daily * (lead_days + every_days + safety_days)


@science
def cleared(hours: float, step_hours: float, step: float, pace: float, lift: float) -> float:
    """Share of what is left in the evening that is sold at prices that fall step by step.

    hours: until closing. Each `step_hours` the price is lower by `step` of list price. pace: of
    what is left, sold in an hour at list price; a price cut multiplies it by 1 + lift x depth, as a
    coupon does intensity. What is left falls exponentially within a step.
    """
    left, gone, depth = 1.0, 0.0, step
    while gone < hours and depth < 1.0:
        lasting = min(step_hours, hours - gone)
        left *= exp(-pace * (1.0 + lift * depth) * lasting)
        gone += step_hours
        depth += step
    return 1.0 - left


@science
def cleared_worth(hours: float, step_hours: float, step: float, pace: float, lift: float) -> float:
    """What clearance brings as a share of the list value of what was left; arguments as above."""
    left, gone, depth, worth = 1.0, 0.0, step, 0.0
    while gone < hours and depth < 1.0:
        lasting = min(step_hours, hours - gone)
        stays = left * exp(-pace * (1.0 + lift * depth) * lasting)
        worth += (left - stays) * (1.0 - depth)
        left = stays
        gone += step_hours
        depth += step
    return worth
