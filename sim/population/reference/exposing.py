"""What a delivered touch does to a shopper whether it is opened or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.order import dropout_now
from sim.behaviour.precision import single
from sim.behaviour.touch import advertised
from sim.population.reference import buying, clockwork
from sim.population.reference.shopper import Shopper, draw
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def see(town: Town, shopper: Shopper, now: int, carried: int) -> None:
    """A coupon message advertises the brand, to those who never redeem it too (C5, C6).

    carried: what the message carries, see `sim.population.rules`; nothing, or a coupon without
    value, advertises nothing.
    """
    exposure = town.plan.coupon.exposure
    if exposure == 0.0 or not town.rules.valued >> carried & 1:
        return
    clockwork.settle(town, shopper, now)
    shopper.nudge = single(advertised(shopper.nudge, exposure))
    clockwork.plan_order(town, shopper)
    clockwork.refresh(shopper)
    town.wake(shopper)


def reconsider(
    town: Town, shopper: Shopper, now: int, policy: int, ordinal: int, content: int
) -> None:
    """A touch may make a buyer think of leaving, tired of touches or not (F6); goodwill holds."""
    response = town.plan.touch.response
    if response.reconsider == 0.0 or content != town.rules.reconsider_on:
        return
    if not shopper.alive or not shopper.orders:
        return
    leans = draw(town.key, shopper.uid, at.RECONSIDER + policy, ordinal)[0]
    if leans >= response.reconsider:
        return
    clockwork.settle(town, shopper, now)
    if leans < dropout_now(response.reconsider, shopper.goodwill, response.goodwill_retention):
        town.registers.count(now, "reconsidered")
        town.note(now, shopper, "reconsidered", "", 0, policy)
        buying.lose(town, shopper, now)
    else:
        clockwork.plan_order(town, shopper)
    clockwork.refresh(shopper)
    town.wake(shopper)
