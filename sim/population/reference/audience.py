"""Whether a shopper is of an audience, by what the brand sees of them now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import audience as science
from sim.behaviour.clock import DAY
from sim.behaviour.order import spend_fen
from sim.behaviour.sites import favourite, lives_near
from sim.population.reference import knowing
from sim.population.reference.shopper import Shopper
from sim.population.rules import EVERYBODY, AudienceRule, source_bit
from sim.population.sites import ANY_SITE

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def holds(town: Town, shopper: Shopper, audience: int, day: int) -> bool:
    """Whether the audience of that number has this shopper in it on `day`."""
    if audience == EVERYBODY:
        return True
    rule = town.rules.audiences[audience - 1]
    known, joined = knowing.known(town, shopper), shopper.joined // DAY
    seen = science.fits(
        *rule[:7],
        shopper.seen_orders if known else 0,
        day - (max(shopper.last_order_day, joined) if known else joined),
        source_bit(shopper.source),
        shopper.enrolled & ~shopper.closed,
        day - max(shopper.last_active, joined),
    )
    if not seen or not _labelled(town, shopper, rule, day) or not _belongs(town, shopper, rule):
        return False
    if rule.by_place and not _near(town, shopper, rule, day):
        return False
    if rule.pointless_from and day - max(shopper.earned - 1, joined) < rule.pointless_from:
        return False
    if not rule.by_value:
        return True
    return rule.spent_from_fen <= (spent(town, shopper) if known else 0) <= rule.spent_to_fen


def _labelled(town: Town, shopper: Shopper, rule: AudienceRule, day: int) -> bool:
    """Whether a shopper carries the tag an audience asks for, and not the one it leaves out."""
    if rule.tag and not knowing.carries(town, shopper, rule.tag - 1, day):
        return False
    return not rule.without_tag or not knowing.carries(town, shopper, rule.without_tag - 1, day)


def _belongs(town: Town, shopper: Shopper, rule: AudienceRule) -> bool:
    """Whether a shopper holds a tier, and lives in a region, that an audience asks for."""
    if rule.tiers and not rule.tiers >> shopper.tier & 1:
        return False
    return not rule.regions or rule.regions >> knowing.home_region(town, shopper) & 1 > 0


def _near(town: Town, shopper: Shopper, rule: AudienceRule, day: int) -> bool:
    """Whether a shopper lives where an audience asks."""
    map_ = town.rules.sites
    seed, replication = town.key
    at_most = rule.within_km
    if rule.favourite != ANY_SITE and rule.favourite != favourite(
        *(seed, replication, shopper.uid, day, map_.looks_days),
        *(map_.half_km, map_.power, map_.sites, map_.areas),
    ):
        return False
    return lives_near(
        seed, replication, shopper.uid, day, rule.site, at_most, map_.sites, map_.areas
    )


def spent(town: Town, shopper: Shopper) -> int:
    """What a shopper spent so far, in fen: list value of the orders, as drawn."""
    p = town.plan.shoppers.spend.p
    return spend_fen(*town.key, shopper.uid, shopper.seen_orders, p, shopper.spend_rate)
