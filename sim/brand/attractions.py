"""Play that brings people by itself (自带流量的玩法): raffles in search, collectibles, contests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.behaviour.draws import poisson
from sim.brand.acquisition import Door, people_by
from sim.brand.bringing import Brought, door_named, together
from sim.brand.by_number import with_places
from sim.brand.lots import uniforms
from sim.brand.noting import noted
from sim.ledger.book import Book
from sim.population.interface import Arrivals, Award, Call, Ints, Population, Takers
from sim.population.passing import AttractionRule
from sim.population.rules import NO_COUPON, Rules
from sim.randomness import address as at
from sim.randomness.address import name_hash

Counts = Counter[str]
SERIES = ("attracted", "took_part", "pieces", "sets", "called")


class Attraction:
    """One of them. Strangers who see it come in proportion to the traffic of a door; members who
    came by take part, as far as there are pieces, and may call friends."""

    def __init__(
        self,
        rule: AttractionRule,
        doors: list[Door],
        key: tuple[int, int],
        population: Population,
        book: Book,
    ) -> None:
        self._rule = rule
        self._door = door_named(doors, rule.door) if rule.found_by else None
        self._key = key
        self._tag = name_hash(f"drawn in by attraction {rule.hash}")
        self._population = population
        self._book = book
        self._round, self._left = -1, 0
        self._collected: Ints = np.zeros(0, dtype=np.int64)  # pieces, by number

    def open(self, day: int, came: Mapping[str, int]) -> Brought:
        """Midnight: who took part yesterday, who is drawn today.

        came: newcomers of today by door.
        """
        counts = Counts(dict.fromkeys(SERIES, 0))
        if day:
            self._take_part(day, counts)
        return Brought(self._draw_in(day, came, counts), [], counts)

    def _draw_in(self, day: int, came: Mapping[str, int], counts: Counts) -> list[Arrivals]:
        rule = self._rule
        if self._door is None or rule.round_of(day) < 0:
            return []
        mean = rule.gain * came[rule.found_by]
        joins = poisson(*self._key, 0, at.ATTRACTED + rule.hash, day, mean)
        counts["attracted"] += joins
        return [people_by(self._door, self._tag, day, joins)]

    def _take_part(self, day: int, counts: Counts) -> None:
        rule, yesterday = self._rule, day - 1
        number = rule.round_of(yesterday)
        if number < 0:
            return
        if number != self._round:
            self._round, self._left = number, rule.pieces
        call = Call(
            *(at.ATTRACTED + rule.hash, yesterday, yesterday, rule.audience),
            *(rule.take, False, rule.ordered),
        )
        takers = self._population.takers(day, call)
        if not len(takers.people):
            return
        lucky = self._lucky(takers)
        costs = np.where(lucky, rule.cost_fen, 0)
        felt = noted(day, "took_part", takers.people, takers.uids, costs, rule.hash, rule.goodwill)
        self._population.feel(day, felt)
        self._book.post(day, "attractions", "cash", int(costs.sum()))
        counts["took_part"] += len(takers.people)
        counts["pieces"] += int(lucky.sum())
        self._hand_out(day, takers.people[lucky], rule.carried)
        counts["sets"] += self._collect(day, takers.people[lucky])
        counts["called"] += self._call(day, takers)

    def _lucky(self, takers: Takers) -> npt.NDArray[np.bool_]:
        """Who gets a piece: all, or as many as are left, by lot."""
        if not self._rule.pieces:
            return np.ones(len(takers.people), dtype=np.bool_)
        first = np.lexsort((takers.uids, takers.first))[: self._left]
        lucky = np.zeros(len(takers.people), dtype=np.bool_)
        lucky[first] = True
        self._left -= len(first)
        return lucky

    def _collect(self, day: int, people: Ints) -> int:
        """Whose set is complete with this piece, and what that brings."""
        if not self._rule.set_of:
            return 0
        self._collected = with_places(self._collected, people, 0)
        self._collected[people] += 1
        done = people[self._collected[people] % self._rule.set_of == 0]
        self._hand_out(day, done, self._rule.set_carried)
        return len(done)

    def _hand_out(self, day: int, people: Ints, carried: int) -> None:
        if len(people) and carried != NO_COUPON:
            award = Award("piece_won", carried, 0, self._rule.hash)
            self._population.award(day, np.sort(people), award)

    def _call(self, day: int, takers: Takers) -> int:
        """Who calls friends to it; returns how many will join."""
        rule = self._rule
        calls = uniforms(takers.second) < rule.calls
        if not rule.friends or not calls.any():
            return 0
        people = takers.people[calls]
        asked = np.full(len(people), rule.friends, dtype=np.int64)
        return len(self._population.invite(day, people, asked, 0.0).uids)


class Attractions:
    """All of them, in order of the names."""

    def __init__(
        self,
        rules: Rules,
        doors: list[Door],
        key: tuple[int, int],
        population: Population,
        book: Book,
    ) -> None:
        self._all = [
            Attraction(rule, doors, key, population, book) for rule in rules.passing.attractions
        ]

    def open(self, day: int, came: Mapping[str, int]) -> Brought:
        """What happens at the midnight of `day`; came: newcomers of today by door."""
        return together(one.open(day, came) for one in self._all)
