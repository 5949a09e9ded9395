"""What follows orders and questions: the service desk, fulfilment and satisfaction.

All of it is settled at the midnight after, and felt then.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.behaviour.selling import PUT_OFF
from sim.brand import complaints
from sim.brand.consulting import Consulting
from sim.brand.desk import CASE, GIVEN_UP, IN_TARGET, QUESTION, Cases, Desk, counts, felt_of
from sim.brand.feedback import LATE, Loop
from sim.brand.feeling import SatisfactionRule, satisfaction_of
from sim.brand.fulfilment import Fulfilment
from sim.brand.satisfaction import Met, Satisfaction
from sim.brand.signals import Signals
from sim.brand.sites import Stores
from sim.ledger.book import Book
from sim.measure.events import CODE
from sim.population.interface import (
    FELT,
    NO_ENQUIRIES,
    Award,
    Enquiries,
    Felt,
    Ints,
    Outcomes,
    Population,
)
from sim.population.rules import Rules
from sim.population.shocks import shocked

Counts = dict[str, int]


class Serving:
    """The brand's serving side."""

    def __init__(
        self,
        rules: Rules,
        key: tuple[int, int],
        population: Population,
        book: Book,
        stores: Stores,
    ) -> None:
        self._rules = rules
        self._stores = stores
        self._key = key
        self._population = population
        self._book = book
        self._desk = Desk(rules.desk, key) if rules.desk.open else None
        self._owed: Ints = np.zeros(0, dtype=np.int64)  # whose complaint a coupon makes good
        near = rules.desk.ask_near > 0.0
        self._consulting = Consulting(rules.plan.desk.buys_within_days) if near else None
        self._feedback = Loop(rules, key, population, book)
        self._fulfilment = Fulfilment(rules, key, population, book)
        self._signals = Signals(rules, population, book)
        self._worth = satisfaction_of(rules)
        self._satisfaction = (
            Satisfaction(self._worth, key, population, book) if self._worth.active else None
        )

    @property
    def moves_conditions(self) -> bool:
        """Whether what holds for all shoppers changes from day to day with it."""
        return self._fulfilment.any or self._feedback.any

    def found(self) -> float:
        """By how much more goods are found than at first, causes being mended."""
        return self._feedback.found()

    def put_off(self, day: int) -> tuple[float, ...]:
        """Share of orders that fee and promised time put off on a day, by sales channel."""
        return self._fulfilment.put_off(day)

    def open(self, day: int) -> Counts:
        """Midnight, before the day is opened: what is owed for yesterday, what is held today."""
        self._fulfilment.open(day)
        owed, self._owed = self._owed, self._owed[:0]
        if len(owed):
            award = Award("compensated", self._rules.desk.complaint_coupon, 0, 0)
            self._population.award(day, owed, award)
        held = self._satisfaction.open(day) if self._satisfaction is not None else {}
        return self._signals.open(day) | held | self._feedback.open(day)

    def close(self, day: int, at_once: float, outcomes: Outcomes) -> Counts:
        """Settle what was ordered and asked on `day`; its series.

        at_once: share of the questions a tool answers. outcomes: of the day's wants, if watched.
        """
        found: Counts = {}
        if not self._rules.watched:
            self._answer(day, at_once, self._asked(), np.zeros(0, dtype=CASE), found)
            return found
        brought = np.zeros(0, dtype=FELT)
        if self._fulfilment.any:
            slow = self._feedback.left(LATE)
            served, brought = self._fulfilment.close(day, outcomes, slow)
            found |= served
        found |= self._signals.close(outcomes) | self._stores.close(day, outcomes)
        raised = self._complain(brought, outcomes, day, found)
        self._feedback.close(outcomes, brought, raised)
        self._population.feel(day + 1, brought)
        asked = self._asked()
        cases = self._answer(day, at_once, asked, raised, found)
        if self._consulting is not None:
            found |= self._consulting.close(day, asked, outcomes)
        if self._satisfaction is not None:
            met = self._met(outcomes, brought, cases)
            known, felt = self._satisfaction.close(day, met)
            self._population.feel(day + 1, felt)
            found |= known
        return found

    def _complain(self, brought: Felt, outcomes: Outcomes, day: int, found: Counts) -> Cases:
        """Who complains of the day; `brought` loses what their complaints will decide."""
        terms = self._rules.desk.complaints
        if self._desk is None or not (terms.late or terms.missing):
            return np.zeros(0, dtype=CASE)
        raised, noted = complaints.raised(terms, self._key, brought, outcomes)
        self._population.feel(day + 1, noted)
        of_lateness = raised["kind"] == complaints.OF_LATENESS
        found |= {"complaints": len(raised), "complaints_of_lateness": int(of_lateness.sum())}
        return raised

    def _asked(self) -> Enquiries:
        """The questions of the day."""
        return NO_ENQUIRIES if self._desk is None else self._population.enquiries()

    def _answer(
        self, day: int, at_once: float, asked: Enquiries, raised: Cases, found: Counts
    ) -> Cases:
        """What the desk settled on a day; its series go to `found`."""
        rule = self._rules.desk
        if self._desk is None:
            return np.zeros(0, dtype=CASE)
        at_work = shocked(self._rules.shocks, "desk_agents", day)
        cases = self._desk.settle(day, asked, at_work, at_once, raised)
        questions = cases[cases["kind"] == QUESTION]
        self._population.feel(day + 1, felt_of(questions, rule, self._key))
        found |= counts(questions, rule.first_line)
        answers = cases[cases["kind"] != QUESTION]
        if len(answers):
            self._make_good(day, answers, found)
        return cases

    def _make_good(self, day: int, answers: Cases, found: Counts) -> None:
        """Complaints that were settled: what they are paid, and what they do."""
        rule = self._rules.desk
        felt = complaints.felt_of(rule.complaints, self._key, rule.goodwill, answers)
        good = complaints.resolved(rule.complaints, self._key, answers)
        self._book.post(day, "complaint_payments", "cash", int(felt["amount"].sum()))
        if rule.complaint_coupon:
            self._owed = np.unique(answers["person"][good])
        self._population.feel(day + 1, felt)
        found |= complaints.counts(answers, good)

    def _met(self, outcomes: Outcomes, brought: Felt, cases: Cases) -> Met:
        """What a day's orders, deliveries and answers are worth as experiences."""
        home = self._fulfilment.home(outcomes)  # those count at the door
        ours = cases["kind"] != QUESTION
        terms = self._rules.desk.complaints
        good = np.zeros(len(cases), dtype=np.bool_)
        good[ours] = complaints.resolved(terms, self._key, cases[ours])
        return Met.joined(
            [
                _there(self._worth, home, outcomes),
                _brought(self._worth, brought),
                Met(*_who(cases), _answers(self._worth, terms.recovered, cases, ours, good)),
            ]
        )


