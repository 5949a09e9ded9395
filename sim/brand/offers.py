"""Group buys and raffles: who takes part is looked up at midnight, and what was won is handed out.

Both wait for friends, so each midnight settles what is due first and lets in who took part
yesterday after it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

import numpy as np

from sim.behaviour.clock import DAY
from sim.behaviour.draws import geometric
from sim.behaviour.offer import turn_of, weight_of
from sim.brand.sites import Stores
from sim.ledger.book import Book
from sim.population.interface import Award, Call, Invited, Population, Takers
from sim.population.offers import GroupBuyRule, RaffleRule
from sim.population.rules import Rules
from sim.randomness.philox import uniform

Counts = Counter[str]


class Group(NamedTuple):
    """A group that will be full: its starter's number, who fills it (uids), when it was shared."""

    starter: int
    friends: tuple[int, ...]
    shared: int


class GroupBuy:
    """One group buy: groups started, and those that will be full or fail."""

    def __init__(self, rule: GroupBuyRule, invites_mean: float, population: Population) -> None:
        self._rule = rule
        self._mean = invites_mean
        self._population = population
        self._full: dict[int, list[Group]] = defaultdict(list)
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
        if full:
            friends = np.array([uid for group in full for uid in group.friends], dtype=np.int64)
            since = min(group.shared for group in full)
            starters = [group.starter for group in full]
            people = np.concatenate([starters, self._population.numbers(friends, since)])
            award = Award("group_formed", self._rule.carried, 0, self._rule.hash)
            self._population.award(day, np.unique(people), award)
        return Counter(groups_formed=len(full))

    def _start(self, day: int) -> Counts:
        rule, yesterday = self._rule, day - 1
        call = Call(rule.mechanism, yesterday, yesterday, rule.audience, rule.start, True)
        takers = self._population.takers(day, call)
        many = [geometric(uniform(word), self._mean) * rule.places for word in takers.first]
        asked = np.array(many, dtype=np.int64)
        came = friends_of(self._population.invite(day, takers.people, asked, rule.appeal))
        deadline = day + rule.window_days
        for starter in takers.people.tolist():
            friends = came[starter][: rule.places]
            last = friends[-1][0] // DAY if len(friends) == rule.places else deadline
            if last < deadline:
                group = Group(starter, tuple(uid for _, uid in friends), day)
                self._full[last + 1].append(group)
            else:
                self._failed[deadline] += 1
        return Counter(groups_started=len(takers.people))


class Entrants(NamedTuple):
    """Who is in the draw, shape (people,): numbers, uids, odds, and what they draw."""

    people: list[int]
    uids: list[int]
    weights: list[float]
    luck: list[float]


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
        helpers = self._helpers(day, takers) if rule.help_days else Counter()
        people = takers.people.tolist()
        self._drawn[day + rule.help_days] = Entrants(
            people,
            takers.uids.tolist(),
            [weight_of(helpers[one], rule.odds_gain) for one in people],
            [uniform(word) for word in takers.third],
        )
        return Counter(raffle_entries=len(people), raffle_helpers=sum(helpers.values()))

    def _helpers(self, day: int, takers: Takers) -> Counter[int]:
        """Friends who join before the draw, by the number of whom they help."""
        rule, draw = self._rule, (day + self._rule.help_days) * DAY
        asks = np.array([uniform(word) < rule.share for word in takers.first], dtype=np.bool_)
        many = [geometric(uniform(word), self._mean) for word in takers.second[asks]]
        people, asked = takers.people[asks], np.array(many, dtype=np.int64)
        came = friends_of(self._population.invite(day, people, asked, 0.0))
        return Counter(
            {one: sum(time < draw for time, _ in friends) for one, friends in came.items()}
        )

    def _draw(self, day: int, lots: Entrants) -> Counts:
        rule = self._rule
        turns = [turn_of(u, weight) for u, weight in zip(lots.luck, lots.weights, strict=True)]
        order = np.lexsort((lots.uids, turns))
        people = np.array(lots.people, dtype=np.int64)[order]
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
            uids = np.array(lots.uids, dtype=np.int64)[order][: rule.prizes]
            came = self._stores.visit(day, won, uids, rule.store_visit, rule.hash)
            counts["store_visits"] = came
        return counts


def friends_of(invited: Invited) -> dict[int, list[tuple[int, int]]]:
    """Those who said yes by the number of who asked them: (time, uid), in that order."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    columns = (column.tolist() for column in (invited.inviters, invited.times, invited.uids))
    for inviter, time, uid in zip(*columns, strict=True):
        found[inviter].append((time, uid))
    return found


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
