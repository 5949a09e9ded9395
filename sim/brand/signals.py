"""Signals (信号): orders much smaller than a member's own are seen, and answered at midnight.

What a member spent before is kept here: in plans that watch it, by member and signal.
"""

from __future__ import annotations

import numpy as np

from sim.behaviour.clock import DAY
from sim.behaviour.units import fen
from sim.brand.by_number import with_places
from sim.brand.noting import noted
from sim.config.serving import Signal
from sim.ledger.book import Book
from sim.population.interface import Award, Ints, Outcomes, Population
from sim.population.rules import Rules
from sim.randomness.address import name_hash
from sim.science import science

_NEVER = -(1 << 30)  # a day before any


class Signals:
    """Every signal of the plan."""

    def __init__(self, rules: Rules, population: Population, book: Book) -> None:
        terms = zip(sorted(rules.plan.signals.items()), rules.grants.signals, strict=True)
        self._all = [_Signal(name, one, code, population, book) for (name, one), code in terms]

    def close(self, outcomes: Outcomes) -> dict[str, int]:
        """See the orders of a day; its series."""
        for one in self._all:
            one.see(outcomes)
        return {"watched": sum(one.watched for one in self._all)} if self._all else {}

    def open(self, day: int) -> dict[str, int]:
        """Midnight: answer what was seen yesterday."""
        return {"signals": sum(one.answer(day) for one in self._all)} if self._all else {}


class _Signal:
    def __init__(
        self, name: str, terms: Signal, coupon: int, population: Population, book: Book
    ) -> None:
        self._hash, self._terms, self._coupon = name_hash(name), terms, coupon
        self._population, self._book = population, book
        self._sums: Ints = np.zeros(0, dtype=np.int64)  # fen of earlier orders, by number
        self._orders: Ints = np.zeros(0, dtype=np.int64)
        self._answered: Ints = np.zeros(0, dtype=np.int64)  # day of the last answer
        self._seen = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        self.watched = 0  # orders of the last day with enough before them

    def see(self, outcomes: Outcomes) -> None:
        """Compare the orders of a day with those before."""
        made = outcomes.orders >= 0
        people, amounts, days = (
            one[made] for one in (outcomes.people, outcomes.amounts, outcomes.times // DAY)
        )
        self._sums = with_places(self._sums, people, 0)
        self._orders = with_places(self._orders, people, 0)
        self._answered = with_places(self._answered, people, _NEVER)
        found = np.zeros(len(people), dtype=np.int64)
        terms = self._terms
        watch(
            *(self._sums, self._orders, self._answered, people, amounts, days),
            *(terms.fall, terms.orders, terms.rest_days, found),
        )
        self.watched = int((found > 0).sum())
        small = found == SMALLER
        self._seen = (people[small], outcomes.uids[made][small])

    def answer(self, day: int) -> int:
        """Answer who ordered less than usual yesterday; how many."""
        people, first = np.unique(self._seen[0], return_index=True)
        uids = self._seen[1][first]
        order = np.argsort(uids)
        cost = fen(self._terms.yuan)
        felt = noted(day, "signalled", people[order], uids[order], cost, self._hash)
        self._seen = (people[:0], people[:0])
        if len(people):
            self._book.post(day, "alarm_handling", "cash", cost * len(people))
            self._population.feel(day, felt)
            if self._coupon:
                self._population.award(day, people, Award("compensated", self._coupon, 0, 0))
        return len(people)


WATCHED, SMALLER = 1, 2  # an order with enough before it; ... much smaller, and to be answered


@science
def watch(
    sums: Ints,
    orders: Ints,
    answered: Ints,
    people: Ints,
    amounts: Ints,
    days: Ints,
    fall: float,
    needed: int,
    rest: int,
    found: Ints,
) -> None:
    """Take orders in, one after another; found: WATCHED, or SMALLER than the mean of those before
    by a share `fall` or more."""
    for i in range(len(people)):
        p = people[i]
        if orders[p] >= needed:
            found[i] = WATCHED
            small = amounts[i] <= (1.0 - fall) * sums[p] / orders[p]
            if small and days[i] - answered[p] >= rest:
                found[i], answered[p] = SMALLER, days[i]
        sums[p] += amounts[i]
        orders[p] += 1
