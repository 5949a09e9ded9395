"""Offers passed on (转发优惠): who means to, who does, who claims, who gets what for it.

All of it is settled at midnight, for what members did the day before: who was given an offer means
to pass it on or not, does it at once or on a later visit, its parts go to friends and to members
who came by, and who claimed one may pass it on in turn the day after.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from sim.behaviour.acquisition import market_left
from sim.behaviour.draws import poisson
from sim.behaviour.passing import meant_chance
from sim.behaviour.referral import accept_chance, appeal
from sim.brand.acquisition import Door, people_by
from sim.brand.bringing import Brought, come_through, door_named, together
from sim.brand.by_uid import Drawn
from sim.brand.claiming import Claims
from sim.brand.dealing import Dealing
from sim.brand.friends import first_friends
from sim.brand.hearing import Hearing
from sim.brand.passers import NO_HOLDERS, Passers
from sim.brand.pool import Members, Pool, Teams
from sim.ledger.book import Book
from sim.population.interface import Arrivals, Award, Ints, Invited, Population
from sim.population.ordering import day_by_day
from sim.population.passing import SharedRule
from sim.population.rules import Rules
from sim.randomness import address as at
from sim.randomness.address import name_hash

Counts = Counter[str]
SERIES = (
    *("shares_meant", "shares_passed", "shares_again", "shares_claimed", "shares_won"),
    *("shares_rewarded", "share_cash_fen"),
)


class SharedOffer:
    """One offer, and what became of it so far."""

    def __init__(
        self,
        rule: SharedRule,
        rules: Rules,
        doors: list[Door],
        key: tuple[int, int],
        population: Population,
        book: Book,
    ) -> None:
        self._rule = rule
        self._rules = rules
        self._programme = rules.plan.referral
        self._door = door_named(doors, rule.door) if rule.door else None
        self._key = key
        self._tag = name_hash(f"won by shared offer {rule.hash}")
        self._population = population
        self._book = book
        self._dealing = Dealing(rule.hash, key, population)
        self._passers = Passers(rule, self._dealing)
        self._claims = Claims(rule, self._dealing)
        self._holders = NO_HOLDERS  # of yesterday
        self._pool = Pool(rule)
        self._teams: dict[int, list[Teams]] = defaultdict(list)  # by the day they are complete

    def open(self, day: int, active: int, left: float, viewers: Ints) -> Brought:
        """Midnight; active: members who came by yesterday, left: share of the market.

        viewers: who came to a live room yesterday; rows of `Population.stirred`.
        """
        counts = Counts(dict.fromkeys(SERIES, 0))
        if not day:
            return Brought([], [], counts)
        passers = self._passers.open(day, self._chance(), viewers, self._holders, counts)
        self._pay_for(day, passers)
        arrivals = self._spread(day, passers, left, counts)
        self._holders = self._claims.open(day, passers, active)
        counts["shares_claimed"] += len(self._holders.people)
        self._reward(day, len(passers.people), counts)
        return Brought(arrivals, [], counts)

    def _chance(self) -> float:
        """That who is given the offer means to pass it on."""
        rule = self._rule
        lure = appeal(rule.own_yuan + self._pool.hope, self._programme.appeal_yuan)
        return meant_chance(rule.means, rule.means_gain, lure)

    def _pay_for(self, day: int, passers: Drawn) -> None:
        cost = self._rule.cost_fen
        self._dealing.note(day, "share_passed", passers.people, passers.uids, cost)
        self._book.post(day, "shared_offers", "cash", cost * len(passers.people))

    # -- to whom ----------------------------------------------------------------------------------

    def _spread(self, day: int, passers: Drawn, left: float, counts: Counts) -> list[Arrivals]:
        """Friends are asked; who joins gets a part the midnight after."""
        rule, many = self._rule, len(passers.people)
        lure = appeal(rule.mean_worth + self._pool.hope, self._programme.appeal_yuan)
        if not rule.own_needs and many:
            alone = np.zeros((many, 0), dtype=np.int64)
            team = Teams(passers.people, passers.uids, np.full(many, day), alone)
            self._teams[day].append(team)
        if not rule.to_friends or not many:
            return []
        if self._door is not None:
            come = self._by_door(day, self._door, many, lure, left)
            counts["shares_won"] += len(come.uids)
            return [come]
        asked = np.full(many, rule.to_friends, dtype=np.int64)
        invited = self._population.invite(day, passers.people, asked, lure)
        counts["shares_won"] += len(invited.uids)
        self._expect(invited)
        if rule.own_needs:
            self._gather(day, passers, invited)
        return []

    def _by_door(self, day: int, door: Door, passed: int, lure: float, left: float) -> Arrivals:
        """Friends who come today by a door of their own."""
        programme = self._programme
        plain = accept_chance(programme.accept, programme.accept_gain, lure, 1.0)
        mean = plain * passed * self._rule.to_friends
        mean *= come_through(self._rules, door, day, left)
        joins = poisson(*self._key, 0, at.SHARED + self._rule.hash, day, mean)
        come = people_by(door, self._tag, day, joins)
        self._claims.expect(day, come.uids)
        return come

    def _expect(self, invited: Invited) -> None:
        """Friends join on their days; they are in order of time."""
        for day, those in day_by_day(invited.times):
            self._claims.expect(day, invited.uids[those])

    def _gather(self, day: int, passers: Drawn, invited: Invited) -> None:
        """Whose friends will be complete in time, and when."""
        friends = first_friends(invited, passers.people, self._rule.own_needs)
        people, uids = passers.people[friends.enough], passers.uids[friends.enough]
        within = friends.last < day + self._rule.window_days
        for last in np.unique(friends.last[within]).tolist():
            now = friends.last == last
            since = np.full(int(now.sum()), day)
            self._teams[last + 1].append(Teams(people[now], uids[now], since, friends.uids[now]))

    # -- who gets what ----------------------------------------------------------------------------

    def _reward(self, day: int, passed: int, counts: Counts) -> None:
        """Who passed it on gets theirs, and the day's pool is shared out."""
        rule, teams = self._rule, Teams.joined(self._teams.pop(day, []))
        starters = np.unique(teams.people)
        if rule.own or rule.pool_fen:
            counts["shares_rewarded"] += len(starters)
        if rule.own and len(starters):
            award = Award("share_rewarded", rule.own, 0, rule.hash)
            self._population.award(day, starters, award)
        if rule.pool_fen:
            counts["share_cash_fen"] += self._share_out(day, teams, passed)

    def _share_out(self, day: int, teams: Teams, passed: int) -> int:
        """Equal parts of the day's pool; returns what was paid, in fen.

        Friends get what starters get: who joins a team is paid as well as who brought them.
        """
        pool = self._pool
        came = self._dealing.takers(day, at.SHARED, day - 1) if pool.any_in(day) else None
        new = self._members(day, teams)
        shares = pool.share_out(day, new, came, passed)
        self._dealing.note(day, "share_rewarded", shares.people, shares.uids, shares.each)
        paid = shares.each * len(shares.uids)
        self._book.post(day, "shared_offers", "cash", paid)
        return paid

    def _members(self, day: int, teams: Teams) -> Members:
        """Who is in the teams that are complete just now; the pool hears of them."""
        if not len(teams.people):
            return Members(teams.people, teams.uids)
        friends = np.unique(teams.friends)
        people = self._population.numbers(friends, int(teams.since.min()))
        self._pool.complete(day, teams.people, people)
        return Members(
            np.concatenate([teams.people, people]), np.concatenate([teams.uids, friends])
        )


class SharedOffers:
    """Every offer that is passed on, in order of the names."""

    def __init__(
        self,
        rules: Rules,
        doors: list[Door],
        key: tuple[int, int],
        population: Population,
        book: Book,
        hearing: Hearing,
    ) -> None:
        self._hearing = hearing
        self._market = rules.plan.shoppers.market
        self._population = population
        self._all = [
            SharedOffer(rule, rules, doors, key, population, book) for rule in rules.passing.shared
        ]

    def open(self, day: int, active: int) -> Brought:
        """What happens at the midnight of `day`; active: members who came by the day before."""
        left = market_left(self._population.admitted(), self._market) if self._all else 1.0
        viewers = self._hearing.of_viewers()
        return together(offer.open(day, active, left, viewers) for offer in self._all)
