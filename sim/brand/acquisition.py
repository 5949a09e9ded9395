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
from sim.population.ordering import in_time
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.science import in_every_run, science

_BRAND = 0  # uid of brand-level draws; shoppers' uids are hashes


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
        self,
        day: int,
        left: float,
        worth: float = 1.0,
        come: float = 1.0,
        open_share: float = 1.0,
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
        begin, end = self._hours()
        uids, offsets = _people(self.key, self.hash, day, count, end - begin)
        return _in_order(self.number, uids, day * DAY + begin + offsets)

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
def _draw_people(
    uids: Ints, offsets: Ints, seed: int, replication: int, channel: int, day: int, span: int
) -> None:
    """Fill in the uid of each arrival, and a second of their own within `span` milliseconds."""
    for ordinal in range(len(uids)):
        uid = at.uid_of_arrival(channel, day, ordinal)
        uids[ordinal] = uid
        word, _, _, _ = at.draw(seed, replication, uid, at.ARRIVE, 0)
        offsets[ordinal] = int(uniform(word) * (span // SECOND)) * SECOND


def _people(
    key: tuple[int, int], channel: int, day: int, count: int, span: int
) -> tuple[Ints, Ints]:
    uids, offsets = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    _draw_people(uids, offsets, key[0], key[1], channel, day, span)
    return uids, offsets


def _in_order(source: int, uids: Ints, times: Ints) -> Arrivals:
    order = in_time(times, uids)
    return Arrivals(source, uids[order], times[order])


def people_by(door: Door, tag: int, day: int, count: int) -> Arrivals:
    """So many people who join by a door today though its own media did not bring them.

    tag: name hash of who did; their uids come from it.
    """
    uids, offsets = _people(door.key, tag, day, count, DAY)
    return _in_order(door.number, uids, day * DAY + offsets)


def initial_people(who: Shoppers, key: tuple[int, int]) -> Arrivals:
    """The people of day 0: members from the past, or a cohort on its first-order days."""
    tag = at.name_hash("initial")
    if who.start == "cohort":
        uids, offsets = _people(key, tag, 0, who.initial, DAY)
        return _in_order(INITIAL, uids, _days_of_first_orders(who) * DAY + offsets)
    uids, offsets = _people(key, tag, 0, who.initial, max(1, who.history_days) * DAY)
    return _in_order(INITIAL, uids, -SECOND - offsets)


def _days_of_first_orders(who: Shoppers) -> Ints:
    """The day of each person's first order: the weights as exactly as whole people allow."""
    cumulative = np.cumsum(who.first_orders) / np.sum(who.first_orders) * who.initial
    edges = np.floor(cumulative + 0.5).astype(np.int64)
    days: Ints = np.searchsorted(edges, np.arange(who.initial), side="right").astype(np.int64)
    return days
