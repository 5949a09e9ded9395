"""Goods in the units the engines work in: fen, basis points, parameters of the tastes."""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.config.goods_rules import MOST_CATEGORIES, MOST_PAIRS
from sim.config.schema import Plan
from sim.randomness.address import name_hash

CATEGORIES, PAIRS = MOST_CATEGORIES, MOST_PAIRS
UNTOLD = -1  # the category of an order where categories are not told apart


class CategoryRule(NamedTuple):
    """One category. shape: of its taste (Dirichlet); price_bp: of a usual order."""

    name: str
    hash: int
    shape: float
    price_bp: int
    goods_bp: int


class PairRule(NamedTuple):
    """Two categories, by their places, bought together."""

    hash: int
    first: int
    second: int
    share: float
    basket_bp: int
    paid_bp: int  # of the second's list value
    discount: float
    dip: float


class GoodsRule(NamedTuple):
    """Categories and pairs in the order of the plan; focus: place of a category, or UNTOLD."""

    concentration: float
    focus: int
    categories: tuple[CategoryRule, ...]
    pairs: tuple[PairRule, ...]

    @property
    def told(self) -> bool:
        """Whether it is told apart what is bought."""
        return bool(self.categories)


def _bp(share: float) -> int:
    return math.floor(share * 10_000 + 0.5)


def goods_of(plan: Plan) -> GoodsRule:
    """Change the units of a plan's goods."""
    goods, names = plan.goods, list(plan.goods.categories)
    all_shares = math.fsum(one.share for one in goods.categories.values())
    worth = math.fsum(one.share * one.price for one in goods.categories.values())
    categories = tuple(
        CategoryRule(
            name=name,
            hash=name_hash(name),
            shape=goods.concentration * one.share / all_shares,
            price_bp=_bp(one.price * all_shares / worth),
            goods_bp=_bp(one.cost_of_goods),
        )
        for name, one in goods.categories.items()
    )
    pairs = tuple(
        PairRule(
            hash=name_hash(name),
            first=names.index(one.first),
            second=names.index(one.second),
            share=one.share,
            basket_bp=_bp(one.basket),
            paid_bp=_bp(1.0 - one.discount),
            discount=one.discount,
            dip=one.dip,
        )
        for name, one in goods.pairs.items()
    )
    focus = names.index(goods.focus) if goods.focus else UNTOLD
    return GoodsRule(goods.concentration, focus, categories, pairs)
