"""Whether a shopper is of an audience, inside a kernel: by a few fields of the row."""

from __future__ import annotations

from sim.behaviour import audience as rule
from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.order import spend_fen
from sim.population.compiled.machine import Person, Rulebook, compiled
from sim.population.interface import REFERRAL


@compiled
def holds(p: Person, c: Rulebook, audience: int, day: int) -> bool:
    """Whether the audience of that number has this shopper in it on `day`."""
    joined = p.joined * SECOND // DAY
    if not rule.fits(
        c.u_stages[audience],
        c.u_sources[audience],
        c.u_inside[audience],
        c.u_without[audience],
        c.u_orders_from[audience],
        c.u_orders_to[audience],
        c.u_silent_from[audience],
        p.orders,
        day - max(p.last_order_day, joined),
        1 << (p.source - REFERRAL),
        p.enrolled & ~p.closed,
        day - max(p.last_active, joined),
    ):
        return False
    if not c.u_by_value[audience]:
        return True
    spent = spend_fen(c.seed, c.replication, p.uid, p.orders, c.p, p.spend)
    return bool(c.u_spent_from[audience] <= spent <= c.u_spent_to[audience])


@compiled
def outside(p: Person, c: Rulebook, day: int) -> int:
    """Bits of the audiences of today's broadcasts that this shopper is not in, as of midnight."""
    bits, audience, left = 0, 0, c.filters
    while left:
        if left & 1 and not holds(p, c, audience, day):
            bits |= 1 << audience
        left >>= 1
        audience += 1
    return bits
