"""What expires on a day, kept from when it is given out: nobody has to be woken to be told of it.

Coupons given out are added to the day at whose midnight they expire and taken off it when they
leave a wallet before. When the day comes they are counted together, and their holders catch up
with it whenever they live on (`clockwork.catch_up`). Where somebody must know of each, or a live
room opens at a midnight, before what expires then does (`expiry_wakes`), the holder is woken and
counts it alone.
"""

from __future__ import annotations

from sim.behaviour.clock import DAY
from sim.measure.tally import ROW
from sim.population.compiled.layout import (
    EXPIRING,
    MALL_COUPON,
    S_OUTSTANDING,
    S_PLAN,
    S_RELEASED,
    Ints,
)
from sim.population.compiled.machine import Counts, Rulebook, Rulebooks, compiled, kernel
from sim.population.compiled.pointers import start
from sim.population.compiled.purse import plain
from sim.population.compiled.registers import count

# Places of a day: fen of the plan's coupons, of rewards, of members' coupons; then how many
# coupons of the plan there are.
PLANNED, REWARDS, OF_MEMBERS, COUPONS = range(EXPIRING)
_EXPIRED, _EXPIRED_FEN = ROW["coupons_expired"], ROW["coupon_expired_fen"]
_R_EXPIRED, _M_EXPIRED = ROW["reward_coupon_expired_fen"], ROW["member_coupon_expired_fen"]


@compiled
def kind_of(held: int) -> int:
    """The place of a held coupon's fen."""
    if plain(held):
        return PLANNED
    return REWARDS if held < MALL_COUPON else OF_MEMBERS


@compiled
def expect(c: Rulebook, out: Counts, expiry: int, held: int, fen: int, coupons: int) -> None:
    """A coupon of so many fen is to expire on a day (`coupons` is 1), or no longer is (-1)."""
    if expiry >= c.days:
        return
    place = c.o_expiring + EXPIRING * (max(expiry, -1) + 1)
    out[place + kind_of(held)] += fen * coupons
    if plain(held):
        out[place + COUPONS] += coupons


@compiled
def expired(c: Rulebook, out: Counts, now: int, kind: int, fen: int, coupons: int) -> None:
    """Count that coupons of one kind, of so many fen together, expired."""
    out[c.o_stock + S_OUTSTANDING] -= fen
    if kind == PLANNED:
        out[c.o_stock + S_PLAN] -= fen
        count(c, out, now, _EXPIRED, coupons)
        count(c, out, now, _EXPIRED_FEN, fen)
        if c.gate_issue:
            out[c.o_stock + S_RELEASED] += fen
    else:
        count(c, out, now, _R_EXPIRED if kind == REWARDS else _M_EXPIRED, fen)


@kernel
def expire(book: Rulebooks, expiring: Ints, day: int, outs: Ints) -> None:
    """Count all that expires at the midnight of `day`; expiring: a day's places, of all threads."""
    c = book[0]
    out = start(outs)
    for kind in range(COUPONS):
        expired(c, out, day * DAY, kind, expiring[kind], expiring[COUPONS])
