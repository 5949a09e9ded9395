"""What the brand may look up of its shoppers at midnight: a test's arms, and who is silent."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sim.behaviour.arms import place
from sim.behaviour.clock import DAY
from sim.population.interface import Silence, Tested

if TYPE_CHECKING:
    from sim.population.reference.shopper import Shopper
    from sim.population.reference.town import Town


def tested(
    town: Town, channel: int, test: int, edges: tuple[float, ...], since: int
) -> tuple[Tested, ...]:
    """See `Population.tested`."""
    bit = town.rules.channels[channel].bit
    people = [
        (place(*town.key, one.uid, test), one)
        for one in town.shoppers
        if one.enrolled & bit and one.joined < since * DAY
    ]
    arms = [
        [one for stands, one in people if low <= stands < high] for low, high in pairwise(edges)
    ]
    return tuple(
        Tested(
            people=len(arm),
            ordered=sum(one.last_order_day >= since for one in arm),
            active=sum(one.last_active >= since for one in arm),
        )
        for arm in arms
    )


def silent(town: Town, day: int, order_days: int, visit_days: int, rhythm: float) -> Silence:
    """See `Population.silent`."""

    def flagged(one: Shopper) -> bool:
        silence = day - one.last_order_day
        long_ago = 0 < order_days <= silence or 0 < visit_days <= day - one.last_active
        if long_ago or rhythm <= 0.0 or one.orders < 2:
            return long_ago
        known = one.last_order_day - one.joined // DAY
        return silence > rhythm * max(1.0, known / (one.orders - 1))

    buyers = [one for one in town.shoppers if one.orders]
    listed = [one for one in buyers if flagged(one)]
    return Silence(
        buyers=len(buyers),
        lost=sum(not one.alive for one in buyers),
        flagged=len(listed),
        flagged_lost=sum(not one.alive for one in listed),
    )
