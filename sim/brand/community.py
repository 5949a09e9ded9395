"""The brand's community groups (社群): seats, talk, what is done in them and what it costs.

The brand keeps five numbers a group. Members, mutes and answers are what shoppers really did; who
of the listeners talks follows from them (`sim.behaviour.community`) and comes back to the shoppers
as the mood of their group. All of it is settled at midnight.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.behaviour import community as science
from sim.behaviour.units import a_day_of, fen
from sim.brand.hearing import Hearing
from sim.config.community import Community, GroupLife
from sim.config.errors import InputError
from sim.config.said import say
from sim.ledger.book import Book
from sim.measure.result import Ints
from sim.population.community import (
    COMMUNITY,
    ENTERED,
    KIND,
    LEFT,
    LEFT_MUTED,
    MOST_GROUPS,
    MUTED,
    PERSON,
    REMOVED,
    SEAT,
    SPOKE,
    TIME,
    UID,
    Meeting,
)
from sim.population.interface import Floats, Population, Send
from sim.population.rules import Rules


class Seating(NamedTuple):
    """Newcomers and the groups they sit in, each of shape (newcomers,)."""

    people: Ints
    seats: Ints


class Groups:
    """All groups of one kind; arrays have one entry a group, in the order they were opened."""

    def __init__(self, name: str, rule: Community, life: GroupLife) -> None:
        self.name = name
        self.rule = rule
        self._life = life
        self.members: Ints = np.zeros(0, dtype=np.int64)
        self.muted: Ints = np.zeros(0, dtype=np.int64)
        self.active: Floats = np.zeros(0)
        self._spoke: Ints = np.zeros(0, dtype=np.int64)
        self._packet = 0.0  # yuan of red packets going round in each group

    @property
    def open(self) -> int:
        """Groups with anybody in them."""
        return int((self.members > 0).sum())

    @property
    def silent(self) -> int:
        """Groups in which hardly anybody talks any more."""
        listening = self.members - self.muted
        below = self.active < self._life.silent_below * listening
        return int(((self.members > 0) & (below | (listening == 0))).sum())

    def runs(self, day: int) -> bool:
        """Whether the brand does anything in these groups on a day."""
        return self.rule.from_day <= day < self.rule.until_day

    # -- who is in them ---------------------------------------------------------------------------

    def hear(self, rows: Ints) -> None:
        """What happened to those who have a seat; rows as of `Population.stirred`."""
        listening = self.members - self.muted
        left, left_muted, removed, muted = (
            self._count(rows, kind) for kind in (LEFT, LEFT_MUTED, REMOVED, MUTED)
        )
        stay = 1.0 - (left + muted) / np.maximum(listening, 1)  # who goes talked as others did
        self.members -= left + left_muted + removed
        self.muted += muted - left_muted
        self.active = np.minimum(self.active * stay, self.members - self.muted)
        self._spoke += self._count(rows, SPOKE)

    def _count(self, rows: Ints, kind: int) -> Ints:
        seats = rows[rows[:, KIND] == kind, SEAT]
        return np.bincount(seats, minlength=len(self.members)).astype(np.int64)

    def admit(self, rows: Ints, size: int) -> Seating:
        """Newcomers, in order of time and uid, into the first group with room; new ones open.

        Raises:
            InputError: more groups than the engines tell apart.
        """
        new = rows[rows[:, KIND] == ENTERED]
        new = new[np.lexsort((new[:, UID], new[:, TIME]))]
        room = np.maximum(0, size - self.members)
        missing = len(new) - int(room.sum())
        if missing > 0:
            self._open_more(-(-missing // size), size)
            room = np.maximum(0, size - self.members)
        seats = np.searchsorted(np.cumsum(room), np.arange(len(new)), side="right")
        joined = np.bincount(seats, minlength=len(self.members))
        self.members += joined
        self.active += self._life.start * joined
        return Seating(new[:, PERSON].copy(), seats.astype(np.int64))

    def _open_more(self, groups: int, size: int) -> None:
        if len(self.members) + groups > MOST_GROUPS:
            raise InputError(
                say("more groups of {name} than the engine tells apart", name=self.name),
                key="platform.group_size",
                value=size,
                allowed=say("so large that {most:,} groups are enough", most=MOST_GROUPS),
            )
        none = np.zeros(groups, dtype=np.int64)
        self.members, self.muted, self._spoke = (
            np.concatenate([one, none]) for one in (self.members, self.muted, self._spoke)
        )
        self.active = np.concatenate([self.active, np.zeros(groups)])

    # -- the talk in them -------------------------------------------------------------------------

    def pass_a_day(self, day: int, tiring: float, engaging: float) -> None:
        """Yesterday passes in every group.

        day: today. tiring, engaging: messages of those contents that were sent yesterday.
        """
        life, doing = self._life, self.runs(day - 1)
        science.a_day_later(
            self.active,
            self.members,
            self.muted,
            self._spoke,
            life.contagion,
            life.spark * engaging + (self._stirred() if doing else 0.0),
            life.echo,
            self._packet,
            life.packet_gain,
            life.packet_half,
            life.fade + life.wear * tiring,
        )
        self._spoke[:] = 0
        self._packet *= life.passed_on

    def _stirred(self) -> float:
        """Rate at which the silent join in for what the brand does in each group every day."""
        rule, life = self.rule, self._life
        return (
            science.drawn(rule.key_members, life.key_gain, life.key_half)
            + science.drawn(rule.minutes_per_day, life.host_gain, life.host_half)
            + science.drawn(rule.check_in, life.check_in_gain, life.check_in_half)
        )

    def moods(self) -> Floats:
        """Factor on opens in each group."""
        found = np.zeros(len(self.members))
        life = self._life
        topical = self.rule.by_talk * life.relevance
        science.moods(self.active, self.members, self.muted, life.quiet, life.usual, topical, found)
        return found

    # -- what it costs ----------------------------------------------------------------------------

    def spend(self, day: int, labour_left: float) -> dict[str, int]:
        """Today's red packets, check-ins, samples and operators, in fen by account.

        labour_left: share of the operators' work that no tool does.
        """
        rule = self.rule
        if not self.runs(day):
            return {}
        packets = 0
        if rule.packet and (day - rule.from_day) % rule.packet_every_days == 0:
            self._packet += rule.packet
            packets = fen(rule.packet) * self.open
        samples = fen(rule.yuan_per_key_member) * rule.key_members * self.open
        hours = rule.minutes_per_day * self.open / 60 * labour_left
        return {
            "red_packets": packets,
            "check_in_rewards": int(fen(rule.check_in) * float(self.active.sum())),
            "key_member_samples": int(a_day_of(samples)),
            "community_labour": int(hours * fen(self._life.yuan_per_hour)),
        }


class Communities:
    """Every kind of group of a plan, at midnight."""

    def __init__(self, rules: Rules, population: Population, book: Book, hearing: Hearing) -> None:
        self._rules = rules
        self._population = population
        self._hearing = hearing
        self._book = book
        life = rules.plan.community
        self.kinds = [
            Groups(name, one, life) for name, one in sorted(rules.plan.communities.items())
        ]
        names = list(rules.plan.touch.classes)
        self._tiring = {names.index(name) for name in life.tiring}
        self._engaging = {names.index(name) for name in life.engaging}
        self._sent = [[0.0, 0.0] for _ in self.kinds]  # yesterday's messages: tiring, engaging

    def open(self, day: int, size: int, labour_left: float) -> dict[str, int]:
        """Begin a day: what yesterday did, who comes and goes, moods, costs; series of the brand.

        size: most members of a group. labour_left: see `Groups.spend`.
        """
        counts = dict.fromkeys(("group_entered", "group_left"), 0)
        self._listen(size, counts, passed=day)
        due = [
            meeting for place in range(len(self.kinds)) for meeting in self._meetings(place, day)
        ]
        for meeting in due:
            self._population.review(day, meeting)
        if due:
            self._listen(size, counts)
        for place, groups in enumerate(self.kinds):
            self._population.temper(place, groups.moods())
            for account, amount in groups.spend(day, labour_left).items():
                self._book.post(day, account, "cash", amount)
        return counts | self._state()

    def _listen(self, size: int, counts: dict[str, int], passed: int = 0) -> None:
        """Hear what happened and seat who entered; passed: today, if yesterday is over now."""
        rows = self._hearing.of_groups()
        for place, groups in enumerate(self.kinds):
            mine = rows[rows[:, COMMUNITY] == place]
            groups.hear(mine)
            if passed:
                groups.pass_a_day(passed, *self._sent[place])
            seating = groups.admit(mine, size)
            self._population.seat(place, *seating)
            counts["group_entered"] += len(seating.people)
            gone = np.isin(mine[:, KIND], (LEFT, LEFT_MUTED, REMOVED))
            counts["group_left"] += int(gone.sum())

    def _meetings(self, place: int, day: int) -> list[Meeting]:
        """The review of a kind of group that is due on a day, if one is."""
        rule = self.kinds[place].rule
        since = day - rule.from_day
        if day == rule.until_day:
            return [Meeting(place, 0.0, 0, dissolve=True)]
        due = since == 0 or (rule.review_days and since % rule.review_days == 0)
        if since < 0 or day > rule.until_day or not due:
            return []
        if not (rule.entry or rule.audience or rule.silent_days):
            return []
        return [Meeting(place, rule.entry, rule.silent_days if since else 0, dissolve=False)]

    def _state(self) -> dict[str, int]:
        kinds = self.kinds
        return {
            "groups_open": self.groups,
            "groups_silent": sum(one.silent for one in kinds),
            "group_members": sum(int(one.members.sum()) for one in kinds),
            "group_muted": sum(int(one.muted.sum()) for one in kinds),
            "group_active": sum(int(float(one.active.sum()) + 0.5) for one in kinds),
        }

    @property
    def groups(self) -> int:
        """Groups of all kinds with anybody in them."""
        return sum(one.open for one in self.kinds)

    def groups_of(self, channel: int) -> Groups | None:
        """The groups a touch channel leads to, if any."""
        for rule, groups in zip(self._rules.communities, self.kinds, strict=True):
            if rule.channel == channel:
                return groups
        return None

    def send(self, sends: list[Send], execution: tuple[float, ...]) -> None:
        """Remember what goes out into the groups today; execution: by channel, of today."""
        self._sent = [[0.0, 0.0] for _ in self.kinds]
        of_channel = {rule.channel: place for place, rule in enumerate(self._rules.communities)}
        for send in sends:
            rule = self._rules.campaigns[send.campaign]
            if rule.channel not in of_channel:
                continue
            heard = rule.intensity * execution[rule.channel] * send.heard_by
            sent = self._sent[of_channel[rule.channel]]
            sent[0] += heard * (rule.content in self._tiring)
            sent[1] += heard * (rule.content in self._engaging)
