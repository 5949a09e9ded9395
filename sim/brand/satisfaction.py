"""Satisfaction (满意度): what members met moves it; dropout, word of mouth and surveys follow.

It is kept here by member and not in a shopper's row: all it does comes at midnight.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from sim.behaviour import satisfaction as science
from sim.behaviour.clock import DAY
from sim.behaviour.clock import SECOND as SECOND_MS
from sim.brand.by_number import with_places
from sim.brand.feeling import OccasionRule, SatisfactionRule
from sim.brand.lots import FIRST, SECOND, draw_word
from sim.brand.noting import unmoved
from sim.ledger.book import Book
from sim.measure.events import CODE
from sim.population.interface import (
    MOVES,
    STOPS,
    Award,
    Call,
    Felt,
    Floats,
    Ints,
    Population,
)
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.science import science as compiled

Counts = Counter[str]
_BP = 10_000.0
_NEVER = -(1 << 30)  # a day before any
NOT_ASKED, SILENT, ANSWERED = range(3)  # what becomes of a member in a survey


class Met(NamedTuple):
    """Experiences in order of time and uid, shape (experiences,); values: -1 to 1.

    times: ms; people: numbers in the population.
    """

    times: Ints
    uids: Ints
    people: Ints
    values: Floats

    @classmethod
    def joined(cls, parts: list[Met]) -> Met:
        """Several parts as one, in order."""
        columns = [np.concatenate(one) for one in zip(*parts, strict=True)]
        order = np.lexsort((columns[1], columns[0]))
        return cls(*(column[order] for column in columns))


class Satisfaction:
    """How satisfied each member is who ever met something, and what follows at each midnight."""

    def __init__(
        self, rule: SatisfactionRule, key: tuple[int, int], population: Population, book: Book
    ) -> None:
        self._rule = rule
        self._key = key
        self._population = population
        self._book = book
        self._levels: Floats = np.zeros(0)  # by number
        self._uids: Ints = np.zeros(0, dtype=np.int64)
        self._last: Ints = np.zeros(0, dtype=np.int64)  # day on which something was met last
        self._known = self._sum_bp = 0  # who ever met something; their satisfaction together
        self._advocates: Ints = np.zeros(0, dtype=np.int64)  # who recommends at the next midnight

    def close(self, day: int, met: Met) -> tuple[Counts, Felt]:
        """What was met on `day` is learnt; how it stands, and who is moved or lost."""
        felt = self._learn(met)
        return Counts(satisfaction_people=self._known, satisfaction_bp=self._sum_bp), felt

    def open(self, day: int) -> Counts:
        """Midnight: recommendations, occasions, a survey and its care."""
        counts = self._recommend(day)
        for occasion in self._rule.occasions:
            if occasion.comes(day):
                counts.update(self._hold(day, occasion))
        survey = self._rule.survey
        since = day - survey.from_day
        if survey.every_days and since >= 0 and since % survey.every_days == 0:
            counts.update(self._survey(day))
        return counts

    def _learn(self, met: Met) -> Felt:
        """Move the satisfaction of some members; what they feel."""
        self._make_room(met)
        who = np.unique(met.people)
        self._count(who, -1)
        self._uids[met.people] = met.uids
        self._last[met.people] = met.times // DAY
        rule, people = self._rule, len(met.people)
        after, lost, tells = np.empty(people), np.empty(people), np.empty(people)
        learn(
            *(self._levels, met.people, met.values, rule.weight, rule.dropout, rule.advocacy),
            *(after, lost, tells),
        )
        self._count(who, 1)
        moments = met.times // SECOND_MS
        angry, keen = np.empty(people), np.empty(people)
        draw_word(angry, met.uids, moments, *self._key, at.FEELING, FIRST)
        draw_word(keen, met.uids, moments, *self._key, at.FEELING, SECOND)
        self._advocates = np.union1d(self._advocates, met.people[keen < tells])
        felt = unmoved(met.times, met.uids, met.people)
        felt["goodwill"] = rule.goodwill * after
        felt["effect"] = np.where(felt["goodwill"] != 0.0, MOVES, 0)
        felt["effect"][angry < lost] |= STOPS
        return felt

    def _make_room(self, met: Met) -> None:
        """Who meets something for the first time begins at the start."""
        self._levels = with_places(self._levels, met.people, self._rule.start)
        self._uids = with_places(self._uids, met.people, 0)
        self._last = with_places(self._last, met.people, _NEVER)

    def _count(self, who: Ints, sign: int) -> None:
        """Count some members who met something before, and how satisfied they are, in or out."""
        levels = self._levels[who[self._last[who] > _NEVER]]
        self._known += sign * len(levels)
        self._sum_bp += sign * int(np.floor(levels * _BP + 0.5).sum())

    def _recommend(self, day: int) -> Counts:
        """Who is pleased tells a friend, without a reward."""
        people, self._advocates = self._advocates, self._advocates[:0]
        if not len(people):
            return Counts()
        came = self._population.invite(day, people, np.ones_like(people), 0.0)
        return Counts(recommended=len(people), word_of_mouth=len(came.times))

    def _hold(self, day: int, occasion: OccasionRule) -> Counts:
        """An occasion: who accepts meets it, and it costs for each."""
        since = day - occasion.active_days
        call = Call(occasion.mechanism, day, since, occasion.audience, occasion.accept, False)
        guests = self._population.takers(day, call)
        many = len(guests.people)
        values = np.full(many, occasion.value)
        uids, people = guests.uids.copy(), guests.people.copy()
        met = Met(np.full(many, day * DAY), uids, people, values)
        references = np.full(many, occasion.hash)
        self._note(day, self._learn(met), "occasion_held", occasion.cost_fen, references)
        return Counts(guests=many)

    def _survey(self, day: int) -> Counts:
        """Ask some of those who met something lately; take care of who answers low."""
        rule, survey = self._rule, self._rule.survey
        known = np.flatnonzero(self._last >= day - survey.since_days)
        known = known[np.argsort(self._uids[known])]
        levels, uids = self._levels[known], self._uids[known]
        state, said, true = (np.zeros(len(known), dtype=np.int64) for _ in range(3))
        poll(
            *(state, said, true, levels, uids, *self._key, day),
            *(survey.share, survey.response, survey.extremes, survey.noise),
        )
        answered = state == ANSWERED
        low = answered & (said < rule.care_below)
        need = true < rule.care_below
        told = unmoved(day * DAY, uids[answered], known[answered])
        self._note(day, told, "survey_answered", rule.answer_fen, said[answered])
        self._care(day, uids[low], known[low], said[low])
        return Counts(
            survey_known=len(known),
            survey_true_net=net(true),
            survey_asked=int((state > NOT_ASKED).sum()),
            survey_answers=int(answered.sum()),
            survey_net=net(said[answered]),
            cared=int(low.sum()),
            cared_rightly=int((low & need).sum()),
            care_needed=int(need.sum()) if rule.care_below else 0,
        )

    def _care(self, day: int, uids: Ints, people: Ints, said: Ints) -> None:
        """Call who answered low; perhaps with a coupon."""
        if not len(people):
            return
        times = np.full(len(people), day * DAY)
        values = np.full(len(people), self._rule.care_value)
        felt = self._learn(Met(times, uids, people, values))
        self._note(day, felt, "cared", self._rule.care_fen, said)
        if self._rule.care_coupon:
            award = Award("compensated", self._rule.care_coupon, 0, 0)
            self._population.award(day, np.sort(people), award)

    def _note(self, day: int, felt: Felt, event: str, fen: int, references: Ints) -> None:
        """What members met at a midnight is noted under an event, paid for and felt.

        fen: amount of each. references: shape (felt,).
        """
        felt["event"], felt["amount"], felt["reference"] = CODE[event], fen, references
        self._book.post(day, "satisfaction_costs", "cash", fen * len(felt))
        self._population.feel(day, felt)


def net(scores: Ints) -> int:
    """Promoters less detractors among some scores."""
    return sum(science.promotes(score) for score in scores.tolist())


@compiled
def learn(
    levels: Floats,
    people: Ints,
    values: Floats,
    weight: float,
    dropout: float,
    advocacy: float,
    after: Floats,
    lost: Floats,
    tells: Floats,
) -> None:
    """Live through experiences in their order: satisfaction after each, chance to be lost, and to
    recommend."""
    for i in range(len(people)):
        level = science.learnt(levels[people[i]], values[i], weight)
        levels[people[i]] = after[i] = level
        lost[i] = science.lost_chance(level, dropout)
        tells[i] = science.recommend_chance(level, advocacy)


@compiled
def poll(
    state: Ints,
    said: Ints,
    true: Ints,
    levels: Floats,
    uids: Ints,
    seed: int,
    replication: int,
    day: int,
    share: float,
    response: float,
    extremes: float,
    noise: float,
) -> None:
    """Ask each member or not: NOT_ASKED, SILENT or ANSWERED, what is said, and what is true."""
    for i in range(len(uids)):
        asked, answers, u, v = at.draw(seed, replication, uids[i], at.SURVEY, day)
        true[i] = science.score_of(levels[i], 0.0, uniform(u), uniform(v))
        if uniform(asked) >= share:
            continue
        state[i] = SILENT
        if uniform(answers) < science.answer_chance(levels[i], response, extremes):
            state[i] = ANSWERED
            said[i] = science.score_of(levels[i], noise, uniform(u), uniform(v))
