"""The districts as one population: what the brand asks goes to all, the sum comes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import simpy

from sim.behaviour.acquisition import market_left
from sim.measure.events import EventLog
from sim.population.community import PERSON, Meeting
from sim.population.compiled import offered
from sim.population.compiled.gate import SHUT, Gates, Money, least_fen, stocks_of
from sim.population.compiled.noting import note_events, note_felt
from sim.population.districts.district import FRIEND_COLUMNS, UID, Report, days_of
from sim.population.districts.homes import homes_of
from sim.population.districts.line import Line
from sim.population.interface import (
    INITIAL,
    Arrivals,
    Award,
    Call,
    Conditions,
    Enquiries,
    Felt,
    Finals,
    Floats,
    Ints,
    Invited,
    Outcomes,
    Roster,
    Send,
    Silence,
    TagHits,
    Takers,
    Tested,
)
from sim.population.ordering import in_time
from sim.population.rules import Rules
from sim.population.subscription import RECORD_COLUMNS


class Districts:
    """A `Population` of districts, each at the end of a line."""

    def __init__(
        self,
        rules: Rules,
        replication: int,
        purse: simpy.Container,
        log: EventLog | None,
        lines: Sequence[Line],
    ) -> None:
        self.rules = rules
        self.purse = purse
        self.log = log
        self.lines = lines
        self._key = (rules.plan.seed, replication, rules.books, rules.head_office)
        self._friends: dict[int, list[Ints]] = defaultdict(list)
        self._credits: Ints = np.zeros(0, dtype=np.int64)
        self._admitted = 0
        self._shut_on = -1  # the day on which an offer found the budget used up

    # -- letters ------------------------------------------------------------------------------

    def _tell(self, name: str, letters: Sequence[tuple[Any, ...]]) -> list[Any]:
        """To each district its letter; their answers."""
        for line, letter in zip(self.lines, letters, strict=True):
            line.tell(name, *letter)
        return [line.answer() for line in self.lines]

    def _tell_all(self, name: str, *letter: Any) -> list[Any]:
        return self._tell(name, [letter] * len(self.lines))

    def _ask_all(self, name: str, *letter: Any) -> list[Any]:
        for line in self.lines:
            line.ask(name, *letter)
        return [line.answer() for line in self.lines]

    def _homes(self, uids: Ints) -> list[Any]:
        """By district, which of these people live there; shape (people,) each."""
        homes = homes_of(uids, *self._key, len(self.lines))
        return [homes == place for place in range(len(self.lines))]

    # -- what the brand asks ------------------------------------------------------------------

    def admit(self, arrivals: Arrivals) -> None:
        """See `Population.admit`."""
        self._admitted += len(arrivals.uids)
        at_home = self._homes(arrivals.uids)
        parts = [
            Arrivals(arrivals.source, arrivals.uids[mine], arrivals.times[mine]) for mine in at_home
        ]
        self._tell("admit", [(part,) for part in parts])
        if arrivals.source == INITIAL:
            self._note(self._tell_all("noted"))

    def alarm(self, day: int, journey: int) -> None:
        """See `Population.alarm`."""
        self._tell_all("alarm", day, journey)

    def brief(self, day: int, roster: Roster) -> None:
        """See `Population.brief`."""
        self._tell_all("brief", day, roster)

    def worked(self) -> Ints:
        """See `Population.worked`."""
        total: Ints = np.sum(self._tell_all("worked"), axis=0, dtype=np.int64)
        return total

    def open_day(self, day: int, sends: list[Send]) -> None:
        """See `Population.open_day`."""
        dawns = self._tell("dawn", self._dawn_letters(day, sends))
        most, due = np.sum(dawns, axis=0).tolist()
        money = Money(least_fen(self.rules), self._left(day), due)
        gates = Gates(day, self._stocks(sends), money, most)
        demands = self._tell_all("live", gates.open, money.shut)
        while gates.open:
            asked = [rows for demand in demands for rows in demand.requests]
            cut = gates.next_cut(asked, sum(demand.released for demand in demands))
            if cut is None or not gates.open:
                self._tell_all("settle", cut)
                break
            demands = self._tell_all("cut", cut)
        self._hear(self._tell_all("report"))

    def _left(self, day: int) -> int:
        """What is left of the budget, in fen; SHUT if it refused somebody at this midnight."""
        return SHUT if self._shut_on == day else int(self.purse.level)

    def _stocks(self, sends: list[Send]) -> dict[int, int]:
        """The stock of every kind that has one and may be asked for today, by its code."""
        carried = {step.coupon for journey in self.rules.journeys for step in journey.steps}
        carried |= {self.rules.campaigns[send.campaign].coupon for send in sends}
        return stocks_of(self.rules, carried)

    def _dawn_letters(self, day: int, sends: list[Send]) -> list[tuple[Any, ...]]:
        none = np.zeros((0, FRIEND_COLUMNS), dtype=np.int64)
        friends = np.concatenate([*self._friends.pop(day, []), none])
        credits, count = self._credits, len(self.lines)
        self._admitted += len(friends)
        left = market_left(self._admitted, self.rules.plan.shoppers.market)
        return [
            (day, sends, friends[mine], credits[credits % count == place], left)
            for place, mine in enumerate(self._homes(friends[:, UID]))
        ]

    def _hear(self, reports: Sequence[Report]) -> None:
        """Keep what districts have for each other, and settle with the brand."""
        self._credits = np.concatenate([report.credits for report in reports])
        friends = np.concatenate([report.friends for report in reports])
        days = days_of(friends)
        for day in np.unique(days):
            self._friends[int(day)].append(friends[days == day])
        released = sum(report.released for report in reports)
        asked = sum(report.asked for report in reports)
        if released:
            self.purse.put(released)
        if asked:
            self.purse.get(asked)
        self._note([report.events for report in reports])

    def _note(self, events: Sequence[Ints]) -> None:
        if self.log is not None:
            note_events(self.log, self.rules, np.concatenate(events), self._uids)

    def _uids(self, numbers: Ints) -> Ints:
        """Uids of people by their numbers; 0 for nobody."""
        count = len(self.lines)
        mine = [(numbers >= 0) & (numbers % count == place) for place in range(count)]
        for line, chosen in zip(self.lines, mine, strict=True):
            line.ask("uids", numbers[chosen] // count)
        uids = np.zeros(len(numbers), dtype=np.int64)
        for line, chosen in zip(self.lines, mine, strict=True):
            uids[chosen] = line.answer()
        return uids

    def meet(self, conditions: Conditions) -> None:
        """See `Population.meet`."""
        self._tell_all("meet", conditions)

    def by_door(self) -> Ints:
        """See `Population.by_door`."""
        total: Ints = np.sum(self._ask_all("by_door"), axis=0, dtype=np.int64)
        return total

    def tested(
        self, channel: int, test: int, edges: tuple[float, ...], since: int
    ) -> tuple[Tested, ...]:
        """See `Population.tested`."""
        parts = self._ask_all("tested", channel, test, edges, since)
        return tuple(Tested(*np.sum(arm, axis=0).tolist()) for arm in zip(*parts, strict=True))

    def silent(self, day: int, order_days: int, visit_days: int, rhythm: float) -> Silence:
        """See `Population.silent`."""
        parts = self._ask_all("silent", day, order_days, visit_days, rhythm)
        return Silence(*np.sum(parts, axis=0).tolist())

    def staged(self, day: int) -> Ints:
        """See `Population.staged`."""
        total: Ints = np.sum(self._tell_all("staged", day), axis=0, dtype=np.int64)
        return total

    def tagged(self, day: int, tag: int) -> TagHits:
        """See `Population.tagged`."""
        return TagHits(*np.sum(self._ask_all("tagged", day, tag), axis=0).tolist())

    def admitted(self) -> int:
        """See `Population.admitted`."""
        return self._admitted

    def close_day(self, day: int) -> Ints:
        """See `Population.close_day`."""
        total: Ints = np.sum(self._ask_all("close_day", day), axis=0, dtype=np.int64)
        return total

    def enquiries(self) -> Enquiries:
        """See `Population.enquiries`."""
        count, parts = len(self.lines), self._tell_all("enquiries")
        people = [part.people * count + place for place, part in enumerate(parts)]
        rows = [(*part[:3], numbers) for part, numbers in zip(parts, people, strict=True)]
        times, uids, visits, numbers = (np.concatenate(one) for one in zip(*rows, strict=True))
        order = in_time(times, uids)
        return Enquiries(times[order], uids[order], visits[order], numbers[order])

    def outcomes(self) -> Outcomes:
        """See `Population.outcomes`."""
        parts = self._tell_all("outcomes")
        people = self._numbers([part.people for part in parts])
        columns = [np.concatenate(one) for one in zip(*parts, strict=True)]
        columns[2] = people
        order = in_time(columns[0], columns[1])
        return Outcomes(*(column[order] for column in columns))

    def feel(self, day: int, felt: Felt) -> None:
        """See `Population.feel`."""
        if self.log is not None:
            self._note(self._tell_all("noted"))  # what was handed out before, to the same people
            note_felt(self.log, self.rules, felt)
        letters = []
        for mine in self._at_home(felt["person"]):
            part = felt[mine]
            part["person"] //= len(self.lines)
            letters.append((day, part))
        self._tell("feel", letters)

    def stirred(self) -> Ints:
        """See `Population.stirred`."""
        parts = self._tell_all("stirred")
        for place, part in enumerate(parts):
            part[:, PERSON] = part[:, PERSON] * len(self.lines) + place
        return np.concatenate(parts)

    def seat(self, community: int, people: Ints, seats: Ints) -> None:
        """See `Population.seat`."""
        count = len(self.lines)
        at_home = [people % count == place for place in range(count)]
        self._tell("seat", [(community, people[mine] // count, seats[mine]) for mine in at_home])

    def temper(self, community: int, moods: Floats) -> None:
        """See `Population.temper`."""
        self._tell_all("temper", community, moods)

    def review(self, day: int, meeting: Meeting) -> None:
        """See `Population.review`."""
        self._tell_all("review", day, meeting)

    def takers(self, day: int, call: Call) -> Takers:
        """See `Population.takers`."""
        parts = self._ask_all("takers", day, call)
        people = self._numbers([part.people for part in parts])
        uids, *words = (np.concatenate(one) for one in list(zip(*parts, strict=True))[1:])
        order = np.argsort(uids)
        return Takers(people[order], uids[order], *(one[order] for one in words))

    def _numbers(self, rows: Sequence[Ints]) -> Ints:
        """Numbers out of rows, by district."""
        count = len(self.lines)
        return np.concatenate([part * count + place for place, part in enumerate(rows)])

    def _at_home(self, people: Ints) -> list[Ints]:
        """Places of some people by district."""
        homes = people % len(self.lines)
        return [np.flatnonzero(homes == place) for place in range(len(self.lines))]

    def invite(self, day: int, people: Ints, asked: Ints, appeal: float) -> Invited:
        """See `Population.invite`."""
        rows, count = self._at_home(people), len(self.lines)
        letters = [(day, people[mine] // count, asked[mine], appeal) for mine in rows]
        parts = self._tell("invite", letters)
        times, uids = (np.concatenate(one) for one in list(zip(*parts, strict=True))[:2])
        order = in_time(times, uids)
        inviters = self._numbers([part.inviters for part in parts])
        return Invited(times[order], uids[order], inviters[order])

    def numbers(self, uids: Ints, since: int) -> Ints:
        """See `Population.numbers`."""
        found, at_home = np.zeros_like(uids), self._homes(uids)
        for line, mine in zip(self.lines, at_home, strict=True):
            line.ask("number", uids[mine], since)
        for place, (line, mine) in enumerate(zip(self.lines, at_home, strict=True)):
            found[mine] = line.answer() * len(self.lines) + place
        return found

    def award(self, day: int, people: Ints, what: Award) -> None:
        """See `Population.award`."""
        rows, count, refused = self._at_home(people), len(self.lines), offered.NOBODY
        left = self._left(day)
        if offered.may_fall_short(self.rules, people, what, left):
            for line, mine in zip(self.lines, rows, strict=True):
                line.ask("claims", day, people[mine] // count, what.carried)
            parts = [line.answer() for line in self.lines]
            uids, amounts = (np.concatenate(one) for one in zip(*parts, strict=True))
            refused = offered.first_refused(uids, amounts, left)
            self._shut_on = self._shut_on if refused == offered.NOBODY else day
        letters = [(day, people[mine] // count, what, refused) for mine in rows]
        taken = sum(self._tell("hand_out", letters))
        if taken:
            self.purse.get(taken)

    def record(self, day: int, people: Ints) -> Ints:
        """See `Population.record`."""
        found = np.zeros((len(people), RECORD_COLUMNS), dtype=np.int64)
        rows = self._at_home(people)
        letters = [(day, people[mine] // len(self.lines)) for mine in rows]
        for mine, part in zip(rows, self._tell("record", letters), strict=True):
            found[mine] = part
        return found

    def in_channel(self, channel: int) -> int:
        """See `Population.in_channel`."""
        return sum(self._ask_all("in_channel", channel))

    def officers(self) -> int:
        """See `Population.officers`."""
        return sum(self._ask_all("officers"))

    def finals(self) -> Finals:
        """See `Population.finals`."""
        parts = self._ask_all("finals")
        sums: dict[str, Any] = {}
        for field in fields(Finals):
            total = np.sum([getattr(part, field.name) for part in parts], axis=0).tolist()
            sums[field.name] = tuple(total) if isinstance(total, list) else total
        return Finals(**sums)

    def cohorts(self) -> tuple[Ints, Ints]:
        """See `Population.cohorts`."""
        sizes, active = zip(*self._ask_all("cohorts"), strict=True)
        return np.sum(sizes, axis=0), np.sum(active, axis=0)

    def weekly_repeats(self) -> Ints:
        """See `Population.weekly_repeats`."""
        total: Ints = np.sum(self._ask_all("weekly_repeats"), axis=0)
        return total
