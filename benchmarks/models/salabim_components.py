"""salabim: a component for each shopper.

Form: a component holds for a day, and then another, with its state in local variables of the
process. The `yield` form of processes, because the form with greenlets was slower when tried. The
monitors of status and mode, tracing and standby checks are off: a monitor keeps every change of
every day in memory, and was slower too.
"""

from __future__ import annotations

from collections.abc import Generator
from math import exp, expm1
from random import Random

import salabim

from benchmarks.lifecycle import Lifecycle, Outcome


class Shopper(salabim.Component):
    """One shopper; `process` is the life."""

    def setup(self) -> None:
        """Called by salabim at birth: keep no history of status and mode."""
        self.status.monitor(False)
        self.mode.monitor(False)

    def process(
        self, town: Town, rate: float, tolerance: float, days_left: int
    ) -> Generator[None, None, None]:
        """One life, day by day, from the next midnight on."""
        life, draw, hold = town.life, town.random.random, self.hold
        touch, recall, referral = life.touch, life.recall, life.referral
        open_rate, slope, share = life.open_rate, life.open_slope, life.goodwill_share
        keep_goodwill, keep_fatigue, gain = life.goodwill_keep, life.fatigue_keep, life.fatigue_gain
        boost, patience, factor = life.boost, life.dormant_after, life.dormant_factor
        goodwill = fatigue = 0.0
        silent = purchases = 0
        muted = False
        for _ in range(days_left):
            yield hold(1)
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
                    town.join()
        town.shoppers += 1
        town.shopper_days += days_left
        town.purchases += purchases
        town.dormant += silent >= patience
        town.muted += muted
        town.goodwill += goodwill
        town.fatigue += fatigue


class Town:
    """The environment and the book of finished lives."""

    def __init__(self, life: Lifecycle, shoppers: int, days: int, seed: int) -> None:
        salabim.yieldless(False)
        self.life = life
        self.days = days
        self.random = Random(seed)
        self.env = salabim.Environment(trace=False)
        self.initial = shoppers
        self.shoppers = self.purchases = self.dormant = self.muted = self.shopper_days = 0
        self.goodwill = self.fatigue = 0.0
        for _ in range(shoppers):
            self.join()

    def join(self) -> None:
        """Somebody draws traits and joins; the first day lived starts at the next midnight."""
        life = self.life
        Shopper(
            env=self.env,
            suppress_trace=True,
            skip_standby=True,
            town=self,
            rate=self.random.gammavariate(life.rate_shape, life.rate_mean / life.rate_shape),
            tolerance=self.random.gammavariate(
                life.tolerance_shape, life.tolerance_mean / life.tolerance_shape
            ),
            days_left=self.days - int(self.env.now()),
        )

    def go(self) -> None:
        """Run until no event is left."""
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
