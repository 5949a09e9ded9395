"""The guides (导购) as the brand's staff: who sits where, what each can and wants, what it costs.

A customer book is a seat. One process for each seat brings its guide on to the programme, lets them
leave, leaves the seat vacant and seats the successor. Each midnight the roll is called: skill from
talent, learning and training; effort as the answer to what a task earned lately and to what target
and contest promise.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Generator
from datetime import timedelta

import numpy as np
import simpy

from sim.behaviour.clock import MINUTE
from sim.behaviour.moves import is_dealers, takes_part
from sim.behaviour.staff import person
from sim.behaviour.units import fen, whole
from sim.brand.guide_rows import COLUMNS, TRAINED, adjust, call_roll, daily_share, remember
from sim.config.team import Guides
from sim.population.interface import (
    W_FRIENDS,
    W_SALES,
    Ints,
    Roster,
)
from sim.population.rules import Rules, guide_works_ms
from sim.science import Table

Process = Generator[simpy.Event, object, None]

_EXPERIENCED = -36_500.0  # began so many days ago
_MOST_SKILL = 3.0


class Staff:
    """Seats of store guides, and the guides of head office, who are all alike and stay."""

    def __init__(
        self,
        env: simpy.Environment,
        rules: Rules,
        key: tuple[int, int],
        dawn: Callable[[int], simpy.Event],
    ) -> None:
        self._rules, self._key, self._dawn = rules, key, dawn
        self._plan: Guides = rules.plan.guides
        books = rules.books
        self.people: Table = np.zeros((books, COLUMNS), dtype=np.float64)
        self.begun: Ints = np.zeros(books, dtype=np.int64)
        self.present: Ints = np.zeros(books, dtype=np.int64)
        self._handover: Ints = np.zeros(books, dtype=np.int64)
        self._month: Ints = np.zeros(books, dtype=np.int64)  # new friends of the calendar month
        self._score: Ints = np.zeros(books, dtype=np.int64)  # friends, or fen of sales
        self._moves: list[tuple[int, int | None]] = []  # seat, and which guide sits down or nobody
        self._counts: dict[str, int] = defaultdict(int)
        self._execution = np.array([[channel.execution for channel in rules.channels]])
        goodwill = max((content.goodwill for content in rules.contents), default=0.0)
        self._most_skill = min(_MOST_SKILL, 1.0 / goodwill) if goodwill else _MOST_SKILL
        for book, day in enumerate(first_days(self._plan, books)):
            if day < rules.plan.horizon_days and self._joins(book):
                env.process(self._seat(book, day))

    # -- seats ----------------------------------------------------------------------------------

    def _joins(self, book: int) -> bool:
        """Whether a store comes on to the programme at all; a dealer's may find it does not pay."""
        rule = self._rules.moves
        if not is_dealers(*self._key, book, rule.dealers):
            return True
        return takes_part(*self._key, book, rule.dealers, rule.own, rule.dealer)

    def _seat(self, book: int, day: int) -> Process:
        """Who sits at a customer book, one after another."""
        horizon, turnover = self._rules.plan.horizon_days, self._plan.turnover
        number = 0
        while day < horizon:
            yield self._dawn(day)
            self._moves.append((book, number))
            stay = self._person(book, number)[2]
            if stay * 365.0 > turnover.per_year * horizon:  # outlasts the run
                return
            leaves = day + max(1, math.ceil(stay * 365.0 / turnover.per_year))
            if leaves >= horizon:
                return
            yield self._dawn(leaves)
            self._moves.append((book, None))
            day = leaves + max(1, turnover.vacancy_days)
            number += 1

    def _person(self, book: int, number: int) -> tuple[float, float, float]:
        plan = self._plan
        return person(*self._key, book, number, plan.skill.spread, plan.effort.spread)

    def _move(self, day: int) -> None:
        """Let those leave and sit down who do so this midnight."""
        for book, number in self._moves:
            self.present[book] = number is not None
            if number is None:
                self._counts["guides_left"] += 1
                continue
            talent, will, _ = self._person(book, number)
            from_start = day == 0 and not self._plan.rollout.days
            since = _EXPERIENCED if from_start else float(day)
            self.people[book] = (talent, will, since, 0.0, will, 0.0, 0.0, 0.0, 0.0)
            cost = self._plan.turnover.yuan if number else self._plan.rollout.yuan_per_guide
            self._counts["hiring_fen"] += fen(cost)
            self.begun[book], self._handover[book] = 1, number
        self._moves.clear()

    # -- the day --------------------------------------------------------------------------------

    def open(self, day: int) -> Roster:
        """Call the roll of a day."""
        self._handover[:] = 0
        self._move(day)
        minutes = self._plan.minutes_per_day - self._train(day)
        self._want(day)
        guides, channels = self._rules.books, self._execution.shape[1]
        skills, chance = np.zeros(guides, np.int64), np.zeros(guides * channels, np.int64)
        plan = self._plan
        call_roll(
            self.people,
            self.present,
            day,
            plan.skill.newcomer,
            plan.skill.learning_half_life_days,
            plan.training.effect,
            self._most_skill,
            self._execution,
            skills,
            chance,
        )
        time = self.present * guide_works_ms(self._rules.plan, max(0.0, minutes) * MINUTE)
        return self._with_office(
            Roster(self.begun, self.present, time, skills, chance, self._handover)
        )

    def _with_office(self, store: Roster) -> Roster:
        """Head-office guides after those of the stores: of the norm, always there."""
        office = self._rules.head_office
        ones = np.ones(office, dtype=np.int64)
        norm = np.floor(self._execution[0] * 1e6 + 0.5).astype(np.int64)
        asked = self._plan.head_office.minutes_per_day * MINUTE
        time = guide_works_ms(self._rules.plan, asked)
        more = Roster(ones, ones, ones * time, ones * 1000, np.tile(norm, office), ones * 0)
        return Roster(*(np.concatenate(pair) for pair in zip(store, more, strict=True)))

    def close(self, day: int, work: Ints) -> dict[str, int]:
        """What the guides cost on `day` beside wage and commission; work: `Population.worked`."""
        work = work[: self._rules.books]
        remember(self.people, work.ravel(), daily_share(self._plan.effort.half_life_days))
        self._month += work[:, W_FRIENDS]
        contest = self._plan.contest
        if contest.from_day <= day < contest.from_day + contest.days:
            column = W_FRIENDS if contest.measure == "friends" else W_SALES
            self._score += work[:, column]
        self._counts["bonus_fen"] += self._targets(day) + self._prizes(day)
        counts, self._counts = dict(self._counts), defaultdict(int)
        return counts

    # -- what makes them able and willing -------------------------------------------------------

    def _train(self, day: int) -> float:
        """Forget a day's worth; hold today's session, if there is one. Returns its minutes."""
        plan = self._plan.training
        self.people[:, TRAINED] *= 1.0 - daily_share(plan.half_life_days)
        since = day - plan.from_day
        if not plan.every_days or since < 0 or since % plan.every_days:
            return 0.0
        known = self.people[:, TRAINED]
        self.people[:, TRAINED] += self.present * (1.0 - known) * plan.gain
        self._counts["training_fen"] += int(self.present.sum()) * fen(plan.yuan)
        return plan.minutes

    def _want(self, day: int) -> None:
        """Move each guide's effort towards what the rewards in sight are worth to them."""
        plan = self._plan
        target, contest = plan.target, plan.contest
        on = contest.from_day <= day < contest.from_day + contest.days
        scores = self._score[self.present > 0]
        cutoff = np.sort(scores)[-self._winners()] if on and len(scores) else 0
        adjust(
            self.people,
            self.present,
            self._month,
            self._score,
            target.friends if target.bonus else 0,
            target.bonus / target.friends if target.friends else 0.0,
            contest.prize if on else 0.0,
            contest.measure == "sales",
            int(cutoff),
            max(1.0, float(scores.std())) if on and len(scores) else 1.0,
            plan.effort.gain,
            plan.effort.appeal_yuan,
            daily_share(plan.effort.half_life_days),
        )

    def _winners(self) -> int:
        seats = int(self.present.sum())
        return min(seats, max(1, whole(self._plan.contest.winners * seats)))

    def _targets(self, day: int) -> int:
        """Bonuses of the month that ends with `day`, in fen."""
        tomorrow = self._rules.plan.start_date + timedelta(days=day + 1)
        if tomorrow.day != 1 and day + 1 < self._rules.plan.horizon_days:
            return 0
        wanted = self._plan.target.friends
        reached = int((self._month >= wanted).sum()) if wanted else 0
        self._month[:] = 0
        return reached * fen(self._plan.target.bonus)

    def _prizes(self, day: int) -> int:
        """Prizes of a contest that ends with `day` or with the run, in fen."""
        contest = self._plan.contest
        end = min(contest.from_day + contest.days, self._rules.plan.horizon_days)
        if not contest.days or day + 1 != end or not self.present.any():
            return 0
        best = np.sort(np.where(self.present > 0, self._score, 0))[-self._winners() :]
        return int((best > 0).sum()) * fen(contest.prize)


def first_days(plan: Guides, books: int) -> list[int]:
    """The day on which each guide's store comes on to the programme; never is far away."""
    found = [0 if not plan.rollout.days else 1 << 30] * books
    steps = sorted(zip(plan.rollout.days, plan.rollout.shares, strict=True))
    for day, share in reversed(steps):
        begun = max(1, whole(share * books)) if share else 0
        found[:begun] = [day] * begun
    return found
