"""Plain SimPy: a process for each shopper.

Form: a generator whose local variables are the shopper's state, the fastest storage Python has.
All processes wait for one shared event a day, so that SimPy keeps one entry in its heap instead
of one for each shopper; a `timeout(1)` in each process obeys the same law and costs more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from math import exp, expm1, inf, log1p
from random import Random

import simpy

from benchmarks.lifecycle import DORMANT_AFTER, Lifecycle, Outcome

Process = Generator[simpy.Event, object, None]


class Town:
    """The clock, the day everybody waits for, and the book of finished lives."""

    def __init__(self, life: Lifecycle, shoppers: int, days: int, seed: int) -> None:
        self.life = life
        self.days = days
        self.random = Random(seed)
        self.env = simpy.Environment()
        self.initial = shoppers
        self.book: Counter[str] = Counter()
        self.midnight = self.env.event()
        for _ in range(shoppers):
            self.join(days, friend=False)
        self.env.process(self.calendar())

    def join(self, days_left: int, *, friend: bool) -> None:
        """Somebody draws traits and joins; the first day lived starts at the next midnight."""
        life = self.life
        rate = self.random.gammavariate(life.rate_shape, life.rate_mean / life.rate_shape)
        tolerance = self.random.gammavariate(
            life.tolerance_shape, life.tolerance_mean / life.tolerance_shape
        )
        self.env.process(self.shopper(rate, tolerance, days_left, friend))

    def calendar(self) -> Process:
        """Ring in each day."""
        for _ in range(self.days):
            today, self.midnight = self.midnight, self.env.event()
            today.succeed()
            yield self.env.timeout(1)

    def shopper(self, rate: float, tolerance: float, days_left: int, friend: bool) -> Process:
        """One life, day by day.

        hazard: own purchases a day now, without goodwill, and `keep` what is left of it a day
        later; silent: days since the last purchase, minus infinity if there was none.
        """
        life, draw = self.life, self.random.random
        touch, open_rate, slope = life.touch, life.open_rate, life.open_slope
        keep_goodwill, keep_fatigue, gain = life.goodwill_keep, life.fatigue_keep, life.fatigue_gain
        share, boost, referral = life.goodwill_share, life.boost, life.referral
        hazard, keep, silent = rate, 1.0, 0.0
        if friend:
            hazard, keep, silent = life.activation, life.activation_keep, -inf
        goodwill = fatigue = 0.0
        reachable, muted = not friend, False
        touches = opens = purchases = dormant_days = 0
        for _ in range(days_left):
            yield self.midnight
            goodwill *= keep_goodwill
            fatigue *= keep_fatigue
            if reachable and draw() < touch:
                touches += 1
                if draw() < open_rate * exp(-slope * fatigue):
                    opens += 1
                    goodwill += (1.0 - goodwill) * share
                fatigue += gain
                excess = fatigue - tolerance
                muted = excess > 0.0 and draw() < -expm1(-life.annoyance * excess)
            reachable = not muted
            silent += 1.0
            pace, rest, gap = 1.0 + boost * goodwill, 1.0, -log1p(-draw())
            while gap < hazard * pace * rest:
                rest -= gap / (hazard * pace)
                hazard, keep, silent = rate, 1.0, 0.0
                purchases += 1
                if draw() < referral:
                    self.join(self.days - 1 - int(self.env.now), friend=True)
                gap = -log1p(-draw())
            hazard *= keep
            dormant_days += silent >= DORMANT_AFTER
        self.book.update(
            shoppers=1,
            shopper_days=days_left,
            touches=touches,
            opens=opens,
            muted=muted,
            purchases=purchases,
            dormant_days=dormant_days,
        )

    def go(self) -> None:
        """Run the clock out."""
        self.env.run()

    def outcome(self) -> Outcome:
        """The book of finished lives."""
        return Outcome(initial=self.initial, **self.book)


def prepare(life: Lifecycle, shoppers: int, days: int, seed: int) -> Town:
    """A town of `shoppers`, before its first midnight."""
    return Town(life, shoppers, days, seed)
