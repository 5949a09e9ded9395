"""Acquisition (拉新): who joins today by each channel, and what it cost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.behaviour.acquisition import expected_joins
from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.draws import poisson
from sim.behaviour.units import clock_ms, fen
from sim.brand.footfall import Counter
from sim.config.acquisition import Channel
from sim.config.shoppers import Shoppers
from sim.population.interface import INITIAL, Arrivals, Ints
from sim.randomness import address as at
from sim.randomness import philox
from sim.science import in_every_run, inlined, science

_BRAND = 0  # uid of brand-level draws; shoppers' uids are hashes
_NOBODY: Ints = np.zeros(0, dtype=np.int64)
_GAPS = (701, 301, 132, 57, 23, 10, 4, 1)  # Ciura 2001

_draw, _uniform = inlined(at.draw), inlined(philox.uniform)
_uid_of_arrival = inlined(at.uid_of_arrival)


class Door(NamedTuple):
    """One acquisition channel, ready to open each day."""

    number: int
    name: str
    hash: int
    channel: Channel
    thousands: float  # initial members / 1,000
    key: tuple[int, int]
    counter: Counter | None = None  # if people are won in the stores

    def planned_fen(self, day: int) -> int:
        """Media spend planned for the day."""
        return fen(self.channel.spend_per_day * self.thousands) if self.is_open(day) else 0

    def arrivals(
        self, day: int, left: float, worth: float, come: float, open_share: float
    ) -> Arrivals:
        """Who joins today: a Poisson number, each at a time of day of their own.

        left: share of the market that has not joined yet. worth: what is really bought for each
        yuan planned (money spent, its price and efficiency). come: people against the usual.
        open_share: of the stores.
        """
        count = 0
        if self.is_open(day):
            c = self.channel
            spend = c.spend_per_day * worth
            mean = expected_joins(c.joins_per_day, spend, c.half_spend) * self.thousands * come
            if self.counter is not None:
                mean = self.counter.mean_won(day, open_share) * come
            mean += self._moved(day)
            count = poisson(*self.key, _BRAND, at.ARRIVALS + self.hash, day, mean * left)
        if count == 0:
            return Arrivals(self.number, _NOBODY, _NOBODY)
        begin, end = self._hours()
        crowd = _crowd(self.key, self.hash, day, count, end - begin)
        return _in_order(self.number, crowd, day * DAY + begin)

    def _moved(self, day: int) -> float:
        """How many of a list of contacts are expected to join today (个微迁企微): a share of those
        left, as staff work through it."""
        c = self.channel
        left = (1.0 - c.moved_per_day) ** (day - c.from_day)
        return c.contacts * self.thousands * left * c.moved_per_day

    def _hours(self) -> tuple[int, int]:
        """When people come, ms after midnight."""
        if self.counter is None:
            return 0, DAY
        terms = self.counter.terms
        return clock_ms(terms.from_hour), clock_ms(terms.to_hour)

    def is_open(self, day: int) -> bool:
        """Whether people may come by this door on a day."""
        return self.channel.from_day <= day < self.channel.until_day


@in_every_run
@science
def _draw_places(
    keys: Ints, seed: int, replication: int, channel: int, day: int, seconds: int, bits: int
) -> None:
    """Fill in for each arrival a second of their own within `seconds`, which below zero are counted
    backwards; the low bits say which arrival it is."""
    for ordinal in range(len(keys)):
        uid = _uid_of_arrival(channel, day, ordinal)
        word, _, _, _ = _draw(seed, replication, uid, at.ARRIVE, 0)
        keys[ordinal] = (int(_uniform(word) * seconds) << bits) + ordinal


@science
def _put_in_order(uids: Ints, first: int, last: int) -> None:
    """Sort uids from place `first` to `last`: by insertion, of those far apart first (Shell)."""
    for gap in _GAPS:
        for i in range(first + gap, last):
            uid, j = uids[i], i
            while j >= first + gap and uids[j - gap] > uid:
                uids[j] = uids[j - gap]
                j -= gap
            uids[j] = uid


@in_every_run
@science
def _tell_apart(keys: Ints, uids: Ints, channel: int, day: int, start: int, bits: int) -> None:
    """Make the moment (ms) of each sorted key, and fill in the uids, in order at each moment.

    start: the moment seconds are counted from, ms.
    """
    which = (1 << bits) - 1
    for i in range(len(keys)):
        uids[i] = _uid_of_arrival(channel, day, int(keys[i] & which))
        keys[i] = start + (keys[i] >> bits) * SECOND
    first = 0
    for i in range(1, len(keys) + 1):
        if i == len(keys) or keys[i] != keys[first]:
            if i - first > 1:
                _put_in_order(uids, first, i)
            first = i


class Crowd(NamedTuple):
    """People drawn, but not in order yet: who they are hangs on `channel` and `day`.

    keys: a second in the high bits, in the low ones the how-manieth of them.
    """

    channel: int
    day: int
    keys: Ints

    @property
    def bits(self) -> int:
        """How many of a key are low ones."""
        return len(self.keys).bit_length()


def _crowd(key: tuple[int, int], channel: int, day: int, count: int, span: int) -> Crowd:
    """So many people within `span` milliseconds, which below zero lie before a moment."""
    crowd = Crowd(channel, day, np.empty(count, dtype=np.int64))
    _draw_places(crowd.keys, *key, channel, day, span // SECOND, crowd.bits)
    return crowd


def _in_order(source: int, crowd: Crowd, start: int) -> Arrivals:
    """Its people in order of time and uid; start: the moment their seconds are counted from, ms.

    A number with the second and the place in one is sorted in place, a tenth of the time of finding
    out in which order two numbers come; who it is can be told again.
    """
    times, uids = crowd.keys, np.empty_like(crowd.keys)
    times.sort()
    _tell_apart(times, uids, crowd.channel, crowd.day, start, crowd.bits)
    return Arrivals(source, uids, times)


def people_by(door: Door, tag: int, day: int, count: int) -> Arrivals:
    """So many people who join by a door today though its own media did not bring them.

    tag: name hash of who did; their uids come from it.
    """
    return _in_order(door.number, _crowd(door.key, tag, day, count, DAY), day * DAY)


def initial_people(who: Shoppers, key: tuple[int, int]) -> Arrivals:
    """The people of day 0: members from the past, or a cohort on its first-order days."""
    tag = at.name_hash("initial")
    if who.start == "cohort":
        crowd = _crowd(key, tag, 0, who.initial, DAY)
        crowd.keys[:] += (_days_of_first_orders(who) * (DAY // SECOND)) << crowd.bits
        return _in_order(INITIAL, crowd, 0)
    crowd = _crowd(key, tag, 0, who.initial, -max(1, who.history_days) * DAY)
    return _in_order(INITIAL, crowd, -SECOND)


def _days_of_first_orders(who: Shoppers) -> Ints:
    """The day of each person's first order: the weights as exactly as whole people allow."""
    cumulative = np.cumsum(who.first_orders) / np.sum(who.first_orders) * who.initial
    edges = np.floor(cumulative + 0.5).astype(np.int64)
    days: Ints = np.searchsorted(edges, np.arange(who.initial), side="right").astype(np.int64)
    return days
