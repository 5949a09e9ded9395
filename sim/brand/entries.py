"""Ways to the adviser on the pages (员工推荐入口): at midnight, for who looked in yesterday."""

from __future__ import annotations

from typing import NamedTuple

from sim.behaviour.units import a_day_of, fen
from sim.ledger.book import Book
from sim.population.interface import Award, Call, Population
from sim.population.rules import NO_COUPON, Rules, audience_of
from sim.randomness import address as at
from sim.randomness.address import name_hash


class _Entry(NamedTuple):
    """One way in; channel and audience by their codes, day_fen: its upkeep."""

    hash: int
    channel: int
    audience: int
    chance: float
    from_day: int
    until_day: int
    day_fen: int


class Entries:
    """Every way in of the plan. Who enters is a friend of their own guide."""

    def __init__(self, rules: Rules, population: Population, book: Book) -> None:
        self._population, self._book = population, book
        channels = list(rules.plan.touch.channels)
        thousands = rules.plan.shoppers.initial / 1000.0
        self._all = [
            _Entry(
                hash=name_hash(name),
                channel=channels.index(one.channel),
                audience=audience_of(rules.plan, one.audience),
                chance=one.chance,
                from_day=one.from_day,
                until_day=one.until_day,
                day_fen=fen(a_day_of(one.yuan_per_month * thousands)),
            )
            for name, one in sorted(rules.plan.entries.items())
        ]

    def open(self, day: int) -> None:
        """The midnight of `day`."""
        for one in self._all:
            if not one.from_day <= day < one.until_day:
                continue
            self._book.post(day, "tools", "cash", one.day_fen)
            if not day:
                continue
            call = Call(at.ENTRY + one.hash, day, day - 1, one.audience, one.chance, False)
            people = self._population.takers(day, call).people
            if len(people):
                what = Award("friend_added", NO_COUPON, 0, one.hash, one.channel)
                self._population.award(day, people, what)