def _there(worth: SatisfactionRule, home: Any, outcomes: Outcomes) -> Met:
    """Orders taken along or collected, and wants lost to stock or hours."""
    lost = (outcomes.orders < 0) & (outcomes.orders > -PUT_OFF)
    there = ((outcomes.orders >= 0) & ~home) | lost
    values = np.where(lost[there], worth.missing, worth.kept)
    return Met(outcomes.times[there], outcomes.uids[there], outcomes.people[there], values)


def _brought(worth: SatisfactionRule, brought: Felt) -> Met:
    """Orders at the door, in time or late."""
    doors = brought[np.isin(brought["event"], [CODE["delivered"], CODE["delivered_late"]])]
    late = doors["event"] == CODE["delivered_late"]
    return Met(*_who(doors), np.where(late, worth.late, worth.kept))


def _answers(worth: SatisfactionRule, recovered: float, cases: Cases, ours: Any, good: Any) -> Any:
    """What answers are worth: a complaint that is not resolved is as one not answered."""
    in_time = cases["outcome"] == IN_TARGET
    best = np.where(ours, recovered, worth.answered)
    failed = np.where(ours, ~good, cases["outcome"] == GIVEN_UP)
    return np.where(failed, worth.unanswered, np.where(in_time, best, worth.slow))


def _who(rows: Any) -> tuple[Ints, Ints, Ints]:
    """When, and to whom, by uid and number."""
    return rows["time"].copy(), rows["uid"].copy(), rows["person"].copy()
