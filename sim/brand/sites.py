"""Single stores (单店): what they cost, who walks in from how far, where orders are made."""

from __future__ import annotations

import numpy as np

from sim.behaviour import sites as gravity
from sim.behaviour.units import a_day_of
from sim.brand.lots import FOURTH, THIRD, draw_word
from sim.brand.nearness import come_chances, map_of
from sim.brand.noting import noted
from sim.ledger.book import Book
from sim.population.interface import (
    MOVES,
    Arrivals,
    Ints,
    Outcomes,
    Population,
)
from sim.population.rules import Rules
from sim.population.selling import CHANNEL, COLLECTED
from sim.population.sites import ANY_SITE, SitesRule
from sim.randomness import address as at
from sim.science import Table, science

Counts = dict[str, int]
_SAMPLE = 4096  # homes by which strangers' distances are averaged


class Stores:
    """All single stores of the brand."""

    def __init__(
        self, rules: Rules, key: tuple[int, int], population: Population, book: Book
    ) -> None:
        self._rule = rules.sites
        self._stores = np.array([place.store for place in rules.selling.places], dtype=np.bool_)
        self._key = key
        self._population = population
        self._book = book

    def open(self, day: int) -> None:
        """Midnight, before the day is opened: what stores cost."""
        for site in range(len(self._rule.names)):
            self._pay(day, site)

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
        come_chances(chances, arrivals.uids, day, ANY_SITE, *self._key, *map_of(self._rule))
        draw_word(lots, arrivals.uids, days, *self._key, at.SITE, THIRD)
        stay = lots < chances
        return Arrivals(arrivals.source, arrivals.uids[stay], arrivals.times[stay])

    def reach(self, day: int) -> float:
        """Share of all strangers whose stores are near enough on a day, on average."""
        if not self._rule.told:
            return 1.0
        chances, people = np.empty(_SAMPLE), np.arange(_SAMPLE)
        come_chances(chances, people, day, ANY_SITE, *self._key, *map_of(self._rule))
        return float(chances.mean())

    def visit(self, day: int, people: Ints, uids: Ints, nudge: float, policy: int) -> int:
        """Some members are to fetch something in a store at a midnight; how many come.

        people, uids: who, by number too. nudge: what being there adds to intensity. policy: name
        hash of what they fetch.
        """
        chances, lots = np.ones(len(uids)), np.zeros(len(uids))
        if self._rule.told:
            days = np.full(len(uids), day)
            come_chances(chances, uids, day, ANY_SITE, *self._key, *map_of(self._rule))
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


def _habits(rule: SitesRule) -> tuple[float, float, float, int, Table, Table]:
    return rule.half_km, rule.power, rule.ours, rule.looks_days, rule.sites, rule.areas


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
