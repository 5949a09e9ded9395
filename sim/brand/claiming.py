"""Who claims a part of an offer passed on (谁领取): members who came by, friends who joined."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from sim.behaviour.passing import claim_chance, one_of
from sim.brand.by_uid import NOBODY, Drawn, are_among, either
from sim.brand.dealing import Dealing
from sim.brand.lots import SECOND, uniforms
from sim.brand.passers import Holders
from sim.population.interface import Award, Floats, Ints
from sim.population.passing import SharedRule
from sim.population.rules import NO_COUPON
from sim.randomness import address as at
from sim.science import science


class Claims:
    """Parts of one offer that are claimed; lots of `Drawn` say which kind it is."""

    def __init__(self, rule: SharedRule, dealing: Dealing) -> None:
        self._rule = rule
        self._dealing = dealing
        self._comers: dict[int, list[Ints]] = defaultdict(list)  # uids, by the day they join

    def expect(self, day: int, uids: Ints) -> None:
        """Friends join on a day, and claim a part at the midnight after it."""
        self._comers[day].append(uids)

    def open(self, day: int, passers: Drawn, active: int) -> Holders:
        """Members who came by yesterday, and friends who joined, get a part each.

        passers: who passed it on. active: members who came by yesterday.
        """
        rule = self._rule
        found = either(self._newcomers(day), self._claimers(day, passers, active))
        drawn = np.empty(len(found.people), dtype=np.int64)
        draw_kinds(drawn, found.lots, max(1, len(rule.kinds)))
        kinds = np.array(rule.kinds or (NO_COUPON,), dtype=np.int64)[drawn]
        for kind in np.unique(kinds).tolist():
            award = Award("share_claimed", kind, 0, rule.hash)
            self._dealing.population.award(day, np.sort(found.people[kinds == kind]), award)
        return Holders(found.people, found.uids, np.array(rule.worth or (0.0,))[drawn])

    def _claimers(self, day: int, passers: Drawn, active: int) -> Drawn:
        """Members who claim a part, as long as there are some, but none of their own."""
        parts = self._rule.to_members * len(passers.people)
        if not parts:
            return NOBODY
        came = self._dealing.takers(day, at.CLAIMED, day, claim_chance(parts, active))
        others = np.flatnonzero(~are_among(came.uids, passers.uids))
        if len(others) > parts:
            first = np.lexsort((came.uids[others], came.second[others]))[:parts]
            others = np.sort(others[first])
        return Drawn(came.people[others], came.uids[others], uniforms(came.first[others]))

    def _newcomers(self, day: int) -> Drawn:
        """Friends who joined yesterday."""
        yesterday = day - 1
        comers = self._comers.pop(yesterday, [])
        if not comers:
            return NOBODY
        uids = np.unique(np.concatenate(comers))
        people = self._dealing.population.numbers(uids, yesterday)
        return Drawn(people, uids, self._dealing.lots(uids, at.CLAIMED, day)[SECOND])


@science
def draw_kinds(drawn: Ints, lots: Floats, many: int) -> None:
    """Fill in which of so many kinds each draws, from 0."""
    for i in range(len(lots)):
        drawn[i] = one_of(lots[i], many)
