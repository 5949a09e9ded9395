"""Plain SimPy: a process for each shopper.

Form: a generator whose local variables are the shopper's state, the fastest storage Python has.
All processes wait for one shared event a day, so that SimPy keeps one entry in its heap instead
of one for each shopper; a `timeout(1)` in each process obeys the same law and costs more.
"""

from __future__ import annotations

from collections.abc import Generator
from math import exp, expm1
from random import Random

import simpy

from benchmarks.lifecycle import Lifecycle, Outcome

Process = Generator[simpy.Event, object, None]


class Town:
    """The clock, the day everybody waits for, and the book of finished lives."""

    def __init__(self, life: Lifecycle, shoppers: int, days: int, seed: int) -> None:
        self.life = life
        self.days = days
        self.random = Random(seed)
        self.env = simpy.Environment()
        self.initial = shoppers
        self.shoppers = self.purchases = self.dormant = self.muted = self.shopper_days = 0
        self.goodwill = self.fatigue = 0.0
        self.midnight = self.env.event()
        for _ in range(shoppers):
            self.join(days)
        self.env.process(self.calendar())

    def join(self, days_left: int) -> None:
        """Somebody draws traits and joins; the first day lived starts at the next midnight."""
        life = self.life
        rate = self.random.gammavariate(life.rate_shape, life.rate_mean / life.rate_shape)
        tolerance = self.random.gammavariate(
            life.tolerance_shape, life.tolerance_mean / life.tolerance_shape
        )
        self.env.process(self.shopper(rate, tolerance, days_left))

    def calendar(self) -> Process:
        """Ring in each day."""
        for _ in range(self.days):
            today, self.midnight = self.midnight, self.env.event()
            today.succeed()
            yield self.env.timeout(1)

    def shopper(self, rate: float, tolerance: float, days_left: int) -> Process:
        """One life, day by day."""
        life, draw = self.life, self.random.random
        touch, recall, referral = life.touch, life.recall, life.referral
        open_rate, slope, share = life.open_rate, life.open_slope, life.goodwill_share
        keep_goodwill, keep_fatigue, gain = life.goodwill_keep, life.fatigue_keep, life.fatigue_gain
        boost, patience, factor = life.boost, life.dormant_after, life.dormant_factor
        goodwill = fatigue = 0.0
        silent = purchases = 0
        muted = False
        for _ in range(days_left):
            yield self.midnight
            goodwill *= keep_goodwill
            fatigue *= keep_fatigue
            dormant = silent >= patience
            if not muted and draw() < (recall if dormant else touch):
                if draw() < open_rate * exp(-slope * fatigue):
                    goodwill += (1.0 - goodwill) * share
                fatigue += gain
                excess = fatigue - tolerance
                muted = excess > 0.0 and draw() < -expm1(-life.annoyance * excess)
            intensity = rate * (1.0 + boost * goodwill)
            if dormant:
                intensity *= factor
            silent += 1
            if draw() < -expm1(-intensity):
                purchases += 1
                silent = 0
                if draw() < referral:
                    self.join(self.days - 1 - int(self.env.now))
        self.shoppers += 1
        self.shopper_days += days_left
        self.purchases += purchases
        self.dormant += silent >= patience
        self.muted += muted
        self.goodwill += goodwill
        self.fatigue += fatigue

    def go(self) -> None:
        """Run the clock out."""
        self.env.run()

    def outcome(self) -> Outcome:
        """The book of finished lives."""
        return Outcome(
            initial=self.initial,
            shoppers=self.shoppers,
            shopper_days=self.shopper_days,
            purchases=self.purchases,
            dormant=self.dormant,
            muted=self.muted,
            goodwill=self.goodwill,
            fatigue=self.fatigue,
        )


def prepare(life: Lifecycle, shoppers: int, days: int, seed: int) -> Town:
    """A town of `shoppers`, before its first midnight."""
    return Town(life, shoppers, days, seed)
