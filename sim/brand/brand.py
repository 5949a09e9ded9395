"""The brand: its doors, campaigns, books and midnights on the SimPy clock."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta

import numpy as np
import simpy
from simpy.events import URGENT

from sim.behaviour.acquisition import market_left
from sim.behaviour.clock import DAY
from sim.brand.acquisition import Door, initial_people
from sim.brand.bookkeeping import book_day, book_month
from sim.brand.desk import Desk, counts
from sim.brand.staff import Staff
from sim.ledger.book import Book
from sim.measure.result import Ints
from sim.measure.tally import ROW, SERIES
from sim.population.interface import Population, Send
from sim.population.rules import CampaignRule, Rules, fen
from sim.randomness.address import name_hash

Process = Generator[simpy.Event, object, None]


class Brand:
    """Everything that grows with the plan, not with the shoppers."""

    def __init__(
        self, env: simpy.Environment, rules: Rules, replication: int, population: Population
    ) -> None:
        self.env = env
        self.rules = rules
        self.population = population
        plan = rules.plan
        self.book = Book(plan.start_date, plan.horizon_days)
        self.daily: Ints = np.zeros((plan.horizon_days, len(SERIES)), dtype=np.int64)
        self._sends: list[Send] = []
        key = (plan.seed, replication)
        thousands = plan.shoppers.initial / 1000.0
        self._doors = [
            Door(i, name_hash(name), channel, thousands, key)
            for i, (name, channel) in enumerate(plan.acquisition.items())
        ]
        self._desk = Desk(rules.desk, key) if rules.desk.ask_rate > 0.0 else None
        self._staff = Staff(env, rules, key, self._dawn) if rules.staffed else None
        population.admit(initial_people(plan.shoppers, key))
        for index, campaign in enumerate(rules.campaigns):
            env.process(self._campaign(index, campaign))
        self.over = env.process(self._days())

    def _days(self) -> Process:
        """Each midnight: book yesterday, open the doors, start the shoppers' day."""
        for day in range(self.rules.plan.horizon_days):
            yield self._dawn(day)
            if day:
                self._close(day - 1)
            self._open(day)
        yield self._dawn(self.rules.plan.horizon_days)
        self._close(self.rules.plan.horizon_days - 1)

    def _dawn(self, day: int) -> simpy.Event:
        """The midnight a day begins with, before anything a shopper does at that moment.

        Events of one moment and priority come in the order they were scheduled: a campaign sleeps
        from before the day process does, so it has named its sends when the day opens.
        """
        event = self.env.event()
        event._ok, event._value = True, None
        self.env.schedule(event, priority=URGENT, delay=day * DAY - self.env.now)
        return event

    def _open(self, day: int) -> None:
        start = self.rules.plan.start_date
        if day == 0 or (start + timedelta(days=day)).day == 1:
            book_month(self.book, self.rules, day, self.population.officers(), self._groups_fen())
        left = market_left(self.population.admitted(), self.rules.plan.shoppers.market)
        for door in self._doors:
            self.book.post(day, "media", "cash", door.media_fen(day))
            arrivals = door.arrivals(day, left)
            self.book.post(
                day, "join_gifts", "cash", fen(door.channel.yuan_per_join) * len(arrivals.uids)
            )
            self.population.admit(arrivals)
        if self._staff is not None:
            self.population.brief(day, self._staff.open(day))
        sends, self._sends = self._sends, []
        self.population.open_day(day, sends)

    def _close(self, day: int) -> None:
        self.daily[day] = self.population.close_day(day)
        if self._desk is not None:
            self._answer(day, self._desk)
        if self._staff is not None:
            for series, count in self._staff.close(day, self.population.worked()).items():
                self.daily[day, ROW[series]] = count
        book_day(self.book, self.rules, day, self.daily[day])

    def _answer(self, day: int, desk: Desk) -> None:
        """What the service desk did on `day`; shoppers feel it from the midnight after it."""
        replies = desk.settle(day, self.population.enquiries())
        for series, count in counts(replies).items():
            self.daily[day, ROW[series]] = count
        self.population.hear(day + 1, replies)

    def _campaign(self, index: int, rule: CampaignRule) -> Process:
        """Put the broadcasts of a campaign on the list of each of its days."""
        for day in range(
            rule.from_day, min(rule.until_day, self.rules.plan.horizon_days), rule.every_days
        ):
            yield self._dawn(day)
            self._sends += [Send(index, number) for number in range(len(rule.times))]

    def _groups_fen(self) -> int:
        """Labour for the groups each channel needs this month."""
        size = self.rules.plan.platform.group_size
        return sum(
            channel.group_month_fen * -(-self.population.in_channel(index) // size)
            for index, channel in enumerate(self.rules.channels)
            if channel.group_month_fen
        )
