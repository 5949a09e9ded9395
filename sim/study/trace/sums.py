"""What a life came to: orders, sales, and what of the contribution the log can name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sim.behaviour.order import cost_fen
from sim.behaviour.units import basis_points, fen
from sim.config.schema import Plan
from sim.measure.eventwords import INCOME, MONEY, event_words
from sim.study.differ import Event

COUNTED = {
    "orders": ("order",),
    "returns": ("refund",),
    "messages": ("touch_delivered",),
    "opened": ("touch_opened",),
    "coupons": ("coupon_issued", "reward_coupon_issued", "member_coupon_issued"),
    "coupons used": ("coupon_redeemed", "reward_coupon_redeemed", "member_coupon_redeemed"),
    "visits": ("visit",),
    "friends": ("invited",),
}
"""Events counted under each heading."""


@dataclass(frozen=True)
class Order:
    """One order: its index (0 the first of a life), its moment in ms, its list value in fen."""

    index: int
    time_ms: int
    fen: int


@dataclass(frozen=True)
class Sums:
    """A life in the run.

    counts: by the headings of `COUNTED`.
    fen: by the words of `sim.measure.eventwords.MONEY`, and `goods`: cost of what was kept.
    orders: in order.
    """

    counts: dict[str, int]
    fen: dict[str, int]
    orders: tuple[Order, ...]

    @property
    def spent(self) -> int:
        """List value less discounts and money given back, fen."""
        return self.fen["sales"] - self.fen["discount"] - self.fen["returned"]

    @property
    def contribution(self) -> int:
        """What is left of this shopper for the brand, fen: whatever the log says they brought and
        cost. Wages, media, tools and the team belong to nobody alone and are not in it."""
        return sum(sum_ if name in INCOME else -sum_ for name, sum_ in self.fen.items())


def sums_of(rows: Sequence[Event], plan: Plan) -> Sums:
    """Add up the events of one shopper from day 0 on."""
    kinds = Counter(row.event for row in rows)
    amounts = Counter(dict.fromkeys(MONEY, 0))
    for row in rows:
        money = event_words()[row.event].money
        if money != "none":
            amounts[money] += row.amount_fen
    orders = [Order(row.reference, row.time_ms, row.amount_fen) for row in rows if _is_order(row)]
    return Sums(
        {name: sum(kinds[one] for one in events) for name, events in COUNTED.items()},
        dict(amounts) | {"goods": _goods(rows, plan)},
        tuple(orders),
    )


def _is_order(row: Event) -> bool:
    return row.event == "order"


def _goods(rows: Sequence[Event], plan: Plan) -> int:
    """Cost of the goods of orders that were not given back, and of those sent, in fen.

    At the share of list value the plan has for where or what was sold, as
    `sim.population.reference.buying` books it; articles that come with a coupon are not told apart.
    """
    back = {row.reference for row in rows if row.event == "refund"}
    by_category: dict[int, int] = {}
    for row in rows:
        if row.event == "goods_sold":
            share = plan.goods.categories[row.channel].cost_of_goods
            cost = cost_fen(row.amount_fen, basis_points(share))
            by_category[row.reference] = by_category.get(row.reference, 0) + cost
    usual = plan.finance.cost_of_goods
    total = 0
    for row in rows:
        if row.event == "goods_sent":
            total += fen(plan.periodic.cost)
        elif _is_order(row) and row.reference not in back:
            place = plan.selling.channels.get(row.channel)
            there = place.goods_cost if place is not None else 0.0
            known = None if there else by_category.get(row.reference)
            share = basis_points(there or usual)
            total += cost_fen(row.amount_fen, share) if known is None else known
    return total
