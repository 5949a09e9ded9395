"""A shopper as an object with a method for a day: what the frameworks of agents share.

Mesa and AgentPy differ in how they hold and call their agents, and that is what is compared;
the day itself is ordinary Python and is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import exp, expm1, inf, log1p
from random import Random

from benchmarks.lifecycle import DORMANT_AFTER, Lifecycle, Outcome


class Person:
    """State and daily step of one shopper, to be mixed into a framework's agent class.

    hazard: own purchases a day now, without goodwill, and `keep` what is left of it a day later;
    silent: days since the last purchase, minus infinity for somebody who never bought.
    """

    rate: float
    tolerance: float
    hazard: float
    keep: float
    silent: float
    goodwill: float
    fatigue: float
    reachable: bool
    muted: bool
    touches: int
    opens: int
    purchases: int
    dormant_days: int

    def born(self, life: Lifecycle, random: Random, *, friend: bool) -> None:
        """Draw the traits; members bought yesterday, a friend has not bought yet."""
        self.rate = random.gammavariate(life.rate_shape, life.rate_mean / life.rate_shape)
        self.tolerance = random.gammavariate(
            life.tolerance_shape, life.tolerance_mean / life.tolerance_shape
        )
        self.hazard = life.activation if friend else self.rate
        self.keep = life.activation_keep if friend else 1.0
        self.silent = -inf if friend else 0.0
        self.goodwill = self.fatigue = 0.0
        self.reachable, self.muted = not friend, False
        self.touches = self.opens = self.purchases = self.dormant_days = 0

    def live(self, life: Lifecycle, draw: Callable[[], float]) -> int:
        """One day; returns how many friends were referred."""
        self.goodwill *= life.goodwill_keep
        self.fatigue *= life.fatigue_keep
        if self.reachable and draw() < life.touch:
            self._take_touch(life, draw)
        self.reachable = not self.muted
        self.silent += 1.0
        friends = 0
        pace, rest, gap = 1.0 + life.boost * self.goodwill, 1.0, -log1p(-draw())
        while gap < self.hazard * pace * rest:
            rest -= gap / (self.hazard * pace)
            self.hazard, self.keep, self.silent = self.rate, 1.0, 0.0
            self.purchases += 1
            friends += draw() < life.referral
            gap = -log1p(-draw())
        self.hazard *= self.keep
        self.dormant_days += self.silent >= DORMANT_AFTER
        return friends

    def _take_touch(self, life: Lifecycle, draw: Callable[[], float]) -> None:
        """Open or not, tire, and perhaps have enough."""
        self.touches += 1
        if draw() < life.open_rate * exp(-life.open_slope * self.fatigue):
            self.opens += 1
            self.goodwill += (1.0 - self.goodwill) * life.goodwill_share
        self.fatigue += life.fatigue_gain
        excess = self.fatigue - self.tolerance
        self.muted = excess > 0.0 and draw() < -expm1(-life.annoyance * excess)


def counted(people: Iterable[Person], initial: int, shopper_days: int) -> Outcome:
    """The outcome of a finished population of objects."""
    everyone = list(people)
    return Outcome(
        initial=initial,
        shoppers=len(everyone),
        shopper_days=shopper_days,
        touches=sum(person.touches for person in everyone),
        opens=sum(person.opens for person in everyone),
        muted=sum(person.muted for person in everyone),
        purchases=sum(person.purchases for person in everyone),
        dormant_days=sum(person.dormant_days for person in everyone),
    )
