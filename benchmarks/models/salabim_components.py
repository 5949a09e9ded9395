"""salabim: a component for each shopper.

Form: a component holds for a day, and then another, with its state in local variables of the
process. The `yield` form of processes, because the form with greenlets was slower when tried. The
monitors of status and mode, tracing and standby checks are off: a monitor keeps every change of
every day in memory, and was slower too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from math import exp, expm1, inf, log1p
from random import Random

import salabim

from benchmarks.lifecycle import DORMANT_AFTER, Lifecycle, Outcome


class Shopper(salabim.Component):
    """One shopper; `process` is the life."""

    def setup(self) -> None:
        """Called by salabim at birth: keep no history of status and mode."""
        self.status.monitor(False)
        self.mode.monitor(False)

    def process(
        self, town: Town, rate: float, tolerance: float, days_left: int, friend: bool
    ) -> Generator[None, None, None]:
        """One life, day by day, from the next midnight on.

        hazard: own purchases a day now, without goodwill, and `keep` what is left of it a day
        later; silent: days since the last purchase, minus infinity if there was none.
        """
        life, draw, hold = town.life, town.random.random, self.hold
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
            yield hold(1)
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
                    town.join(friend=True)
                gap = -log1p(-draw())
            hazard *= keep
            dormant_days += silent >= DORMANT_AFTER
        town.book.update(
            shoppers=1,
            shopper_days=days_left,
            touches=touches,
            opens=opens,
            muted=muted,
            purchases=purchases,
            dormant_days=dormant_days,
        )


class Town:
    """The environment and the book of finished lives."""

    def __init__(self, life: Lifecycle, shoppers: int, days: int, seed: int) -> None:
        salabim.yieldless(False)
        self.life = life
        self.days = days
        self.random = Random(seed)
        self.env = salabim.Environment(trace=False)
        self.initial = shoppers
        self.book: Counter[str] = Counter()
        for _ in range(shoppers):
            self.join(friend=False)

    def join(self, *, friend: bool) -> None:
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
            friend=friend,
        )

    def go(self) -> None:
        """Run until no event is left."""
        self.env.run()

    def outcome(self) -> Outcome:
        """The book of finished lives."""
        return Outcome(initial=self.initial, **self.book)


def prepare(life: Lifecycle, shoppers: int, days: int, seed: int) -> Town:
    """A town of `shoppers`, before its first midnight."""
    return Town(life, shoppers, days, seed)
