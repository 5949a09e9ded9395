"""What follows orders and questions: the service desk, fulfilment and satisfaction.

All of it is settled at the midnight after, and felt then.
"""

from __future__ import annotations

import numpy as np

from sim.behaviour.selling import PUT_OFF
from sim.brand.desk import Desk, counts, felt_of
from sim.brand.feeling import SatisfactionRule, satisfaction_of
from sim.brand.fulfilment import Fulfilment
from sim.brand.satisfaction import Met, Satisfaction
from sim.ledger.book import Book
from sim.measure.events import CODE
from sim.population.interface import (
    FELT,
    GIVEN_UP,
    IN_TARGET,
    REPLY,
    Felt,
    Outcomes,
    Population,
    Replies,
)
from sim.population.rules import Rules, shocked

Counts = dict[str, int]


class Serving:
    """The brand's serving side."""

    def __init__(
        self, rules: Rules, key: tuple[int, int], population: Population, book: Book
    ) -> None:
        self._rules = rules
        self._key = key
        self._population = population
        self._desk = Desk(rules.desk, key) if rules.desk.ask_rate > 0.0 else None
        self._fulfilment = Fulfilment(rules, key, population, book)
        self._worth = satisfaction_of(rules)
        self._satisfaction = (
            Satisfaction(self._worth, key, population, book) if self._worth.active else None
        )

    @property
    def moves_conditions(self) -> bool:
        """Whether what holds for all shoppers changes from day to day with it."""
        return self._fulfilment.any

    def put_off(self, day: int) -> tuple[float, ...]:
        """Share of orders that fee and promised time put off on a day, by sales channel."""
        return self._fulfilment.put_off(day)

    def open(self, day: int) -> Counts:
        """Midnight, before the day is opened: what is owed for yesterday, what is held today."""
        self._fulfilment.open(day)
        return self._satisfaction.open(day) if self._satisfaction is not None else {}

    def close(self, day: int, at_once: float) -> Counts:
        """Settle what was asked and ordered on `day`; its series.

        at_once: share of the questions a tool answers.
        """
        found: Counts = {}
        replies: Replies = np.zeros(0, dtype=REPLY)
        if self._desk is not None:
            at_work = shocked(self._rules.shocks, "desk_agents", day)
            replies = self._desk.settle(day, self._population.enquiries(), at_work, at_once)
            self._population.feel(day + 1, felt_of(replies, self._rules.desk, self._key))
            found |= counts(replies)
        if not self._rules.watched:
            return found
        outcomes, brought = self._population.outcomes(), np.zeros(0, dtype=FELT)
        if self._fulfilment.any:
            served, brought = self._fulfilment.close(day, outcomes)
            self._population.feel(day + 1, brought)
            found |= served
        if self._satisfaction is not None:
            met = met_of(self._worth, self._fulfilment.home(outcomes), outcomes, brought, replies)
            known, felt = self._satisfaction.close(day, met)
            self._population.feel(day + 1, felt)
            found |= known
        return found


def met_of(
    worth: SatisfactionRule, home: np.ndarray, outcomes: Outcomes, brought: Felt, replies: Replies
) -> Met:
    """What a day's orders, deliveries and answers are worth as experiences.

    home: which of `outcomes` are brought home; those count at the door.
    """
    lost = (outcomes.orders < 0) & (outcomes.orders > -PUT_OFF)
    there = ((outcomes.orders >= 0) & ~home) | lost
    doors = np.isin(brought["event"], [CODE["delivered"], CODE["delivered_late"]])
    late = brought["event"][doors] == CODE["delivered_late"]
    vain, in_time = replies["outcome"] == GIVEN_UP, replies["outcome"] == IN_TARGET
    answers = np.where(vain, worth.unanswered, np.where(in_time, worth.answered, worth.slow))
    return Met.joined(
        [
            Met(
                *(outcomes.times[there], outcomes.uids[there], outcomes.people[there]),
                np.where(lost[there], worth.missing, worth.kept),
            ),
            Met(*_who(brought[doors]), np.where(late, worth.late, worth.kept)),
            Met(*_who(replies), answers),
        ]
    )


def _who(rows: Felt) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return rows["time"].copy(), rows["uid"].copy(), rows["person"].copy()
