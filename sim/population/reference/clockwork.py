"""A shopper's own clocks: when the next order and the next visit are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import clock
from sim.behaviour.clock import DAY, NEVER
from sim.behaviour.draws import exponential
from sim.population.reference.shopper import Shopper
from sim.randomness import address as at
from sim.randomness.philox import uniform_fine

if TYPE_CHECKING:
    from sim.population.reference.town import Town

_FAR_DAYS = 1e6


def start(town: Town, shopper: Shopper, now: int, activation_factor: float) -> None:
    """Set the clocks of somebody who just joined: first order by activation, first visit."""
    shopper.base = town.plan.shoppers.activation_per_day * activation_factor
    shopper.anchor = now
    shopper.left = unit_exponential(town, shopper, at.CLOCK, 0)
    plan_order(town, shopper)
    plan_visit(town, shopper, now)


def unit_exponential(town: Town, shopper: Shopper, mechanism: int, ordinal: int) -> float:
    """The shopper's own unit exponential of that mechanism and ordinal."""
    high, low, _, _ = at.draw(*town.key, shopper.uid, mechanism, ordinal)
    return exponential(uniform_fine(high, low))


def _walk(
    town: Town, shopper: Shopper, until: int
) -> tuple[int, float, int, float, float, float, float]:
    rules = town.rules
    return clock.walk(
        shopper.left,
        shopper.anchor,
        until,
        shopper.base,
        shopper.pull,
        town.plan.touch.response.goodwill_intensity,
        shopper.fresh,
        shopper.goodwill,
        shopper.nudge,
        shopper.dip,
        1.0 if shopper.orders else rules.fresh_decay,
        rules.goodwill_decay,
        rules.nudge_decay,
        rules.dip_decay,
        rules.season,
        rules.first_day,
    )


def settle(town: Town, shopper: Shopper, now: int) -> None:
    """Bring the purchase clock up to `now`, before something changes it."""
    if not shopper.alive:
        return
    _, left, time, fresh, goodwill, nudge, dip = _walk(town, shopper, now)
    shopper.left, shopper.anchor, shopper.fresh = left, time, fresh
    shopper.goodwill, shopper.nudge, shopper.dip = goodwill, nudge, dip


def plan_order(town: Town, shopper: Shopper) -> None:
    """Foresee the next order, as far as the wallet stays as it is."""
    if not shopper.alive:
        shopper.order_at = NEVER
        return
    until = min(town.rules.horizon, shopper.coupon_change)
    shopper.order_at = int(_walk(town, shopper, until)[0])


def plan_visit(town: Town, shopper: Shopper, now: int) -> None:
    """Foresee the next visit: exponential gaps at the shopper's own rate."""
    gap = unit_exponential(town, shopper, at.VISIT, shopper.visits)
    if shopper.visit_rate <= 0.0 or gap / shopper.visit_rate >= _FAR_DAYS:
        shopper.visit_at = NEVER
        return
    shopper.visit_at = now + int(gap / shopper.visit_rate * DAY)


def slow_visits(town: Town, shopper: Shopper, now: int) -> None:
    """A lost buyer looks in more rarely: the time still to wait is stretched."""
    factor = town.plan.shoppers.visits.after_dropout
    shopper.visit_rate *= factor
    if shopper.visit_at < NEVER:
        shopper.visit_at = min(NEVER, now + int((shopper.visit_at - now) / factor))


def refresh(shopper: Shopper) -> None:
    """The next thing of one's own, after a clock was changed from outside."""
    shopper.next_own = min(shopper.coupon_change, shopper.order_at, shopper.visit_at)
