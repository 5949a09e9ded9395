"""Goods in the units the engines work in: fen, basis points, parameters of the tastes."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.behaviour import goods as science
from sim.behaviour.needs import fresh
from sim.behaviour.trigger import NEVER_DAY
from sim.behaviour.units import basis_points, fen
from sim.config.checks.goods import EACH as EACH_WORD
from sim.config.checks.goods import MOST_CATEGORIES, MOST_PAIRS, MOST_REGIONS, MOST_STAGES
from sim.config.goods import Goods, Launch, Pair, Region, Trial
from sim.config.schema import Plan
from sim.population.interface import Floats
from sim.randomness import address as at
from sim.randomness.address import name_hash
from sim.randomness.philox import uniform

CATEGORIES, PAIRS = MOST_CATEGORIES, MOST_PAIRS
REGIONS, STAGES = MOST_REGIONS, MOST_STAGES
UNTOLD = -1  # the category of an order where categories are not told apart; of a message, none
EACH = CATEGORIES  # what a message is about that is about what each member likes most
MONTH = 30  # days of an age
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


class RegionRule(NamedTuple):
    """A region: members whose luck is below `until` live here, or in one before it.

    appeals: what its taste, and its range, make of each category; 1 in the mean of the shares.
    """

    until: float
    appeals: tuple[float, ...]


class StageRule(NamedTuple):
    """A stage of life: from which age on, in months, until which, a category is needed."""

    category: int
    first: int
    until: int
    need: float


class LaunchRule(NamedTuple):
    """What became of a launch: whether the goods are wanted, and whether they were launched.

    trial_fen: cost of its trial; cost_fen: of the launch, if it was made.
    """

    name: str
    from_day: int
    hit: bool
    made: bool
    tried: bool
    trial_fen: int
    cost_fen: int


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
    regions: tuple[RegionRule, ...]
    stages: tuple[StageRule, ...]
    born: tuple[int, int]  # first and last month from which ages count
    launches: tuple[LaunchRule, ...]

    @property
    def told(self) -> bool:
        """Whether it is told apart what is bought."""
        return bool(self.categories)


def about_of(word: str, categories: list[str]) -> int:
    """What a message is about, by the word a plan has for it."""
    if not word:
        return UNTOLD
    return EACH if word == EACH_WORD else categories.index(word)


def _launch(
    key: tuple[int, int], thousands: float, name: str, one: Launch, say: Trial
) -> LaunchRule:
    """Whether new goods are a hit, what their triers say, and whether they are launched."""
    hit = uniform(at.draw(*key, 0, at.LAUNCH + name_hash(name), 0)[0]) < one.hit
    liked = say.hit_liked if hit else say.miss_liked
    yes = science.who_like(*key, name_hash(name), one.triers, liked)
    made = yes >= one.threshold * one.triers
    return LaunchRule(
        name=name,
        from_day=one.from_day,
        hit=hit,
        made=made,
        tried=one.triers > 0,
        trial_fen=one.triers * fen(one.yuan_per_trier),
        cost_fen=fen(one.yuan * thousands) if made else 0,
    )


def _regions(goods: Goods) -> tuple[RegionRule, ...]:
    """Regions in the order of the plan."""
    everybody = math.fsum(one.share for one in goods.regions.values())
    found, until = [], 0.0
    for one in goods.regions.values():
        until += one.share / everybody
        found.append(RegionRule(until, _there(goods, one)))
    return (*found[:-1], found[-1]._replace(until=1.0)) if found else ()


def _there(goods: Goods, region: Region) -> tuple[float, ...]:
    """What taste and range of a region make of each category."""
    shares = [one.share for one in goods.categories.values()]
    likes = _even([region.likes.get(name, 1.0) for name in goods.categories], shares)
    room = _even([science.presence(one, goods.adapted) for one in likes], shares)
    return tuple(one * place for one, place in zip(likes, room, strict=True))


def _even(factors: list[float], shares: list[float]) -> list[float]:
    """Factors as they are to each other, with mean 1 by the shares."""
    mean = math.fsum(f * s for f, s in zip(factors, shares, strict=True)) / math.fsum(shares)
    return [factor / mean for factor in factors]


def _appeal(goods: Goods, made: set[str], name: str, day: int) -> float:
    """How much of its usual appeal a category has on a day; made: launches that bring something."""
    launches = [
        one
        for launch, one in sorted(goods.launches.items())
        if one.category == name and launch in made
    ]
    new = math.fsum(
        science.novelty((day - one.from_day) // _WEEK, one.weeks, one.lift, one.fade)
        for one in launches
    )
    since = max([one.from_day for one in launches if one.from_day <= day], default=0)
    months = max(0, day - since) // _MONTH
    return (1.0 + new) * float(science.worn(goods.categories[name].ages, months))


def _appeals(goods: Goods, made: set[str], first_day: int, end: int) -> Floats:
    """See `GoodsRule.appeals`; rows from day `first_day` to before `end`."""
    names = list(goods.categories)
    table = np.ones((end - first_day, len(names) + 1), dtype=np.float64)
    for row, day in enumerate(range(first_day, end)):
        if day >= 0:
            table[row, : len(names)] = [_appeal(goods, made, name, day) for name in names]
    new = (table[1:, : len(names)] != table[:-1, : len(names)]).any(axis=1).tolist()
    following = float(NEVER_DAY)
    for row in range(end - first_day - 1, -1, -1):
        table[row, len(names)] = following
        aged = bool(goods.stages) and (first_day + row) % MONTH == 0
        if aged or (row and new[row - 1]):
            following = float(first_day + row)
    return table


def goods_of(plan: Plan, first_day: int = 0, replication: int = 0) -> GoodsRule:
    """Change the units of a plan's goods; first_day: of the history. Whether new goods are wanted
    is the luck of a replication."""
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
    own = bool(goods.regions) or bool(goods.stages)
    key, thousands = (plan.seed, replication), plan.shoppers.initial / 1000.0
    launches = tuple(
        _launch(key, thousands, name, one, goods.trial)
        for name, one in sorted(goods.launches.items())
    )
    made = {one.name for one in launches if one.hit and one.made}
    return GoodsRule(
        concentration=goods.concentration,
        focus=names.index(goods.focus) if goods.focus else UNTOLD,
        gained=goods.gained,
        accuracy=fresh(goods.accuracy, goods.delay_hours, goods.interest_half_life_hours),
        moves=bool(names) and (bool(goods.launches) or aging or bound or own),
        appeals=_appeals(goods, made, first_day, plan.horizon_days + 1),
        categories=categories,
        pairs=tuple(_pair(name, one, names) for name, one in goods.pairs.items()),
        regions=_regions(goods),
        stages=tuple(
            StageRule(names.index(one.category), one.from_month, one.until_month, one.need)
            for one in goods.stages.values()
        ),
        born=(goods.born_from, goods.born_until),
        launches=launches,
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
