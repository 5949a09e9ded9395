"""Goods in the units the engines work in: fen, basis points, parameters of the tastes."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.behaviour import goods as science
from sim.behaviour.needs import fresh
from sim.behaviour.trigger import NEVER_DAY
from sim.behaviour.units import basis_points
from sim.config.goods import Goods, Pair
from sim.config.goods_rules import EACH as EACH_WORD
from sim.config.goods_rules import MOST_CATEGORIES, MOST_PAIRS
from sim.config.schema import Plan
from sim.population.interface import Floats
from sim.randomness.address import name_hash

CATEGORIES, PAIRS = MOST_CATEGORIES, MOST_PAIRS
UNTOLD = -1  # the category of an order where categories are not told apart; of a message, none
EACH = CATEGORIES  # what a message is about that is about what each member likes most
_WEEK, _MONTH = 7, 30


class CategoryRule(NamedTuple):
    """One category. shape: of its taste (Dirichlet); price_bp: of a usual order."""

    name: str
    hash: int
    shape: float
    price_bp: int
    goods_bp: int
    taught: float


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
    """Categories and pairs in the order of the plan; focus: place of a category, or UNTOLD.

    appeals: what new goods and age make of each category, and then the day it changes next for
    any of them; a row for each day of the run and of the history, shape (days, categories + 1).
    moves: whether anything makes the wish for a single category grow or fall.
    """

    concentration: float
    focus: int
    gained: float
    accuracy: float
    moves: bool
    appeals: Floats
    categories: tuple[CategoryRule, ...]
    pairs: tuple[PairRule, ...]

    @property
    def told(self) -> bool:
        """Whether it is told apart what is bought."""
        return bool(self.categories)


def about_of(word: str, categories: list[str]) -> int:
    """What a message is about, by the word a plan has for it."""
    if not word:
        return UNTOLD
    return EACH if word == EACH_WORD else categories.index(word)


def _appeal(goods: Goods, name: str, day: int) -> float:
    """How much of its usual appeal a category has on a day."""
    launches = [one for _, one in sorted(goods.launches.items()) if one.category == name]
    new = math.fsum(
        science.novelty((day - one.from_day) // _WEEK, one.weeks, one.lift, one.fade)
        for one in launches
    )
    since = max([one.from_day for one in launches if one.from_day <= day], default=0)
    months = max(0, day - since) // _MONTH
    return (1.0 + new) * float(science.worn(goods.categories[name].ages, months))


def _appeals(goods: Goods, first_day: int, end: int) -> Floats:
    """See `GoodsRule.appeals`; rows from day `first_day` to before `end`."""
    names = list(goods.categories)
    table = np.ones((end - first_day, len(names) + 1), dtype=np.float64)
    for row, day in enumerate(range(first_day, end)):
        if day >= 0:
            table[row, : len(names)] = [_appeal(goods, name, day) for name in names]
    following = float(NEVER_DAY)
    for row in range(end - first_day - 1, -1, -1):
        table[row, len(names)] = following
        if row and not np.array_equal(table[row, : len(names)], table[row - 1, : len(names)]):
            following = float(first_day + row)
    return table


def goods_of(plan: Plan, first_day: int = 0) -> GoodsRule:
    """Change the units of a plan's goods; first_day: of the history."""
    goods, names = plan.goods, list(plan.goods.categories)
    all_shares = math.fsum(one.share for one in goods.categories.values())
    worth = math.fsum(one.share * one.price for one in goods.categories.values())
    categories = tuple(
        CategoryRule(
            name=name,
            hash=name_hash(name),
            shape=goods.concentration * one.share / all_shares,
            price_bp=basis_points(one.price * all_shares / worth),
            goods_bp=basis_points(one.cost_of_goods),
            taught=one.taught,
        )
        for name, one in goods.categories.items()
    )
    aging = any(one.ages for one in goods.categories.values())
    bound = any(kind.category for kind in plan.coupons.values())
    return GoodsRule(
        concentration=goods.concentration,
        focus=names.index(goods.focus) if goods.focus else UNTOLD,
        gained=goods.gained,
        accuracy=fresh(goods.accuracy, goods.delay_hours, goods.interest_half_life_hours),
        moves=bool(names) and (bool(goods.launches) or aging or bound),
        appeals=_appeals(goods, first_day, plan.horizon_days + 1),
        categories=categories,
        pairs=tuple(_pair(name, one, names) for name, one in goods.pairs.items()),
    )


def _pair(name: str, pair: Pair, names: list[str]) -> PairRule:
    return PairRule(
        hash=name_hash(name),
        first=names.index(pair.first),
        second=names.index(pair.second),
        share=pair.share,
        basket_bp=basis_points(pair.basket),
        paid_bp=basis_points(1.0 - pair.discount),
        discount=pair.discount,
        dip=pair.dip,
    )
