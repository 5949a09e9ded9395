"""Whether a shopper is of an audience, inside a kernel: by a few fields of the row."""

from __future__ import annotations

from sim.behaviour import audience as rule
from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.order import spend_fen
from sim.behaviour.sites import favourite, lives_near
from sim.population.compiled.knowing import carries, home_region, is_known
from sim.population.compiled.machine import Person, Rulebook, compiled
from sim.population.compiled.pointers import areas_of, sites_of
from sim.population.compiled.registers import seen_orders
from sim.population.compiled.standing import tier_of
from sim.population.interface import REFERRAL
from sim.population.sites import ANY_SITE


@compiled
def _labelled(p: Person, c: Rulebook, audience: int, day: int) -> bool:
    """Whether a shopper carries the tag an audience asks for, and not the one it leaves out."""
    wanted, without = c.u_tag[audience], c.u_without_tag[audience]
    if wanted and not carries(p, c, wanted - 1, day):
        return False
    return not without or not carries(p, c, without - 1, day)


@compiled
def _belongs(p: Person, c: Rulebook, audience: int) -> bool:
    """Whether a shopper holds a tier, and lives in a region, that an audience asks for."""
    tiers, regions = c.u_tiers[audience], c.u_regions[audience]
    if tiers and not tiers >> tier_of(p) & 1:
        return False
    return not regions or regions >> home_region(p, c) & 1 > 0


@compiled
def _near(p: Person, c: Rulebook, audience: int, day: int) -> bool:
    """Whether a shopper lives where an audience asks, and goes to the store it asks for."""
    sites, areas, store = sites_of(c), areas_of(c), c.u_favourite[audience]
    if store != ANY_SITE and store != favourite(
        c.seed, c.replication, p.uid, day, c.looks_days, c.half_km, c.power, sites, areas
    ):
        return False
    return lives_near(
        c.seed,
        c.replication,
        p.uid,
        day,
        c.u_site[audience],
        c.u_within_km[audience],
        sites,
        areas,
    )


@compiled
def _fits(p: Person, c: Rulebook, audience: int, day: int) -> bool:
    """Whether what a shopper did so far, and where they can be reached, is as an audience asks."""
    joined = p.joined * SECOND // DAY
    last_order_day, orders = p.last_order_day, seen_orders(p, c)
    if not is_known(p, c):
        last_order_day, orders = joined, 0
    return rule.fits(
        c.u_stages[audience],
        c.u_sources[audience],
        c.u_inside[audience],
        c.u_without[audience],
        c.u_orders_from[audience],
        c.u_orders_to[audience],
        c.u_silent_from[audience],
        orders,
        day - max(last_order_day, joined),
        1 << (p.source - REFERRAL),
        p.enrolled & ~p.closed,
        day - max(p.last_active, joined),
    )


@compiled
def _earned_lately(p: Person, c: Rulebook, audience: int, day: int) -> bool:
    """Whether a shopper earned points too lately for an audience of those who have not for long."""
    quiet = c.u_pointless_from[audience]
    return bool(quiet and day - max(p.earned - 1, p.joined * SECOND // DAY) < quiet)


@compiled
def _spent_so_much(p: Person, c: Rulebook, audience: int) -> bool:
    """Whether a shopper spent what an audience asks for, as far as the brand knows."""
    orders = seen_orders(p, c) if is_known(p, c) else 0
    spent = spend_fen(c.seed, c.replication, p.uid, orders, c.p, p.spend)
    return bool(c.u_spent_from[audience] <= spent <= c.u_spent_to[audience])


@compiled
def holds(p: Person, c: Rulebook, audience: int, day: int) -> bool:
    """Whether the audience of that number has this shopper in it on `day`."""
    return holds_beside_tags(p, c, audience, day) and _labelled(p, c, audience, day)


@compiled
def holds_beside_tags(p: Person, c: Rulebook, audience: int, day: int) -> bool:
    """The same as far as it asks for anything but tags."""
    if c.u_by_course[audience] and not _fits(p, c, audience, day):
        return False
    if not _belongs(p, c, audience):
        return False
    if c.u_by_place[audience] and not _near(p, c, audience, day):
        return False
    if _earned_lately(p, c, audience, day):
        return False
    return not c.u_by_value[audience] or _spent_so_much(p, c, audience)


@compiled
def outside(p: Person, c: Rulebook, audiences: int, day: int) -> int:
    """Those of these audiences, as bits, that this shopper is not in as of midnight."""
    bits, audience, left = 0, 0, audiences
    while left:
        if left & 1 and not holds(p, c, audience, day):
            bits |= 1 << audience
        left >>= 1
        audience += 1
    return bits
