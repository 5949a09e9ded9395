"""What the brand looks up of its members at each month's beginning, and pays to know them."""

from __future__ import annotations

from datetime import timedelta

from sim.behaviour.units import fen
from sim.ledger.book import Book
from sim.measure.result import Ints, StageLook
from sim.measure.tally import ROW
from sim.population.interface import Population
from sim.population.rules import Rules

_YEAR = 365
_HITS = ("tags_looked_at", "tags_true", "tags_given", "tags_right")


class Knowledge:
    """Stage views, and tags held against the truth; what data cost, day by day."""

    def __init__(self, rules: Rules, population: Population, book: Book, daily: Ints) -> None:
        self._rules = rules
        self._population = population
        self._book = book
        self._daily = daily  # the brand's own rows, shape (days, series)
        self._looks: list[StageLook] = []
        tags, thousands = rules.plan.tags.values(), rules.plan.shoppers.initial / 1000.0
        self._member_year_fen = sum(tag.coverage * tag.yuan_per_year for tag in tags) * 100.0
        self._year_fen = fen(rules.plan.identity.yuan_per_month * thousands) * 12

    def pay(self, day: int) -> None:
        """The cost of a day: collecting for each member covered, and merging identities."""
        members = int(self._daily[day, ROW["members"]])
        amount = int((members * self._member_year_fen + self._year_fen) / _YEAR + 0.5)
        self._book.post(day, "tags", "cash", amount)

    def look(self, day: int) -> None:
        """Count at the midnight of `day`, if a month, the run or what follows it begins there."""
        start, days = self._rules.plan.start_date, self._rules.plan.horizon_days
        if 0 < day < days and (start + timedelta(days=day)).day != 1:
            return
        if self._rules.known.views:
            self._count(day)
        for tag in range(len(self._rules.known.tags) if day else 0):
            found, row = self._population.tagged(day, tag), self._daily[day - 1]
            for series, people in zip(_HITS, found, strict=True):
                row[ROW[series]] += people

    def looks(self) -> tuple[StageLook, ...]:
        """Every count of stages, by day and view."""
        return tuple(self._looks)

    def _count(self, day: int) -> None:
        flows, first = self._population.staged(day), 0
        for view in self._rules.known.views:
            ends = view.stages + 1
            last = first + (ends + 1) * ends
            matrix = flows[first:last].reshape(ends + 1, ends)
            self._looks.append(StageLook(day, view.name, matrix))
            first = last
