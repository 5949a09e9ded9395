"""A live room, and a mall one can buy in: what coming by does to a shopper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.live import watched
from sim.behaviour.precision import single
from sim.population.reference import buying, clockwork
from sim.population.reference.shopper import Shopper
from sim.population.selling import IN_MALL, IN_ROOM

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def watch(town: Town, shopper: Shopper, now: int) -> None:
    """Come in, watch, perhaps order; the clock is settled, the caller plans anew."""
    town.registers.count(now, "live_viewers")
    if town.rules.viewers_told:
        town.groups.tell_viewer(shopper, now)
    rate = clockwork.intensity_now(town, shopper)
    shopper.left = single(watched(shopper.left, rate, town.plan.live.worth_days))
    if rate > 0.0 and shopper.left == 0.0:
        buying.order(town, shopper, now, at_once=IN_ROOM)


def browse(town: Town, shopper: Shopper, now: int) -> None:
    """Look in where one can buy at once (直购): perhaps order there; else the clock goes on."""
    clockwork.settle(town, shopper, now)
    rate = clockwork.intensity_now(town, shopper)
    shopper.left = single(watched(shopper.left, rate, town.rules.selling.mall_days))
    if rate > 0.0 and shopper.left == 0.0:
        buying.order(town, shopper, now, at_once=IN_MALL)
    else:
        clockwork.plan_order(town, shopper)
