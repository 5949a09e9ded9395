"""A pool of cash teams share out each day (组队瓜分): who is in one, who gets what, what is
hoped."""

from __future__ import annotations

from typing import NamedTuple

from sim.behaviour.passing import hoped, kept_in_mind
from sim.population.interface import Ints, Takers
from sim.population.passing import SharedRule


class Team(NamedTuple):
    """Who passed the offer on, and the friends (uids) that make it complete."""

    starter: int
    uid: int
    friends: tuple[int, ...]
    since: int


class Head(NamedTuple):
    """Somebody in a complete team: their number, the first day on which they share no more, and
    whether they started one."""

    person: int
    until: int
    started: bool


class Shares(NamedTuple):
    """What is paid at a midnight: uids and numbers in order of uid, fen for each."""

    uids: list[int]
    people: list[int]
    each: int


class Pool:
    """The cash of one offer, the people who share it, and what passing it on was seen to earn."""

    def __init__(self, rule: SharedRule) -> None:
        self._rule = rule
        self._heads: dict[int, Head] = {}  # by uid
        self._earned, self._passed = 0.0, 0.0  # yuan of starters, times passed on: as remembered

    @property
    def hope(self) -> float:
        """Yuan a member expects of passing the offer on once."""
        if not self._rule.pool_fen:
            return 0.0
        return hoped(self._earned, self._passed, self._rule.pool_hope, self._rule.hope_weight)

    def any_in(self, day: int) -> bool:
        """Whether somebody may share today beside teams that are complete just now."""
        self._heads = {uid: head for uid, head in self._heads.items() if day < head.until}
        return bool(self._heads)

    def complete(self, day: int, teams: list[Team], friends: dict[int, int]) -> None:
        """Teams are complete at the midnight of `day`; friends: their numbers by uid."""
        until = day + self._rule.pool_days
        for uid, person in friends.items():
            self._heads[uid] = Head(person, until, self._started(uid))
        for team in teams:
            self._heads[team.uid] = Head(team.starter, until, True)

    def _started(self, uid: int) -> bool:
        return uid in self._heads and self._heads[uid].started

    def share_out(self, new: set[int], came: Takers | None, passed: int) -> Shares:
        """Equal parts, in whole fen, for the teams complete just now (`new`: uids) and for all in
        earlier ones who came by yesterday; passed: how many passed the offer on."""
        by = set() if came is None else set(came.uids.tolist())
        uids = sorted(uid for uid in self._heads if uid in new or uid in by)
        each = self._rule.pool_fen // len(uids) if uids else 0
        starters = sum(self._heads[uid].started for uid in uids)
        self._remember(starters * each / 100.0, passed)
        return Shares(uids, [self._heads[uid].person for uid in uids], each)

    def _remember(self, yuan: float, passed: int) -> None:
        half_life = self._rule.hope_half_life_days
        self._earned = kept_in_mind(self._earned, yuan, half_life)
        self._passed = kept_in_mind(self._passed, passed, half_life)


def numbers_by_uid(uids: list[int], people: Ints) -> dict[int, int]:
    """Numbers of some people by uid."""
    return dict(zip(uids, people.tolist(), strict=True))
