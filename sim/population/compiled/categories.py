"""What an order is for, inside a kernel: its category of goods, and what is taken along."""

from __future__ import annotations

from sim.behaviour import coupon
from sim.behaviour import goods as rule
from sim.behaviour.order import cost_fen, share_of_fen
from sim.behaviour.touch import filled
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.purse import pull_to
from sim.population.compiled.registers import count, note
from sim.population.compiled.tastes import age_of, appeal, land_of, taste, tastes
from sim.population.goods import UNTOLD

_ATTACHED, _ATTACHED_FEN = ROW["attached"], ROW["attached_fen"]
_FIRST = ROW["category_1_orders"]  # then its list value, then those of the next category
_E_SOLD = CODE["goods_sold"]


@compiled
def chosen(p: Person, c: Rulebook, now: int, index: int) -> int:
    """The category of a shopper's `index`-th order, or UNTOLD; the clock is settled."""
    best, first = UNTOLD, rule.FAR
    anything, land, age = 1.0, 0, 0
    if c.goods_move:
        anything, land, age = pull_to(p, c, UNTOLD), land_of(p, c), age_of(p, c, now)
    for place in range(c.categories):
        liking = taste(p, c, place) * (1.0 + c.g_taught[place] * p.goodwill)
        if c.goods_move:
            new = appeal(c, now, place, land, age)
            liking = liking * new * max(anything, pull_to(p, c, place))
        moment = rule.wanted_at(c.seed, c.replication, p.uid, c.g_hash[place], index, liking)
        if best == UNTOLD or moment < first:
            best, first = place, moment
    return best


@compiled
def worth(c: Rulebook, category: int, base: int) -> int:
    """List value (fen) of an order of that category, or UNTOLD, whose usual value is `base`."""
    return base if category == UNTOLD else rule.priced(base, c.g_price_bp[category])


@compiled
def cost(c: Rulebook, category: int, value: int) -> int:
    """What goods of that list value cost, in fen."""
    return cost_fen(value, c.goods_bp if category == UNTOLD else c.g_goods_bp[category])


@compiled
def sold(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, category: int, value: int, index: int
) -> None:
    """Count goods of one category on an order, and note them."""
    count(c, out, now, _FIRST + 2 * category, 1)
    count(c, out, now, _FIRST + 2 * category + 1, value)
    note(c, tape, _E_SOLD, now, p.uid, category, value, index)


@compiled
def _takes(p: Person, c: Rulebook, pair: int, index: int) -> bool:
    second = c.b_second[pair]
    liking = rule.liked(taste(p, c, second), tastes(p, c), c.g_shape[second], c.concentration)
    pull = coupon.pull(coupon.attraction(p.deal, c.b_discount[pair], c.lift, 1.0))
    chance = rule.together(c.b_share[pair], liking, pull)
    return rule.takes_along(c.seed, c.replication, p.uid, c.b_hash[pair], index, chance)


@compiled
def take_along(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, category: int, base: int, index: int
) -> tuple[int, int, int]:
    """Goods of other categories on an order; base: its usual value, before its category's price.

    Returns what is paid for them and what they cost, in fen, and bits of all the categories of the
    order.
    """
    paid, spent, basket = 0, 0, 1 << category
    for pair in range(c.pairs):
        if c.b_first[pair] != category or not _takes(p, c, pair, index):
            continue
        second = c.b_second[pair]
        full = share_of_fen(worth(c, second, base), c.b_basket_bp[pair])
        price = share_of_fen(full, c.b_paid_bp[pair])
        paid += price
        spent += cost(c, second, full)
        basket |= 1 << second
        p.dip = filled(p.dip, c.b_dip[pair])
        count(c, out, now, _ATTACHED, 1)
        count(c, out, now, _ATTACHED_FEN, price)
        sold(p, c, out, tape, now, second, price, index)
    return paid, spent, basket
