"""Single stores (单店): what they cost, who walks in from how far, and who comes together there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.behaviour import sites as gravity
from sim.behaviour.units import a_day_of, fen
from sim.brand.lots import FOURTH, THIRD, draw_word
from sim.brand.noting import noted
from sim.brand.rhythm import takes_place
from sim.config.schema import Plan
from sim.config.sites import Gathering
from sim.ledger.book import Book
from sim.population.interface import (
    MOVES,
    Arrivals,
    Call,
    Felt,
    Floats,
    Ints,
    Outcomes,
    Population,
    Takers,
)
from sim.population.offers import per_thousand
from sim.population.rules import Rules, audience_of
from sim.population.selling import CHANNEL, COLLECTED
from sim.population.sites import ANY_SITE, SitesRule
from sim.randomness import address as at
from sim.randomness.address import name_hash
from sim.randomness.philox import uniform
from sim.science import Table, science

Counts = dict[str, int]
_SAMPLE = 4096  # homes by which strangers' distances are averaged


class Stores:
    """All single stores of the brand, and the gatherings in them."""

    def __init__(
        self, rules: Rules, key: tuple[int, int], population: Population, book: Book
    ) -> None:
        self._rule = rules.sites
        self._stores = np.array([place.store for place in rules.selling.places], dtype=np.bool_)
        self._key = key
        self._population = population
        self._book = book
        self._gatherings = [
            Hall(gathering_of(rules.plan, name, one), self._rule, key, population, book)
            for name, one in sorted(rules.plan.gatherings.items())
        ]

    def open(self, day: int) -> Counts:
        """Midnight, before the day is opened: what stores cost, who comes together today."""
        for site in range(len(self._rule.names)):
            self._pay(day, site)
        found: Counts = {}
        for hall in self._gatherings:
            for series, count in hall.open(day).items():
                found[series] = found.get(series, 0) + count
        return found

    def _pay(self, day: int, site: int) -> None:
        rule = self._rule
        if day > 0 and day == int(rule.sites[site, gravity.FROM]):
            self._book.post(day, "store_sites", "cash", rule.opened_fen[site])
        if rule.there(site, day):
            rent = int(a_day_of(rule.month_fen[site]))
            self._book.post(day, "store_sites", "cash", rent)

    def near(self, day: int, arrivals: Arrivals) -> Arrivals:
        """Those of some people who walk in whose stores are near enough (thinning)."""
        if not self._rule.told or not len(arrivals.uids):
            return arrivals
        chances, lots = np.empty((2, len(arrivals.uids)))
        days = np.full(len(arrivals.uids), day)
        come_chances(chances, arrivals.uids, day, ANY_SITE, *self._key, *_map(self._rule))
        draw_word(lots, arrivals.uids, days, *self._key, at.SITE, THIRD)
        stay = lots < chances
        return Arrivals(arrivals.source, arrivals.uids[stay], arrivals.times[stay])

    def reach(self, day: int) -> float:
        """Share of all strangers whose stores are near enough on a day, on average."""
        if not self._rule.told:
            return 1.0
        chances, people = np.empty(_SAMPLE), np.arange(_SAMPLE)
        come_chances(chances, people, day, ANY_SITE, *self._key, *_map(self._rule))
        return float(chances.mean())

    def visit(self, day: int, people: Ints, uids: Ints, nudge: float, policy: int) -> int:
        """Some members are to fetch something in a store at a midnight; how many come.

        people, uids: who, by number too. nudge: what being there adds to intensity. policy: name
        hash of what they fetch.
        """
        chances, lots = np.ones(len(uids)), np.zeros(len(uids))
        if self._rule.told:
            days = np.full(len(uids), day)
            come_chances(chances, uids, day, ANY_SITE, *self._key, *_map(self._rule))
            draw_word(lots, uids, days, *self._key, at.SITE, FOURTH)
        come = lots < chances
        order = np.argsort(uids[come], kind="stable")
        felt = noted(day, "store_visited", people[come][order], uids[come][order], 0, policy)
        felt["nudge"], felt["effect"] = nudge, MOVES
        self._population.feel(day, felt)
        return len(felt)

    def close(self, day: int, outcomes: Outcomes) -> Counts:
        """The sites in which the orders of a day were made, or collected."""
        rule = self._rule
        if not rule.told:
            return {}
        made = outcomes.orders >= 0
        places = outcomes.places[made]
        there = self._stores[places & CHANNEL] | ((places & COLLECTED) > 0)
        uids, amounts = outcomes.uids[made][there], outcomes.amounts[made][there]
        found, mine = np.empty((2, len(uids)), dtype=np.int64)
        go_where(found, mine, np.ascontiguousarray(uids), day, *self._key, *_habits(rule))
        ours = (found == rule.focus) & (rule.focus != ANY_SITE)
        return {
            "site_orders": len(uids),
            "focus_site_orders": int(ours.sum()),
            "focus_site_fen": int(amounts[ours].sum()),
            "favourite_orders": int((found == mine).sum()) if rule.habits else 0,
        }


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
        come_chances(chances, uids, day, rule.site, *self._key, *_map(self._where))
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


def _map(rule: SitesRule) -> tuple[float, float, Table, Table]:
    return rule.half_km, rule.power, rule.sites, rule.areas


def _habits(rule: SitesRule) -> tuple[float, float, float, int, Table, Table]:
    return rule.half_km, rule.power, rule.ours, rule.looks_days, rule.sites, rule.areas


@science
def come_chances(
    chances: Floats,
    uids: Ints,
    day: int,
    site: int,
    seed: int,
    replication: int,
    half_km: float,
    power: float,
    sites: Table,
    areas: Table,
) -> None:
    """Fill in the chance that distance leaves: to come to one site, or (-1) to any open one."""
    for i in range(len(uids)):
        x, y = gravity.home(seed, replication, uids[i], areas)
        drawn = 0.0
        if site < 0:
            drawn = gravity.attraction_of_all(x, y, day, half_km, power, sites)
        elif gravity.is_there(site, day, sites):
            squared = gravity.squared_km(x, y, site, sites)
            drawn = gravity.attraction(float(sites[site, gravity.SIZE]), squared, half_km, power)
        chances[i] = gravity.goes_chance(drawn)


@science
def go_where(
    found: Ints,
    mine: Ints,
    uids: Ints,
    day: int,
    seed: int,
    replication: int,
    half_km: float,
    power: float,
    habit: float,
    looks_days: int,
    sites: Table,
    areas: Table,
) -> None:
    """Fill in which site each goes to on a day, -1 if none is open, and which they call theirs."""
    for i in range(len(uids)):
        mine[i] = gravity.RIVALS
        if habit != 1.0:
            mine[i] = gravity.favourite(
                seed, replication, uids[i], day, looks_days, half_km, power, sites, areas
            )
        found[i] = gravity.trip(
            seed, replication, uids[i], day, mine[i], habit, half_km, power, sites, areas
        )
