"""The feedback loop (反馈闭环): voices are collected, a cause is mended, who spoke is told.

A cause is what goes wrong with an order: it comes late, or its goods are missing. Complaints at the
desk name it rightly; buyers who fell silent and are asked why name it with error. At a review the
cause named most often is taken up, and some days later there is less of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from sim.behaviour.selling import MISSING
from sim.behaviour.units import fen
from sim.brand.complaints import OF_LATENESS, OF_STOCK
from sim.brand.desk import Cases
from sim.brand.noting import noted
from sim.ledger.book import Book
from sim.measure.events import CODE
from sim.population.interface import ALWAYS, Call, Felt, Ints, Outcomes, Population
from sim.population.rules import Rules, audience_of
from sim.randomness import address as at
from sim.randomness.address import name_hash
from sim.randomness.philox import uniform

CAUSES = LATE, GONE = range(2)  # it came late; its goods were missing
NONE = len(CAUSES)  # no cause is named
_WHY = at.MIDNIGHT + name_hash("why")


class Loop:
    """What was heard since the review before, what is being mended, and how much is left of each
    cause."""

    def __init__(
        self, rules: Rules, key: tuple[int, int], population: Population, book: Book
    ) -> None:
        self._terms = terms = rules.plan.feedback
        self._fen = fen(terms.yuan * rules.plan.shoppers.initial / 1000.0)
        self._audience = audience_of(rules.plan, terms.interviews.audience)
        self._key = key
        self._population = population
        self._book = book
        self._left = [1.0 for _ in CAUSES]
        self._heard: dict[int, dict[int, int]] = {cause: {} for cause in CAUSES}  # uid: number
        self._harm: Counter[int] = Counter()  # what happened since the review before: the truth
        self._last: dict[int, int] = {}  # what went wrong last with whom, by uid
        # By the day it is mended: the cause, and who spoke of it.
        self._mended: dict[int, list[tuple[int, dict[int, int]]]] = defaultdict(list)

        places = rules.selling.places
        begins = [0.0, *(place.until for place in places)][: len(places)]
        shares = [place.until - begin for place, begin in zip(places, begins, strict=True)]
        self._missing = sum(
            share * place.missing for share, place in zip(shares, places, strict=True)
        )

    @property
    def any(self) -> bool:
        """Whether anything is made of what is heard."""
        return self._terms.every_days > 0

    def left(self, cause: int) -> float:
        """What is left of a cause, 1 at first."""
        return self._left[cause]

    def found(self) -> float:
        """By how much more goods are found than at first, so that of what is missing in a usual
        place only what is left of that cause is."""
        still = self._missing * self._left[GONE]
        return (1.0 - still) / (1.0 - self._missing) if self._missing < 1.0 else 1.0

    def open(self, day: int) -> Counter[str]:
        """Midnight: what was mended is told, and perhaps a review is held."""
        counts: Counter[str] = Counter()
        if not self.any:
            return counts
        for cause, who in self._mended.pop(day, []):
            self._left[cause] *= 1.0 - self._terms.mends
            counts["feedback_told"] += self._told(day, cause, who)
        since = day - self._terms.from_day
        if since >= 0 and since % self._terms.every_days == 0:
            counts.update(self._review(day))
        return counts

    def close(self, outcomes: Outcomes, brought: Felt, raised: Cases) -> None:
        """Take in a day: what went wrong with whom, and who complained of it."""
        if not self.any:
            return
        late = brought[brought["event"] == CODE["delivered_late"]]
        lost = outcomes.uids[outcomes.orders == -MISSING]
        for cause, uids in ((LATE, late["uid"].tolist()), (GONE, lost.tolist())):
            self._harm[cause] += len(uids)
            self._last.update(dict.fromkeys(uids, cause))
        for cause, kind in ((LATE, OF_LATENESS), (GONE, OF_STOCK)):
            spoke = raised[raised["kind"] == kind]
            self._heard[cause].update(
                zip(spoke["uid"].tolist(), spoke["person"].tolist(), strict=True)
            )

    def _review(self, day: int) -> Counter[str]:
        self._interview(day)
        counts = Counter(feedback_heard=sum(len(one) for one in self._heard.values()))
        cause = max(CAUSES, key=lambda one: len(self._heard[one]))  # of equals the first
        if len(self._heard[cause]) >= self._terms.least:
            self._book.post(day, "feedback_mending", "cash", self._fen)
            self._mended[day + self._terms.days].append((cause, self._heard[cause]))
            worst = max(self._harm.values(), default=0)
            counts["feedback_mended"] = 1
            counts["feedback_rightly"] = int(self._harm[cause] == worst)
        self._heard, self._harm = {one: {} for one in CAUSES}, Counter()
        return counts

    def _interview(self, day: int) -> None:
        """Ask some of the silent why; who met nothing bad names no cause."""
        terms = self._terms.interviews
        if not terms.share:
            return
        call = Call(_WHY, day, ALWAYS, self._audience, terms.share, False)
        takers = self._population.takers(day, call)
        named = []
        rows = (one.tolist() for one in (takers.people, takers.uids, takers.first, takers.second))
        for number, uid, right, other in zip(*rows, strict=True):
            cause = self._last.get(uid, NONE)
            if cause != NONE and uniform(right) >= terms.right:
                cause = int(uniform(other) * len(CAUSES))
            if cause != NONE:
                self._heard[cause][uid] = number
            named.append(cause)
        cost = fen(terms.yuan)
        self._book.post(day, "feedback_mending", "cash", cost * len(named))
        felt = noted(day, "interviewed", takers.people, takers.uids, cost, _numbers(named))
        self._population.feel(day, felt)

    def _told(self, day: int, cause: int, who: dict[int, int]) -> int:
        """Who spoke of a cause, number by uid, hears that it was mended."""
        uids = sorted(who)
        people = _numbers([who[uid] for uid in uids])
        felt = noted(day, "told_mended", people, _numbers(uids), 0, cause, self._terms.told)
        self._population.feel(day, felt)
        return len(uids)


def _numbers(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
