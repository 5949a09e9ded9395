"""What an order is for: its category of goods, and what is taken along (品类、连带)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.behaviour import coupon
from sim.behaviour import goods as science
from sim.behaviour.order import cost_fen, share_of_fen
from sim.behaviour.precision import single
from sim.behaviour.touch import filled
from sim.population.goods import UNTOLD, PairRule
from sim.population.reference import wallet
from sim.population.reference.shopper import Shopper
from sim.population.reference.tastes import appeal, taste, tastes

if TYPE_CHECKING:
    from sim.population.reference.town import Town


class Along(NamedTuple):
    """What an order takes along: what is paid for it and what it costs, in fen; bits of all the
    categories of the order."""

    paid: int
    cost: int
    basket: int


def chosen(town: Town, shopper: Shopper, now: int, index: int) -> int:
    """The category of a shopper's `index`-th order, or UNTOLD; the clock is settled."""
    best, first = UNTOLD, science.FAR
    pulls = wallet.pulls(town, shopper, now) if town.rules.goods.moves else []
    for place, rule in enumerate(town.rules.goods.categories):
        liking = taste(town, shopper, place) * (1.0 + rule.taught * shopper.goodwill)
        if town.rules.goods.moves:
            liking = liking * appeal(town, shopper, now, place) * pulls[place]
        moment = science.wanted_at(*town.key, shopper.uid, rule.hash, index, liking)
        if best == UNTOLD or moment < first:
            best, first = place, moment
    return best


def worth(town: Town, category: int, base: int) -> int:
    """List value (fen) of an order of that category, or UNTOLD, whose usual value is `base`."""
    if category == UNTOLD:
        return base
    return science.priced(base, town.rules.goods.categories[category].price_bp)


def cost(town: Town, category: int, value: int) -> int:
    """What goods of that list value cost, in fen."""
    goods_bp = town.rules.goods_bp
    if category != UNTOLD:
        goods_bp = town.rules.goods.categories[category].goods_bp
    return cost_fen(value, goods_bp)


def take_along(
    town: Town, shopper: Shopper, now: int, category: int, base: int, index: int
) -> Along:
    """Goods of other categories on an order; base: its usual value, before its category's price."""
    paid, spent, basket = 0, 0, 1 << category
    for pair in town.rules.goods.pairs:
        if pair.first != category or not _takes(town, shopper, pair, index):
            continue
        full = share_of_fen(worth(town, pair.second, base), pair.basket_bp)
        price = share_of_fen(full, pair.paid_bp)
        paid, spent = paid + price, spent + cost(town, pair.second, full)
        basket |= 1 << pair.second
        shopper.dip = single(filled(shopper.dip, pair.dip))
        town.registers.count(now, "attached")
        town.registers.count(now, "attached_fen", price)
        sold(town, shopper, now, pair.second, price, index)
    return Along(paid, spent, basket)


def _takes(town: Town, shopper: Shopper, pair: PairRule, index: int) -> bool:
    rule = town.rules.goods.categories[pair.second]
    liking = science.liked(
        taste(town, shopper, pair.second),
        tastes(town, shopper),
        rule.shape,
        town.rules.goods.concentration,
    )
    lift = town.plan.coupon.lift
    pull = coupon.pull(coupon.attraction(shopper.deal, pair.discount, lift, 1.0))
    chance = science.together(pair.share, liking, pull)
    return bool(science.takes_along(*town.key, shopper.uid, pair.hash, index, chance))


def sold(town: Town, shopper: Shopper, now: int, category: int, value: int, index: int) -> None:
    """Count goods of one category on an order, and note them."""
    town.registers.count(now, f"category_{category + 1}_orders")
    town.registers.count(now, f"category_{category + 1}_fen", value)
    name = town.rules.goods.categories[category].name
    town.note(now, shopper, "goods_sold", name, value, index)
