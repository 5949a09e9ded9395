"""What the brand knows of a shopper: measures of the stage views, tags, recognised orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.behaviour import tags as science
from sim.behaviour.clock import DAY
from sim.behaviour.order import spend_fen
from sim.behaviour.stages import EVER
from sim.population.interface import Ints, TagHits
from sim.population.known import TagRule, blank
from sim.population.reference import tastes
from sim.population.reference.shopper import Shopper, draw
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def seen(town: Town, day: int) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Measures of everybody at midnight of `day`, shape (people, WIDTH), and who has joined."""
    found = blank(len(town.shoppers))
    joined = np.array([one.joined < day * DAY for one in town.shoppers], dtype=np.bool_)
    for row, here, one in zip(found, joined, town.shoppers, strict=True):
        if here:
            row[:] = _measures(town, one, day)
    return found, joined


def _measures(town: Town, one: Shopper, day: int) -> tuple[int, ...]:
    """In the order of `sim.behaviour.stages.MEASURES`."""
    orders = one.seen_orders if known(town, one) else 0
    spent = 0
    if town.rules.known.spends:
        spent = spend_fen(*town.key, one.uid, orders, town.plan.shoppers.spend.p, one.spend_rate)
    since = one.joined // DAY
    return (
        day - since,
        orders,
        day - one.last_order_day if orders else EVER,
        day - max(one.last_active, since),
        spent,
        one.visits,
        one.asked,
        (one.enrolled & ~one.closed).bit_count(),
    )


def known(town: Town, shopper: Shopper) -> bool:
    """Whether the brand knows this shopper's orders to be theirs."""
    return science.recognised(*town.key, shopper.uid, town.rules.known.recognised)


def carries(town: Town, shopper: Shopper, tag: int, day: int) -> bool:
    """Whether a shopper carries the tag of that place on `day`."""
    rule = town.rules.known.tags[tag]
    luck = science.luck(*town.key, shopper.uid, rule.hash, rule.coverage, rule.reading(day))
    if luck == science.UNKNOWN:
        return False
    return science.carries(luck, _is_true(town, shopper, rule), rule.sensitivity, rule.specificity)


def _is_true(town: Town, shopper: Shopper, rule: TagRule) -> bool:
    if rule.of == science.PREFERS:
        return tastes.prefers(town, shopper, rule.category, rule.threshold)
    if rule.of == science.NEEDS:
        return tastes.has_need(town, shopper, rule.category)
    if rule.of == science.KEEPS_DISTANCE:
        return shopper.tolerance < rule.threshold
    return science.is_true(
        rule.of,
        rule.threshold,
        shopper.deal,
        town.plan.shoppers.spend.p / shopper.spend_rate,
        shopper.rate,
        shopper.affinity,
        science.lost_chance(town.rules.law, shopper.stop, shopper.rate),
        shopper.orders > 0 and not shopper.alive,
        shopper.hunter,
    )


def tagged(town: Town, day: int, tag: int) -> TagHits:
    """See `Population.tagged`."""
    rule = town.rules.known.tags[tag]
    people = [one for one in town.shoppers if one.joined < day * DAY]
    truths = [_is_true(town, one, rule) for one in people]
    given = [carries(town, one, tag, day) for one in people]
    right = sum(truth and tag for truth, tag in zip(truths, given, strict=True))
    return TagHits(len(people), sum(truths), sum(given), right)


def home_region(town: Town, shopper: Shopper) -> int:
    """The region a shopper lives in."""
    luck = draw(town.key, shopper.uid, at.STORE, 0)[1]
    return next(i for i, until in enumerate(town.rules.selling.region_until) if luck < until)
