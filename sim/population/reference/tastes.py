"""What a shopper likes, and how much new goods add to it (品类偏好、上新)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour import goods as science
from sim.behaviour import needs
from sim.behaviour.clock import DAY, NEVER
from sim.behaviour.trigger import NEVER_DAY
from sim.population.goods import EACH, MONTH, UNTOLD
from sim.population.needs import FIRST_NEED
from sim.population.reference.shopper import Shopper, draw
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town


def taste(town: Town, shopper: Shopper, category: int) -> float:
    """How much a shopper likes the category of that place."""
    rule = town.rules.goods.categories[category]
    return science.taste(*town.key, shopper.uid, rule.hash, rule.shape)


def tastes(town: Town, shopper: Shopper) -> float:
    """The sum of all tastes, in the order of the categories."""
    total = 0.0
    for place in range(len(town.rules.goods.categories)):
        total += taste(town, shopper, place)
    return total


def appeal(town: Town, shopper: Shopper, now: int, category: int) -> float:
    """How much new goods, their age, where somebody lives, and their stage of life make of a
    category today."""
    goods = town.rules.goods
    worth = float(goods.appeals[now // DAY - town.rules.first_day, category])
    if goods.regions:
        luck = draw(town.key, shopper.uid, at.STORE, 0)[1]
        worth *= next(one for one in goods.regions if luck < one.until).appeals[category]
    if goods.stages:
        born = science.month_born(draw(town.key, shopper.uid, at.BORN, 0)[0], *goods.born)
        for stage in goods.stages:
            if stage.category == category:
                age = now // (MONTH * DAY) - born
                worth *= science.needed(age, stage.first, stage.until, stage.need)
    return worth


def next_change(town: Town, now: int) -> int:
    """The midnight (ms) at which the appeal of any category changes next, or NEVER."""
    goods = town.rules.goods
    day = int(goods.appeals[now // DAY - town.rules.first_day, len(goods.categories)])
    return NEVER if day == NEVER_DAY else day * DAY


def demand(town: Town, shopper: Shopper, now: int, pulls: list[float]) -> float:
    """Factor on purchase intensity; pulls: of what is held, for each category."""
    liked, appealing, pulling = 0.0, 0.0, 0.0
    for place, pull in enumerate(pulls):
        liking = taste(town, shopper, place)
        weight = liking * appeal(town, shopper, now, place)
        liked, appealing, pulling = liked + liking, appealing + weight, pulling + weight * pull
    return science.demand(liked, appealing, pulling, town.rules.goods.gained)


def relevance(town: Town, shopper: Shopper, about: int, policy: int, ordinal: int) -> float:
    """What a message about a category, or EACH one's own, or a need, is worth to a shopper."""
    goods = town.rules.goods
    if about == UNTOLD:
        return 1.0
    if about >= FIRST_NEED:
        luck = needs.luck_of(*town.key, shopper.uid)
        return needs.worth(luck, *town.rules.needs[about - FIRST_NEED])
    if about == EACH:
        if draw(town.key, shopper.uid, at.RECOMMEND + policy, ordinal)[0] >= goods.accuracy:
            return 1.0
        best = 0.0
        for place in range(len(goods.categories)):
            best = max(best, _against_others(town, shopper, place))
        return best
    return _against_others(town, shopper, about)


def _against_others(town: Town, shopper: Shopper, category: int) -> float:
    goods = town.rules.goods
    mine, all_of_mine = taste(town, shopper, category), tastes(town, shopper)
    return science.against_others(
        mine, all_of_mine, goods.categories[category].shape, goods.concentration
    )


def prefers(town: Town, shopper: Shopper, category: int, threshold: float) -> bool:
    """Whether at least so large a share of a shopper's orders would be for a category."""
    return taste(town, shopper, category) >= threshold * tastes(town, shopper)


def has_need(town: Town, shopper: Shopper, need: int) -> bool:
    """Whether a shopper has the need of that place."""
    rule = town.rules.needs[need]
    return rule.low <= needs.luck_of(*town.key, shopper.uid) < rule.high
