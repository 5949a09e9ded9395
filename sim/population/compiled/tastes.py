"""What a shopper likes, and how much new goods add to it, inside a kernel (品类偏好、上新)."""

from __future__ import annotations

from sim.behaviour import goods as rule
from sim.behaviour import needs
from sim.behaviour.clock import DAY
from sim.population.compiled.machine import Person, Rulebook, compiled
from sim.population.compiled.pointers import appeal_at
from sim.population.goods import CATEGORIES, EACH, MONTH, UNTOLD
from sim.population.needs import FIRST_NEED
from sim.randomness import address as at
from sim.randomness.philox import uniform


@compiled
def taste(p: Person, c: Rulebook, category: int) -> float:
    """How much a shopper likes the category of that place; drawn when it is first asked, and kept.

    No taste is 0, which is what is kept of one that was not asked yet.
    """
    kept = p.taste[category]
    if kept == 0.0:
        kept = rule.taste(c.seed, c.replication, p.uid, c.g_hash[category], c.g_shape[category])
        p.taste[category] = kept
    return float(kept)


@compiled
def tastes(p: Person, c: Rulebook) -> float:
    """The sum of all tastes, in the order of the categories."""
    total = 0.0
    for place in range(c.categories):
        total += taste(p, c, place)
    return total


@compiled
def _of_the_day(c: Rulebook, now: int, column: int) -> float:
    """A number of today's row of the table of appeals."""
    return float(appeal_at(c, (now // DAY - c.first_day) * (c.categories + 1) + column))


@compiled
def land_of(p: Person, c: Rulebook) -> int:
    """The region whose liking and range of goods are a shopper's; 0 where regions are all alike."""
    if not c.g_regions:
        return 0
    _, word, _, _ = at.draw(c.seed, c.replication, p.uid, at.STORE, 0)
    region, luck = 0, uniform(word)
    while luck >= c.land_until[region]:
        region += 1
    return region


@compiled
def age_of(p: Person, c: Rulebook, now: int) -> int:
    """The age on which a shopper's stage of life hangs, in months; 0 where there are no stages."""
    if not c.g_stages:
        return 0
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.BORN, 0)
    return int(now // (MONTH * DAY) - rule.month_born(uniform(word), c.born_from, c.born_until))


@compiled
def appeal(c: Rulebook, now: int, category: int, land: int, age: int) -> float:
    """How much new goods, their age, where somebody lives (`land_of`), and their stage of life
    (`age_of`) make of a category today."""
    worth = _of_the_day(c, now, category)
    if c.g_regions:
        worth *= c.land_appeal[land * CATEGORIES + category]
    for i in range(c.g_stages):
        if c.stage_category[i] == category:
            worth *= rule.needed(age, c.stage_first[i], c.stage_until[i], c.stage_need[i])
    return worth


@compiled
def next_change_day(c: Rulebook, now: int) -> int:
    """The day at whose midnight the appeal of any category changes next, or NEVER_DAY."""
    return int(_of_the_day(c, now, c.categories))


@compiled
def _against_others(p: Person, c: Rulebook, category: int, all_of_mine: float) -> float:
    mine = taste(p, c, category)
    return rule.against_others(mine, all_of_mine, c.g_shape[category], c.concentration)


@compiled
def relevance(p: Person, c: Rulebook, about: int, policy: int, ordinal: int) -> float:
    """What a message about a category, or EACH one's own, or a need, is worth to a shopper."""
    if about == UNTOLD:
        return 1.0
    if about >= FIRST_NEED:
        need, luck = about - FIRST_NEED, needs.luck_of(c.seed, c.replication, p.uid)
        return needs.worth(luck, c.n_low[need], c.n_high[need], c.n_gain[need])
    if about != EACH:
        return _against_others(p, c, about, tastes(p, c))
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.RECOMMEND + policy, ordinal)
    if uniform(word) >= c.accuracy:
        return 1.0
    best, all_of_mine = 0.0, tastes(p, c)
    for place in range(c.categories):
        best = max(best, _against_others(p, c, place, all_of_mine))
    return best


@compiled
def prefers(p: Person, c: Rulebook, category: int, threshold: float) -> bool:
    """Whether at least so large a share of a shopper's orders would be for a category."""
    return taste(p, c, category) >= threshold * tastes(p, c)


@compiled
def has_need(p: Person, c: Rulebook, need: int) -> bool:
    """Whether a shopper has the need of that place."""
    luck = needs.luck_of(c.seed, c.replication, p.uid)
    return bool(c.n_low[need] <= luck < c.n_high[need])
