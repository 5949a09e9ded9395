"""Offers for what somebody looked at, and for the stage of life they come to (浏览推荐、阶段预测).

Both are decided at midnight and keep nothing of a shopper but the day of the last offer and how
much they like what is shown.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from sim.behaviour import goods as science
from sim.brand.by_number import with_places
from sim.config.goods import Foreseen, Shown
from sim.ledger.book import Book
from sim.population.goods import MONTH
from sim.population.interface import ALWAYS, Award, Call, Floats, Ints, Population
from sim.population.rules import EVERYBODY, Rules
from sim.randomness import address as at
from sim.randomness.address import name_hash
from sim.randomness.philox import uniform
from sim.science import science as compiled

Counts = Counter[str]
UNKNOWN = -1.0  # instead of a liking, which is at least 0


class Suggestions:
    """Every offer of the plan that follows from goods; new goods that were tried and launched."""

    def __init__(
        self, rules: Rules, key: tuple[int, int], population: Population, book: Book
    ) -> None:
        goods = rules.plan.goods
        self._rules, self._key, self._population, self._book = rules, key, population, book
        carried = iter(rules.grants.goods)
        self._foreseen = [
            (name_hash(name), one, next(carried)) for name, one in sorted(goods.foreseen.items())
        ]
        self._shown = [
            (name_hash(name), one, next(carried), _Rest(), _Likings())
            for name, one in sorted(goods.shown.items())
        ]

    def open(self, day: int) -> Counts:
        """What happens at the midnight of `day`, as the brand's own series of that day."""
        counts = self._launch(day)
        if day and day % MONTH == 0:
            for offer in self._foreseen:
                counts.update(self._foresee(day, *offer))
        for shown in self._shown if day else ():
            counts.update(self._show(day, *shown))
        return counts

    def _launch(self, day: int) -> Counts:
        """New goods whose day it is: what trying and launching them costs."""
        counts = Counts()
        for one in self._rules.goods.launches:
            if one.from_day == day:
                self._book.post(day, "new_goods", "cash", one.trial_fen + one.cost_fen)
                counts["launches"] += one.made
                counts["launches_hit"] += one.made and one.hit
                counts["launches_stopped"] += not one.made
                counts["launches_stopped_hit"] += one.hit and not one.made
        return counts

    def _foresee(self, day: int, tag: int, one: Foreseen, carried: int) -> Counts:
        """Offer something to who seems to enter a stage of life so many months from now."""
        goods = self._rules.goods
        stage = goods.stages[list(self._rules.plan.goods.stages).index(one.stage)]
        call = Call(at.LOOK + tag, day, ALWAYS, EVERYBODY, 1.0, False)
        members = self._population.takers(day, call)
        born = np.empty(len(members.uids), dtype=np.int64)
        seen = np.empty(len(members.uids), dtype=np.int64)
        draw_births(born, seen, members.uids.copy(), *self._key, *goods.born, one.accuracy)
        month, begins = day // MONTH, stage.first - one.ahead_months
        chosen = month - seen == begins
        age = month + one.ahead_months - born
        right = chosen & (age >= stage.first) & (age < stage.until)
        self._hand_out(day, members.people[chosen], "stage_foreseen", carried)
        return Counts(foreseen=int(chosen.sum()), foreseen_right=int(right.sum()))

    def _show(
        self, day: int, tag: int, one: Shown, carried: int, rest: _Rest, likings: _Likings
    ) -> Counts:
        """Offer something to who looked at a category yesterday."""
        goods, names = self._rules.goods, list(self._rules.plan.goods.categories)
        call = Call(at.LOOK + tag, day - 1, day - 1, EVERYBODY, 1.0, False)
        active = self._population.takers(day, call)
        looked = np.empty(len(active.uids))
        find_looks(
            *(looked, likings.of(active.people), active.people.copy()),
            *(active.uids.copy(), active.first.copy()),
            np.array([category.hash for category in goods.categories], dtype=np.int64),
            np.array([category.shape for category in goods.categories]),
            names.index(one.category),
            goods.concentration,
            one.look,
            *self._key,
        )
        seen = looked > 0.0
        fresh = rest.over(active.people[seen], day, one.rest_days)
        self._hand_out(day, fresh, "looked_at", carried)
        return Counts(looks=int(seen.sum()), looks_answered=len(fresh))

    def _hand_out(self, day: int, people: Ints, event: str, carried: int) -> None:
        if len(people):
            self._population.award(day, people, Award(event, carried, 0, 0))


class _Rest:
    """When each member, by number, had the last offer of a kind."""

    def __init__(self) -> None:
        self._last: Ints = np.zeros(0, dtype=np.int64)

    def over(self, people: Ints, day: int, rest_days: int) -> Ints:
        """Who of some people may have the offer again today; they have it now."""
        self._last = with_places(self._last, people, ALWAYS)
        found = people[day - self._last[people] >= rest_days]
        self._last[found] = day
        return found


class _Likings:
    """How much more each member, by number, likes a category than members do on average.

    A taste never changes and is long to draw: it is, when somebody is first asked for it.
    """

    def __init__(self) -> None:
        self._liked: Floats = np.zeros(0)

    def of(self, people: Ints) -> Floats:
        """Everybody's, with places for these people; UNKNOWN of whom it was not asked."""
        self._liked = with_places(self._liked, people, UNKNOWN)
        return self._liked


@compiled
def draw_births(
    born: Ints,
    seen: Ints,
    uids: Ints,
    seed: int,
    replication: int,
    first: int,
    last: int,
    accuracy: float,
) -> None:
    """Fill in the month from which each member's age counts, and what the brand takes it for."""
    for i in range(len(uids)):
        truth, known, guess, _ = at.draw(seed, replication, uids[i], at.BORN, 0)
        born[i] = science.month_born(uniform(truth), first, last)
        seen[i] = born[i]
        if uniform(known) >= accuracy:
            seen[i] = science.month_born(uniform(guess), first, last)


@compiled
def liking_for(
    seed: int,
    replication: int,
    uid: int,
    hashes: Ints,
    shapes: Floats,
    place: int,
    concentration: float,
) -> float:
    """How much more a member likes the category of that place than members do on average."""
    total, mine = 0.0, 0.0
    for other in range(len(hashes)):
        liking = science.taste(seed, replication, uid, hashes[other], shapes[other])
        total += liking
        if other == place:
            mine = liking
    return science.against_others(mine, total, shapes[place], concentration)


@compiled
def find_looks(
    looked: Floats,
    likings: Floats,
    people: Ints,
    uids: Ints,
    words: Ints,
    hashes: Ints,
    shapes: Floats,
    place: int,
    concentration: float,
    chance: float,
    seed: int,
    replication: int,
) -> None:
    """Fill in 1 for each member who looked at the category of that place, else 0.

    likings: by number, as of `liking_for`; of whom it is UNKNOWN it is found.
    """
    for i in range(len(uids)):
        liked = likings[people[i]]
        if liked == UNKNOWN:
            liked = liking_for(seed, replication, uids[i], hashes, shapes, place, concentration)
            likings[people[i]] = liked
        looked[i] = 1.0 if uniform(words[i]) < science.looks(chance, liked) else 0.0
