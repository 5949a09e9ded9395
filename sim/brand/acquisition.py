"""Acquisition (拉新): who joins today by each channel, and what it cost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.behaviour.acquisition import expected_joins
from sim.behaviour.clock import DAY
from sim.behaviour.draws import poisson
from sim.config.schema import Channel, Shoppers
from sim.population.interface import INITIAL, Arrivals
from sim.population.rules import fen
from sim.randomness import address as at
from sim.randomness.philox import uniform

_BRAND = 0  # uid of brand-level draws; shoppers' uids are hashes


class Door(NamedTuple):
    """One acquisition channel, ready to open each day."""

    number: int
    hash: int
    channel: Channel
    thousands: float  # initial members / 1,000
    key: tuple[int, int]

    def media_fen(self, day: int) -> int:
        """Media spend of the day."""
        return fen(self.channel.spend_per_day * self.thousands) if self._open(day) else 0

    def arrivals(self, day: int) -> Arrivals:
        """Who joins today: a Poisson number, each at a time of day of their own."""
        count = 0
        if self._open(day):
            c = self.channel
            mean = expected_joins(c.joins_per_day, c.spend_per_day, c.half_spend) * self.thousands
            count = poisson(*self.key, _BRAND, at.ARRIVALS + self.hash, day, mean)
        uids = [at.uid_of_arrival(self.hash, day, ordinal) for ordinal in range(count)]
        times = [day * DAY + _time_of_day(self.key, uid) for uid in uids]
        order = np.lexsort((uids, times)) if uids else np.array([], dtype=np.int64)
        return Arrivals(
            self.number,
            np.array(uids, dtype=np.int64)[order],
            np.array(times, dtype=np.int64)[order],
        )

    def _open(self, day: int) -> bool:
        return self.channel.from_day <= day < self.channel.until_day


def _time_of_day(key: tuple[int, int], uid: int) -> int:
    return int(uniform(at.draw(*key, uid, at.ARRIVE, 0)[0]) * DAY)


def initial_people(who: Shoppers, key: tuple[int, int]) -> Arrivals:
    """The people of day 0: members from the past, or a cohort on its first-order days."""
    tag = at.name_hash("initial")
    uids = [at.uid_of_arrival(tag, 0, ordinal) for ordinal in range(who.initial)]
    if who.start == "cohort":
        days = _days_of_first_orders(who)
        times = [day * DAY + _time_of_day(key, uid) for day, uid in zip(days, uids, strict=True)]
    else:
        span = max(1, who.history_days) * DAY
        times = [-1 - int(uniform(at.draw(*key, uid, at.ARRIVE, 0)[0]) * span) for uid in uids]
    order = np.lexsort((uids, times))
    return Arrivals(
        INITIAL, np.array(uids, dtype=np.int64)[order], np.array(times, dtype=np.int64)[order]
    )


def _days_of_first_orders(who: Shoppers) -> list[int]:
    """The day of each person's first order: the weights as exactly as whole people allow."""
    cumulative = np.cumsum(who.first_orders) / np.sum(who.first_orders) * who.initial
    edges = np.floor(cumulative + 0.5).astype(np.int64)
    days = np.searchsorted(edges, np.arange(who.initial), side="right")
    return [int(day) for day in days]
