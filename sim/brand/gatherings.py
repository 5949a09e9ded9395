"""Gatherings (门店活动) in single stores: who comes together there, what it does and costs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.behaviour.units import fen
from sim.brand.nearness import come_chances, map_of
from sim.brand.noting import noted
from sim.brand.rhythm import takes_place
from sim.config.schema import Plan
from sim.config.sites import Gathering
from sim.ledger.book import Book
from sim.population.interface import MOVES, Call, Felt, Population, Takers
from sim.population.offers import per_thousand
from sim.population.rules import Rules, audience_of
from sim.population.sites import ANY_SITE, SitesRule
from sim.randomness import address as at
from sim.randomness.address import name_hash
from sim.randomness.philox import uniform

Counts = dict[str, int]


class Gatherings:
    """Every gathering of the plan."""

    def __init__(
        self, rules: Rules, key: tuple[int, int], population: Population, book: Book
    ) -> None:
        self._halls = [
            Hall(gathering_of(rules.plan, name, one), rules.sites, key, population, book)
            for name, one in sorted(rules.plan.gatherings.items())
        ]

    def open(self, day: int) -> Counts:
        """Midnight, before the day is opened: who comes together today; series of the brand."""
        found: Counts = {}
        for hall in self._halls:
            for series, count in hall.open(day).items():
                found[series] = found.get(series, 0) + count
        return found


class GatheringRule(NamedTuple):
    """A gathering in the units the brand works in; `site`: where it is held, or ANY_SITE."""

    hash: int
    site: int
    from_day: int
    until_day: int
    every_days: int
    active_days: int
    audience: int
    accept: float
    places: int
    goodwill: float
    nudge: float
    brings: float
    fen: int
    guest_fen: int

    def comes(self, day: int) -> bool:
        """Whether it takes place at the midnight of a day."""
        return takes_place(day, self.from_day, self.until_day, self.every_days)


def gathering_of(plan: Plan, name: str, one: Gathering) -> GatheringRule:
    """Change the units of a plan's gathering."""
    sites = list(plan.sites.places)
    return GatheringRule(
        hash=name_hash(name),
        site=sites.index(one.site) if one.site else ANY_SITE,
        from_day=one.from_day,
        until_day=one.until_day,
        every_days=one.every_days,
        active_days=one.active_days,
        audience=audience_of(plan, one.audience),
        accept=one.accept,
        places=per_thousand(one.places, plan),
        goodwill=one.goodwill,
        nudge=one.nudge,
        brings=one.brings,
        fen=fen(one.yuan * plan.shoppers.initial / 1000.0),
        guest_fen=fen(one.yuan_per_guest),
    )


class Hall:
    """One gathering: who comes, who is let in, and what that does and costs."""

    def __init__(
        self,
        rule: GatheringRule,
        where: SitesRule,
        key: tuple[int, int],
        population: Population,
        book: Book,
    ) -> None:
        self._rule = rule
        self._where = where
        self._key = key
        self._population = population
        self._book = book

    def open(self, day: int) -> Counts:
        """What happens at a midnight, as series of the brand."""
        rule = self._rule
        if not rule.comes(day):
            return {}
        came = self._came(day)
        order = np.lexsort((came.uids, came.second))[: rule.places]
        chosen = np.sort(order)  # in order of uid again
        guests = Takers(*(column[chosen] for column in came))
        self._book.post(day, "gatherings", "cash", rule.fen + rule.guest_fen * len(chosen))
        self._population.feel(day, self._felt(day, guests))
        friends = self._bring(day, guests)
        return {
            "gatherings": 1,
            "gathering_wished": len(came.uids),
            "gathering_guests": len(chosen),
            "gathering_friends": friends,
        }

    def _came(self, day: int) -> Takers:
        """Who wants to come, and for whom it is not too far."""
        rule = self._rule
        mechanism, since = at.GATHERING + rule.hash, day - rule.active_days
        call = Call(mechanism, day, since, rule.audience, rule.accept, False)
        takers = self._population.takers(day, call)
        if not self._where.told:
            return takers
        chances = np.empty(len(takers.uids))
        uids = np.ascontiguousarray(takers.uids)
        come_chances(chances, uids, day, rule.site, *self._key, *map_of(self._where))
        lots = np.array([uniform(word) for word in takers.first.tolist()], dtype=np.float64)
        return Takers(*(column[lots < chances] for column in takers))

    def _felt(self, day: int, guests: Takers) -> Felt:
        rule = self._rule
        felt = noted(day, "gathered", guests.people, guests.uids, rule.guest_fen, rule.hash)
        felt["goodwill"], felt["nudge"] = rule.goodwill, rule.nudge
        felt["effect"] = MOVES if rule.goodwill or rule.nudge else 0
        return felt

    def _bring(self, day: int, guests: Takers) -> int:
        """Some guests ask a friend along; how many will join."""
        words = guests.third.tolist()
        asks = np.array([uniform(word) < self._rule.brings for word in words], dtype=np.bool_)
        people = guests.people[asks]
        if not len(people):
            return 0
        asked = np.ones(len(people), dtype=np.int64)
        return len(self._population.invite(day, people, asked, 0.0).uids)
