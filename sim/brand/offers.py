"""Group buys and raffles: who takes part is looked up at midnight, and what was won is handed out.

Both wait for friends, so each midnight settles what is due first and lets in who took part
yesterday after it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

import numpy as np

from sim.behaviour.clock import DAY
from sim.behaviour.offer import turn_of, weight_of
from sim.brand.friends import asked_by, first_friends, helpers_of
from sim.brand.lots import uniforms
from sim.brand.sites import Stores
from sim.ledger.book import Book
from sim.population.interface import Award, Call, Floats, Ints, Population, Takers
from sim.population.offers import GroupBuyRule, RaffleRule
from sim.population.rules import Rules
from sim.science import science

Counts = Counter[str]


class Groups(NamedTuple):
    """Groups that will be full, shape (groups,): their starters' numbers, who fills each (uids,
    shape (groups, places)), the day on which they were shared."""

    starters: Ints
    friends: Ints
    shared: int


class GroupBuy:
    """One group buy: groups started, and those that will be full or fail."""

    def __init__(self, rule: GroupBuyRule, invites_mean: float, population: Population) -> None:
        self._rule = rule
        self._mean = invites_mean
        self._population = population
        self._full: dict[int, list[Groups]] = defaultdict(list)
        self._failed: Counter[int] = Counter()

    def open(self, day: int) -> Counts:
        """Midnight: groups that are full get their price, yesterday's active start new ones."""
        counts = Counter(groups_failed=self._failed.pop(day, 0))
        counts += self._settle(day)
        if self._rule.from_day < day <= self._rule.until_day:
            counts += self._start(day)
        return counts

    def _settle(self, day: int) -> Counts:
        full = self._full.pop(day, [])
        if not full:
            return Counts()
        friends = np.concatenate([groups.friends.reshape(-1) for groups in full])
        starters = np.concatenate([groups.starters for groups in full])
        since = min(groups.shared for groups in full)
        people = np.concatenate([starters, self._population.numbers(friends, since)])
        award = Award("group_formed", self._rule.carried, 0, self._rule.hash)
        self._population.award(day, np.unique(people), award)
        return Counter(groups_formed=len(starters))

    def _start(self, day: int) -> Counts:
        rule, yesterday = self._rule, day - 1
        call = Call(rule.mechanism, yesterday, yesterday, rule.audience, rule.start, True)
        takers = self._population.takers(day, call)
        asked = asked_by(takers.first, self._mean) * rule.places
        invited = self._population.invite(day, takers.people, asked, rule.appeal)
        friends = first_friends(invited, takers.people, rule.places)
        starters, deadline = takers.people[friends.enough], day + rule.window_days
        within = friends.last < deadline
        for last in np.unique(friends.last[within]).tolist():
            now = friends.last == last
            self._full[last + 1].append(Groups(starters[now], friends.uids[now], day))
        self._failed[deadline] += len(takers.people) - int(within.sum())
        return Counter(groups_started=len(takers.people))


class Entrants(NamedTuple):
    """Who is in the draw, shape (people,): numbers, uids, how many help each, and what each
    draws."""

    people: Ints
    uids: Ints
    helpers: Ints
    luck: Floats


class Raffle:
    """One raffle: rounds entered, and drawn once friends have helped."""

    def __init__(
        self,
        rule: RaffleRule,
        invites_mean: float,
        population: Population,
        book: Book,
        stores: Stores,
    ) -> None:
        self._stores = stores
        self._rule = rule
        self._mean = invites_mean
        self._population = population
        self._book = book
        self._drawn: dict[int, Entrants] = {}

    def open(self, day: int) -> Counts:
        """Midnight: a round that ended is closed to entrants; one whose friends have helped is
        drawn."""
        rule, counts = self._rule, Counts()
        began = day - rule.days
        rounds, off = divmod(began - rule.from_day, rule.every_days)
        if off == 0 and rounds >= 0 and began < rule.until_day:
            counts += self._enter(day, began)
        entrants = self._drawn.pop(day, None)
        return counts + self._draw(day, entrants) if entrants else counts

    def _enter(self, day: int, began: int) -> Counts:
        rule = self._rule
        call = Call(rule.mechanism, began, began, rule.audience, rule.enter, False)
        takers = self._population.takers(day, call)
        people, uids = takers.people, takers.uids
        helpers = self._helpers(day, takers) if rule.help_days else np.zeros_like(people)
        self._drawn[day + rule.help_days] = Entrants(people, uids, helpers, uniforms(takers.third))
        return Counter(raffle_entries=len(people), raffle_helpers=int(helpers.sum()))

    def _helpers(self, day: int, takers: Takers) -> Ints:
        """How many friends of each join before the draw."""
        asks = uniforms(takers.first) < self._rule.share
        asked = asked_by(takers.second[asks], self._mean)
        invited = self._population.invite(day, takers.people[asks], asked, 0.0)
        return helpers_of(invited, takers.people, (day + self._rule.help_days) * DAY)

    def _draw(self, day: int, lots: Entrants) -> Counts:
        rule = self._rule
        turns = np.empty(len(lots.people))
        draw_turns(turns, lots.luck, lots.helpers, rule.odds_gain)
        order = np.lexsort((lots.uids, turns))
        people = lots.people[order]
        won, lost = people[: rule.prizes], people[rule.prizes :]
        for who, event, kind, cost in (
            (won, "raffle_won", rule.win, rule.cost_fen),
            (lost, "raffle_lost", rule.lose, 0),
        ):
            if len(who):
                self._population.award(day, np.sort(who), Award(event, kind, cost, rule.hash))
        self._book.post(day, "raffle_prizes", "cash", rule.cost_fen * len(won))
        counts = Counter(raffle_drawn=len(people), raffle_won=len(won))
        if rule.store_visit > 0.0:
            uids = lots.uids[order][: rule.prizes]
            came = self._stores.visit(day, won, uids, rule.store_visit, rule.hash)
            counts["store_visits"] = came
        return counts


@science
def draw_turns(turns: Floats, luck: Floats, helpers: Ints, gain: float) -> None:
    """Fill in when each lot of a raffle is drawn, by luck and helpers."""
    for i in range(len(luck)):
        turns[i] = turn_of(luck[i], weight_of(helpers[i], gain))


class Offers:
    """Every offer of the plan, in order of the names of each kind."""

    def __init__(self, rules: Rules, population: Population, book: Book, stores: Stores) -> None:
        mean = rules.plan.referral.invites_mean
        self._all: list[GroupBuy | Raffle] = [
            *(GroupBuy(rule, mean, population) for rule in rules.offers.group_buys),
            *(Raffle(rule, mean, population, book, stores) for rule in rules.offers.raffles),
        ]

    def open(self, day: int) -> Counts:
        """What happens at the midnight of `day`, as the brand's own series of that day."""
        counts = Counts()
        for offer in self._all:
            counts += offer.open(day)
        return counts
