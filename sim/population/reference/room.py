"""A live room: what coming in does to a shopper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.live import watched
from sim.behaviour.precision import single
from sim.population.reference import buying, clockwork
from sim.population.reference.shopper import Shopper

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def watch(town: Town, shopper: Shopper, now: int) -> None:
    """Come in, watch, perhaps order; the clock is settled, the caller plans anew."""
    town.registers.count(now, "live_viewers")
    rate = clockwork.intensity_now(town, shopper)
    shopper.left = single(watched(shopper.left, rate, town.plan.live.worth_days))
    if rate > 0.0 and shopper.left == 0.0:
        buying.order(town, shopper, now, in_room=True)
