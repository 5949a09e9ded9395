"""What follows orders and questions: the service desk and fulfilment, settled each midnight."""

from __future__ import annotations

from sim.brand.desk import Desk, counts, felt_of
from sim.brand.fulfilment import Fulfilment
from sim.ledger.book import Book
from sim.population.interface import Population
from sim.population.rules import Rules, shocked


class Serving:
    """The brand's serving side; what it settles shoppers feel at the midnight after it."""

    def __init__(
        self, rules: Rules, key: tuple[int, int], population: Population, book: Book
    ) -> None:
        self._rules = rules
        self._key = key
        self._population = population
        self._desk = Desk(rules.desk, key) if rules.desk.ask_rate > 0.0 else None
        self._fulfilment = Fulfilment(rules, key, population, book)

    @property
    def moves_conditions(self) -> bool:
        """Whether what holds for all shoppers changes from day to day with it."""
        return self._fulfilment.any

    def put_off(self, day: int) -> tuple[float, ...]:
        """Share of orders that fee and promised time put off on a day, by sales channel."""
        return self._fulfilment.put_off(day)

    def open(self, day: int) -> None:
        """Midnight, before the day is opened: what is owed for yesterday is handed out."""
        self._fulfilment.open(day)

    def close(self, day: int, at_once: float) -> dict[str, int]:
        """Settle what was asked and ordered on `day`; its series.

        at_once: share of the questions a tool answers.
        """
        found: dict[str, int] = {}
        if self._desk is not None:
            at_work = shocked(self._rules.shocks, "desk_agents", day)
            replies = self._desk.settle(day, self._population.enquiries(), at_work, at_once)
            self._population.feel(day + 1, felt_of(replies, self._rules.desk, self._key))
            found |= counts(replies)
        if self._rules.watched:
            served, felt = self._fulfilment.close(day, self._population.outcomes())
            self._population.feel(day + 1, felt)
            found |= served
        return found
