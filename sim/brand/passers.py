"""Who passes an offer on (谁转发): at once, from an intention, or having got one themselves."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from sim.behaviour.passing import again_chance
from sim.brand.by_number import with_places
from sim.brand.by_uid import NO_ONE, NOBODY, Bools, Drawn, either, first_of_each
from sim.brand.dealing import Dealing
from sim.brand.intentions import NEVER_MEANT, Intentions
from sim.brand.lots import FIRST, FOURTH, SECOND, THIRD, uniforms
from sim.population.community import PERSON, UID
from sim.population.interface import Floats, Ints
from sim.population.passing import SharedRule
from sim.randomness import address as at
from sim.science import science

Counts = Counter[str]
PERIOD = 30  # days, of `shared_offers.NAME.most`


class Meaning(NamedTuple):
    """Who was given an offer and means to pass it on, in order of uid, shape (people,): numbers,
    uids, and lots: doing it at once, how long it is meant, whose turn it is first."""

    people: Ints
    uids: Ints
    now: Floats
    lasts: Floats
    turns: Floats

    def only(self, chosen: Bools) -> Meaning:
        """Some of them."""
        lots = (self.now[chosen], self.lasts[chosen], self.turns[chosen])
        return Meaning(self.people[chosen], self.uids[chosen], *lots)


class Holders(NamedTuple):
    """Who got something yesterday, in order of uid, shape (people,): numbers, uids, and what they
    see in it, in yuan."""

    people: Ints
    uids: Ints
    worth: Floats


NO_HOLDERS = Holders(NO_ONE, NO_ONE, np.zeros(0))


class Passers:
    """Who passes one offer on at each midnight; lots of `Drawn` say who is first if things are
    short."""

    def __init__(self, rule: SharedRule, dealing: Dealing) -> None:
        self._rule = rule
        self._dealing = dealing
        self._intentions = Intentions()
        self._limits = Limits(rule)

    def open(
        self, day: int, chance: float, viewers: Ints, holders: Holders, counts: Counts
    ) -> Drawn:
        """Who does it at the midnight of `day`.

        chance: that who is given it means to. viewers: see `SharedOffer.open`. holders: of
        yesterday.
        """
        means = self._meaning(day, chance, viewers)
        counts["shares_meant"] += len(means.people)
        self._dealing.note(day, "share_meant", means.people, means.uids, 0)
        at_once = self._at_once(day, means)
        own = either(self._remembered(day), at_once)
        found = either(own, self._in_turn(day, holders))
        counts["shares_again"] += len(found.people) - len(own.people)
        self._intentions.drop(found.people)
        allowed = self._limits.allowed(day, found)
        counts["shares_passed"] += len(allowed.people)
        return allowed

    def _meaning(self, day: int, chance: float, viewers: Ints) -> Meaning:
        """Of who was given it yesterday, who means to pass it on."""
        rule, yesterday = self._rule, day - 1
        into = yesterday - rule.from_day
        if into < 0 or yesterday >= rule.until_day or into % rule.every_days:
            return Meaning(NO_ONE, NO_ONE, *np.zeros((3, 0)))
        if rule.watched:
            return self._willing(self._watchers(yesterday, chance, viewers))
        takers = self._dealing.takers(
            day, at.SHARED, yesterday, chance, rule.audience, ordered=rule.ordered
        )
        lots = (uniforms(words) for words in (takers.first, takers.second, takers.third))
        return self._willing(Meaning(takers.people, takers.uids, *lots))

    def _watchers(self, day: int, chance: float, viewers: Ints) -> Meaning:
        """Who came to a live room on a day and means to."""
        each = viewers[first_of_each(viewers[:, UID])]
        lots = self._dealing.lots(each[:, UID], at.SHARED, day)
        all_of_them = Meaning(
            each[:, PERSON].copy(), each[:, UID].copy(), *lots[[SECOND, THIRD, FOURTH]]
        )
        return all_of_them.only(lots[FIRST] < chance)

    def _willing(self, given: Meaning) -> Meaning:
        """Of those, who ever passes such a thing on: always the same people."""
        if self._rule.willing >= 1.0:
            return given
        lots = self._dealing.lots(given.uids, at.WILLING, 0)[FIRST]
        return given.only(lots < self._rule.willing)

    def _at_once(self, day: int, means: Meaning) -> Drawn:
        """Who does it at once; the others keep it in mind."""
        rule, now = self._rule, means.now < self._rule.at_once
        if rule.lasts_days or rule.remind_days:
            later = means.only(~now)
            self._intentions.keep(day, later.people, later.lasts, rule.lasts_days)
        return Drawn(means.people, means.uids, means.turns).only(now)

    def _remembered(self, day: int) -> Drawn:
        """Who came by yesterday and still meant to, from a day before, or was reminded then."""
        if not self._intentions.any():
            return NOBODY
        came = self._dealing.takers(day, at.SHARED, day - 1)
        since, until = self._intentions.of(came.people)
        meant = (since != NEVER_MEANT) & (since < day)
        does = meant & (until > day - 0.5)
        if self._rule.remind_days:
            forgot = np.flatnonzero(meant & ~does)
            does[forgot] = self._reminded(
                day, came.people[forgot], came.uids[forgot], since[forgot]
            )
        return Drawn(came.people[does], came.uids[does], uniforms(came.third[does]))

    def _reminded(self, day: int, people: Ints, uids: Ints, since: Ints) -> Bools:
        """Who of some that forgot does it because they are reminded: once, at the first visit so
        many days later."""
        does = day - 1 >= since + self._rule.remind_days
        self._intentions.drop(people[does])
        lots = self._dealing.lots(uids[does], at.REMINDED, since[does])[FIRST]
        does[does] = lots < self._rule.reminded
        return does

    def _in_turn(self, day: int, holders: Holders) -> Drawn:
        """Who got one yesterday and passes it on."""
        rule = self._rule
        if not rule.again or day > rule.until_day:
            return NOBODY
        chances = np.empty(len(holders.people))
        pass_again(chances, holders.worth, rule.again, rule.parts, rule.mean_worth)
        lots = self._dealing.lots(holders.uids, at.PASSED_AGAIN, day)
        return Drawn(holders.people, holders.uids, lots[SECOND]).only(lots[FIRST] < chances)


class Limits:
    """How often a member may pass an offer on, and how many things there are to pass on."""

    def __init__(self, rule: SharedRule) -> None:
        self._rule = rule
        self._period = 0
        self._times: Ints = np.zeros(0, dtype=np.int64)  # in this period, by number
        self._stock = rule.stock

    def allowed(self, day: int, passers: Drawn) -> Drawn:
        """Who of those who would may: as often as allowed, and as far as there are things."""
        within = self._within_times(day, passers) if self._rule.most else passers
        chosen = self._within_stock(day, within) if self._rule.stock else within
        if self._rule.most:
            self._times[chosen.people] += 1
        return chosen

    def _within_times(self, day: int, passers: Drawn) -> Drawn:
        period = (day - self._rule.from_day) // PERIOD
        if period != self._period:
            self._period, self._times[:] = period, 0
        self._times = with_places(self._times, passers.people, 0)
        return passers.only(self._times[passers.people] < self._rule.most)

    def _within_stock(self, day: int, passers: Drawn) -> Drawn:
        """As many as there are things for, the least lot first."""
        rule = self._rule
        if rule.stock_days and (day - 1 - rule.from_day) % rule.stock_days == 0:
            self._stock = rule.stock
        first = np.lexsort((passers.uids, passers.lots))[: self._stock]
        self._stock -= len(first)
        return passers.only(np.sort(first))


@science
def pass_again(chances: Floats, worth: Floats, again: float, parts: int, mean_worth: float) -> None:
    """Fill in the chance of each who got something to pass it on in turn."""
    for i in range(len(worth)):
        chances[i] = again_chance(again, parts, worth[i], mean_worth)
