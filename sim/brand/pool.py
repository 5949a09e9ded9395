"""A pool of cash teams share out each day (组队瓜分): who is in one, who gets what, what is
hoped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.behaviour.passing import hoped, kept_in_mind
from sim.brand.by_number import with_places
from sim.brand.by_uid import NO_ONE, first_of_each
from sim.population.interface import Ints, Takers
from sim.population.passing import SharedRule


class Teams(NamedTuple):
    """Teams that are complete, shape (teams,): numbers and uids of who passed the offer on, the
    day they did, and the uids of the friends that make it complete, shape (teams, needed)."""

    people: Ints
    uids: Ints
    since: Ints
    friends: Ints

    @classmethod
    def joined(cls, parts: Sequence[Teams]) -> Teams:
        """Several parts as one; none is no team."""
        if not parts:
            return cls(NO_ONE, NO_ONE, NO_ONE, NO_ONE.reshape(0, 0))
        return cls(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


class Members(NamedTuple):
    """People of teams, by numbers and uids, shape (people,)."""

    people: Ints
    uids: Ints


class Shares(NamedTuple):
    """What is paid at a midnight: numbers and uids in order of uid, fen for each."""

    people: Ints
    uids: Ints
    each: int


class Pool:
    """The cash of one offer, the people who share it, and what passing it on was seen to earn."""

    def __init__(self, rule: SharedRule) -> None:
        self._rule = rule
        # By number: the first day on which they share no more, and whether they started a team.
        self._until: Ints = np.zeros(0, dtype=np.int64)
        self._started: Ints = np.zeros(0, dtype=np.int64)
        self._last = 0  # the first day on which nobody does
        self._earned, self._passed = 0.0, 0.0  # yuan of starters, times passed on: as remembered

    @property
    def hope(self) -> float:
        """Yuan a member expects of passing the offer on once."""
        if not self._rule.pool_fen:
            return 0.0
        return hoped(self._earned, self._passed, self._rule.pool_hope, self._rule.hope_weight)

    def any_in(self, day: int) -> bool:
        """Whether somebody may share today beside teams that are complete just now."""
        return day < self._last

    def complete(self, day: int, starters: Ints, friends: Ints) -> None:
        """Teams are complete at the midnight of `day`: numbers of who started them, and of the
        friends; who started one that still shares is a starter yet."""
        self._make_room(starters)
        self._make_room(friends)
        self._started[friends[self._until[friends] <= day]] = 0
        self._started[starters] = 1
        self._last = day + self._rule.pool_days
        self._until[friends] = self._until[starters] = self._last

    def share_out(self, day: int, new: Members, came: Takers | None, passed: int) -> Shares:
        """Equal parts, in whole fen, for the teams complete just now (`new`) and for all in earlier
        ones who came by yesterday; passed: how many passed the offer on."""
        people, uids = new
        if came is not None:
            self._make_room(came.people)
            sharing = day < self._until[came.people]
            people = np.concatenate([people, came.people[sharing]])
            uids = np.concatenate([uids, came.uids[sharing]])
        each_once = first_of_each(uids)
        people, uids = people[each_once], uids[each_once]
        each = self._rule.pool_fen // len(uids) if len(uids) else 0
        self._remember(int(self._started[people].sum()) * each / 100.0, passed)
        return Shares(people, uids, each)

    def _remember(self, yuan: float, passed: int) -> None:
        half_life = self._rule.hope_half_life_days
        self._earned = kept_in_mind(self._earned, yuan, half_life)
        self._passed = kept_in_mind(self._passed, passed, half_life)

    def _make_room(self, people: Ints) -> None:
        self._until = with_places(self._until, people, 0)
        self._started = with_places(self._started, people, 0)
