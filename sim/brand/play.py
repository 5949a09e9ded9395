"""Play in the mini-program (小程序玩法): at midnight, for what was done the day before."""

from __future__ import annotations

from collections import Counter

import numpy as np

from sim.ledger.book import Book
from sim.population.interface import Award, Call, Ints, Population
from sim.population.offers import PlayRule
from sim.population.rules import EVERYBODY
from sim.randomness import address as at
from sim.randomness.philox import uniform

Counts = Counter[str]


class Play:
    """Vouchers for checking in, draws after an order."""

    def __init__(self, rule: PlayRule, population: Population, book: Book) -> None:
        self._rule = rule
        self._population = population
        self._book = book

    def open(self, day: int) -> Counts:
        """What happens at the midnight of `day`, as the brand's own series of that day."""
        rule, yesterday, counts = self._rule, day - 1, Counts()
        if day and rule.check_in:
            call = Call(at.CHECK_IN, yesterday, yesterday, EVERYBODY, rule.check_in, False)
            came = self._population.takers(day, call).people
            self._hand_out(day, came, Award("checked_in", rule.voucher, 0, 0))
            counts["check_ins"] = len(came)
        if day and rule.draw:
            call = Call(at.DRAW, yesterday, yesterday, EVERYBODY, rule.draw, False, True)
            takers = self._population.takers(day, call)
            lots = zip(takers.people.tolist(), takers.first.tolist(), strict=True)
            won = [number for number, word in lots if uniform(word) < rule.odds]
            prize = Award("draw_won", rule.prize, rule.cost_fen, 0)
            self._hand_out(day, np.array(won, dtype=np.int64), prize)
            self._book.post(day, "raffle_prizes", "cash", rule.cost_fen * len(won))
            counts["draws"], counts["draws_won"] = len(takers.people), len(won)
        return counts

    def _hand_out(self, day: int, people: Ints, what: Award) -> None:
        if len(people):
            self._population.award(day, people, what)
