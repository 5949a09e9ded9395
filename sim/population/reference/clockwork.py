"""A shopper's own clocks: when the next order and the next visit are due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.behaviour import clock
from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.behaviour.draws import exponential, moment_after
from sim.behaviour.precision import single
from sim.population.reference import loyalty, wallet
from sim.population.reference.shopper import Shopper
from sim.randomness import address as at
from sim.randomness.philox import uniform_fine

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def start(town: Town, shopper: Shopper, now: int, activation_factor: float) -> None:
    """Set the clocks of somebody who just joined: first order by activation, first visit."""
    shopper.base = single(town.plan.shoppers.activation_per_day * activation_factor)
    shopper.anchor = now
    shopper.left = single(exponential(fine(town, shopper, at.CLOCK, 0)))
    plan_order(town, shopper)
    plan_visit(town, shopper, now)


def fine(town: Town, shopper: Shopper, mechanism: int, ordinal: int) -> float:
    """The shopper's own fine uniform of that mechanism and ordinal."""
    high, low, _, _ = at.draw(*town.key, shopper.uid, mechanism, ordinal)
    return uniform_fine(high, low)


def _clock(town: Town, shopper: Shopper) -> tuple[Any, ...]:
    """The purchase clock as `sim.behaviour.clock` takes it, from the rate on."""
    kind = clock.BUYER if shopper.orders else clock.NEWCOMER
    age = shopper.anchor // DAY - shopper.joined // DAY
    return (
        shopper.base,
        shopper.pull,
        town.plan.touch.response.goodwill_intensity,
        clock.left_of(town.rules.season, kind, age),
        shopper.goodwill,
        shopper.nudge,
        shopper.dip,
        kind,
        town.rules.season,
        town.rules.first_day,
    )


def settle(town: Town, shopper: Shopper, now: int) -> None:
    """Bring the purchase clock up to the second of `now`, before something changes it."""
    now = now // SECOND * SECOND
    if shopper.alive:
        left, goodwill, nudge, dip = clock.live(
            shopper.left, shopper.anchor, now, *_clock(town, shopper)
        )
        shopper.left = single(left)
        shopper.goodwill, shopper.nudge = single(goodwill), single(nudge)
        shopper.dip = single(dip)
    shopper.anchor = now
    if shopper.wallet and now % DAY == 0:  # a coupon may turn urgent at this very midnight
        wallet.weigh(town, shopper, now)


def intensity_now(town: Town, shopper: Shopper) -> float:
    """Orders a day as of now, the clock being settled; a lost buyer makes none."""
    if not shopper.alive:
        return 0.0
    base, pull, boost, fresh, goodwill, nudge, dip, _, season, first_day = _clock(town, shopper)
    factor = float(season[shopper.anchor // DAY - first_day, 0])
    return clock.intensity(base, factor, fresh, boost, goodwill, nudge, dip, pull)


def plan_order(town: Town, shopper: Shopper) -> None:
    """Foresee the next order, as far as the wallet stays as it is."""
    shopper.order_at = NEVER
    if shopper.alive:
        moment = forecast(town, shopper)
        if moment < min(town.rules.horizon, shopper.coupon_change):
            shopper.order_at = moment


def used_up(town: Town, shopper: Shopper, until: int) -> float:
    """What the clock would use up from where it is settled to `until`, if nothing changes."""
    return clock.used_up(shopper.anchor, until, *_clock(town, shopper))


def forecast(town: Town, shopper: Shopper) -> int:
    """The moment of the next order if nothing changes, the wallet included."""
    now = shopper.anchor
    return int(clock.next_order(shopper.left, now, now, *_clock(town, shopper)))


def plan_visit(town: Town, shopper: Shopper, now: int) -> None:
    """Foresee the next visit: exponential gaps at the shopper's own rate."""
    gap = single(exponential(fine(town, shopper, at.VISIT, shopper.visits)))
    shopper.visit_at = NEVER
    if shopper.visit_rate > 0.0:
        signs_in = now >= 0 and shopper.member
        factor = town.rules.loyalty.points.visit_factor if signs_in else 1.0
        shopper.visit_at = moment_after(now, gap / (shopper.visit_rate * factor))


def slow_visits(town: Town, shopper: Shopper, now: int) -> None:
    """A lost buyer looks in more rarely: the time still to wait is stretched."""
    factor = town.plan.shoppers.visits.after_dropout
    shopper.visit_rate = single(shopper.visit_rate * factor)
    if shopper.visit_at < NEVER:
        shopper.visit_at = moment_after(now, (shopper.visit_at - now) / factor / DAY)


def refresh(shopper: Shopper) -> None:
    """The next thing of one's own, after a clock was changed from outside."""
    dying = shopper.dies_at if shopper.alive else NEVER
    shopper.next_own = min(
        shopper.coupon_change,
        shopper.order_at,
        dying,
        shopper.visit_at,
        loyalty.next_turn(shopper),
    )
